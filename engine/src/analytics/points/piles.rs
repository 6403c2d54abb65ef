//! Places that many cases share.

use serde::Serialize;

use crate::measure::PlaneXY;

/// Cases on exactly the same place (重合点): an address that many share, or one that a geocoder falls back to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pile {
    /// East, or x.
    pub x: f64,
    /// North, or y.
    pub y: f64,
    /// How many cases.
    pub count: usize,
    /// Their part of all.
    pub share: f64,
    /// The first row.
    pub first_row: usize,
}

/// All places with at least `least` cases (two or more), the largest pile first, then by row.
///
/// # Complexity
/// O(n log n).
#[must_use]
pub fn piles(places: &[PlaneXY], least: usize) -> Vec<Pile> {
    // Adding 0 makes -0 and 0 the same place.
    let mut rows: Vec<([u64; 2], usize)> =
        places.iter().map(|at| [(at.x + 0.0).to_bits(), (at.y + 0.0).to_bits()]).zip(0..).collect();
    rows.sort_unstable();
    let pile = |same: &[([u64; 2], usize)]| {
        let (_, first_row) = *same.first()?;
        let at = places.get(first_row)?;
        let count = same.len();
        Some(Pile { x: at.x, y: at.y, count, share: count as f64 / places.len() as f64, first_row })
    };
    let same = rows.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() >= least.max(2));
    let mut found: Vec<Pile> = same.filter_map(pile).collect();
    found.sort_by(|a, b| b.count.cmp(&a.count).then(a.first_row.cmp(&b.first_row)));
    found
}
