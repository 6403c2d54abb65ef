//! The figures of a map of cells (指标图层): what is asked for, by whom, and the answer, kept until a case changes.

mod asked;
pub mod everybody;
mod flows;
mod ground;
mod hexes;
mod layer;
mod map;
mod points;
mod question;
mod sheet;
mod shelf;

pub use asked::{Asked, least, parameters, query_of, told};
pub use everybody::Releases;
pub use flows::{FlowSheet, FlowShelf};
pub use hexes::HexShelf;
pub use layer::{LayerFigures, TileName, reason};
pub use map::Map;
pub use points::PointShelf;
pub use question::Question;
pub use sheet::Sheet;
pub use shelf::MapShelf;

#[cfg(test)]
mod figures_tests;
#[cfg(test)]
mod map_tests;
