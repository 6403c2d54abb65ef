//! What many looks at noise show: whoever looks each week sees a hot spot sometime.

use rayon::prelude::*;
use serde::Serialize;

use crate::analytics::autocorrelation::{Values, ValuesError, gi};
use crate::analytics::chance::{Level, Stream, Streams, benjamini_hochberg, two_sided_normal};
use crate::analytics::weights::Weights;

/// What a run of maps shows where nothing is but chance (多次查看).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Looks {
    /// Maps in a run.
    pub looks: u32,
    /// Runs that were simulated.
    pub runs: u32,
    /// The share of cells that are hot on at least one map.
    pub cells_hot_once: f64,
    /// The share of runs with at least one hot cell on at least one map.
    pub any_hot: f64,
    /// The same shares when each map is corrected for its many cells.
    pub cells_hot_once_corrected: f64,
    /// The share of runs with at least one hot cell on at least one corrected map.
    pub any_hot_corrected: f64,
    /// The level for each look by which a cell's chance over all looks would stay at the level asked for, if looks were independent:
    /// 1 - (1 - α)^(1/looks).
    pub alpha_each: f64,
}

/// Why looks are not simulated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LooksError {
    /// An expected count that is none.
    #[error("cell {cell}: {value} cases are expected; a number from 0 to {max} is needed", max = 1e6)]
    Expected {
        /// The cell.
        cell: usize,
        /// What stands there.
        value: f64,
    },
    /// Too few or too many looks or runs.
    #[error(
        "{looks} looks in {runs} runs of {cells} cells; at least one of each is needed, and at most 2·10⁹ cells looked at in all"
    )]
    Number {
        /// Looks.
        looks: u32,
        /// Runs.
        runs: u32,
        /// Cells.
        cells: usize,
    },
    /// What the statistic says about cells and weights.
    #[error(transparent)]
    Values(#[from] ValuesError),
}

/// Simulates `runs` runs of `looks` maps of Gi* where cases come by chance alone: each cell has a Poisson number with its expected
/// count, independently of all others. A cell is hot where z is above 0 and its two-sided p from the normal law at most `alpha`; that is the
/// map most software draws. A map on which all counts are equal has no hot cell.
///
/// # Errors
/// [`LooksError`].
///
/// # Complexity
/// O(runs × looks × (cells + pairs)) on all threads; the same result at any number of them.
pub fn repeated_looks(
    weights: &Weights,
    expected: &[f64],
    looks: u32,
    runs: u32,
    alpha: Level,
    streams: Streams,
) -> Result<Looks, LooksError> {
    let cells = expected.len();
    let much = u128::from(looks) * u128::from(runs) * cells as u128;
    if looks == 0 || runs == 0 || cells == 0 || much > 2_000_000_000 {
        return Err(LooksError::Number { looks, runs, cells });
    }
    if weights.len() != cells {
        return Err(ValuesError::Count { values: cells, weights: weights.len() }.into());
    }
    if let Some((cell, value)) = expected.iter().enumerate().find(|(_, value)| !(0.0..=1e6).contains(*value))
    {
        return Err(LooksError::Expected { cell, value: *value });
    }
    let one = |run: u32| -> Result<[usize; 2], ValuesError> {
        let mut once = [vec![false; cells], vec![false; cells]];
        for look in 0..looks {
            let mut stream = streams.part(u64::from(run)).of(u64::from(look));
            let drawn: Vec<f64> = expected.iter().map(|mean| poisson(&mut stream, *mean)).collect();
            let values = match Values::new(drawn) {
                Ok(values) => values,
                Err(ValuesError::Constant { .. }) => continue,
                Err(other) => return Err(other),
            };
            let z: Vec<Option<f64>> = gi(&values, weights, true)?.into_iter().map(|gi| gi.z).collect();
            let p: Vec<Option<f64>> = z.iter().map(|z| z.map(two_sided_normal)).collect();
            let cutoff = benjamini_hochberg(&p, alpha);
            let [plain, corrected] = &mut once;
            for (((z, p), plain), corrected) in z.iter().zip(&p).zip(plain).zip(corrected) {
                let (Some(z), Some(p)) = (z, p) else { continue };
                *plain |= *z > 0.0 && *p <= alpha.into();
                *corrected |= *z > 0.0 && cutoff.rejects(*p);
            }
        }
        Ok(once.map(|once| once.into_iter().filter(|hot| *hot).count()))
    };
    let found: Vec<[usize; 2]> = (0..runs).into_par_iter().map(one).collect::<Result<_, _>>()?;
    let share = |of: usize| {
        let hot = || found.iter().filter_map(move |run| run.get(of).copied());
        let total: usize = hot().sum();
        let any = hot().filter(|hot| *hot > 0).count();
        (total as f64 / (f64::from(runs) * cells as f64), any as f64 / f64::from(runs))
    };
    let ((cells_hot_once, any_hot), (cells_hot_once_corrected, any_hot_corrected)) = (share(0), share(1));
    let alpha_each = 1.0 - (1.0 - f64::from(alpha)).powf(1.0 / f64::from(looks));
    Ok(Looks {
        looks,
        runs,
        cells_hot_once,
        any_hot,
        cells_hot_once_corrected,
        any_hot_corrected,
        alpha_each,
    })
}

/// A Poisson number: products of uniform numbers, in parts of at most 30, since parts add up to a Poisson number again.
///
/// # References
/// D. Knuth, "The art of computer programming", volume 2, section 3.4.1.
fn poisson(stream: &mut Stream, mean: f64) -> f64 {
    let (mut left, mut count) = (mean, 0.0);
    while left > 0.0 {
        let part = left.min(30.0);
        left -= part;
        let end = (-part).exp();
        let mut product = stream.unit();
        while product > end {
            count += 1.0;
            product *= stream.unit();
        }
    }
    count
}

#[cfg(test)]
#[path = "looks_tests.rs"]
mod tests;
