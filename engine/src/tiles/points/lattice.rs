//! In which cell of a tile's lattice a place lies: thresholds on the lattice of places, found once for a tile.

use crate::crs::LatticePoint;
use crate::tiles::address::{TileAddress, WorldPoint};
use crate::tiles::mvt::EXTENT;
use crate::topology::Point;

/// Largest steps of a place on Earth, both ways.
const MOST: (i64, i64) = (1_800_000_000, 900_000_000);

/// The columns and rows of a tile, as sorted thresholds: `x[i] <= lon < x[i + 1]` is column i, `y[i] >= lat > y[i + 1]` is row i.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lattice {
    x: Vec<i32>,
    y: Vec<i32>,
}

impl Lattice {
    /// The lattice of a tile with so many cells on a side, which must divide 4096.
    ///
    /// # Complexity
    /// O(side), 32 projections each.
    pub(super) fn of(address: TileAddress, side: u32) -> Self {
        let step = i64::from(EXTENT) / i64::from(side.max(1));
        let begin = |tile: u32| i64::from(tile) * i64::from(EXTENT);
        let grid = |x: i64, y: i64| WorldPoint::of(Point { x, y }).on_grid(address.zoom());
        let lines = |first: i64| (0..=i64::from(side)).map(move |line| first + line * step);
        // The first longitude whose position is not west of a line.
        let x = lines(begin(address.x())).map(|line| least(-MOST.0, MOST.0 + 1, |x| grid(x, 0).x >= line));
        // The first latitude whose position is north of a line.
        let y = lines(begin(address.y())).map(|line| least(-MOST.1, MOST.1 + 1, |y| grid(0, y).y < line) - 1);
        Self { x: x.map(narrow).collect(), y: y.map(narrow).collect() }
    }

    /// South-west and north-east corner of the tile, both within.
    pub(super) fn corners(&self) -> Option<(LatticePoint, LatticePoint)> {
        let ((west, east), (north, south)) = (ends(&self.x)?, ends(&self.y)?);
        let (east, south) = (east - 1, south + 1);
        (west <= east && south <= north)
            .then_some((LatticePoint { x: west, y: south }, LatticePoint { x: east, y: north }))
    }

    /// The cell of a place inside of the tile, row by row.
    pub(super) fn cell(&self, at: LatticePoint) -> usize {
        let column = passed(&self.x, |line| at.x >= line);
        let row = passed(&self.y, |line| at.y <= line);
        row * (self.x.len().saturating_sub(1)) + column
    }

    /// How many cells there are.
    pub(super) fn cells(&self) -> usize {
        self.x.len().saturating_sub(1) * self.y.len().saturating_sub(1)
    }
}

/// How many of the inner lines were passed.
fn passed(lines: &[i32], past: impl Fn(i32) -> bool) -> usize {
    let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().map(|line| usize::from(past(*line))).sum()
}

fn ends(lines: &[i32]) -> Option<(i32, i32)> {
    Some((*lines.first()?, *lines.last()?))
}

fn narrow(steps: i64) -> i32 {
    i32::try_from(steps).unwrap_or(i32::MAX)
}

/// The least number from `low` on below `high` for which something holds that holds for all after it; `high` for none.
fn least(mut low: i64, mut high: i64, holds: impl Fn(i64) -> bool) -> i64 {
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
