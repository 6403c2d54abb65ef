//! Correction at the outline: how much of a case's kernel lies inside, so that the whole case is counted there.

use rayon::prelude::*;

use super::field::Field;
use super::lattice::{Lattice, Window, whole};
use super::mass::Mass;
use super::outline::Outline;
use super::sources::{Source, Sources};
use crate::crs::metric::local_scale;
use crate::crs::{LatticePoint, STEPS_PER_DEGREE};

/// Nodes on a side of a block.
const SIDE: i64 = 32;
/// With those that the next block begins with.
const STRIDE: usize = 33;

/// Latitudes that are followed through a row of nodes.
const LINES: u8 = 8;

/// The least share that is believed: at the tip of a border narrower than that a case counts for less than one.
const LEAST: f64 = 1.0 / 16.0;

/// A square of nodes.
#[derive(Debug, Clone)]
enum Block {
    /// The outline is farther than the bandwidth, and everything lies outside of it.
    Outside,
    /// So, inside.
    Inside,
    /// Shares at its nodes, row by row from the south.
    Near(Vec<f32>),
}

/// The share of the kernel inside an outline (核质量), for every place within it.
///
/// Every case is weighted by one over the share of its own kernel that lies inside. What is lost beyond the border is given back
/// where the case is, so that the density inside has exactly the mass of the cases inside.
///
/// # References
/// P. J. Diggle (1985): A kernel method for smoothing point process data, doi:10.2307/2347366. M. C. Jones (1993): Simple
/// boundary correction for kernel density estimation, doi:10.1007/BF00147776.
#[derive(Debug, Clone)]
pub struct EdgeShares {
    lattice: Lattice,
    /// The first block's column and row.
    first: [i64; 2],
    /// How many columns of blocks.
    columns: usize,
    blocks: Vec<Block>,
}

impl EdgeShares {
    /// The shares around an outline.
    ///
    /// # Complexity
    /// O(nodes within a bandwidth of the outline · nodes in a bandwidth squared + blocks), once for all tiles; on all threads.
    #[must_use]
    pub fn of(outline: &Outline, lattice: &Lattice) -> Self {
        let (low, high) = outline.corners();
        let box_of = |low: [f64; 2], high: [f64; 2], more: [i64; 2]| {
            let nodes = lattice.window(low, high, more);
            let [columns, rows] = nodes.size.map(|size| i64::try_from(size).unwrap_or(0));
            let [x, y] = nodes.first;
            let first = [x.div_euclid(SIDE), y.div_euclid(SIDE)];
            (first, [(x + columns - 1).div_euclid(SIDE), (y + rows - 1).div_euclid(SIDE)])
        };
        let all = lattice.window(low, high, [1, 1]);
        let around = lattice.half_widths(all);
        let (first, last) = box_of(low, high, [1, 1]);
        let length = |axis: [i64; 2]| usize::try_from(axis[1] - axis[0] + 1).unwrap_or(0);
        let (columns, rows) = (length([first[0], last[0]]), length([first[1], last[1]]));
        let mut near = vec![false; columns * rows];
        for (low, high) in outline.edge_boxes() {
            let (from, to) = box_of(low, high, around.map(|nodes| nodes + 1));
            for y in from[1].max(first[1])..=to[1].min(last[1]) {
                for x in from[0].max(first[0])..=to[0].min(last[0]) {
                    let at = length([first[1], y]).saturating_sub(1) * columns + length([first[0], x]) - 1;
                    if let Some(near) = near.get_mut(at) {
                        *near = true;
                    }
                }
            }
        }
        let block = |(at, near): (usize, &bool)| {
            let [dx, dy] = [at % columns.max(1), at / columns.max(1)];
            let corner = [first[0] + signed(dx), first[1] + signed(dy)].map(|block| block * SIDE);
            block_of(outline, lattice, corner, around, *near)
        };
        let blocks = near.par_iter().enumerate().map(block).collect();
        Self { lattice: *lattice, first, columns, blocks }
    }

