//! Points on which cases pile up: addresses that could not be found and went to a station, a town's middle or (0, 0).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::measure::PlaneXY;

/// A point with many cases (重合点).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pile {
    /// East.
    pub x: f64,
    /// North.
    pub y: f64,
    /// Cases on it.
    pub cases: usize,
    /// Their share of all cases.
    pub share: f64,
    /// The first of them.
    pub first: usize,
}

/// Points that hold at least `least` cases, the fullest first; coordinates are compared exactly.
///
/// # Complexity
/// O(n log n).
#[must_use]
pub fn piles(places: &[PlaneXY], least: usize) -> Vec<Pile> {
    let mut at: BTreeMap<(u64, u64), (usize, usize)> = BTreeMap::new();
    for (row, place) in places.iter().enumerate() {
        // Adding 0 makes -0 and 0 the same coordinate.
        let key = ((place.x + 0.0).to_bits(), (place.y + 0.0).to_bits());
        at.entry(key).or_insert((0, row)).0 += 1;
    }
    let full = at.into_iter().filter(|(_, (cases, _))| *cases >= least.max(2));
    let mut found: Vec<Pile> = full
        .map(|((x, y), (cases, first))| Pile {
            x: f64::from_bits(x),
            y: f64::from_bits(y),
            cases,
            share: cases as f64 / places.len() as f64,
            first,
        })
        .collect();
    found.sort_by(|a, b| b.cases.cmp(&a.cases).then(a.first.cmp(&b.first)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fullest_point_comes_first_and_single_cases_are_no_pile() {
        let at = |x, y| PlaneXY { x, y };
        let found =
            piles(&[at(1.0, 1.0), at(0.0, 2.0), at(-0.0, 2.0), at(0.0, 2.0), at(1.0, 1.0), at(5.0, 5.0)], 0);
        let cases: Vec<(usize, usize)> = found.iter().map(|pile| (pile.cases, pile.first)).collect();
        assert_eq!(cases, [(3, 1), (2, 0)]);
        assert_eq!(found[0].share, 0.5);
    }
}
