//! Neighbours that share a border or a corner.

use std::collections::HashMap;
use std::hash::Hash;

use super::graph::{Weights, WeightsError};

/// What makes two cells neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contiguity {
    /// A common corner is enough (皇后邻接).
    Queen,
    /// A common stretch of border is needed (车邻接).
    Rook,
}

/// Binary weights of areas that share corners (queen) or edges (rook), corner by corner and exactly.
///
/// Each area is a list of closed rings of corners of whatever kind; a ring's last corner may repeat its first. Areas of a plan share their corners by construction;
/// corners of a file match when their numbers are equal, as in other software: a corner on the middle of a neighbour's edge is none of it.
///
/// # Errors
/// [`WeightsError::TooMany`].
///
/// # Complexity
/// O(corners) with hashing.
pub fn contiguity<Corner: Copy + Ord + Hash>(
    areas: &[Vec<Vec<Corner>>],
    kind: Contiguity,
) -> Result<Weights, WeightsError> {
    let mut lists: Vec<Vec<u32>> = vec![Vec::new(); areas.len()];
    let mut link = |owners: &[u32]| {
        for at in owners {
            if let Some(list) = lists.get_mut(*at as usize) {
                list.extend(owners.iter().filter(|other| *other != at));
            }
        }
    };
    match kind {
        Contiguity::Queen => {
            let mut owners: HashMap<Corner, Vec<u32>> = HashMap::new();
            for (at, area) in (0_u32..).zip(areas) {
                area.iter().flatten().for_each(|corner| own(owners.entry(*corner).or_default(), at));
            }
            in_order(owners).iter().for_each(|owners| link(owners));
        }
        Contiguity::Rook => {
            let mut owners: HashMap<(Corner, Corner), Vec<u32>> = HashMap::new();
            for (at, area) in (0_u32..).zip(areas) {
                for ring in area {
                    let next = ring.iter().cycle().skip(1);
                    for (from, to) in ring.iter().zip(next).filter(|(from, to)| from != to) {
                        own(owners.entry((*from.min(to), *from.max(to))).or_default(), at);
                    }
                }
            }
            in_order(owners).iter().for_each(|owners| link(owners));
        }
    }
    for list in &mut lists {
        list.sort_unstable();
        list.dedup();
    }
    Weights::binary(lists)
}

fn own(owners: &mut Vec<u32>, at: u32) {
    if owners.last() != Some(&at) {
        owners.push(at);
    }
}

fn in_order<K>(owners: HashMap<K, Vec<u32>>) -> Vec<Vec<u32>> {
    let mut shared: Vec<Vec<u32>> = owners.into_values().filter(|owners| owners.len() > 1).collect();
    shared.sort_unstable();
    shared
}

#[cfg(test)]
#[path = "contiguity_tests.rs"]
mod tests;
