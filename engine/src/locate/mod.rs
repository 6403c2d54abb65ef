//! Which cell holds this place? The half-open rule on borders, exact on the lattice.
//!
//! A place is judged as if it stood at (x + ε, y + ε²), so every border and corner place has exactly one cell; where
//! that falls outside the coverage, the touching cell with the lowest code owns it, with the status `edge`.

mod answer;
mod batch;
mod border;
mod curve;
mod eight;
mod explained;
mod faces;
mod locator;
#[cfg(test)]
mod locator_tests;
#[cfg(test)]
pub(crate) mod mesh_for_tests;
mod nearby;
mod nearest;
mod own_numbers;
mod raster;
mod reference;
mod scale;
mod uncertain;

pub use answer::{Answer, Candidate, NO_CELL, Placement, Status};
pub use batch::{Placements, SpatialOrder};
pub use border::{Border, FaceClass, NO_LOCATION, OUTSIDE};
pub(crate) use curve::hilbert;
pub use eight::StepMetres;
pub use locator::{Locator, LocatorError, LocatorOptions};
pub use nearest::BorderTree;
pub use own_numbers::ImportedCell;
pub use raster::{BorderRaster, RasterError};
pub use reference::Reference;
pub use uncertain::{Location, LocationError};
