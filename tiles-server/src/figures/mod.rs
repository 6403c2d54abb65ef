//! The figures of a map of cells (指标图层): what is asked for, by whom, and the answer, kept until a case changes.

mod asked;
mod layer;
mod release;
mod shelf;

pub use asked::{Asked, parameters};
pub use layer::LayerFigures;
pub use release::Releases;
pub use shelf::Shelf;

#[cfg(test)]
mod figures_tests;
#[cfg(test)]
mod release_tests;
