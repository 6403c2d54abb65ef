//! From nodes to pixels.

use rayon::prelude::*;

use super::SIDE_PX;
use super::field::Field;
use super::lattice::{Lattice, whole};
use super::pixels::Pixels;
use super::wide::{Wide, widest};

/// Rows of pixels that one thread fills at a time.
const ROWS_AT_ONCE: usize = 32;

/// The node before a place and the weights of the four around it.
#[derive(Debug, Clone, Copy)]
struct Between {
    node: i64,
    weights: [f32; 4],
}

impl Between {
    /// Cubic convolution.
    ///
    /// # References
    /// R. G. Keys (1981): Cubic convolution interpolation for digital image processing, doi:10.1109/TASSP.1981.1163711.
    fn of(position: f64) -> Self {
        let node = position.floor();
        let t = position - node;
        let weights = [
            ((2.0 - t) * t - 1.0) * t * 0.5,
            ((3.0 * t - 5.0) * t * t + 2.0) * 0.5,
            ((4.0 - 3.0 * t) * t + 1.0) * t * 0.5,
            (t - 1.0) * t * t * 0.5,
        ];
        #[expect(clippy::cast_possible_truncation, reason = "weights of at most one")]
        let weights = weights.map(|weight| weight as f32);
        Self { node: whole(node), weights }
    }
}

/// The values at the centres of pixels; smaller ones than `least` are none. The same bits at a spot in every tile.
///
/// # Complexity
/// O(pixels + rows of pixels · columns of nodes).
pub(super) fn interpolate(field: &Field, lattice: &Lattice, pixels: &Pixels, least: f32) -> Vec<f32> {
    let columns: Vec<(usize, [f32; 4])> = pixels
        .lon
        .iter()
        .map(|lon| {
            let [at, _] = lattice.position([*lon, 0.0]);
            let between = Between::of(at);
            // The buffer of a row begins with four nodes of nothing and ends with as many.
            let begin = between.node - 1 - field.window.first[0] + 4;
            let last = field.window.size[0] + 4;
            (usize::try_from(begin).unwrap_or(0).min(last), between.weights)
        })
        .collect();
    let mut values = vec![0.0_f32; SIDE_PX * pixels.lat.len()];
    let bands = values.par_chunks_mut(SIDE_PX * ROWS_AT_ONCE).zip(pixels.lat.par_chunks(ROWS_AT_ONCE));
    bands.for_each(|(values, lats)| {
        let mut row = vec![0.0_f32; field.window.size[0] + 8];
        for (values, lat) in values.chunks_mut(SIDE_PX).zip(lats) {
            let [_, at] = lattice.position([0.0, *lat]);
            if !blend(field, Between::of(at), &mut row) {
                continue;
            }
            for (value, (begin, weights)) in values.iter_mut().zip(&columns) {
                let Some(nodes) = row.get(*begin..).and_then(|nodes| nodes.first_chunk::<4>()) else {
                    continue;
                };
                let ([a, b, c, d], [p, q, r, s]) = (nodes, weights);
                let sum = a * p + b * q + c * r + d * s;
                *value = if sum < least { 0.0 } else { sum };
            }
        }
    });
    values
}

/// Adds a row of nodes times its weight to a row.
struct Weighed<'a> {
    row: &'a mut [f32],
    nodes: &'a [f32],
    weight: f32,
}

impl Wide for Weighed<'_> {
    type Made = ();

    #[expect(clippy::inline_always, reason = "compiled with wide registers only where it is inlined")]
    #[inline(always)]
    fn run(self) {
        for (sum, node) in self.row.iter_mut().zip(self.nodes) {
            *sum += self.weight * node;
        }
    }
}

/// Four rows of nodes to the one between them; false where all of them lie outside of the window.
fn blend(field: &Field, between: Between, row: &mut [f32]) -> bool {
    let nodes = field.window.size[0];
    let Some(row) = row.get_mut(4..4 + nodes) else { return false };
    row.fill(0.0);
    let mut any = false;
    for (at, weight) in (between.node - 1..).zip(between.weights) {
        if let Some(nodes) = field.row(at) {
            widest(Weighed { row, nodes, weight });
            any = true;
        }
    }
    any
}
