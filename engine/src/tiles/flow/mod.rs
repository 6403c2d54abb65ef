//! Case flow (案件流向): where cases happened, and who must act. One line for each pair, as wide as it has cases.

mod arc;
mod count;
mod draw;
mod hide;

pub use arc::around;
pub use count::{Flow, FlowQuestion, Flows, NO_GROUP};
pub use draw::{FlowEnd, FlowTiles};

#[cfg(test)]
mod flow_tests;
