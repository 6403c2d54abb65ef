//! Cells grown together into connected groups of a wanted size.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::graph::Graph;
use super::mesh::{NONE, curve_key};
use crate::simulate::SplitMix64;

/// How the groups are wanted.
pub(super) struct Growth<'g> {
    pub(super) graph: &'g Graph,
    /// Weight of each cell.
    pub(super) weights: &'g [f64],
    /// Wanted weight of each group, any scale.
    pub(super) shares: Vec<f64>,
    /// Whether a group's start stays where it is, as a town's seat does.
    pub(super) fixed: bool,
    pub(super) rounds: u32,
}

impl Growth<'_> {
    /// Grows one group from each start over the members until all that can be reached belong to one.
    ///
    /// Returns the group of every cell, [`NONE`] elsewhere. Each group is connected and holds its start at least. A
    /// group that comes out too small reaches farther in the next round; the most even round is kept.
    pub(super) fn grow(&self, members: &[u32], mut starts: Vec<u32>) -> Vec<u32> {
        let total: f64 = members.iter().map(|cell| self.weights[*cell as usize]).sum();
        let scale = total / self.shares.iter().sum::<f64>();
        let mut reach: Vec<f64> = self.shares.iter().map(|share| share.sqrt()).collect();
        let mut best: (f64, Vec<u32>) = (f64::INFINITY, Vec::new());
        for _ in 0..self.rounds.max(1) {
            let group_of = self.once(members, &starts, &reach);
            let mut sums = vec![(0.0, 0.0, 0.0); starts.len()];
            for cell in members.iter().map(|cell| *cell as usize).filter(|cell| group_of[*cell] != NONE) {
                let (weight, (x, y)) = (self.weights[cell], self.graph.centres[cell]);
                let sum = &mut sums[group_of[cell] as usize];
                *sum = (sum.0 + weight, sum.1 + weight * x, sum.2 + weight * y);
            }
            let mut unevenness = 0.0;
            for (at, (weight, ..)) in sums.iter().enumerate() {
                let wanted = self.shares[at] * scale;
                unevenness += (weight - wanted) * (weight - wanted) / wanted;
                reach[at] *= (wanted / weight).clamp(0.25, 4.0).sqrt().sqrt();
            }
            if !self.fixed {
                recentre(self.graph, members, &group_of, &sums, &mut starts);
            }
            if unevenness < best.0 {
                best = (unevenness, group_of);
            }
        }
        best.1
    }

    /// Best first: the cell nearest to a start, measured in that start's reach, joins its group.
    fn once(&self, members: &[u32], starts: &[u32], reach: &[f64]) -> Vec<u32> {
        const FREE: u32 = NONE - 1;
        let mut group_of = vec![NONE; self.graph.len()];
        for cell in members {
            group_of[*cell as usize] = FREE;
        }
        let mut waiting = BinaryHeap::new();
        for (group, start) in (0_u32..).zip(starts) {
            group_of[*start as usize] = group;
        }
        let offer = |waiting: &mut BinaryHeap<_>, group_of: &[u32], group: u32, cell: u32| {
            for next in &self.graph.neighbours[cell as usize] {
                if group_of[*next as usize] == FREE {
                    let start = starts[group as usize];
                    let key = self.graph.distance_m(start, *next) / reach[group as usize];
                    waiting.push(Reverse((key.to_bits(), *next, group)));
                }
            }
        };
        for (group, start) in (0_u32..).zip(starts) {
            offer(&mut waiting, &group_of, group, *start);
        }
        while let Some(Reverse((_, cell, group))) = waiting.pop() {
            if group_of[cell as usize] == FREE {
                group_of[cell as usize] = group;
                offer(&mut waiting, &group_of, group, cell);
            }
        }
        for group in &mut group_of {
            if *group == FREE {
                *group = NONE;
            }
        }
        group_of
    }
}

/// Moves each start to the member of its group that is nearest to the group's middle.
fn recentre(graph: &Graph, members: &[u32], group_of: &[u32], sums: &[(f64, f64, f64)], starts: &mut [u32]) {
    let mut nearest = vec![f64::INFINITY; starts.len()];
    for cell in members {
        let group = group_of[*cell as usize];
        if group == NONE {
            continue;
        }
        let (weight, x, y) = sums[group as usize];
        let (cx, cy) = graph.centres[*cell as usize];
        let (dx, dy) = (cx - x / weight, cy - y / weight);
        if dx * dx + dy * dy < nearest[group as usize] {
            nearest[group as usize] = dx * dx + dy * dy;
            starts[group as usize] = *cell;
        }
    }
}

/// Divides connected members into `count` connected groups of about even weight; each group's cells.
pub(super) fn even_groups(
    graph: &Graph,
    weights: &[f64],
    members: &[u32],
    count: usize,
    random: &mut SplitMix64,
) -> Vec<Vec<u32>> {
    let count = count.clamp(1, members.len());
    let mut along: Vec<u32> = members.to_vec();
    along.sort_by_key(|cell| (curve_key(graph.centres[*cell as usize]), *cell));
    // Starts at even steps along a space-filling curve; the n-th lies near the middle of the n-th share.
    let mut starts = Vec::with_capacity(count);
    for group in 0..count {
        let (from, to) = (group * along.len() / count, (group + 1) * along.len() / count);
        starts.push(along[from + (to - from) / 2]);
    }
    let shares = starts.iter().map(|_| random.between(0.75, 1.25)).collect();
    let growth = Growth { graph, weights, shares, fixed: false, rounds: 12 };
    let group_of = growth.grow(members, starts);
    let mut groups = vec![Vec::new(); count];
    for cell in members {
        if let Some(group) = groups.get_mut(group_of[*cell as usize] as usize) {
            group.push(*cell);
        }
    }
    groups
}

/// Divides a number among parts by weight, at least one for each and never more than a part can take.
///
/// Largest remainders first; ties go to the earlier part.
pub(super) fn apportion(total: usize, weights: &[f64], limits: &[usize]) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let mut given: Vec<usize> = limits.iter().map(|limit| 1.min(*limit)).collect();
    let count = |given: &[usize]| given.iter().sum::<usize>();
    let whole = |total: usize| u32::try_from(total).map_or(f64::from(u32::MAX), f64::from);
    while count(&given) < total {
        let behind = (0..weights.len())
            .filter(|at| given[*at] < limits[*at])
            .map(|at| (whole(total) * weights[at] / sum - whole(given[at]), at))
            .fold(None::<(f64, usize)>, |best, next| match best {
                Some(best) if best.0 >= next.0 => Some(best),
                _ => Some(next),
            });
        let Some((_, at)) = behind else { break };
        given[at] += 1;
    }
    given
}