    /// Bytes of memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let shares = |block: &Block| if let Block::Near(shares) = block { shares.len() * 4 } else { 0 };
        self.blocks.iter().map(|block| size_of::<Block>() + shares(block)).sum()
    }

    /// The share of a case's kernel that lies inside; `None` for a place outside.
    #[must_use]
    pub fn share(&self, outline: &Outline, at: LatticePoint) -> Option<f64> {
        let [x, y] = self.lattice.position([f64::from(at.x), f64::from(at.y)]);
        let (column, row) = (whole(x.floor()), whole(y.floor()));
        let block = [column.div_euclid(SIDE) - self.first[0], row.div_euclid(SIDE) - self.first[1]];
        let [dx, dy] = block.map(|at| usize::try_from(at).ok());
        let dx = dx.filter(|dx| *dx < self.columns)?;
        let shares = match self.blocks.get(dy? * self.columns + dx)? {
            Block::Outside => return None,
            Block::Inside => return Some(1.0),
            Block::Near(shares) => shares,
        };
        if !outline.holds(at) {
            return None;
        }
        let (east, north) = (x - x.floor(), y - y.floor());
        let [column, row] = [column, row].map(|node| usize::try_from(node.rem_euclid(SIDE)).unwrap_or(0));
        let node = |dx: usize, dy: usize| {
            f64::from(shares.get((row + dy) * STRIDE + column + dx).copied().unwrap_or(1.0))
        };
        let [south, up] = [0, 1].map(|dy| node(0, dy) * (1.0 - east) + node(1, dy) * east);
        Some((south * (1.0 - north) + up * north).clamp(LEAST, 1.0))
    }

    /// The places inside an outline, each with the weight that makes it count in full there.
    ///
    /// # Complexity
    /// O(places), and the edges of a strip for those near the outline.
    #[must_use]
    pub fn correct(&self, outline: &Outline, sources: &Sources) -> Sources {
        sources.filtered(|source| {
            let weight = f64::from(source.weight) / self.share(outline, source.at)?;
            let weight = u32::try_from(whole(weight.round())).unwrap_or(u32::MAX);
            Some(Source { weight, ..*source })
        })
    }
}

fn signed(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(0)
}

fn block_of(outline: &Outline, lattice: &Lattice, corner: [i64; 2], around: [i64; 2], near: bool) -> Block {
    let window = Window { first: corner, size: [STRIDE, STRIDE] };
    if !near {
        let middle = |axis: usize| {
            let node = corner.get(axis).copied().unwrap_or(0) + SIDE / 2;
            node.saturating_mul(lattice.step.get(axis).copied().unwrap_or(1)) as f64
        };
        return if outline.holds_steps(middle(0), middle(1)) { Block::Inside } else { Block::Outside };
    }
    let wide = window.grown(around);
    let covered = Mass { values: covered(outline, lattice, wide), stride: wide.size[0] };
    let field = Field::spread(&covered, lattice, window, around);
    let shares = (corner[1]..).take(STRIDE).flat_map(|row| {
        #[expect(clippy::cast_possible_truncation, reason = "a share")]
        let km2 = node_km2(lattice, row) as f32;
        field.row(row).unwrap_or_default().iter().map(move |sum| sum * km2).collect::<Vec<_>>()
    });
    Block::Near(shares.collect())
}

/// The ground that a node of a row stands for, in km².
pub(super) fn node_km2(lattice: &Lattice, row: i64) -> f64 {
    let scale = local_scale(lattice.latitude(row));
    let [east, north] = lattice.step.map(|step| step as f64 / STEPS_PER_DEGREE);
    east * scale.east_m_per_degree * north * scale.north_m_per_degree / 1e6
}

/// How much of the ground that each node stands for lies inside: exact along a few latitudes of each row.
pub(super) fn covered(outline: &Outline, lattice: &Lattice, window: Window) -> Vec<f32> {
    let [columns, rows] = window.size;
    let mut shares = vec![0.0_f32; columns * rows];
    let mut crossings = Vec::new();
    let [east, north] = lattice.step.map(|step| step as f64);
    for (row, shares) in (window.first[1]..).zip(shares.chunks_mut(columns.max(1))) {
        for line in 0..LINES {
            let part = (f64::from(line) + 0.5) / f64::from(LINES) - 0.5;
            outline.crossings((row as f64 + part) * north, &mut crossings);
            for pair in crossings.chunks_exact(2) {
                // A node stands for half a step on either side.
                let place = |steps: f64| steps / east - window.first[0] as f64 + 0.5;
                let mut ends = pair.iter().map(|steps| place(*steps).clamp(0.0, columns as f64));
                if let (Some(from), Some(to)) = (ends.next(), ends.next()) {
                    fill(shares, from, to);
                }
            }
        }
    }
    shares
}

/// Adds a line from one place to another to the nodes that it passes.
fn fill(shares: &mut [f32], from: f64, to: f64) {
    let first = usize::try_from(whole(from.floor())).unwrap_or(0);
    for (at, share) in shares.iter_mut().enumerate().skip(first) {
        let (west, east) = ((at as f64).max(from), (at as f64 + 1.0).min(to));
        if east <= west {
            break;
        }
        #[expect(clippy::cast_possible_truncation, reason = "a share")]
        let part = ((east - west) / f64::from(LINES)) as f32;
        *share += part;
    }
}

#[cfg(test)]
#[path = "edge_tests.rs"]
mod tests;
