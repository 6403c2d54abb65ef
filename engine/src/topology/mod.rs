//! Do these polygons tile the plane? Shapes on an integer lattice, noding, faces, defects (拓扑检查) and their sizes.
//!
//! Reading order: [`Point`] and [`Shape`] are integers; [`noding`] cuts every border where another one meets it;
//! [`Arrangement`] turns the pieces into faces and says which shapes cover each; [`defects`] names what is wrong with a
//! coverage. This module does not know who owns a face, and no float decides anything but how large a defect is.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::allow_attributes,
    reason = "noding refuses more pieces than a u32 counts, and steps are within 2^61"
)]

pub mod arcs;
pub mod arrangement;
pub mod assemble;
pub mod clean;
pub mod defects;
pub mod ground;
pub mod inscribed;
pub mod lattice;
pub mod noding;
pub mod predicates;
mod shape;
pub mod simplify;
mod strips;
pub mod union;

pub use arrangement::{Arrangement, Edge, EdgeId, FaceFinder, FaceId};
pub use defects::{CheckFeature, CheckOptions, CheckReport, Defect, DefectKind, check};
pub use ground::{Ground, Unit};
pub use lattice::{Lattice, LatticeError};
pub use noding::{AddedVertex, ArrangementError, NodingReport};
pub use shape::{COORDINATE_LIMIT, Point, Polygon, Ring, Shape, twice_signed_area};

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod large_tests;
#[cfg(test)]
mod real_coverage_tests;
#[cfg(test)]
pub(crate) mod wiggly_for_tests;
#[cfg(test)]
pub(crate) mod wkt_for_tests;
