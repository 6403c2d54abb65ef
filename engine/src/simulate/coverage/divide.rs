//! Blocks by repeated cutting: a region is cut across its longer side by a slightly winding line, then its halves are.
//!
//! The cuts come out as a street network comes out in a town: few long ones, many short ones that end on them.

use super::mesh::{Mesh, NONE};
use crate::simulate::{SplitMix64, smooth_noise};

/// Which cell each triangle belongs to, and the cuts between large regions.
pub(super) struct Division {
    pub(super) cell_of: Vec<u32>,
    pub(super) count: u32,
    pub(super) cuts: Vec<Cut>,
}

/// A line between two regions.
pub(super) struct Cut {
    /// Mesh edges as pairs of vertices, unordered along the line.
    pub(super) edges: Vec<[u32; 2]>,
    /// How many cells the region that was cut holds.
    pub(super) cells: u32,
}

struct Region {
    start: usize,
    length: usize,
    cells: u32,
}

struct Divider<'m> {
    mesh: &'m Mesh,
    weights: &'m [f64],
    seed: u64,
    random: SplitMix64,
    /// The region that each triangle is in now.
    owner: Vec<u32>,
    /// Numbers of visits, to mark triangles without clearing.
    visited: Vec<u32>,
    visit: u32,
    next_owner: u32,
}

/// Divides the mesh into `cells` edge-connected cells of about equal weight; cuts of regions of `street_cells` or more
/// are kept.
pub(super) fn divide(
    mesh: &Mesh,
    weights: &[f64],
    cells: u32,
    street_cells: u32,
    random: &SplitMix64,
) -> Division {
    let count = mesh.triangles.len();
    let mut divider = Divider {
        mesh,
        weights,
        seed: random.fork(1).next_u64(),
        random: random.fork(2),
        owner: vec![0; count],
        visited: vec![0; count],
        visit: 0,
        next_owner: 1,
    };
    let mut order: Vec<u32> = (0_u32..).take(count).collect();
    let mut waiting = divider.parts(&mut order, cells);
    let mut division = Division { cell_of: vec![NONE; count], count: 0, cuts: Vec::new() };
    while let Some(region) = waiting.pop() {
        let members = &mut order[region.start..region.start + region.length];
        if region.cells < 2 || members.len() < 2 {
            for triangle in members {
                division.cell_of[*triangle as usize] = division.count;
            }
            division.count += 1;
            continue;
        }
        let (first, second) = divider.cut(members, region.cells);
        if region.cells >= street_cells {
            let edges = divider.edges_between(members, first, second);
            division.cuts.push(Cut { edges, cells: region.cells });
        }
        let length = divider.gather(members, first);
        let share = divider.weight(&members[..length]) / divider.weight(members);
        let cells = part_of(region.cells, share);
        let rest = Region {
            start: region.start + length,
            length: region.length - length,
            cells: region.cells - cells,
        };
        waiting.push(rest);
        waiting.push(Region { start: region.start, length, cells });
    }
    division
}

/// A share of some cells, at least one for each side.
fn part_of(cells: u32, share: f64) -> u32 {
    whole(f64::from(cells) * share).clamp(1, cells - 1)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded and small; `as` saturates"
)]
pub(super) fn whole(x: f64) -> u32 {
    x.round() as u32
}

