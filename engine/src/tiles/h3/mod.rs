//! H3 hexagons (六边形格网) as cells: which hexagon each case lies in, counted whole, drawn where it meets a tile.
//!
//! A case lies in the hexagon that H3 gives for its place at that resolution, not in a parent of a finer one: the shapes of
//! children do not fill their parent's. Counts are of the whole hexagon in every tile that shows a part of it.
//!
//! # References
//! Uber Technologies (2018), H3: a hexagonal hierarchical geospatial indexing system, <https://h3geo.org>; K. Sahr, D. White,
//! A. J. Kimerling (2003), Geodesic discrete global grid systems, doi:10.1559/152304003100011090.

mod draw;
mod figures;
mod hex;
mod index;
mod resolution;

pub use figures::{HexFigures, HexQuestion};
pub use index::HexIndex;
pub use resolution::{HexResolution, HexResolutionError};

#[cfg(test)]
mod h3_tests;
