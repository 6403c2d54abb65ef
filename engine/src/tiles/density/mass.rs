//! Cases divided among the nodes around them, in whole numbers.

use rayon::prelude::*;

use super::lattice::{Lattice, Window};
use super::sources::{Source, Sources};
use crate::crs::{LatticePoint, nearest};

/// Parts of the way from node to node.
const PARTS: f64 = 256.0;

/// One whole case in the sums: its weight, times the parts on both axes.
const WHOLE: f64 = 4_294_967_296.0;

/// Rows of nodes that one thread fills at a time.
const ROWS_AT_ONCE: usize = 64;

/// Cases at the nodes of a window.
#[derive(Debug)]
pub(super) struct Mass {
    /// Row by row from the south, with a margin of nodes.
    pub values: Vec<f32>,
    /// Nodes in a row.
    pub stride: usize,
}

impl Mass {
    /// Masses at the nodes of a window; those of its outermost columns are not whole.
    ///
    /// Divides every place among the four nodes around it, by how near it is on each axis. Sums are whole numbers and do
    /// not depend on order or threads; all parts of a place make its weight.
    ///
    /// # Complexity
    /// O(places in reach + nodes).
    pub fn collect(sources: &Sources, lattice: &Lattice, window: Window) -> Self {
        let [columns, rows] = window.size;
        let mut sums = vec![0_u64; columns * rows];
        let bands = sums.par_chunks_mut((columns * ROWS_AT_ONCE).max(1)).enumerate();
        bands.for_each(|(band, sums)| {
            let south = window.first[1] + i64::try_from(band * ROWS_AT_ONCE).unwrap_or(0);
            let rows = sums.len() / columns.max(1);
            let part = Window { first: [window.first[0], south], size: [columns, rows] };
            fill(sums, sources, lattice, part);
        });
        #[expect(clippy::cast_possible_truncation, reason = "seven digits are enough for a map")]
        let values = sums.into_par_iter().map(|sum| (sum as f64 / WHOLE) as f32).collect();
        Self { values, stride: columns }
    }
}

fn fill(sums: &mut [u64], sources: &Sources, lattice: &Lattice, window: Window) {
    let (low, high) = window.grown([1, 1]).corners(lattice.step);
    let ([columns, rows], [west, south]) = (window.size, window.first);
    let parts = lattice.step.map(|step| PARTS / step as f64);
    for source in sources.within(low, high) {
        let ([column, row], [[a, b], [c, d]]) = divided(source, parts);
        // The columns have a margin, so that a place has both of its nodes in a row or none that matters.
        let (column, row) = (usize::try_from(column - west), row - south);
        let Ok(column) = column else { continue };
        for (row, [west, east]) in (row..).zip([[a, b], [c, d]]) {
            let Some(row) = usize::try_from(row).ok().filter(|row| *row < rows && column + 1 < columns)
            else {
                continue;
            };
            let begin = row * columns + column;
            if let Some([first, second]) = sums.get_mut(begin..begin + 2) {
                *first += west;
                *second += east;
            }
        }
    }
}

/// The node to the south-west of a place, and the parts of the four nodes: south and north, each west and east.
fn divided(source: &Source, [east, north]: [f64; 2]) -> ([i64; 2], [[u64; 2]; 2]) {
    let axis = |steps: i32, parts: f64| {
        let part = nearest(f64::from(steps) * parts);
        let rest = u64::from((part & 255).cast_unsigned());
        (i64::from(part >> 8), [256 - rest, rest])
    };
    let LatticePoint { x, y } = source.at;
    let ((x, across), (y, up)) = (axis(x, east), axis(y, north));
    let weight = u64::from(source.weight);
    ([x, y], up.map(|up| across.map(|across| weight * up * across)))
}
