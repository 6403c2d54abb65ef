//! Which tiles does an event change (脏瓦片)? Those that show a cell whose figure is another one: no tile that stays the same, and none
//! that does not is left out. Of density: those within reach of its place.

use super::address::{MIN_ZOOM, TileAddress, WorldPoint};
use super::cells::{BUFFER, CellTiles};
use super::density::Lattice;
use super::figures::{Figure, Shown, ShownCell};
use super::mvt::Value;
use crate::crs::LatticePoint;
use crate::grid::Layer;
use crate::topology::Point;

/// Most tiles that are named; beyond it the whole layer is meant.
pub const MOST_DIRTY_TILES: usize = 4096;

/// Steps of a tile's grid on a side.
const SIDE: i64 = 4096;

/// What is shown otherwise on a map of cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changed {
    /// Cells that are drawn with other figures, rising: those whose cases changed, and those that are shown with them.
    pub cells: Vec<u32>,
    /// Whether the scale is another one, so that the legend is too.
    pub scale: bool,
}

impl Changed {
    /// From one state to another of the same layer.
    ///
    /// # Complexity
    /// O(cells).
    #[must_use]
    pub fn between(before: &Shown, after: &Shown) -> Self {
        let cells = (0_u32..).zip(before.cells.iter().zip(&after.cells));
        let cells = cells.filter(|(_, (before, after))| drawn(before) != drawn(after)).map(|(cell, _)| cell);
        Self { cells: cells.collect(), scale: before.scale != after.scale }
    }

    /// Whether all is as before.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && !self.scale
    }
}

/// Everything that a tile says of a cell.
fn drawn(cell: &ShownCell) -> (u64, u32, Option<u8>, u8, u32, bool) {
    let figure = match cell.figure {
        Figure::Value(value) => value.to_bits(),
        // No number has these bits: they are a NaN with a payload.
        Figure::Missing(why) => u64::MAX - why as u64,
    };
    let merged = cell.merged;
    (figure, cell.cases, cell.class, merged.level, merged.group, merged.withheld)
}

/// The tiles of a zoom in which some cells are drawn, in order; `None` where they are more than [`MOST_DIRTY_TILES`].
///
/// # Complexity
/// O(tiles that the cells' boxes touch · vertices in them).
#[must_use]
pub fn tiles_showing(tiles: &CellTiles, layer: &Layer, cells: &[u32], zoom: u8) -> Option<Vec<TileAddress>> {
    let mut found = Vec::new();
    for cell in cells {
        let Some((low, high)) = layer.cells().get(*cell as usize).and_then(|cell| cell.shape.bounds()) else {
            continue;
        };
        let margin = i64::from(BUFFER) + 2;
        let candidates = between(low, high, zoom, margin)?;
        let shows = |address: &TileAddress| {
            let alone = |other: u32| if other == *cell { vec![("shown", Value::Flag(true))] } else { vec![] };
            !tiles.render_marked(*address, alone).is_empty()
        };
        found.extend(candidates.into_iter().filter(shows));
        found.sort_unstable();
        found.dedup();
        if found.len() > MOST_DIRTY_TILES {
            return None;
        }
    }
    Some(found)
}

/// The tiles of a zoom whose density a case at a place may have a part in, in order; `None` where they are more than
/// [`MOST_DIRTY_TILES`].
///
/// # Complexity
/// O(tiles).
#[must_use]
pub fn tiles_within(place: LatticePoint, lattice: &Lattice, zoom: u8) -> Option<Vec<TileAddress>> {
    let (x, y) = (i64::from(place.x), i64::from(place.y));
    let home = WorldPoint::of(Point::new(x, y)).on_grid(zoom);
    let tile = |step: i64| u32::try_from(step.div_euclid(SIDE)).ok();
    let home = TileAddress::new(zoom.into(), tile(home.x)?, tile(home.y)?).ok()?;
    // As far as the tile that holds the place is reached from, places beyond the tile's borders are.
    let ((low, high), [west, south, east, north]) = (lattice.reach(home), home.bounds_degrees());
    let steps = |degrees: f64| i64::from(crate::crs::nearest_step(degrees));
    let dx = (steps(west) - i64::from(low.x)).max(i64::from(high.x) - steps(east)) + 2;
    let dy = (steps(south) - i64::from(low.y)).max(i64::from(high.y) - steps(north)) + 2;
    let candidates = between(Point::new(x - dx, y - dy), Point::new(x + dx, y + dy), zoom, 2)?;
    let shows = |address: &TileAddress| {
        let (low, high) = lattice.reach(*address);
        low.x <= place.x && place.x <= high.x && low.y <= place.y && place.y <= high.y
    };
    Some(candidates.into_iter().filter(shows).collect())
}

/// The tiles of a zoom that a box touches, some steps of their grid around it included; `None` where they are too many.
fn between(low: Point, high: Point, zoom: u8, margin: i64) -> Option<Vec<TileAddress>> {
    let (a, b) = (WorldPoint::of(low).on_grid(zoom), WorldPoint::of(high).on_grid(zoom));
    let last = (1_i64 << zoom.max(MIN_ZOOM)) - 1;
    let tile = |step: i64| step.div_euclid(SIDE).clamp(0, last);
    let range = |a: i64, b: i64| tile(a.min(b) - margin)..=tile(a.max(b) + margin);
    let (columns, rows) = (range(a.x, b.x), range(a.y, b.y));
    let number = |range: &std::ops::RangeInclusive<i64>| range.end() - range.start() + 1;
    if usize::try_from(number(&columns) * number(&rows)).ok()? > MOST_DIRTY_TILES {
        return None;
    }
    let address =
        |x: i64, y: i64| TileAddress::new(zoom.into(), u32::try_from(x).ok()?, u32::try_from(y).ok()?).ok();
    Some(columns.flat_map(|x| rows.clone().filter_map(move |y| address(x, y))).collect())
}

#[cfg(test)]
#[path = "dirty_tests.rs"]
mod tests;
