//! What a cell's exposure lets expect.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Gamma};

/// A reason for cases that are not trouble: hours of patrol, households, metres of road.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// What it is.
    pub name: String,
    /// How much of it each cell has, in any unit; from 0 on.
    pub amount: Vec<f64>,
}

/// What is expected of one cell, and what came (按暴露量的期望数).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ExpectedByExposure {
    /// Cases that came.
    pub observed: u32,
    /// Cases that the cell's share of the exposure lets expect.
    pub expected: f64,
    /// Observed by expected; `None` where nothing is expected.
    pub ratio: Option<f64>,
    /// The chance of at least as many if the rate were the same everywhere (Poisson), counting half of the chance of exactly as many; `None` where
    /// nothing is expected.
    pub p_greater: Option<f64>,
    /// The chance of at most as many, in the same way.
    pub p_lesser: Option<f64>,
    /// The ratio drawn to 1 as far as the cell's few cases tell little: (observed + a) / (expected + a).
    pub shrunk: f64,
}

/// Why nothing is expected.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EffortError {
    /// Lists of other lengths.
    #[error("{what}: {found} numbers for {cells} cells; one for each cell is needed")]
    Count {
        /// The list.
        what: String,
        /// Its length.
        found: usize,
        /// Cells.
        cells: usize,
    },
    /// An amount that is none.
    #[error("{what} of cell {cell} is {value}; a finite number from 0 on is needed")]
    Amount {
        /// The list.
        what: String,
        /// The cell.
        cell: usize,
        /// What stands there.
        value: f64,
    },
    /// Nothing to go by.
    #[error("{0} is 0 in all cells; a rate needs something to be a rate of")]
    Nothing(String),
    /// A share that is none.
    #[error(
        "the elasticity is {0}; a number from 0 (effort does not matter) to 1 (cases grow as effort does) is needed"
    )]
    Elasticity(f64),
    /// Cases where there is no exposure.
    #[error("cell {cell}: {observed} cases, but {what} is 0 there; mend {what}, or take the cell out")]
    CasesWithout {
        /// The cell.
        cell: usize,
        /// Its cases.
        observed: u32,
        /// The exposure.
        what: String,
    },
}

/// Expects cases in proportion to exposure^`elasticity`: with 1 twice the patrol finds twice as much, with 0 it finds no more. How strongly finding depends on looking is
/// not in the counts; judge with several, and believe what holds for all.
///
/// `strength` is the a of [`ExpectedByExposure::shrunk`], in cases: the method of moments over all cells, Var(ratio) less what Poisson gives.
///
/// # Errors
/// [`EffortError`].
///
/// # Complexity
/// O(cells).
///
/// # References
/// D. Clayton, J. Kaldor, 1987, doi:10.2307/2532003 (gamma prior); H. Lancaster, 1961, doi:10.1080/01621459.1961.10482105 (mid-p).
pub fn expected_by_exposure(
    observed: &[u32],
    exposure: &Exposure,
    elasticity: f64,
) -> Result<Vec<ExpectedByExposure>, EffortError> {
    let Exposure { name, amount } = exposure;
    if amount.len() != observed.len() {
        return Err(EffortError::Count { what: name.clone(), found: amount.len(), cells: observed.len() });
    }
    if let Some((cell, value)) =
        amount.iter().enumerate().find(|(_, value)| !(value.is_finite() && **value >= 0.0))
    {
        return Err(EffortError::Amount { what: name.clone(), cell, value: *value });
    }
    if !(0.0..=1.0).contains(&elasticity) {
        return Err(EffortError::Elasticity(elasticity));
    }
    let without = observed
        .iter()
        .zip(amount)
        .enumerate()
        .find(|(_, (observed, amount))| **observed > 0 && **amount <= 0.0);
    if let Some((cell, (observed, _))) = without {
        return Err(EffortError::CasesWithout { cell, observed: *observed, what: name.clone() });
    }
    let weight = |amount: f64| if amount > 0.0 { amount.powf(elasticity) } else { 0.0 };
    let all: f64 = amount.iter().map(|amount| weight(*amount)).sum();
    if all <= 0.0 {
        return Err(EffortError::Nothing(name.clone()));
    }
    let total: f64 = observed.iter().map(|count| f64::from(*count)).sum();
    let expected: Vec<f64> = amount.iter().map(|amount| total * weight(*amount) / all).collect();
    let strength = strength(observed, &expected, total);
    Ok(observed
        .iter()
        .zip(expected)
        .map(|(observed, expected)| of_cell(*observed, expected, strength))
        .collect())
}

/// The a of the gamma prior; infinite where cells vary no more than chance.
fn strength(observed: &[u32], expected: &[f64], total: f64) -> f64 {
    let ratios = observed.iter().zip(expected).filter(|(_, expected)| **expected > 0.0);
    let excess: f64 = ratios
        .clone()
        .map(|(observed, expected)| expected * (f64::from(*observed) / expected - 1.0).powi(2))
        .sum();
    let cells = ratios.count() as f64;
    // Marshall's variance between cells: weighted by expectation, less the mean's share of Poisson.
    let between = if total > 0.0 { (excess - cells) / total } else { 0.0 };
    if between > 0.0 { 1.0 / between } else { f64::INFINITY }
}

fn of_cell(observed: u32, expected: f64, strength: f64) -> ExpectedByExposure {
    let count = f64::from(observed);
    let some = expected > 0.0;
    // P(X ≥ k) of Poisson is a lower tail of gamma, P(X ≤ k) an upper one.
    let at_least =
        |k: f64| if k <= 0.0 { 1.0 } else { Gamma::new(k, 1.0).map_or(1.0, |gamma| gamma.cdf(expected)) };
    let (least, more) = (at_least(count), at_least(count + 1.0));
    let same = least - more;
    ExpectedByExposure {
        observed,
        expected,
        ratio: some.then(|| count / expected),
        p_greater: some.then_some(more + same / 2.0),
        p_lesser: some.then_some(1.0 - least + same / 2.0),
        shrunk: if strength.is_finite() { (count + strength) / (expected + strength) } else { 1.0 },
    }
}

#[cfg(test)]
#[path = "expected_tests.rs"]
mod tests;
