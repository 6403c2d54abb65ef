//! Where the centres of a tile's pixels lie: columns and rows of the whole world at a zoom, so that a spot has one place
//! whichever tile shows it.

use super::{SIDE_BITS, SIDE_PX, pixels_around};
use crate::crs::STEPS_PER_DEGREE;
use crate::tiles::{TileAddress, WorldMap};

/// Lattice steps around the world.
const WORLD_STEPS: f64 = 3.6e9;

/// The centres of a square of pixels, in lattice steps of 1e-7 degree.
#[derive(Debug, Clone)]
pub(super) struct Pixels {
    /// Longitudes of the columns, from the west.
    pub lon: Vec<f64>,
    /// Latitudes of the rows, from the north.
    pub lat: Vec<f64>,
}

impl Pixels {
    pub fn of(address: TileAddress) -> Self {
        let first = [address.x(), address.y()].map(|tile| i64::from(tile) << SIDE_BITS);
        Self::from_pixel(address.world(), address.zoom(), first)
    }

    /// From any column and row of the world's pixels.
    pub fn from_pixel(world: WorldMap, zoom: u8, [column, row]: [i64; 2]) -> Self {
        let pixels = pixels_around(zoom);
        let share = |pixel: i64| (pixel as f64 + 0.5) / pixels;
        let lat = |pixel| match world {
            WorldMap::WebMercator => {
                let turn = (0.5 - share(pixel)) * std::f64::consts::TAU;
                turn.sinh().atan().to_degrees() * STEPS_PER_DEGREE
            }
            WorldMap::Degrees => (0.25 - share(pixel)) * WORLD_STEPS,
        };
        Self {
            lon: (column..).take(SIDE_PX).map(|pixel| (share(pixel) - 0.5) * WORLD_STEPS).collect(),
            lat: (row..).take(SIDE_PX).map(lat).collect(),
        }
    }

    /// The south-western and the north-eastern centre.
    pub fn steps(&self) -> ([f64; 2], [f64; 2]) {
        let end = |side: Option<&f64>| side.copied().unwrap_or_default();
        ([end(self.lon.first()), end(self.lat.last())], [end(self.lon.last()), end(self.lat.first())])
    }
}
