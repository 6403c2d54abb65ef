//! Rates drawn to a common one, the more the fewer are exposed.

use serde::Serialize;

use super::exposed::{Exposed, ExposedError};
use crate::analytics::weights::Weights;

/// What is known of rates before a place is looked at, by moments.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Prior {
    /// b: all cases for all exposed.
    pub mean: f64,
    /// a = s² − b/(mean exposure), before it is clipped at 0; s² is the variance of rates, weighted by exposure.
    pub variance: f64,
}

/// Rates after smoothing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Smoothed {
    /// What all rates are drawn to.
    pub prior: Prior,
    /// The rate of each place.
    pub rates: Vec<f64>,
}

impl Prior {
    /// The prior of some places.
    pub(super) fn of(pairs: impl Iterator<Item = (f64, f64)> + Clone) -> Self {
        let (mut cases, mut population, mut places) = (0.0, 0.0, 0.0);
        for (own, exposed) in pairs.clone() {
            cases += own;
            population += exposed;
            places += 1.0;
        }
        let mean = cases / population;
        let apart = |(own, exposed): (f64, f64)| exposed * (own / exposed - mean).powi(2);
        let spread = pairs.map(apart).sum::<f64>() / population;
        Self { mean, variance: spread - mean * places / population }
    }

    /// The rate of a place: its own where the prior is wide or many are exposed, the prior's mean otherwise.
    fn draw(self, (cases, population): (f64, f64)) -> f64 {
        let wide = self.variance.max(0.0);
        let noise = self.mean / population;
        let share = if wide + noise > 0.0 { wide / (wide + noise) } else { 0.0 };
        self.mean + share * (cases / population - self.mean)
    }
}

/// Empirical Bayes (经验贝叶斯) with one prior for all places.
///
/// # Complexity
/// O(n).
///
/// # References
/// R. Marshall, "Mapping disease and mortality rates using empirical Bayes estimators", 1991, doi:10.2307/2347593.
#[must_use]
pub fn global_bayes(places: &Exposed) -> Smoothed {
    let prior = Prior::of(places.pairs().iter().copied());
    Smoothed { prior, rates: places.pairs().iter().map(|pair| prior.draw(*pair)).collect() }
}

/// Empirical Bayes with a prior for each place, from itself and its neighbours; deviations are from that place's own mean. A place
/// without neighbours keeps its rate: there is nobody to borrow from.
///
/// # Errors
/// [`ExposedError::Weights`] where the weights are of other places.
///
/// # Complexity
/// O(n + pairs).
///
/// # References
/// R. Marshall, 1991, as [`global_bayes`].
pub fn local_bayes(places: &Exposed, weights: &Weights) -> Result<Vec<f64>, ExposedError> {
    let pairs = places.pairs();
    if weights.len() != pairs.len() {
        return Err(ExposedError::Weights { places: pairs.len(), weights: weights.len() });
    }
    let place = |(own, row): (&(f64, f64), crate::analytics::weights::Row<'_>)| {
        if row.neighbours.is_empty() {
            return own.0 / own.1;
        }
        let near = row.neighbours.iter().filter_map(|place| pairs.get(*place as usize).copied());
        Prior::of(near.chain(std::iter::once(*own))).draw(*own)
    };
    Ok(pairs.iter().zip(weights.rows()).map(place).collect())
}