impl Divider<'_> {
    fn weight(&self, members: &[u32]) -> f64 {
        members.iter().map(|triangle| self.weights[*triangle as usize]).sum()
    }

    /// The connected parts of the whole mesh, each with its share of the cells.
    fn parts(&mut self, order: &mut Vec<u32>, cells: u32) -> Vec<Region> {
        let groups = self.components(order, 0);
        let total = self.weight(order);
        order.clear();
        let mut regions = Vec::new();
        for group in groups {
            let cells = whole(f64::from(cells) * self.weight(&group) / total).max(1);
            regions.push(Region { start: order.len(), length: group.len(), cells });
            order.extend(group);
        }
        regions
    }

    /// Cuts a connected region into two connected ones; returns their owners. Neither is empty.
    fn cut(&mut self, members: &[u32], cells: u32) -> (u32, u32) {
        let (first, second) = (self.next_owner, self.next_owner + 1);
        self.next_owner += 2;
        let whole_weight = self.weight(members);
        let half = f64::from(whole(f64::from(cells) * self.random.between(0.42, 0.58)).clamp(1, cells - 1));
        let share = half / f64::from(cells) * self.random.between(0.86, 1.14);
        for attempt in 0..2 {
            let values = self.values(members, attempt == 1);
            let limit = self.quantile(members, &values, share.clamp(0.2, 0.8) * whole_weight);
            for (triangle, value) in members.iter().zip(&values) {
                self.owner[*triangle as usize] = if *value < limit { first } else { second };
            }
            self.settle(members, first, second);
            let got = members.iter().filter(|t| self.owner[**t as usize] == first);
            let got = got.map(|t| self.weights[*t as usize]).sum::<f64>() / whole_weight;
            if got > 0.12 && got < 0.88 {
                return (first, second);
            }
        }
        self.flood(members, first, second, 0.5 * whole_weight);
        (first, second)
    }

    /// For each triangle its place along the longer side of the region (or the shorter), bent a little.
    fn values(&self, members: &[u32], across: bool) -> Vec<f64> {
        let centre = |triangle: &u32| self.mesh.centres[*triangle as usize];
        let count = members.len();
        let middle = centre(&members[count / 2]);
        // A rotation without sine and cosine: the rational points of the circle.
        let t = 0.35 * smooth_noise(self.seed, middle.0 / 4000.0, middle.1 / 4000.0);
        let (c, s) = ((1.0 - t * t) / (1.0 + t * t), 2.0 * t / (1.0 + t * t));
        let turned = |(x, y): (f64, f64)| (c * x + s * y, c * y - s * x);
        let mut low = (f64::INFINITY, f64::INFINITY);
        let mut high = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for (u, v) in members.iter().map(|t| turned(centre(t))) {
            low = (low.0.min(u), low.1.min(v));
            high = (high.0.max(u), high.1.max(v));
        }
        let (width, height) = (high.0 - low.0, high.1 - low.1);
        let along = (width >= height) != across;
        let bend_m = (0.05 * width.max(height)).min(70.0);
        members
            .iter()
            .map(|t| {
                let (x, y) = centre(t);
                let (u, v) = turned((x, y));
                let bend = bend_m * smooth_noise(self.seed ^ 0x5eed, x / 700.0, y / 700.0);
                bend + if along { u } else { v }
            })
            .collect()
    }

    /// A value below which about `wanted` of the weight lies.
    fn quantile(&self, members: &[u32], values: &[f64], wanted: f64) -> f64 {
        const BINS: u32 = 1024;
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let step = (high - low) / f64::from(BINS);
        let mut bins = vec![0.0; BINS as usize + 1];
        for (triangle, value) in members.iter().zip(values) {
            let bin = if step > 0.0 { whole(((value - low) / step).floor()) } else { 0 };
            bins[bin as usize] += self.weights[*triangle as usize];
        }
        let (mut sum, mut at) = (0.0, 0.0);
        for weight in bins {
            if sum + weight > wanted {
                return low + step * (at + (wanted - sum) / weight);
            }
            sum += weight;
            at += 1.0;
        }
        high
    }

    /// Makes both sides connected: what one side has lost sight of goes to the other.
    fn settle(&mut self, members: &[u32], first: u32, second: u32) {
        for (side, other) in [(first, second), (second, first)] {
            let mut groups = self.components(members, side);
            if groups.len() < 2 {
                continue;
            }
            groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
            for triangle in groups.iter().skip(1).flatten() {
                self.owner[*triangle as usize] = other;
            }
        }
    }

    /// The last resort: one side grows from the first triangle until it has enough.
    fn flood(&mut self, members: &[u32], first: u32, second: u32, wanted: f64) {
        for triangle in members {
            self.owner[*triangle as usize] = second;
        }
        let mut waiting = std::collections::VecDeque::from([members[0]]);
        let mut sum = 0.0;
        let mut left = members.len();
        self.owner[members[0] as usize] = first;
        while let Some(triangle) = waiting.pop_front() {
            sum += self.weights[triangle as usize];
            left -= 1;
            for next in self.mesh.neighbours[triangle as usize] {
                let room = sum < wanted && left > waiting.len() + 1;
                if next != NONE && self.owner[next as usize] == second && room {
                    self.owner[next as usize] = first;
                    waiting.push_back(next);
                }
            }
        }
        self.settle(members, first, second);
    }

    /// The edge-connected groups of the members that have an owner.
    fn components(&mut self, members: &[u32], owner: u32) -> Vec<Vec<u32>> {
        self.visit += 1;
        let mut groups = Vec::new();
        for start in members {
            if self.owner[*start as usize] != owner || self.visited[*start as usize] == self.visit {
                continue;
            }
            self.visited[*start as usize] = self.visit;
            let mut group = vec![*start];
            let mut at = 0;
            while at < group.len() {
                for next in self.mesh.neighbours[group[at] as usize] {
                    if next != NONE
                        && self.owner[next as usize] == owner
                        && self.visited[next as usize] != self.visit
                    {
                        self.visited[next as usize] = self.visit;
                        group.push(next);
                    }
                }
                at += 1;
            }
            groups.push(group);
        }
        groups
    }

    fn edges_between(&self, members: &[u32], first: u32, second: u32) -> Vec<[u32; 2]> {
        let mut edges = Vec::new();
        for triangle in members.iter().map(|t| *t as usize).filter(|t| self.owner[*t] == first) {
            for side in 0..3 {
                let next = self.mesh.neighbours[triangle][side];
                if next != NONE && self.owner[next as usize] == second {
                    let corners = self.mesh.triangles[triangle];
                    edges.push([corners[side], corners[(side + 1) % 3]]);
                }
            }
        }
        edges
    }

    /// Moves the members of an owner to the front, orders kept; returns how many.
    fn gather(&self, members: &mut [u32], owner: u32) -> usize {
        let (front, back): (Vec<u32>, Vec<u32>) =
            members.iter().partition(|triangle| self.owner[**triangle as usize] == owner);
        for (slot, triangle) in members.iter_mut().zip(front.iter().chain(&back)) {
            *slot = *triangle;
        }
        front.len()
    }
}
