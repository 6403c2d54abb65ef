//! Where a series changes its level.

use serde::Serialize;

use super::series::Series;

/// The likeliest change of level (突变点).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// The first step of the new level, from 0.
    pub step: usize,
    /// K: the largest |U|.
    #[serde(rename = "K")]
    pub k: i64,
    /// About the chance of such a K where nothing changes: 2 exp(−6K²/(n³ + n²)), at most 1.
    pub p: f64,
    /// The mean before.
    pub before: f64,
    /// The mean from the step on.
    pub after: f64,
}

/// Pettitt's test for one change of level. Of equal ones the earliest is told.
///
/// # Complexity
/// O(n²).
///
/// # References
/// A. Pettitt, "A non-parametric approach to the change-point problem", 1979, doi:10.2307/2346729.
#[must_use]
pub fn pettitt(series: &Series) -> Change {
    let known = series.known();
    let sign = |one: f64, other: f64| i64::from(one > other) - i64::from(one < other);
    let (mut u, mut best, mut cut) = (0_i64, -1_i64, 1);
    for (at, (_, value)) in known.iter().enumerate().take(known.len().saturating_sub(1)) {
        u += known.iter().map(|(_, other)| sign(*value, *other)).sum::<i64>();
        if u.abs() > best {
            (best, cut) = (u.abs(), at + 1);
        }
    }
    let (n, k) = (known.len() as f64, best as f64);
    let (before, after) = known.split_at(cut.min(known.len()));
    let mean =
        |part: &[(usize, f64)]| part.iter().map(|(_, value)| value).sum::<f64>() / part.len().max(1) as f64;
    Change {
        step: after.first().map_or(0, |(step, _)| *step),
        k: best,
        p: (2.0 * (-6.0 * k * k / (n * n * n + n * n)).exp()).min(1.0),
        before: mean(before),
        after: mean(after),
    }
}
