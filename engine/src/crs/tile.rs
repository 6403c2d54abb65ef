//! Web Mercator tile maths: which tile shows a place, and where in it. Never for areas, lengths or densities.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::LatticePoint;
use super::lattice::nearest_step;
use super::metric::SEMI_MAJOR_M;
use crate::measure::{LonLat, PlaneXY};

/// The deepest zoom level: tiles of 3.7 cm at the equator, still wider than three lattice steps.
pub const MAX_ZOOM: u8 = 30;

/// The latitude in degrees at which the square world ends.
pub const MAX_LATITUDE: f64 = 85.051_128_779_806_59;

/// A tile's address in the XYZ scheme (y grows southward).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tile {
    z: u8,
    x: u32,
    y: u32,
}

/// An address that no tile has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TileError {
    /// The zoom level is too deep.
    #[error("zoom level {z} is above {MAX_ZOOM}")]
    Zoom {
        /// The level given.
        z: u8,
    },
    /// Column or row lies outside the level.
    #[error("{field} is {value}; at zoom level {z} it runs from 0 to {last}")]
    OutOfRange {
        /// `x` or `y`.
        field: &'static str,
        /// The number given.
        value: u32,
        /// The zoom level.
        z: u8,
        /// The last one that exists.
        last: u32,
    },
}

/// A rectangle on the lattice that includes its west and south sides and excludes its east and north sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LatticeBounds {
    /// South-west corner, included.
    pub min: LatticePoint,
    /// North-east corner, excluded.
    pub max: LatticePoint,
}

impl LatticeBounds {
    /// Whether a position lies in the rectangle.
    #[must_use]
    pub fn contains(&self, at: LatticePoint) -> bool {
        (self.min.x..self.max.x).contains(&at.x) && (self.min.y..self.max.y).contains(&at.y)
    }
}

impl Tile {
    /// The tile at zoom level z, column x and row y.
    ///
    /// # Errors
    /// [`TileError`], naming the range that exists.
    pub fn new(z: u8, x: u32, y: u32) -> Result<Self, TileError> {
        if z > MAX_ZOOM {
            return Err(TileError::Zoom { z });
        }
        let last = (1_u32 << z) - 1;
        for (field, value) in [("x", x), ("y", y)] {
            if value > last {
                return Err(TileError::OutOfRange { field, value, z, last });
            }
        }
        Ok(Self { z, x, y })
    }

    /// The tile that shows a place at a zoom level; places beyond ±85.05 degrees count to the outermost row.
    ///
    /// # Errors
    /// [`TileError::Zoom`].
    ///
    /// # Example
    /// ```
    /// use gridward::{crs::Tile, measure::LonLat};
    /// let tile = Tile::showing(LonLat::new(121.38, 31.11)?, 12)?;
    /// assert_eq!((tile.x(), tile.y()), (3429, 1677));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn showing(place: LonLat, z: u8) -> Result<Self, TileError> {
        let root = Self::new(z, 0, 0)?;
        let at = root.position(place, 1.0);
        let last = (1_u32 << z) - 1;
        Ok(Self { z, x: whole(at.x, last), y: whole(at.y, last) })
    }

    /// The zoom level.
    #[must_use]
    pub fn z(self) -> u8 {
        self.z
    }

    /// The column, from the west.
    #[must_use]
    pub fn x(self) -> u32 {
        self.x
    }

    /// The row, from the north.
    #[must_use]
    pub fn y(self) -> u32 {
        self.y
    }

    /// The tile one level up that contains this one; `None` for the whole world.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        Some(Self { z: self.z.checked_sub(1)?, x: self.x / 2, y: self.y / 2 })
    }

    /// The four tiles one level down: north-west, north-east, south-west, south-east; `None` at the deepest level.
    #[must_use]
    pub fn children(self) -> Option<[Self; 4]> {
        let z = self.z + 1;
        let (x, y) = (self.x * 2, self.y * 2);
        (z <= MAX_ZOOM)
            .then(|| [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(dx, dy)| Self { z, x: x + dx, y: y + dy }))
    }

    /// Where a place lies in this tile, in units of which `extent` make its side; x eastward, y southward from the
    /// north-west corner. Outside of the tile the numbers leave 0..extent.
    #[must_use]
    pub fn position(self, place: LonLat, extent: f64) -> PlaneXY {
        let side = self.side();
        let world = world_share(place);
        PlaneXY {
            x: (world.x * side - f64::from(self.x)) * extent,
            y: (world.y * side - f64::from(self.y)) * extent,
        }
    }

    /// West, south, east and north in degrees.
    #[must_use]
    pub fn bounds_degrees(self) -> [f64; 4] {
        let side = self.side();
        [
            lon_of(f64::from(self.x) / side),
            lat_of((f64::from(self.y) + 1.0) / side),
            lon_of((f64::from(self.x) + 1.0) / side),
            lat_of(f64::from(self.y) / side),
        ]
    }

    /// The tile as a half-open rectangle of lattice positions. Neighbours share their sides to the step, so each position
    /// below ±85.05 degrees (bar the antimeridian) belongs to exactly one tile of a level.
    #[must_use]
    pub fn bounds_lattice(self) -> LatticeBounds {
        let [west, south, east, north] = self.bounds_degrees().map(nearest_step);
        LatticeBounds { min: LatticePoint { x: west, y: south }, max: LatticePoint { x: east, y: north } }
    }

    fn side(self) -> f64 {
        f64::from(1_u32 << self.z)
    }
}

/// Metres on the ground that one pixel spans at a latitude, for a tile side of `tile_px` pixels.
///
/// # Example
/// ```
/// let m = gridward::crs::metres_per_pixel(31.11, 12, 256.0);
/// assert!((m - 32.72).abs() < 0.01);
/// ```
#[must_use]
pub fn metres_per_pixel(lat_degrees: f64, z: u8, tile_px: f64) -> f64 {
    2.0 * PI * SEMI_MAJOR_M * lat_degrees.to_radians().cos() / (2.0_f64.powi(i32::from(z)) * tile_px)
}

/// Share of the world's width and height, from the north-west corner.
fn world_share(place: LonLat) -> PlaneXY {
    let lat = place.lat().clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians();
    PlaneXY { x: place.lon() / 360.0 + 0.5, y: 0.5 - lat.tan().asinh() / (2.0 * PI) }
}

fn lon_of(share: f64) -> f64 {
    (share - 0.5) * 360.0
}

fn lat_of(share: f64) -> f64 {
    ((0.5 - share) * 2.0 * PI).sinh().atan().to_degrees()
}

/// The whole number below, held within 0..=last.
fn whole(value: f64, last: u32) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates and the range is clamped"
    )]
    let cell = value.floor() as u32;
    cell.min(last)
}

/// Metres of EPSG:3857.
pub(crate) fn to_web_mercator_m(place: LonLat) -> PlaneXY {
    PlaneXY {
        x: SEMI_MAJOR_M * place.lon().to_radians(),
        y: SEMI_MAJOR_M * place.lat().to_radians().tan().asinh(),
    }
}

/// Degrees of EPSG:3857 metres; `None` outside of the world's width.
pub(crate) fn from_web_mercator_m(at: PlaneXY) -> Option<[f64; 2]> {
    let lon = (at.x / SEMI_MAJOR_M).to_degrees();
    let lat = (at.y / SEMI_MAJOR_M).sinh().atan().to_degrees();
    (lon.abs() <= 180.000_001 && lat.is_finite()).then_some([lon.clamp(-180.0, 180.0), lat])
}

#[cfg(test)]
#[path = "tile_tests.rs"]
mod tests;
