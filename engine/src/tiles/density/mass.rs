//! Cases divided among the nodes around them, in whole numbers.

use rayon::prelude::*;

use super::lattice::{Lattice, Window};
use super::sources::{Source, Sources};
use crate::crs::LatticePoint;

/// Parts of the way from node to node.
const PARTS: i64 = 256;

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
    for source in sources.within(low, high) {
        let ([x, y], parts) = divided(source, lattice.step);
        for (row, row_parts) in (y - south..).zip(parts) {
            for (column, part) in (x - west..).zip(row_parts) {
                let at = usize::try_from(row).ok().zip(usize::try_from(column).ok());
                if let Some((row, column)) = at.filter(|(row, column)| *row < rows && *column < columns)
                    && let Some(sum) = sums.get_mut(row * columns + column)
                {
                    *sum += part;
                }
            }
        }
    }
}

/// The node to the south-west of a place, and the parts of the four nodes: south and north, each west and east.
fn divided(source: &Source, [east, north]: [i64; 2]) -> ([i64; 2], [[u64; 2]; 2]) {
    let axis = |steps: i32, step: i64| {
        let node = i64::from(steps).div_euclid(step);
        let rest = i64::from(steps) - node * step;
        let part = ((rest * PARTS * 2 + step) / (step * 2)).unsigned_abs();
        (node, [PARTS.unsigned_abs() - part, part])
    };
    let LatticePoint { x, y } = source.at;
    let ((x, across), (y, up)) = (axis(x, east), axis(y, north));
    let weight = u64::from(source.weight);
    ([x, y], up.map(|up| across.map(|across| weight * up * across)))
}
