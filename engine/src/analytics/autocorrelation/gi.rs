//! Gi and Gi*: are the values around a place higher or lower than elsewhere?

use serde::Serialize;

use super::values::{Values, ValuesError};
use crate::analytics::weights::Weights;

/// The statistic of one place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Gi {
    /// The share of the sum of all values that lies around the place, weighted; `None` where that sum is 0.
    pub g: Option<f64>,
    /// Standard deviations from what chance gives; `None` for Gi of an island, and where the others do not vary.
    pub z: Option<f64>,
}

/// Gi (热点统计量), and with `star` Gi*, which counts the place itself with weight 1, before weights are scaled.
///
/// zᵢ = (Σⱼ wᵢⱼ xⱼ − Wᵢ x̄) / (s √((n S₁ᵢ − Wᵢ²)/(n − 1))), S₁ᵢ = Σⱼ wᵢⱼ², s with divisor n; for Gi n, x̄ and s leave the place itself out. It does not
/// change when a row is scaled: binary and row-standardised weights give the same. An island has no Gi; its Gi* is that of itself alone.
///
/// # Errors
/// [`ValuesError`] where values and weights do not fit.
///
/// # Complexity
/// O(n + pairs).
///
/// # References
/// J. Ord, A. Getis, "Local spatial autocorrelation statistics", 1995, doi:10.1111/j.1538-4632.1995.tb00912.x.
pub fn gi(values: &Values, weights: &Weights, star: bool) -> Result<Vec<Gi>, ValuesError> {
    values.fits(weights)?;
    let n = values.n();
    let (x, sum) = (values.x(), values.mean * values.n());
    let place = |(row, own): (crate::analytics::weights::Row<'_>, &f64)| {
        // The place itself weighs as much as a neighbour before rows were scaled: scaling does not change the statistic.
        let (mut around, mut total, mut squares) = (row.lag(x), row.sum(), row.square_sum());
        let (mut count, mut mean, mut variance) = (n, values.mean, values.squares / n);
        let mut all = sum;
        if star {
            let self_weight = row.same().filter(|_| !row.neighbours.is_empty()).unwrap_or(1.0);
            around += self_weight * own;
            total += self_weight;
            squares += self_weight * self_weight;
        } else {
            count -= 1.0;
            all -= own;
            mean = all / count;
            let without = values.squares - (own - values.mean).powi(2) * n / count;
            variance = if without > 1e-13 * values.squares { without / count } else { 0.0 };
        }
        let spread = (variance * (count * squares - total * total) / (count - 1.0)).max(0.0).sqrt();
        let z = (total > 0.0 && spread > 0.0).then(|| (around - total * mean) / spread);
        let share = if star && !weights.is_binary() { around / total / all } else { around / all };
        Gi { g: (total > 0.0 && all != 0.0).then_some(share), z }
    };
    Ok(weights.rows().zip(x).map(place).collect())
}

#[cfg(test)]
#[path = "gi_tests.rs"]
mod tests;
