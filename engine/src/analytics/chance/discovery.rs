//! Many tests at once: which of them may be believed together (多重检验).

use serde::{Deserialize, Serialize};

/// A level of significance, such as 0.05; in (0, 1).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Level(f64);

/// Why a number is no level of significance.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("alpha is {0}; a level of significance lies above 0 and below 1, such as 0.05")]
pub struct LevelError(f64);

impl TryFrom<f64> for Level {
    type Error = LevelError;

    fn try_from(alpha: f64) -> Result<Self, LevelError> {
        if alpha > 0.0 && alpha < 1.0 { Ok(Self(alpha)) } else { Err(LevelError(alpha)) }
    }
}

impl From<Level> for f64 {
    fn from(level: Level) -> Self {
        level.0
    }
}

impl Level {
    /// 0.10, 0.05 and 0.01: the levels of the bins that map readers know.
    pub const BINS: [Self; 3] = [Self(0.10), Self(0.05), Self(0.01)];
}

/// Up to which p-value a test is believed, and how many are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Cutoff {
    /// Tests with a p-value of at most this are believed; 0 when none is.
    pub cutoff: f64,
    /// How many tests are believed.
    pub n_rejected: usize,
    /// How many tests there are: those with a p-value.
    pub tests: usize,
}

impl Cutoff {
    /// Whether a p-value is believed.
    #[must_use]
    pub fn rejects(&self, p: f64) -> bool {
        p <= self.cutoff && self.n_rejected > 0
    }
}

/// Holds the expected share of false discoveries (错误发现率) at `level`: the largest p₍ₖ₎ with p₍ₖ₎ ≤ k·α/m, and all below it. Tests without a
/// p-value, such as islands, are not among the m. It holds for independent tests and for positively dependent ones, as overlapping
/// neighbourhoods are.
///
/// # Complexity
/// O(m log m).
///
/// # References
/// Y. Benjamini, Y. Hochberg, 1995, doi:10.1111/j.2517-6161.1995.tb02031.x; dependence: Benjamini, Yekutieli, 2001, doi:10.1214/aos/1013699998.
#[must_use]
pub fn benjamini_hochberg(p: &[Option<f64>], level: Level) -> Cutoff {
    let mut valid: Vec<f64> = p.iter().flatten().copied().filter(|p| !p.is_nan()).collect();
    valid.sort_by(f64::total_cmp);
    let tests = valid.len();
    let believed = (1..=tests).rev().zip(valid.iter().rev());
    let last = believed.into_iter().find(|(rank, p)| **p <= *rank as f64 * level.0 / tests as f64);
    Cutoff { cutoff: last.map_or(0.0, |(_, p)| *p), n_rejected: last.map_or(0, |(rank, _)| rank), tests }
}

/// Holds the chance of even one false discovery at `level`: p ≤ α/m.
#[must_use]
pub fn bonferroni(p: &[Option<f64>], level: Level) -> Cutoff {
    let valid = || p.iter().flatten().filter(|p| !p.is_nan());
    let tests = valid().count();
    let cutoff = if tests == 0 { 0.0 } else { level.0 / tests as f64 };
    Cutoff { cutoff, n_rejected: valid().filter(|p| **p <= cutoff).count(), tests }
}

/// The bins that map readers know: ±1, ±2, ±3 for what is believed at 90, 95, 99 %, hot or cold by the sign of z; 0 for the rest and for
/// tests without a p-value. With `corrected`, believed after [`benjamini_hochberg`] at each level.
#[must_use]
pub fn hot_spot_bins(z: &[Option<f64>], p: &[Option<f64>], corrected: bool) -> Vec<i8> {
    let cutoffs = Level::BINS.map(|level| {
        if corrected {
            benjamini_hochberg(p, level)
        } else {
            Cutoff { cutoff: level.0, n_rejected: p.len(), tests: p.len() }
        }
    });
    let bin = |(z, p): (&Option<f64>, &Option<f64>)| {
        let (Some(z), Some(p)) = (z, p) else { return 0 };
        let strength = (1..).zip(&cutoffs).filter(|(_, cutoff)| cutoff.rejects(*p)).map(|(bin, _)| bin).max();
        let strength: i8 = strength.unwrap_or(0);
        if *z < 0.0 { -strength } else { strength }
    };
    z.iter().zip(p).map(bin).collect()
}

#[cfg(test)]
#[path = "discovery_tests.rs"]
mod tests;
