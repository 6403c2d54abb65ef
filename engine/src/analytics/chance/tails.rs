//! How often chance does at least as much: the two tails of a null distribution (零分布), with ties on both sides.

use libm::erfc;
use serde::Serialize;

/// Two numbers are a tie when they differ by no more than this share of the larger: sums in another order do.
pub const TIE: f64 = 1e-9;

/// Draws of the null at least as high, and at least as low, as what was observed; a tie counts on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Tails {
    /// Draws at or above the observed.
    pub ge: f64,
    /// Draws at or below the observed.
    pub le: f64,
    /// All draws.
    pub draws: f64,
    /// Whether the draws are the whole null, each once, and not a sample of it.
    pub whole: bool,
}

impl Tails {
    /// Tails of a sample of the null.
    #[must_use]
    pub fn sampled(ge: u32, le: u32, draws: u32) -> Self {
        Self { ge: f64::from(ge), le: f64::from(le), draws: f64::from(draws), whole: false }
    }

    /// Tails of the whole null; numbers of outcomes, or their weights.
    #[must_use]
    pub fn whole(ge: f64, le: f64, all: f64) -> Self {
        Self { ge, le, draws: all, whole: true }
    }

    /// The chance of at least as much: (count + 1) / (draws + 1) of a sample, since what was observed is one outcome of the null;
    /// count / all of the whole.
    ///
    /// # References
    /// B. Phipson, G. Smyth, "Permutation p-values should never be zero", 2010, doi:10.2202/1544-6115.1585.
    #[must_use]
    pub fn p_greater(&self) -> f64 {
        self.p(self.ge)
    }

    /// The chance of at most as much.
    #[must_use]
    pub fn p_lesser(&self) -> f64 {
        self.p(self.le)
    }

    /// Twice the smaller tail, at most 1: for whoever did not say beforehand which side is asked.
    #[must_use]
    pub fn p_two_sided(&self) -> f64 {
        (2.0 * self.p_greater().min(self.p_lesser())).min(1.0)
    }

    /// The tails of the mirrored statistic.
    #[must_use]
    pub fn mirrored(self) -> Self {
        Self { ge: self.le, le: self.ge, ..self }
    }

    fn p(&self, count: f64) -> f64 {
        if self.whole { count / self.draws } else { (count + 1.0) / (self.draws + 1.0) }
    }
}

/// The chance that a standard normal number lies at or above `z`.
#[must_use]
pub fn upper_normal(z: f64) -> f64 {
    0.5 * erfc(z / std::f64::consts::SQRT_2)
}

/// The chance that a standard normal number lies at least as far from 0 as `z`.
#[must_use]
pub fn two_sided_normal(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

#[cfg(test)]
#[path = "tails_tests.rs"]
mod tests;
