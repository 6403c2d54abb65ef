//! Neighbours among hexagons of the H3 grid.

use std::collections::HashMap;

use h3o::CellIndex;
use rayon::prelude::*;

use super::graph::{Weights, WeightsError};

/// Binary weights: hexagons at most `rings` steps away, among those given. One given twice is a neighbour of neither of its copies.
///
/// # Errors
/// [`WeightsError::TooMany`].
///
/// # Complexity
/// O(n rings²) with hashing.
pub fn hexagons(cells: &[CellIndex], rings: u32) -> Result<Weights, WeightsError> {
    let places: HashMap<CellIndex, u32> = cells.iter().copied().zip(0_u32..).collect();
    let row = |cell: &CellIndex| -> Vec<u32> {
        let around: Vec<CellIndex> = cell.grid_disk(rings);
        let others = around.into_iter().filter(|other| other != cell);
        others.filter_map(|other| places.get(&other).copied()).collect()
    };
    Weights::binary(cells.par_iter().map(row).collect())
}

#[cfg(test)]
#[path = "hexagons_tests.rs"]
mod tests;
