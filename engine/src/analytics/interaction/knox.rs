//! Knox: more pairs close in both space and time than chance gives?

use rayon::prelude::*;
use serde::Serialize;
use statrs::distribution::{DiscreteCDF, Poisson};

use super::pairs::InteractionError;
use super::tables::{Table, tables};
use crate::analytics::chance::{Streams, Tails};
use crate::analytics::points::Near;
use crate::measure::PlaneXY;

/// Knox's statistic (诺克斯检验) for a distance and a span of time, both closed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Knox {
    /// The distance.
    pub delta_s: f64,
    /// The span of time.
    pub delta_t: f64,
    /// Pairs close in both.
    #[serde(rename = "X")]
    pub x: u64,
    /// Pairs close in space.
    pub pairs_space: u64,
    /// Pairs close in time.
    pub pairs_time: u64,
    /// Pairs close in both when times are shuffled: the mean.
    #[serde(rename = "E")]
    pub expected: f64,
    /// Its exact variance.
    #[serde(rename = "V_exact")]
    pub variance: f64,
    /// How many standard deviations above the mean; `None` where the variance is 0.
    pub z: Option<f64>,
    /// The chance of as many or more by Poisson's law: for rare closeness only.
    pub p_poisson_greater: f64,
    /// The chance of as many or more when times are shuffled; `None` without draws.
    pub p_greater: Option<f64>,
    /// The mean over draws.
    pub perm_mean: Option<f64>,
    /// The variance over draws (divided by draws less one).
    pub perm_var: Option<f64>,
}

/// Knox's statistic for every pair of a distance and a span, rows of distances; both rise.
///
/// # Errors
/// [`InteractionError`].
///
/// # Complexity
/// O(n log n + pairs close in space · draws), on all threads.
///
/// # References
/// E. G. Knox, "The detection of space-time interactions", 1964, doi:10.2307/2985220. D. E. Barton, F. N. David, "The random intersection
/// of two graphs", in "Research papers in statistics", 1966 (the variance).
pub fn knox(
    places: &[PlaneXY],
    times: &[f64],
    space: &[f64],
    span: &[f64],
    draws: u32,
    streams: Streams,
) -> Result<Vec<Knox>, InteractionError> {
    let found = tables(places, times, space, span, draws, streams)?;
    let observed = within(&found.observed);
    let shuffled: Vec<Table> = found.shuffled.iter().map(within).collect();
    let by_space: Vec<Links> = space.iter().map(|far| in_space(places, *far)).collect();
    let by_time: Vec<Links> = span.iter().map(|span| in_time(times, *span)).collect();
    let mut all = Vec::with_capacity(space.len() * span.len());
    for (row, (delta_s, of_space)) in space.iter().zip(&by_space).enumerate() {
        for (column, (delta_t, of_time)) in span.iter().zip(&by_time).enumerate() {
            let of = |table: &Table| table.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0);
            let x = of(&observed);
            let drawn: Vec<u64> = shuffled.iter().map(of).collect();
            let (expected, variance) = moments(places.len() as f64, *of_space, *of_time);
            let poisson = Poisson::new(expected).ok();
            let below = x.checked_sub(1);
            let drawn_moments = mean_and_variance(&drawn);
            all.push(Knox {
                delta_s: *delta_s,
                delta_t: *delta_t,
                x,
                pairs_space: of_space.count,
                pairs_time: of_time.count,
                expected,
                variance,
                z: (variance > 0.0).then(|| (x as f64 - expected) / variance.sqrt()),
                p_poisson_greater: match (below, poisson) {
                    (None, _) => 1.0,
                    (Some(_), None) => 0.0,
                    (Some(below), Some(poisson)) => poisson.sf(below),
                },
                p_greater: tails(x, &drawn).map(|tails| tails.p_greater()),
                perm_mean: drawn_moments.map(|(mean, _)| mean),
                perm_var: drawn_moments.map(|(_, variance)| variance),
            });
        }
    }
    Ok(all)
}

/// Tails of draws around a count; `None` without draws.
pub(super) fn tails(observed: u64, drawn: &[u64]) -> Option<Tails> {
    let count = |keep: fn(&u64, u64) -> bool| {
        u32::try_from(drawn.iter().filter(|draw| keep(draw, observed)).count()).unwrap_or(u32::MAX)
    };
    let draws = u32::try_from(drawn.len()).unwrap_or(u32::MAX);
    (draws > 0).then(|| Tails::sampled(count(|draw, x| *draw >= x), count(|draw, x| *draw <= x), draws))
}

/// The mean and the variance (divided by n - 1) of draws; `None` for fewer than two.
pub(super) fn mean_and_variance(drawn: &[u64]) -> Option<(f64, f64)> {
    let n = drawn.len() as f64;
    let mean = drawn.iter().map(|draw| *draw as f64).sum::<f64>() / n;
    let squares: f64 = drawn.iter().map(|draw| (*draw as f64 - mean).powi(2)).sum();
    (drawn.len() > 1).then(|| (mean, squares / (n - 1.0)))
}

/// From bands that exclude one another to all up to their ends.
fn within(table: &Table) -> Table {
    let mut all = table.clone();
    let mut above = vec![0; all.first().map_or(0, Vec::len)];
    for row in &mut all {
        let mut left = 0;
        for (own, above) in row.iter_mut().zip(&mut above) {
            left += *own;
            *own = left + *above;
            *above = *own;
        }
    }
    all
}

/// Links between cases: how many, and how many pairs of links share a case.
#[derive(Debug, Clone, Copy)]
struct Links {
    count: u64,
    sharing: f64,
}

impl Links {
    fn of(degrees: impl Iterator<Item = u64>) -> Self {
        let (mut ends, mut sharing) = (0, 0.0);
        for degree in degrees {
            ends += degree;
            sharing += degree as f64 * (degree as f64 - 1.0) / 2.0;
        }
        Self { count: ends / 2, sharing }
    }

    /// Pairs of links without a common case.
    fn apart(self) -> f64 {
        let count = self.count as f64;
        count * (count - 1.0) / 2.0 - self.sharing
    }
}

fn in_space(places: &[PlaneXY], far: f64) -> Links {
    let near = Near::new(places, far);
    let degree = |at: &PlaneXY| {
        let mut count = 0_u64;
        near.within(*at, |_, _| count += 1);
        count - 1
    };
    Links::of(places.par_iter().map(degree).collect::<Vec<u64>>().into_iter())
}

fn in_time(times: &[f64], span: f64) -> Links {
    let mut sorted = times.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let (mut from, mut to) = (0, 0);
    let degrees: Vec<u64> = sorted
        .iter()
        .map(|time| {
            while sorted.get(from).is_some_and(|early| time - early > span) {
                from += 1;
            }
            while sorted.get(to).is_some_and(|late| late - time <= span) {
                to += 1;
            }
            (to - from - 1) as u64
        })
        .collect();
    Links::of(degrees.into_iter())
}

/// The mean and the variance of links that two graphs on the same n cases share when one is laid over the other by chance.
fn moments(n: f64, a: Links, b: Links) -> (f64, f64) {
    let all = n * (n - 1.0) / 2.0;
    let expected = a.count as f64 * b.count as f64 / all;
    let sharing = n * (n - 1.0) * (n - 2.0) / 2.0;
    let apart = sharing * (n - 3.0) / 4.0;
    let pairs = a.sharing * b.sharing / sharing + a.apart() * b.apart() / apart;
    (expected, (2.0 * pairs + expected - expected * expected).max(0.0))
}

#[cfg(test)]
#[path = "knox_tests.rs"]
mod tests;
