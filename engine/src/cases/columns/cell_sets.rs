//! Combinations of cells, kept once: many cases lie in the same cells of all layers.

use smallvec::SmallVec;

/// The owning cells of a place, layer by layer, in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CellSet {
    /// The plan whose cells these are.
    pub plan: u32,
    /// The cell in each layer of the plan, coarse to fine; [`crate::locate::NO_CELL`] where there is none.
    pub cells: SmallVec<[u32; 6]>,
}
