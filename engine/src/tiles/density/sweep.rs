//! The sweep along rows of pixels.

use rayon::prelude::*;

use super::pixels::{Row, Steps};
use super::strips::Strips;
use super::{SIDE_BITS, SIDE_PX};
use crate::crs::LatticePoint;

/// Rows that one thread computes at a time.
const ROWS_AT_ONCE: usize = 16;

/// Sums over the cases whose support holds a pixel, modulo 2⁶⁴: the coefficients of the kernel as a polynomial in the pixel's
/// place, highest power first.
///
/// A case at `x` with `w` left of the squared bandwidth in this row weighs `(w − (p − x)²)²` at `p`. With `a = w − x²` that is
/// `p⁴ − 4x·p³ + (4x² − 2a)·p² + 4ax·p + a²`.
type Powers = [u64; 5];

/// Cases in reach of some rows and columns of pixels.
#[derive(Debug)]
pub(super) struct Sweep<'a> {
    steps: Steps,
    rows: &'a [Row],
    cases: Strips,
}

impl<'a> Sweep<'a> {
    /// `first` is the first column of the world's.
    pub fn new(cases: &[LatticePoint], first: i64, steps: Steps, rows: &'a [Row]) -> Self {
        let origin = first << steps.bits;
        let widest = ceiling(rows.iter().map(|row| row.support).fold(0.0, f64::max).sqrt());
        let end = (1_i64 << (SIDE_BITS + steps.bits)) + widest;
        let farthest = ceiling(rows.iter().map(|row| row.reach).fold(0.0, f64::max));
        let north = rows.first().map_or(0, |row| i64::from(row.lat)) + farthest;
        let south = rows.last().map_or(0, |row| i64::from(row.lat)) - farthest;
        let near = cases.iter().filter(|case| (south..=north).contains(&i64::from(case.y)));
        let placed = near.filter_map(|case| {
            let x = steps.place(case.x) - origin;
            if x < -widest || end < x {
                return None;
            }
            Some((case.y, i32::try_from(x).ok()?))
        });
        Self { steps, rows, cases: Strips::sort(south..=north, placed.collect()) }
    }

    /// The density at every pixel.
    pub fn run(&self) -> Vec<f32> {
        let mut values = vec![0.0_f32; SIDE_PX * self.rows.len()];
        values.par_chunks_mut(SIDE_PX * ROWS_AT_ONCE).zip(self.rows.par_chunks(ROWS_AT_ONCE)).for_each(
            |(values, rows)| {
                let mut changes = vec![Powers::default(); SIDE_PX + 1];
                for (values, row) in values.chunks_mut(SIDE_PX).zip(rows) {
                    self.mark(row, &mut changes);
                    self.evaluate(row, &mut changes, values);
                }
            },
        );
        values
    }

    /// Writes where each case's support begins and ends in a row.
    fn mark(&self, row: &Row, changes: &mut [Powers]) {
        let (lat, reach) = (i64::from(row.lat), ceiling(row.reach));
        let narrowing = row.support / (row.reach * row.reach);
        // A pixel belongs to the support when its centre does.
        let up = (1 << self.steps.bits) - 1 - self.steps.half();
        for &(case_lat, x) in self.cases.between(lat - reach, lat + reach) {
            let across = f64::from(case_lat.wrapping_sub(row.lat));
            let left = (row.support - across * across * narrowing).round();
            if left <= 0.0 {
                continue;
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the support has at most some thousand steps"
            )]
            let (left, half) = (left as i64, left.sqrt() as i64);
            let x = i64::from(x);
            let pixel = |place: i64| {
                usize::try_from(place.wrapping_add(up) >> self.steps.bits).unwrap_or(0).min(SIDE_PX)
            };
            let (from, to) = (pixel(x.wrapping_sub(half)), pixel(x.wrapping_add(half + 1)));
            let powers = powers(left, x);
            if let Some(begins) = changes.get_mut(from) {
                begins.iter_mut().zip(powers).for_each(|(sum, more)| *sum = sum.wrapping_add(more));
            }
            if let Some(ends) = changes.get_mut(to) {
                ends.iter_mut().zip(powers).for_each(|(sum, less)| *sum = sum.wrapping_sub(less));
            }
        }
    }

    /// Adds the changes up along a row, clears them, and turns the sums into densities.
    fn evaluate(&self, row: &Row, changes: &mut [Powers], values: &mut [f32]) {
        let mut sums = Powers::default();
        let mut place = self.steps.half().cast_unsigned();
        for (value, change) in values.iter_mut().zip(changes.iter_mut()) {
            sums.iter_mut().zip(*change).for_each(|(sum, more)| *sum = sum.wrapping_add(more));
            *change = Powers::default();
            // Horner's rule.
            let sum = sums.iter().fold(0_u64, |sum, power| sum.wrapping_mul(place).wrapping_add(*power));
            #[expect(clippy::cast_possible_truncation, reason = "for display; 24 bits are seven digits")]
            let density = (sum as f64 * row.density) as f32;
            *value = density;
            place += 1 << self.steps.bits;
        }
        if let Some(rest) = changes.last_mut() {
            *rest = Powers::default();
        }
    }
}

/// A case's coefficients.
fn powers(left: i64, x: i64) -> Powers {
    let square = x.wrapping_mul(x);
    let a = left.wrapping_sub(square);
    let second = square.wrapping_mul(4).wrapping_sub(a.wrapping_mul(2));
    let first = a.wrapping_mul(x).wrapping_mul(4);
    [1, x.wrapping_mul(-4), second, first, a.wrapping_mul(a)].map(i64::cast_unsigned)
}

/// The whole number above; for lengths of at most some thousand kilometres in lattice steps.
fn ceiling(number: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "far below 2⁶³")]
    let whole = number.ceil() as i64;
    whole
}
