//! The null of conditional permutation without any draw: for counts, every set of neighbours is counted by convolution.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::values::{Values, ValuesError};
use crate::analytics::chance::Tails;
use crate::analytics::weights::Weights;

/// Most entries of a table of sums; beyond it, drawing is cheaper.
const LARGEST: usize = 1 << 24;

/// The exact tails of the sum of neighbours' values, where values are whole numbers and all neighbours of a place weigh the same: all
/// C(n − 1, k) sets of neighbours, grouped by their sum. `None` for islands.
///
/// Gives `Ok(None)` as a whole where that does not apply: values that are no whole numbers from 0 on, weights that differ within a row, or
/// sums too large to be tabled.
///
/// # Errors
/// [`ValuesError`] where values and weights do not fit.
///
/// # Complexity
/// O(v² k² S): v different values, k most neighbours, S the largest sum of k.
///
/// # References
/// The generating function of sampling without replacement: Π over values v of (1 + y tᵛ)^(how often v occurs).
pub fn exact_by_counting(
    values: &Values,
    weights: &Weights,
) -> Result<Option<Vec<Option<Tails>>>, ValuesError> {
    values.fits(weights)?;
    let Some(numbers) = whole_numbers(values.x()) else { return Ok(None) };
    if weights.rows().any(|row| row.same().is_none() && !row.neighbours.is_empty()) {
        return Ok(None);
    }
    let most = weights.rows().map(|row| row.neighbours.len()).max().unwrap_or(0);
    let mut often: BTreeMap<usize, usize> = BTreeMap::new();
    numbers.iter().for_each(|number| *often.entry(*number).or_default() += 1);
    let highest = often.keys().next_back().copied().unwrap_or(0);
    let size = highest.saturating_mul(most).saturating_add(1);
    if size.saturating_mul(most + 1) > LARGEST {
        return Ok(None);
    }
    // A place's null depends on its own value only: that one is taken out of the urn.
    let values_there: Vec<usize> = often.keys().copied().collect();
    let tables: Vec<Vec<Vec<f64>>> =
        values_there.par_iter().map(|own| table(&often, *own, most, size)).collect();
    let place = |at: usize| {
        let row = weights.row(at);
        if row.neighbours.is_empty() {
            return None;
        }
        let own = values_there.binary_search(numbers.get(at)?).ok()?;
        let sums = tables.get(own)?.get(row.neighbours.len())?;
        let observed: usize = row.neighbours.iter().filter_map(|other| numbers.get(*other as usize)).sum();
        let all: f64 = sums.iter().sum();
        let ge: f64 = sums.iter().skip(observed).sum();
        let le: f64 = sums.iter().take(observed + 1).sum();
        Some(Tails::whole(ge, le, all))
    };
    Ok(Some((0..weights.len()).into_par_iter().map(place).collect()))
}

/// For each number of neighbours and each sum, how many sets give it; one place of the value `without` is not in the urn.
fn table(often: &BTreeMap<usize, usize>, without: usize, most: usize, size: usize) -> Vec<Vec<f64>> {
    let mut sets = vec![vec![0.0; size]; most + 1];
    if let Some(one) = sets.first_mut().and_then(|sums| sums.first_mut()) {
        *one = 1.0;
    }
    for (value, count) in often {
        let count = count - usize::from(*value == without);
        let ways = choices(count, most);
        // From many neighbours to few, so that a value is not taken up twice.
        for k in (1..=most).rev() {
            let (below, rest) = sets.split_at_mut(k);
            let Some(here) = rest.first_mut() else { continue };
            for (taken, ways) in ways.iter().enumerate().skip(1).take(k) {
                let Some(before) = below.get(k - taken) else { continue };
                let shift = value * taken;
                here.iter_mut().skip(shift).zip(before).for_each(|(sum, sets)| *sum += ways * sets);
            }
        }
    }
    sets
}

/// C(count, 0), C(count, 1), … up to `most`; 0 where more are taken than there are.
fn choices(count: usize, most: usize) -> Vec<f64> {
    let mut ways = vec![1.0];
    for taken in 0..most {
        let last = ways.last().copied().unwrap_or(0.0);
        ways.push(last * count.saturating_sub(taken) as f64 / (taken + 1) as f64);
    }
    ways
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be a small whole number"
)]
fn whole_numbers(x: &[f64]) -> Option<Vec<usize>> {
    let small = |value: &f64| *value >= 0.0 && *value <= 1e6 && value.fract() == 0.0;
    x.iter().all(small).then(|| x.iter().map(|value| *value as usize).collect())
}

#[cfg(test)]
#[path = "counts_tests.rs"]
mod tests;
