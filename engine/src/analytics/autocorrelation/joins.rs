//! Join counts: are black places next to black ones?

use serde::Serialize;

use super::values::{Values, ValuesError};
use crate::analytics::weights::{Row, Sums, Weights};

/// A number of joins with its exact moments when colours are exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct JoinCount {
    /// Joins, each once, weighted.
    pub joins: f64,
    /// The mean under chance.
    pub expected: f64,
    /// The variance under chance.
    pub variance: f64,
    /// Standard deviations from the mean; `None` where nothing varies.
    pub z: Option<f64>,
}

/// The three kinds of joins (连接数统计).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Joins {
    /// Black next to black.
    pub black: JoinCount,
    /// White next to white.
    pub white: JoinCount,
    /// Black next to white.
    pub mixed: JoinCount,
}

/// Joins between places that are 1 (black) and 0 (white).
///
/// # Errors
/// [`ValuesError`] where values and weights do not fit, and for a value that is neither 0 nor 1.
///
/// # Complexity
/// O(n + pairs).
///
/// # References
/// A. Cliff, J. Ord, "Spatial Processes", 1981, section 2.3 (non-free sampling).
pub fn join_counts(values: &Values, weights: &Weights) -> Result<Joins, ValuesError> {
    values.fits(weights)?;
    two_coloured(values)?;
    let x = values.x();
    let dark = (values.mean * values.n()).round();
    let light = values.n() - dark;
    let sums = weights.sums();
    let inverse: Vec<f64> = x.iter().map(|own| 1.0 - own).collect();
    let joins = |own: &[f64], other: &[f64]| -> f64 {
        weights.rows().zip(own).map(|(row, own)| own * row.lag(other)).sum::<f64>()
    };
    let n = values.n();
    let same = |count: f64, joins: f64| {
        let chance = [2, 3, 4].map(|k| falling(count, k) / falling(n, k));
        counted(joins / 2.0, sums, chance)
    };
    let [pair, three, four] = [
        2.0 * dark * light / falling(n, 2),
        (dark * falling(light, 2) + light * falling(dark, 2)) / falling(n, 3),
        4.0 * falling(dark, 2) * falling(light, 2) / falling(n, 4),
    ];
    let mixed = f64::midpoint(joins(x, &inverse), joins(&inverse, x));
    Ok(Joins {
        black: same(dark, joins(x, x)),
        white: same(light, joins(&inverse, &inverse)),
        mixed: counted(mixed, sums, [pair, three, four]),
    })
}

/// From the chances of one join, of two that share a place, and of two apart.
fn counted(joins: f64, sums: Sums, [one, shared, apart]: [f64; 3]) -> JoinCount {
    let Sums { s0, s1, s2 } = sums;
    let expected = s0 / 2.0 * one;
    let square = (s1 * one + (s2 - 2.0 * s1) * shared + (s0 * s0 + s1 - s2) * apart) / 4.0;
    let variance = square - expected * expected;
    let z = (variance > 1e-12 * square).then(|| (joins - expected) / variance.sqrt());
    JoinCount { joins, expected, variance, z }
}

/// n (n − 1) … over k factors.
fn falling(n: f64, k: i32) -> f64 {
    (0..k).map(|less| n - f64::from(less)).product()
}

/// Black joins of each place: xᵢ Σⱼ wᵢⱼ xⱼ; `None` for white places and islands, which are not tested.
///
/// # Errors
/// As [`join_counts`].
///
/// # References
/// L. Anselin, X. Li, "Operational local join count statistics for cluster detection", 2019, doi:10.1007/s10109-019-00299-x.
pub fn local_joins(values: &Values, weights: &Weights) -> Result<Vec<Option<f64>>, ValuesError> {
    values.fits(weights)?;
    two_coloured(values)?;
    let place =
        |(row, own): (Row<'_>, &f64)| (*own > 0.5 && !row.neighbours.is_empty()).then(|| row.lag(values.x()));
    Ok(weights.rows().zip(values.x()).map(place).collect())
}

fn two_coloured(values: &Values) -> Result<(), ValuesError> {
    let is_colour =
        |value: &f64| value.to_bits() == 0.0_f64.to_bits() || value.to_bits() == 1.0_f64.to_bits();
    match values.x().iter().enumerate().find(|(_, value)| !is_colour(value)) {
        Some((row, value)) => Err(ValuesError::NotBinary { row, value: *value }),
        None => Ok(()),
    }
}
