//! Do these polygons tile the plane? Shapes on an integer lattice, noding, faces, defects (拓扑检查) and their sizes.
//!
//! Reading order: [`Point`] and [`Shape`] are integers; [`noding`] cuts every border where another one meets it;
//! [`Arrangement`] turns the pieces into faces and says which shapes cover each; [`check`](fn@check) names what is
//! wrong with a coverage. This module does not know who owns a face, and no float decides anything here.

pub mod arrangement;
pub mod noding;
pub mod predicates;
mod shape;
mod strips;

pub use arrangement::{Arrangement, Edge, EdgeId, FaceId};
pub use noding::{AddedVertex, ArrangementError, NodingReport};
pub use shape::{COORDINATE_LIMIT, Point, Polygon, Ring, Shape};

#[cfg(test)]
mod large_tests;
