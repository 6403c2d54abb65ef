//! Rates as standard scores, so that small places do not make a pattern by themselves.

use super::bayes::Prior;
use super::exposed::Exposed;
use crate::analytics::autocorrelation::{Moran, Values, ValuesError, moran};
use crate::analytics::weights::Weights;

/// Each rate less the mean, over its standard deviation √(a + b/exposure); where that variance is not above 0, b/exposure.
///
/// # Complexity
/// O(n).
///
/// # References
/// R. Assunção, E. Reis, "A new proposal to adjust Moran's I for population density", 1999,
/// `doi:10.1002/(SICI)1097-0258(19990830)18:16<2147::AID-SIM179>3.0.CO;2-I`.
#[must_use]
pub fn standardised_rates(places: &Exposed) -> Vec<f64> {
    let prior = Prior::of(places.pairs().iter().copied());
    let score = |(cases, population): &(f64, f64)| {
        let noise = prior.mean / population;
        let variance = if prior.variance + noise > 0.0 { prior.variance + noise } else { noise };
        (cases / population - prior.mean) / variance.sqrt()
    };
    places.pairs().iter().map(score).collect()
}

/// Moran's I of [`standardised_rates`].
///
/// # Errors
/// [`ValuesError`] where all rates are the same, or the weights do not fit.
///
/// # Complexity
/// O(n + pairs).
pub fn empirical_bayes_moran(places: &Exposed, weights: &Weights) -> Result<Moran, ValuesError> {
    moran(&Values::new(standardised_rates(places))?, weights)
}
