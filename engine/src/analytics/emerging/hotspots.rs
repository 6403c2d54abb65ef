//! Gi* of each bin of a cube, with the neighbours of its cell in its step and in the steps before.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::cube::{Cube, CubeError};
use crate::analytics::autocorrelation::{Null, Values, exact_by_counting, gi, lag_tails};
use crate::analytics::chance::{Streams, Tails, two_sided_normal};
use crate::analytics::weights::Weights;

/// What a bin is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reference {
    /// All bins of the cube: a step in which everything rose is hot.
    #[default]
    Entire,
    /// The bins of the steps that the neighbourhood reaches, t - k to t: what is hot then, whatever the level of the day.
    Step,
}

/// Where p-values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NullOf {
    /// The normal law of z: fast, and wrong in the tails where counts are small.
    Normal,
    /// Draws of conditional permutation, each bin with a stream of its own: the bin keeps its count, the others are exchanged.
    Draws(Null),
    /// The same null, whole: all hands are counted by convolution.
    Exact,
}

/// The tails of each bin, cell by cell; `None` where nothing can be drawn.
pub type BinTails = Vec<Option<Tails>>;

/// What is found of each bin, cell by cell.
#[derive(Debug, Clone, PartialEq)]
pub struct HotBins {
    /// Standard deviations from what chance gives; `None` where the bins compared with do not vary.
    pub z: Vec<Option<f64>>,
    /// The two-sided p-value.
    pub p: Vec<Option<f64>>,
    /// The tails of the null where it was drawn or counted.
    pub tails: Option<BinTails>,
}

/// Binary weights of bins: (neighbours + the cell itself) × {t - k, …, t}, without the bin itself. Bin = cell × steps + step. It looks back only: what
/// is not yet known does not change what was said. With `only`, rows of other steps stay empty.
///
/// # Errors
/// [`CubeError`] where cells and weights do not fit.
///
/// # Complexity
/// O(pairs × steps × k).
pub fn space_time_weights(
    cells: &Weights,
    steps: usize,
    back: usize,
    only: Option<usize>,
) -> Result<Weights, CubeError> {
    if !cells.is_binary() {
        return Err(CubeError::NotBinary);
    }
    let bin = |cell: u32, step: usize| u32::try_from(cell as usize * steps + step).unwrap_or(u32::MAX);
    let mut lists = Vec::with_capacity(cells.len() * steps);
    for (own, row) in (0_u32..).zip(cells.rows()) {
        for step in 0..steps {
            if only.is_some_and(|only| only != step) {
                lists.push(Vec::new());
                continue;
            }
            let around = row.neighbours.iter().copied().chain([own]);
            let bins =
                around.flat_map(|cell| (step.saturating_sub(back)..=step).map(move |at| bin(cell, at)));
            lists.push(bins.filter(|other| *other != bin(own, step)).collect());
        }
    }
    Ok(Weights::binary(lists)?)
}

/// Gi* of each bin with its p-value.
///
/// # Errors
/// [`CubeError`] where cells and weights do not fit, all counts are equal, or the exact null does not exist.
///
/// # Complexity
/// O(pairs × steps × k), times the draws; on all threads, the same result at any number of them.
///
/// # References
/// J. Ord, A. Getis, 1995, doi:10.1111/j.1538-4632.1995.tb00912.x; Esri, "How Emerging Hot Spot Analysis works".
pub fn space_time_gi(
    cube: &Cube,
    cells: &Weights,
    back: usize,
    reference: Reference,
    null: NullOf,
) -> Result<HotBins, CubeError> {
    if cells.len() != cube.cells() {
        return Err(CubeError::Weights { cells: cube.cells(), weights: cells.len() });
    }
    let all = Values::new(cube.counts().iter().copied().map(f64::from).collect())?;
    match reference {
        Reference::Entire => compared(&all, &space_time_weights(cells, cube.steps(), back, None)?, null),
        Reference::Step => by_step(cube, cells, back, null),
    }
}

fn compared(values: &Values, weights: &Weights, null: NullOf) -> Result<HotBins, CubeError> {
    let z: Vec<Option<f64>> = gi(values, weights, true)?.into_iter().map(|gi| gi.z).collect();
    let tails = match null {
        NullOf::Normal => None,
        NullOf::Draws(null) => Some(lag_tails(values, weights, null)?),
        NullOf::Exact => Some(exact_by_counting(values, weights)?.ok_or(CubeError::NoExact)?),
    };
    let p = match &tails {
        None => z.iter().map(|z| z.map(two_sided_normal)).collect(),
        Some(tails) => tails.iter().map(|tails| tails.as_ref().map(Tails::p_two_sided)).collect(),
    };
    Ok(HotBins { z, p, tails })
}

/// Each step against the steps that its neighbourhood reaches.
fn by_step(cube: &Cube, cells: &Weights, back: usize, null: NullOf) -> Result<HotBins, CubeError> {
    let steps = cube.steps();
    let found: Vec<HotBins> = (0..steps)
        .into_par_iter()
        .map(|step| {
            let from = step.saturating_sub(back);
            let depth = step - from + 1;
            let slab = (0..cube.cells()).flat_map(|cell| cube.row(cell).iter().skip(from).take(depth));
            let slab: Vec<f64> = slab.copied().map(f64::from).collect();
            let first = slab.first().copied().unwrap_or(0.0);
            // Nothing varies in these steps: nothing can be said of them, and the others are not held up.
            if slab.iter().all(|count| count.to_bits() == first.to_bits()) {
                let none = || vec![None; slab.len()];
                let tails = (null != NullOf::Normal).then(|| vec![None; slab.len()]);
                return Ok(HotBins { z: none(), p: none(), tails });
            }
            let weights = space_time_weights(cells, depth, back, Some(depth - 1))?;
            let null = match null {
                NullOf::Draws(Null { draws, streams }) => {
                    NullOf::Draws(Null { draws, streams: part(streams, step) })
                }
                other => other,
            };
            compared(&Values::new(slab)?, &weights, null)
        })
        .collect::<Result<_, CubeError>>()?;
    let last = |cell: usize, step: usize| {
        let depth = step - step.saturating_sub(back) + 1;
        cell * depth + depth - 1
    };
    let bins = || (0..cube.cells()).flat_map(|cell| (0..steps).map(move |step| (cell, step)));
    let gather = |of: fn(&HotBins) -> &Vec<Option<f64>>| {
        bins()
            .map(|(cell, step)| {
                found.get(step).and_then(|slab| of(slab).get(last(cell, step)).copied().flatten())
            })
            .collect()
    };
    let tails = || {
        let tails = |(cell, step): (usize, usize)| {
            found.get(step)?.tails.as_ref()?.get(last(cell, step)).copied().flatten()
        };
        bins().map(tails).collect()
    };
    Ok(HotBins {
        z: gather(|slab| &slab.z),
        p: gather(|slab| &slab.p),
        tails: (null != NullOf::Normal).then(tails),
    })
}

fn part(streams: Streams, step: usize) -> Streams {
    streams.part(step as u64)
}

#[cfg(test)]
#[path = "hotspots_tests.rs"]
mod tests;
