//! Does a short series rise or fall? (Mann–Kendall 趋势检验), as emerging hot spots ask it of each cell.

use serde::Serialize;

use crate::analytics::chance::two_sided_normal;

/// What Mann and Kendall say of a series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trend {
    /// Pairs that rise less pairs that fall.
    #[serde(rename = "S")]
    pub s: i64,
    /// The variance of S by chance, with ties.
    #[serde(rename = "varS")]
    pub variance: f64,
    /// Standard deviations, with the correction for continuity; 0 where all values are equal.
    pub z: f64,
    /// The two-sided p-value.
    pub p: f64,
}

/// Mann–Kendall of a series of finite numbers.
///
/// # Complexity
/// O(n²).
///
/// # References
/// H. Mann, 1945, doi:10.2307/1907187; M. Kendall, "Rank correlation methods", 1975.
pub(super) fn mann_kendall(series: &[f64]) -> Trend {
    let mut s = 0_i64;
    for (at, earlier) in series.iter().enumerate() {
        for later in series.iter().skip(at + 1) {
            s += i64::from(later > earlier) - i64::from(later < earlier);
        }
    }
    let term = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let mut sorted = series.to_vec();
    sorted.sort_by(f64::total_cmp);
    let ties: f64 = sorted
        .chunk_by(|a, b| a.partial_cmp(b).is_some_and(std::cmp::Ordering::is_eq))
        .map(|same| term(same.len() as f64))
        .sum();
    let variance = (term(series.len() as f64) - ties) / 18.0;
    let z = if s == 0 || variance <= 0.0 { 0.0 } else { (s - s.signum()) as f64 / variance.sqrt() };
    Trend { s, variance, z, p: two_sided_normal(z) }
}

#[cfg(test)]
#[path = "trend_tests.rs"]
mod tests;
