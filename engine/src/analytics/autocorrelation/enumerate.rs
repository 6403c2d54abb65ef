//! The null of conditional permutation without any draw, for few places: every set of neighbours, one by one.

use rayon::prelude::*;

use super::values::{Values, ValuesError};
use crate::analytics::chance::{TIE, Tails};
use crate::analytics::weights::Weights;

/// Most sets that are gone through for a place.
const MOST: f64 = 2e7;

/// The exact tails of the sum of neighbours' values, whatever the values, where all neighbours of a place weigh the same. `None` for islands.
///
/// Gives `Ok(None)` as a whole where weights differ within a row, or where a place has more than 20 million sets of neighbours.
///
/// # Errors
/// [`ValuesError`] where values and weights do not fit.
///
/// # Complexity
/// O(C(n − 1, k)) for each place with k neighbours, on all threads.
pub fn exact_by_enumeration(
    values: &Values,
    weights: &Weights,
) -> Result<Option<Vec<Option<Tails>>>, ValuesError> {
    values.fits(weights)?;
    let x = values.x();
    let others = x.len() - 1;
    let fits = |row: crate::analytics::weights::Row<'_>| {
        row.neighbours.is_empty() || (row.same().is_some() && sets(others, row.neighbours.len()) <= MOST)
    };
    if !weights.rows().all(fits) {
        return Ok(None);
    }
    let place = |at: usize| {
        let neighbours = weights.row(at).neighbours;
        if neighbours.is_empty() {
            return None;
        }
        let observed: f64 = neighbours.iter().filter_map(|other| x.get(*other as usize)).sum();
        let urn: Vec<f64> =
            x.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, value)| *value).collect();
        let tie = TIE * observed.abs();
        let mut count = Count { low: observed - tie, high: observed + tie, ge: 0, le: 0, all: 0 };
        count.go(&urn, neighbours.len(), 0.0);
        let [ge, le, all] = [count.ge, count.le, count.all].map(|count| count as f64);
        Some(Tails::whole(ge, le, all))
    };
    Ok(Some((0..weights.len()).into_par_iter().map(place).collect()))
}

struct Count {
    low: f64,
    high: f64,
    ge: u64,
    le: u64,
    all: u64,
}

impl Count {
    /// Goes through all sets of `more` values out of the urn, on top of a sum.
    fn go(&mut self, urn: &[f64], more: usize, sum: f64) {
        if more == 1 {
            for value in urn {
                let sum = sum + value;
                self.ge += u64::from(sum >= self.low);
                self.le += u64::from(sum <= self.high);
            }
            self.all += urn.len() as u64;
            return;
        }
        let mut rest = urn;
        while let Some((first, after)) = rest.split_first() {
            if after.len() + 1 < more {
                return;
            }
            self.go(after, more - 1, sum + first);
            rest = after;
        }
    }
}

/// C(n, k), as far as a double goes.
fn sets(n: usize, k: usize) -> f64 {
    (0..k).map(|at| n.saturating_sub(at) as f64 / (at + 1) as f64).product()
}
