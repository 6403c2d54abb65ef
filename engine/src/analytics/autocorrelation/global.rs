//! Global statistics with their exact moments: Moran, Geary, General G.

use serde::Serialize;

use super::values::{Values, ValuesError};
use crate::analytics::weights::{Sums, Weights};

/// Moran's I (莫兰指数) with its moments when values are normal, and when they are exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Moran {
    /// n/S₀ · Σ wᵢⱼ zᵢ zⱼ / Σ z².
    #[serde(rename = "I")]
    pub i: f64,
    /// −1/(n − 1).
    #[serde(rename = "EI")]
    pub expected: f64,
    /// Variance for normal values.
    #[serde(rename = "VI_norm")]
    pub variance_normal: f64,
    /// Variance when values are exchanged.
    #[serde(rename = "VI_rand")]
    pub variance_random: f64,
    /// Standard deviations from the mean for normal values.
    pub z_norm: f64,
    /// Standard deviations from the mean when values are exchanged.
    pub z_rand: f64,
}

/// Geary's C (吉尔里系数); below 1 neighbours are alike.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Geary {
    /// (n − 1)/(2 S₀) · Σ wᵢⱼ (xᵢ − xⱼ)² / Σ z².
    #[serde(rename = "C")]
    pub c: f64,
    /// 1.
    #[serde(rename = "EC")]
    pub expected: f64,
    /// Variance for normal values.
    #[serde(rename = "VC_norm")]
    pub variance_normal: f64,
    /// Variance when values are exchanged.
    #[serde(rename = "VC_rand")]
    pub variance_random: f64,
    /// (C − 1)/√variance for normal values; negative where neighbours are alike.
    pub z_norm: f64,
    /// The same when values are exchanged.
    pub z_rand: f64,
}

/// General G (广义G统计量): are high values together, or low ones?
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GeneralG {
    /// Σ wᵢⱼ xᵢ xⱼ / Σ xᵢ xⱼ over i ≠ j.
    #[serde(rename = "G")]
    pub g: f64,
    /// S₀/(n(n − 1)).
    #[serde(rename = "EG")]
    pub expected: f64,
    /// Variance when values are exchanged.
    #[serde(rename = "VG")]
    pub variance: f64,
    /// Standard deviations from the mean.
    pub z: f64,
}

/// Moran's I. Islands stay among the n places.
///
/// # Errors
/// [`ValuesError`] where values and weights do not fit.
///
/// # Complexity
/// O(n + pairs).
///
/// # References
/// A. Cliff, J. Ord, "Spatial Processes", 1981, chapters 1 and 2.
pub fn moran(values: &Values, weights: &Weights) -> Result<Moran, ValuesError> {
    values.fits(weights)?;
    let z = values.centred();
    let (n, Sums { s0, s1, s2 }, b2) = (values.n(), weights.sums(), values.curtosis());
    let cross: f64 = weights.rows().zip(&z).map(|(row, own)| own * row.lag(&z)).sum();
    let i = n / s0 * cross / values.squares;
    let expected = -1.0 / (n - 1.0);
    let variance_normal =
        (n * n * s1 - n * s2 + 3.0 * s0 * s0) / ((n - 1.0) * (n + 1.0) * s0 * s0) - expected * expected;
    let even = n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0);
    let peaked = b2 * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    let variance_random =
        (even - peaked) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0 * s0) - expected * expected;
    let [z_norm, z_rand] =
        [variance_normal, variance_random].map(|variance| (i - expected) / variance.sqrt());
    Ok(Moran { i, expected, variance_normal, variance_random, z_norm, z_rand })
}

/// Geary's C. Islands stay among the n places.
///
/// # Errors
/// [`ValuesError`] where values and weights do not fit.
///
/// # Complexity
/// O(n + pairs).
///
/// # References
/// A. Cliff, J. Ord, "Spatial Processes", 1981, chapters 1 and 2.
pub fn geary(values: &Values, weights: &Weights) -> Result<Geary, ValuesError> {
    values.fits(weights)?;
    let (n, Sums { s0, s1, s2 }, b2) = (values.n(), weights.sums(), values.curtosis());
    let x = values.x();
    let apart = |(row, own): (crate::analytics::weights::Row<'_>, &f64)| -> f64 {
        row.pairs().filter_map(|(at, weight)| Some(weight * (own - x.get(at as usize)?).powi(2))).sum()
    };
    let apart: f64 = weights.rows().zip(x).map(apart).sum();
    let c = (n - 1.0) / (2.0 * s0) * apart / values.squares;
    let variance_normal = ((2.0 * s1 + s2) * (n - 1.0) - 4.0 * s0 * s0) / (2.0 * (n + 1.0) * s0 * s0);
    let variance_random = ((n - 1.0) * s1 * (n * n - 3.0 * n + 3.0 - (n - 1.0) * b2)
        - 0.25 * (n - 1.0) * s2 * (n * n + 3.0 * n - 6.0 - (n * n - n + 2.0) * b2)
        + s0 * s0 * (n * n - 3.0 - (n - 1.0) * (n - 1.0) * b2))
        / (n * (n - 2.0) * (n - 3.0) * s0 * s0);
    let [z_norm, z_rand] = [variance_normal, variance_random].map(|variance| (c - 1.0) / variance.sqrt());
    Ok(Geary { c, expected: 1.0, variance_normal, variance_random, z_norm, z_rand })
}

/// General G, for values from 0 on. Islands stay among the n places.
///
/// # Errors
/// [`ValuesError`] where values and weights do not fit, and for a value below 0.
///
/// # Complexity
/// O(n + pairs).
///
/// # References
/// A. Getis, J. Ord, "The analysis of spatial association by use of distance statistics", 1992, doi:10.1111/j.1538-4632.1992.tb00261.x.
pub fn general_g(values: &Values, weights: &Weights) -> Result<GeneralG, ValuesError> {
    values.fits(weights)?;
    let x = values.x();
    if let Some((row, value)) = x.iter().enumerate().find(|(_, value)| **value < 0.0) {
        return Err(ValuesError::Negative { row, value: *value });
    }
    let (n, Sums { s0, s1, s2 }) = (values.n(), weights.sums());
    let [m1, m2, m3, m4] = [1, 2, 3, 4].map(|power| x.iter().map(|value| value.powi(power)).sum::<f64>());
    let near: f64 = weights.rows().zip(x).map(|(row, own)| own * row.lag(x)).sum();
    let all = m1 * m1 - m2;
    let g = near / all;
    let expected = s0 / (n * (n - 1.0));
    let b0 = (n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0;
    let b1 = -((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    let b2 = -(2.0 * n * s1 - (n + 3.0) * s2 + 6.0 * s0 * s0);
    let b3 = 4.0 * (n - 1.0) * s1 - 2.0 * (n + 1.0) * s2 + 8.0 * s0 * s0;
    let b4 = s1 - s2 + s0 * s0;
    let square = (b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1.powi(4))
        / (all * all * n * (n - 1.0) * (n - 2.0) * (n - 3.0));
    let variance = square - expected * expected;
    Ok(GeneralG { g, expected, variance, z: (g - expected) / variance.sqrt() })
}
