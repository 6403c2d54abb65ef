//! Which square of the world a tile is, and where a lattice place falls on the world's grid.

use super::mvt::GridPoint;
use crate::crs::{STEPS_PER_DEGREE, Tile, TileError};
use crate::measure::LonLat;
use crate::topology::Point;

/// The finest zoom with tiles of its own: a step of its grid is 3.2 cm at 31° N, a lattice step about one. Maps enlarge
/// these tiles beyond.
pub const MAX_ZOOM: u8 = 18;

/// The coarsest zoom with tiles: a district is a few pixels.
pub const MIN_ZOOM: u8 = 4;

/// Binary digits of a world position: sixteen times finer than the grid of [`MAX_ZOOM`].
const WORLD_BITS: u8 = MAX_ZOOM + 12 + 4;

const WORLD_SIDE: i64 = 1 << WORLD_BITS;

const LATTICE_STEPS_PER_DEGREE: i64 = 10_000_000;

/// The address of one tile that is drawn: [`MIN_ZOOM`] to [`MAX_ZOOM`] in the usual scheme, row 0 in the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileAddress {
    tile: Tile,
    world: WorldMap,
}

/// How the world is laid out on the square that tiles are cut from (瓦片方案).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum WorldMap {
    /// Web Mercator: the squares of web maps, `WebMercatorQuad`.
    #[default]
    WebMercator,
    /// Longitude and latitude as they are, 360° a side with the North Pole at the top: the squares of `WorldCRS84Quad`,
    /// whose level n is zoom n + 1 here.
    Degrees,
}

impl WorldMap {
    /// The zoom whose squares are those of a level of the tile matrix set.
    #[must_use]
    pub const fn zoom_of(self, level: u32) -> u32 {
        match self {
            Self::WebMercator => level,
            Self::Degrees => level.saturating_add(1),
        }
    }

    /// The levels of the tile matrix set that have tiles, from the coarsest to the finest.
    pub fn levels(self) -> impl Iterator<Item = u8> {
        let first = match self {
            Self::WebMercator => MIN_ZOOM,
            Self::Degrees => MIN_ZOOM - 1,
        };
        first..=(MAX_ZOOM + first - MIN_ZOOM)
    }

    /// How many rows a zoom has: in degrees the poles are half a square apart.
    const fn rows(self, zoom: u8) -> u32 {
        match self {
            Self::WebMercator => 1 << zoom,
            Self::Degrees => 1 << (zoom - 1),
        }
    }

    /// The square that shows a place at a level, column and row; places beyond the map count to the outermost row.
    #[must_use]
    pub fn square(self, place: LonLat, level: u8) -> [u32; 2] {
        let zoom = u8::try_from(self.zoom_of(level.into())).unwrap_or(MAX_ZOOM).clamp(1, MAX_ZOOM);
        #[expect(clippy::cast_possible_truncation, reason = "degrees of a place on Earth")]
        let steps = |degrees: f64| (degrees * STEPS_PER_DEGREE).floor() as i64;
        let at = WorldPoint::of_world(self, Point { x: steps(place.lon()), y: steps(place.lat()) });
        let square = |at: i64, last: u32| u32::try_from(at >> (WORLD_BITS - zoom)).unwrap_or(0).min(last);
        [square(at.x, (1 << zoom) - 1), square(at.y, self.rows(zoom) - 1)]
    }
}

/// Why three numbers are not the address of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// No tiles at this zoom.
    #[error("zoom {zoom} has no tiles; they exist for {min} to {max}")]
    Zoom {
        /// The zoom asked for.
        zoom: u32,
        /// The coarsest zoom with tiles.
        min: u8,
        /// The finest.
        max: u8,
    },
    /// Column or row beyond the world.
    #[error("{field} is {value}; zoom {zoom} has 0 to {last}")]
    Beyond {
        /// `x` or `y`.
        field: &'static str,
        /// The number given.
        value: u32,
        /// The zoom asked for.
        zoom: u8,
        /// The last column or row of that zoom.
        last: u32,
    },
}

impl TileAddress {
    /// The tile at a zoom, column and row.
    ///
    /// # Errors
    /// [`AddressError`] outside of [`MIN_ZOOM`]..=[`MAX_ZOOM`], or when the zoom has no such column or row.
    pub fn new(zoom: u32, x: u32, y: u32) -> Result<Self, AddressError> {
        let held = u8::try_from(zoom).ok().filter(|z| (MIN_ZOOM..=MAX_ZOOM).contains(z));
        let no_zoom = AddressError::Zoom { zoom, min: MIN_ZOOM, max: MAX_ZOOM };
        let z = held.ok_or(no_zoom)?;
        match Tile::new(z, x, y) {
            Ok(tile) => Ok(Self { tile, world: WorldMap::WebMercator }),
            Err(TileError::OutOfRange { field, value, z, last }) => {
                Err(AddressError::Beyond { field, value, zoom: z, last })
            }
            Err(_) => Err(no_zoom),
        }
    }

    /// The tile at a level, column and row of a tile matrix set.
    ///
    /// # Errors
    /// As [`Self::new`]; the zoom that an error names is [`WorldMap::zoom_of`] the level.
    pub fn at_level(world: WorldMap, level: u32, x: u32, y: u32) -> Result<Self, AddressError> {
        Self::on_world(world, world.zoom_of(level), x, y)
    }

    /// The square of a zoom of a world laid out in some way.
    pub(super) fn on_world(world: WorldMap, zoom: u32, x: u32, y: u32) -> Result<Self, AddressError> {
        let Self { tile, .. } = Self::new(zoom, x, y)?;
        let rows = world.rows(tile.z());
        if y >= rows {
            return Err(AddressError::Beyond { field: "y", value: y, zoom: tile.z(), last: rows - 1 });
        }
        Ok(Self { tile, world })
    }

