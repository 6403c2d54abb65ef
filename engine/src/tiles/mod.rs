//! What does this tile show? Addresses, the encoder, layers of cells.
//!
//! A tile is a pure function of its layer, the layer's version and z/x/y: the same bytes on every replica.

mod address;
mod cells;
pub mod colour;
pub mod density;
mod dirty;
pub mod figures;
pub mod flow;
mod gap_steps;
pub mod h3;
mod index;
mod label;
mod levels;
mod lines;
mod mend;
pub mod mvt;
pub mod png;
pub mod points;
mod print;
mod stencil;

#[cfg(test)]
mod cells_tests;
#[cfg(test)]
mod counts_tests;

pub use address::{AddressError, MAX_ZOOM, MIN_ZOOM, TileAddress, WorldMap, WorldPoint};
pub use cells::{BUFFER, CellTiles, CellTilesError, ENCODER_VERSION, parent_key};
pub use dirty::{Changed, MOST_DIRTY_TILES, tiles_showing, tiles_within};
pub use gap_steps::{GAP_STEPS, GapStep, gap_step};
pub use lines::{LineFeature, LineTiles};
pub use print::Print;
pub use stencil::Stencil;
