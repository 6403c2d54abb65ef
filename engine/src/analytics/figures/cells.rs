//! In how many cells do chosen cases lie?

use super::chosen::Tallying;
use crate::cases::columns::{Chunk, IndexSet};

/// The combinations of cells that chosen cases lie in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CellTally {
    sets: IndexSet,
}

impl CellTally {
    /// Positions in [`Columns::cell_sets`](crate::cases::columns::Columns::cell_sets).
    #[must_use]
    pub const fn sets(&self) -> &IndexSet {
        &self.sets
    }
}

impl Tallying for CellTally {
    fn add(&mut self, chunk: &Chunk, row: usize) {
        if let Some(set) = chunk.cell_set().get(row) {
            self.sets.insert(*set);
        }
    }

    fn merge(&mut self, other: Self) {
        self.sets.join(&other.sets);
    }
}
