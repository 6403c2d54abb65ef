//! The figures of a map of cells (指标图层): what is asked for, by whom, and the answer, kept until a case changes.

mod asked;
mod ground;
mod layer;
mod map;
mod release;
mod shelf;

pub use asked::{Asked, parameters};
pub use layer::LayerFigures;
pub use map::Map;
pub use release::Releases;
pub use shelf::Shelf;

#[cfg(test)]
mod figures_tests;
#[cfg(test)]
mod map_tests;
#[cfg(test)]
mod release_tests;
