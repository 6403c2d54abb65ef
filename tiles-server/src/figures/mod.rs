//! The figures of a map of cells (指标图层): what is asked for, by whom, and the answer, kept until a case changes.

mod asked;
pub mod everybody;
mod layer;
mod question;
mod release;
mod sheet;
mod shelf;

pub use asked::{Asked, least, parameters};
pub use layer::{LayerFigures, reason};
pub use question::Question;
pub use release::Releases;
pub use sheet::Sheet;
pub use shelf::Shelf;

#[cfg(test)]
mod figures_tests;
#[cfg(test)]
mod release_tests;
