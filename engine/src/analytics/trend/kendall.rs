//! Mann–Kendall, with Sen's slope.

use serde::Serialize;

use super::series::{Series, SeriesError};
use crate::analytics::chance::two_sided_normal;

/// A trend (曼-肯德尔趋势检验) and how steep it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trend {
    /// Numbers that were compared.
    pub n: usize,
    /// Pairs that rise, less pairs that fall.
    #[serde(rename = "S")]
    pub s: i64,
    /// Variance of S when nothing changes, with ties taken out.
    #[serde(rename = "varS")]
    pub variance: f64,
    /// S, one nearer to 0, over its standard deviation; 0 where all numbers are the same.
    pub z: f64,
    /// The chance of a z at least as far from 0.
    pub p: f64,
    /// S over the number of pairs, from −1 to 1.
    pub tau: f64,
    /// The median of slopes between all pairs, for one step.
    pub sen_slope: f64,
    /// Where the line of that slope, through the medians of steps and numbers, is at step 0.
    pub intercept: f64,
}

#[derive(Default)]
struct Score {
    s: i64,
    variance: f64,
    pairs: f64,
    slopes: Vec<f64>,
}

impl Score {
    fn add(&mut self, known: &[(usize, f64)]) {
        let mut rest = known;
        while let Some(((step, value), later)) = rest.split_first() {
            for (other, more) in later {
                self.s += i64::from(more > value) - i64::from(more < value);
                self.slopes.push((more - value) / (other - step) as f64);
            }
            rest = later;
        }
        let n = known.len() as f64;
        self.pairs += n * (n - 1.0) / 2.0;
        self.variance += (spread(n) - ties(known).map(spread).sum::<f64>()) / 18.0;
    }

    fn told(mut self, series: &Series) -> Trend {
        let near = (self.s - self.s.signum()) as f64;
        let z = if self.variance > 0.0 { near / self.variance.sqrt() } else { 0.0 };
        let sen_slope = median(&mut self.slopes);
        let mut steps: Vec<f64> = series.known().iter().map(|(step, _)| *step as f64).collect();
        let mut values: Vec<f64> = series.known().iter().map(|(_, value)| *value).collect();
        Trend {
            n: values.len(),
            s: self.s,
            variance: self.variance,
            z,
            p: two_sided_normal(z),
            tau: if self.pairs > 0.0 { self.s as f64 / self.pairs } else { 0.0 },
            sen_slope,
            intercept: median(&mut values) - sen_slope * median(&mut steps),
        }
    }
}

fn spread(n: f64) -> f64 {
    n * (n - 1.0) * (2.0 * n + 5.0)
}

/// How many share each value.
fn ties(known: &[(usize, f64)]) -> impl Iterator<Item = f64> {
    // Adding 0 makes -0 and 0 the same.
    let mut values: Vec<f64> = known.iter().map(|(_, value)| value + 0.0).collect();
    values.sort_by(f64::total_cmp);
    let sizes: Vec<f64> =
        values.chunk_by(|one, other| one.total_cmp(other).is_eq()).map(|tie| tie.len() as f64).collect();
    sizes.into_iter()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let at = |place: usize| values.get(place).copied().unwrap_or(0.0);
    let half = values.len() / 2;
    if values.len() % 2 == 1 { at(half) } else { f64::midpoint(at(half.saturating_sub(1)), at(half)) }
}

/// Mann–Kendall's test with the variance corrected for ties and S for continuity, and Sen's slope.
///
/// # Complexity
/// O(n² log n) in time, O(n²) in memory.
///
/// # References
/// H. Mann, "Nonparametric tests against trend", 1945, doi:10.2307/1907187; P. Sen, "Estimates of the regression coefficient based on
/// Kendall's tau", 1968, doi:10.1080/01621459.1968.10480934.
#[must_use]
pub fn mann_kendall(series: &Series) -> Trend {
    let mut score = Score::default();
    score.add(series.known());
    score.told(series)
}

/// Mann–Kendall where only like seasons are compared, such as Januaries with Januaries: S and variances are summed over seasons.
///
/// # Errors
/// [`SeriesError::Seasons`] for fewer than two seasons, or fewer than two rounds of them.
///
/// # Complexity
/// O(n²/seasons · log n).
///
/// # References
/// R. Hirsch, J. Slack, R. Smith, "Techniques of trend analysis for monthly water quality data", 1982, doi:10.1029/WR018i001p00107.
pub fn seasonal_mann_kendall(series: &Series, seasons: usize) -> Result<Trend, SeriesError> {
    if seasons < 2 || seasons > series.steps() / 2 {
        return Err(SeriesError::Seasons { seasons, steps: series.steps() });
    }
    let mut score = Score::default();
    for season in 0..seasons {
        let own: Vec<(usize, f64)> =
            series.known().iter().filter(|(step, _)| step % seasons == season).copied().collect();
        score.add(&own);
    }
    Ok(score.told(series))
}

#[cfg(test)]
#[path = "kendall_tests.rs"]
mod tests;