    /// How the world is laid out that it is cut from.
    #[must_use]
    pub const fn world(self) -> WorldMap {
        self.world
    }

    /// Zoom, column and row as names of tiles have them; other layouts than web maps' begin with a word.
    #[must_use]
    pub fn name(self) -> String {
        let world = match self.world {
            WorldMap::WebMercator => "",
            WorldMap::Degrees => "degrees-",
        };
        format!("{world}{}/{}/{}", self.zoom(), self.x(), self.y())
    }

    /// The zoom.
    #[must_use]
    pub fn zoom(self) -> u8 {
        self.tile.z()
    }

    /// West, south, east and north in degrees.
    #[must_use]
    pub fn bounds_degrees(self) -> [f64; 4] {
        match self.world {
            WorldMap::WebMercator => self.tile.bounds_degrees(),
            WorldMap::Degrees => {
                let side = 360.0 / f64::from(1_u32 << self.zoom());
                let (west, north) = (f64::from(self.x()) * side - 180.0, 90.0 - f64::from(self.y()) * side);
                [west, north - side, west + side, north]
            }
        }
    }

    /// The column, from the antimeridian eastward.
    #[must_use]
    pub fn x(self) -> u32 {
        self.tile.x()
    }

    /// The row, from the north southward.
    #[must_use]
    pub fn y(self) -> u32 {
        self.tile.y()
    }
}

/// A place on the world's finest square grid, 2^34 steps a side (2.3 mm at the equator). Every zoom's grid follows from it by
/// halving, so a lattice place falls on one and the same spot in all tiles that show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorldPoint {
    /// Steps to the east of the antimeridian.
    pub x: i64,
    /// Steps to the south of the map's northern edge.
    pub y: i64,
}

impl WorldPoint {
    /// Where a lattice place (steps of 1e-7 degree) falls on the world laid out in some way.
    #[must_use]
    pub fn of_world(world: WorldMap, place: Point) -> Self {
        match world {
            WorldMap::WebMercator => Self::of(place),
            WorldMap::Degrees => {
                let whole = i128::from(360 * LATTICE_STEPS_PER_DEGREE);
                // To the nearest step, halves to the south and east.
                let steps = |steps: i64| {
                    let scaled =
                        (2 * i128::from(steps) * i128::from(WORLD_SIDE) + whole).div_euclid(2 * whole);
                    i64::try_from(scaled).unwrap_or(0).clamp(0, WORLD_SIDE)
                };
                let half = 180 * LATTICE_STEPS_PER_DEGREE;
                Self { x: steps(place.x.saturating_add(half)), y: steps((half / 2).saturating_sub(place.y)) }
            }
        }
    }

    /// Where a lattice place (steps of 1e-7 degree) falls. Beyond 85.05° it falls on the map's edge.
    #[must_use]
    pub fn of(place: Point) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "lattice steps of a place on Earth fit 32 bits")]
        let degrees = (place.x as f64 / STEPS_PER_DEGREE, place.y as f64 / STEPS_PER_DEGREE);
        let (lon, lat) = (degrees.0.clamp(-180.0, 180.0), degrees.1.clamp(-90.0, 90.0));
        // The clamps leave nothing that could be refused; the world's middle would be the place of what is.
        let Ok(place) = LonLat::new(lon, lat) else { return Self { x: WORLD_SIDE / 2, y: WORLD_SIDE / 2 } };
        let Ok(world) = Tile::new(0, 0, 0) else { return Self { x: WORLD_SIDE / 2, y: WORLD_SIDE / 2 } };
        #[expect(clippy::cast_precision_loss, reason = "a power of two")]
        let at = world.position(place, WORLD_SIDE as f64);
        #[expect(clippy::cast_possible_truncation, reason = "held within 0..=2^34")]
        let steps = |step: f64| (step.round_ties_even() as i64).clamp(0, WORLD_SIDE);
        Self { x: steps(at.x), y: steps(at.y) }
    }

    /// How many steps so many degrees of longitude are.
    #[must_use]
    pub fn steps_of_degrees(degrees: f64) -> i64 {
        #[expect(clippy::cast_precision_loss, reason = "a power of two")]
        let steps = degrees / 360.0 * WORLD_SIDE as f64;
        #[expect(clippy::cast_possible_truncation, reason = "held within the world's side")]
        let steps = steps.clamp(0.0, 17_179_869_184.0) as i64;
        steps
    }

    /// The nearest position on the grid of a zoom, halves to the south and east. Zooms beyond [`MAX_ZOOM`] are taken for it.
    #[must_use]
    pub fn on_grid(self, zoom: u8) -> GridPoint {
        let shift = WORLD_BITS - (zoom.min(MAX_ZOOM) + 12);
        let half = 1_i64 << (shift - 1);
        GridPoint { x: (self.x + half) >> shift, y: (self.y + half) >> shift }
    }
}

/// The smallest world positions, both ways, that may show in a window of a zoom's grid.
pub(super) fn world_box(corners: (GridPoint, GridPoint), zoom: u8) -> (WorldPoint, WorldPoint) {
    let shift = WORLD_BITS - (zoom.min(MAX_ZOOM) + 12);
    let (low, high) = corners;
    (
        WorldPoint { x: (low.x - 1) << shift, y: (low.y - 1) << shift },
        WorldPoint { x: (high.x + 1) << shift, y: (high.y + 1) << shift },
    )
}
