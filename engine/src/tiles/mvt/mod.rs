//! Mapbox Vector Tile 2.1, written by hand: four messages, three commands, and the same bytes on every machine.

mod clip;
mod dictionary;
mod drawn;
mod geometry;
mod layer;
mod plate;
mod protobuf;

#[cfg(test)]
mod decode;
#[cfg(test)]
mod mvt_tests;

pub use clip::{GridPoint, Window};
#[cfg(test)]
pub(super) use decode::{DecodedLayer, DecodedValue, decode};
pub use drawn::Drawn;
pub use geometry::{TilePoint, TilePolygon, doubled_area};
pub use layer::{Attributes, EXTENT, LayerWriter, Value, tile_bytes};
pub use plate::{Plate, PlateWriter, Printed};

/// The media type of a vector tile.
pub const MEDIA_TYPE: &str = "application/vnd.mapbox-vector-tile";
