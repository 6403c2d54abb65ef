//! The figures of a map of cells (指标图层): what is asked for, by whom, and the answer, kept until a case changes.

mod asked;
mod flows;
mod hexes;
mod kept;
mod layer;
mod points;
mod release;
mod shelf;

pub use asked::{Asked, parameters, query_of};
pub use flows::{FlowSheet, FlowShelf};
pub use hexes::HexShelf;
pub use layer::LayerFigures;
pub use points::PointShelf;
pub use release::Releases;
pub use shelf::Shelf;

#[cfg(test)]
mod figures_tests;
#[cfg(test)]
mod release_tests;
