//! Where is this coordinate really? Datums, projections, the lattice, the metric plane, tile maths.

mod lattice;
pub mod metric;

pub(crate) use lattice::nearest_step;
pub use lattice::{LatticePoint, STEPS_PER_DEGREE};
