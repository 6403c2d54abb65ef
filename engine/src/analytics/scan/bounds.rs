//! How many cases a window needs before it can be better than the best so far: tables, so that no logarithm is taken in vain.

use rayon::prelude::*;

use super::settings::Rates;
use super::windows::log_likelihood_ratio;

/// Replicas that are scanned side by side.
pub(super) const LANES: usize = 16;

/// A ladder of ratios, and for each the counts that stay below it.
///
/// What is expected is sorted into bins of equal width of its root, since counts spread by the root of what is expected. The bound of a bin
/// is that of its edge where the ratio is higher; thus no window that is better is ever passed over.
pub(super) struct Bounds {
    /// Bins for each unit of the root.
    per_root: f64,
    bins: usize,
    /// For each rung, for each bin: counts above may be better.
    high: Vec<Vec<i32>>,
    /// Counts below may be better.
    low: Vec<Vec<i32>>,
}

/// From rung to rung.
const RUNG: f64 = 0.25;
const RUNGS: u32 = 64;
/// The width of a bin, in roots of what is expected; wider where there would be more than [`MOST_BINS`].
const WIDTH: f64 = 0.05;
const MOST_BINS: f64 = 2048.0;

impl Bounds {
    /// Tables for windows that expect from `least` (above 0) to `most` of `all` cases.
    pub(super) fn new(least: f64, most: f64, all: f64, rates: Rates) -> Self {
        let roots = (most * (1.0 + 1e-9)).sqrt();
        let per_root = (1.0 / WIDTH).min(MOST_BINS / roots.max(f64::MIN_POSITIVE));
        let bins = bin(roots * per_root) + 1;
        let edge = |bin: usize| (bin as f64 / per_root).powi(2);
        let rung = |rung: u32| -> (Vec<i32>, Vec<i32>) {
            let ratio = f64::from(rung) * RUNG * (1.0 - 1e-9);
            let (mut above, mut below) = (0.0, 0.0);
            let rows = (0..bins).map(|bin| {
                above = ceiling(edge(bin).max(least * (1.0 - 1e-9)), ratio, all, above);
                below = floor(edge(bin + 1) * (1.0 + 1e-9), ratio, all, below);
                let high = if rates == Rates::Low { i32::MAX } else { whole(above) };
                (high, if rates == Rates::High { 0 } else { whole(below) })
            });
            rows.unzip()
        };
        let (high, low) = (0..RUNGS).into_par_iter().map(rung).unzip();
        Self { per_root, bins, high, low }
    }
}

/// The largest count from `from` on whose ratio is below, `from` if there is none. Counts up to what is expected are always below.
fn ceiling(expected: f64, ratio: f64, all: f64, from: f64) -> f64 {
    let is_below =
        |count: f64| count <= expected || (count < all && log_likelihood_ratio(count, expected, all) < ratio);
    let mut low = from.max(expected.floor());
    let mut step = 1.0;
    while is_below(low + step) && low + step < all {
        low += step;
        step *= 2.0;
    }
    while step >= 1.0 {
        if low + step <= all && is_below(low + step) {
            low += step;
        }
        step = (step / 2.0).floor();
    }
    low
}

/// The smallest count from `from` on whose ratio is below. Counts from what is expected on are always below.
fn floor(expected: f64, ratio: f64, all: f64, from: f64) -> f64 {
    let is_below = |count: f64| count >= expected || log_likelihood_ratio(count, expected, all) < ratio;
    // The ratio falls towards what is expected: halve between a count that is not below, and one that is.
    let (mut low, mut high) = (from - 1.0, expected.ceil().max(from));
    while high - low > 1.0 {
        let middle = f64::midpoint(low, high).floor();
        if is_below(middle) { high = middle } else { low = middle }
    }
    high
}

#[expect(clippy::cast_possible_truncation, reason = "counts are whole and below 2³¹")]
fn whole(count: f64) -> i32 {
    count as i32
}

#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 0 on, and a few thousand at most"
)]
fn bin(root: f64) -> usize {
    root as usize
}

/// The bounds of replicas side by side, each on the rung below its own best window.
pub(super) struct LaneBounds<'a> {
    bounds: &'a Bounds,
    high: Vec<[i32; LANES]>,
    low: Vec<[i32; LANES]>,
    rungs: [usize; LANES],
    /// The best ratio of each so far.
    pub(super) best: [f64; LANES],
}

impl<'a> LaneBounds<'a> {
    pub(super) fn new(bounds: &'a Bounds) -> Self {
        let rows = |of: &[Vec<i32>]| of.first().into_iter().flatten().map(|first| [*first; LANES]).collect();
        let (high, low) = (rows(&bounds.high), rows(&bounds.low));
        Self { bounds, high, low, rungs: [0; LANES], best: [0.0; LANES] }
    }

    /// The bounds of a window by what it expects: counts above the first or below the second may be better.
    #[inline]
    pub(super) fn of(&self, expected: f64) -> (&[i32; LANES], &[i32; LANES]) {
        const NONE: (&[i32; LANES], &[i32; LANES]) = (&[-1; LANES], &[i32::MAX; LANES]);
        let bin = bin(expected.sqrt() * self.bounds.per_root).min(self.bounds.bins - 1);
        match (self.high.get(bin), self.low.get(bin)) {
            (Some(high), Some(low)) => (high, low),
            _ => NONE,
        }
    }

    /// Notes a ratio of a replica.
    #[cold]
    pub(super) fn note(&mut self, lane: usize, ratio: f64) {
        let (Some(best), Some(rung)) = (self.best.get_mut(lane), self.rungs.get_mut(lane)) else { return };
        if ratio <= *best {
            return;
        }
        *best = ratio;
        let reached = bin(ratio / RUNG).min(RUNGS as usize - 1);
        if reached == *rung {
            return;
        }
        *rung = reached;
        for (table, own) in [(&self.bounds.high, &mut self.high), (&self.bounds.low, &mut self.low)] {
            let column = table.get(reached).into_iter().flatten();
            for (row, bound) in own.iter_mut().zip(column) {
                row.iter_mut().skip(lane).take(1).for_each(|own| *own = *bound);
            }
        }
    }
}

#[cfg(test)]
#[path = "bounds_tests.rs"]
mod tests;
