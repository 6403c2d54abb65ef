//! Which cell holds this place? The half-open rule on borders, exact on the lattice.
//!
//! A place is judged as if it stood at (x + ε, y + ε²), so every border and corner place has exactly one cell; where
//! that falls outside the coverage, the touching cell with the lowest code owns it, with the status `edge`.

mod border;
#[cfg(test)]
pub(crate) mod mesh_for_tests;
mod nearest;
mod raster;
mod reference;

pub use border::{Border, FaceClass, NO_LOCATION, OUTSIDE};
pub use nearest::{BorderTree, StepMetres};
pub use raster::{BorderRaster, RasterError};
pub use reference::Reference;
