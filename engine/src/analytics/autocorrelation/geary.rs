//! Local Geary: does a place resemble its neighbours, whatever their level?

use rayon::prelude::*;
use serde::Serialize;

use super::null::{Null, conditional};
use super::values::{Values, ValuesError};
use crate::analytics::chance::Tails;
use crate::analytics::weights::Weights;

/// The statistic of one place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LocalGeary {
    /// Σⱼ wᵢⱼ (zᵢ − zⱼ)², with z the standardised values (divisor n − 1); `None` for an island.
    pub c: Option<f64>,
    /// The tails under conditional permutation; low where the place resembles its neighbours.
    pub tails: Option<Tails>,
}

/// Local Geary of each place (局部吉尔里系数).
///
/// # Errors
/// [`ValuesError`] where values and weights do not fit.
///
/// # Complexity
/// O(n + pairs × draws) on all threads.
///
/// # References
/// L. Anselin, "A local indicator of multivariate spatial association: extending Geary's c", 2019, doi:10.1111/gean.12164.
pub fn local_geary(
    values: &Values,
    weights: &Weights,
    null: Option<Null>,
) -> Result<Vec<LocalGeary>, ValuesError> {
    values.fits(weights)?;
    let x = values.x();
    let scale = (values.n() - 1.0) / values.squares;
    let place = |at: usize| {
        let (row, own) = (weights.row(at), x.get(at).copied().unwrap_or(0.0));
        if row.neighbours.is_empty() {
            return LocalGeary { c: None, tails: None };
        }
        let apart = |other: f64| (own - other) * (own - other);
        let pairs = row.pairs().filter_map(|(other, weight)| Some(weight * apart(*x.get(other as usize)?)));
        let observed: f64 = pairs.sum();
        let drawn = |place: u32| x.get(place as usize).map_or(0.0, |other| apart(*other));
        let raw = row.same().map_or(observed, |same| observed / same);
        let tails = null.map(|null| conditional(null, at, &row, x.len(), raw, drawn));
        LocalGeary { c: Some(observed * scale), tails }
    };
    Ok((0..weights.len()).into_par_iter().map(place).collect())
}
