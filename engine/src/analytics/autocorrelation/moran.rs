//! Local Moran: does a place lie among its like?

use serde::Serialize;

use super::values::{Values, ValuesError};
use crate::analytics::weights::Weights;

/// What the sum of squares is divided by: the two schools differ by n/(n − 1), and an answer says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Divisor {
    /// n (Anselin 1995).
    N,
    /// n − 1 (`GeoDa`, `PySAL`).
    NMinusOne,
}

/// How a place and its neighbours stand to the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "u8")]
pub enum Quadrant {
    /// High among high (高高).
    HighHigh,
    /// Low among high (低高).
    LowHigh,
    /// Low among low (低低).
    LowLow,
    /// High among low (高低).
    HighLow,
}

impl From<Quadrant> for u8 {
    fn from(quadrant: Quadrant) -> Self {
        match quadrant {
            Quadrant::HighHigh => 1,
            Quadrant::LowHigh => 2,
            Quadrant::LowLow => 3,
            Quadrant::HighLow => 4,
        }
    }
}

/// What chance gives for a place's statistic, and how far off it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LocalMoments {
    /// The mean under chance.
    pub expected: f64,
    /// The variance under chance.
    pub variance: f64,
    /// (I − mean) / √variance; `None` where nothing varies, as for islands.
    pub z: Option<f64>,
}

/// The statistic of one place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LocalMoran {
    /// zᵢ Σⱼ wᵢⱼ zⱼ / m₂, with z the values less their mean.
    pub i: f64,
    /// When the place keeps its value and all others are exchanged.
    pub conditional: LocalMoments,
    /// When all values are exchanged.
    pub total: LocalMoments,
    /// How the place and its neighbours stand to the mean; an island's neighbours count as low.
    pub quadrant: Quadrant,
}

/// Local Moran's I of each place (局部莫兰指数).
///
/// # Errors
/// [`ValuesError`] where values and weights do not fit.
///
/// # Complexity
/// O(n + pairs).
///
/// # References
/// L. Anselin, "Local indicators of spatial association", 1995, doi:10.1111/j.1538-4632.1995.tb00338.x; moments: R. Sokal, N. Oden,
/// B. Thomson, "Local spatial autocorrelation in a biological model", 1998, doi:10.1111/j.1538-4632.1998.tb00406.x.
pub fn local_moran(
    values: &Values,
    weights: &Weights,
    divisor: Divisor,
) -> Result<Vec<LocalMoran>, ValuesError> {
    values.fits(weights)?;
    let z = values.centred();
    let n = values.n();
    let scale = match divisor {
        Divisor::N => 1.0,
        Divisor::NMinusOne => (n - 1.0) / n,
    };
    let m2 = values.squares / n / scale;
    let b2 = values.curtosis();
    let place = |(row, own): (crate::analytics::weights::Row<'_>, &f64)| {
        let (lag, total, squares) = (row.lag(&z), row.sum(), row.square_sum());
        let i = own * lag / m2;
        let others = n - 1.0;
        let mean = -own / others;
        let variance = ((values.squares - own * own) / others - mean * mean).max(0.0);
        let factor = own / m2;
        let conditional = moments(
            i,
            factor * total * mean,
            factor * factor * variance * (others * squares - total * total).max(0.0) / (others - 1.0),
        );
        let expected = -total / others;
        let spread = squares * (n - b2) / others
            + (total * total - squares) * (2.0 * b2 - n) / (others * (n - 2.0))
            - expected * expected;
        let total = moments(i, scale * expected, scale * scale * spread.max(0.0));
        let quadrant = match (*own > 0.0, lag > 0.0) {
            (true, true) => Quadrant::HighHigh,
            (false, true) => Quadrant::LowHigh,
            (false, false) => Quadrant::LowLow,
            (true, false) => Quadrant::HighLow,
        };
        LocalMoran { i, conditional, total, quadrant }
    };
    Ok(weights.rows().zip(&z).map(place).collect())
}

fn moments(i: f64, expected: f64, variance: f64) -> LocalMoments {
    let z = (variance > 0.0).then(|| (i - expected) / variance.sqrt());
    LocalMoments { expected, variance, z }
}
