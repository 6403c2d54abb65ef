//! Cases that lie in some cells, whatever plan they were assigned under.

use std::fmt;
use std::sync::Arc;

use super::cell_sets::CellSet;
use super::chunk::Chunk;
use super::index_set::IndexSet;
use super::row::NO_PLACE;
use super::snapshot::Columns;
use crate::crs::LatticePoint;

/// Cells of one layer of one plan that a case must lie in.
#[derive(Clone)]
pub struct Inside {
    /// The plan.
    pub plan: u32,
    /// The layer's position in the plan, coarse to fine.
    pub layer: usize,
    /// The cells by index.
    pub cells: IndexSet,
    /// Whether a place lies in these cells: asked for cases whose cells are another plan's. Without it they are not chosen.
    pub holds: Option<Arc<dyn Fn(LatticePoint) -> bool + Send + Sync>>,
}

impl fmt::Debug for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut told = f.debug_struct("Inside");
        told.field("plan", &self.plan).field("layer", &self.layer).field("cells", &self.cells);
        told.field("holds", &self.holds.is_some()).finish()
    }
}

/// The same for the rows of one state, by combinations of cells: those that say yes, and those that do not say.
#[derive(Debug)]
pub struct InsideSets {
    known: IndexSet,
    open: IndexSet,
}

impl InsideSets {
    /// Looks at all combinations of cells once.
    #[must_use]
    pub fn new(inside: &Inside, columns: &Columns) -> Self {
        let among = |holds: &dyn Fn(&CellSet) -> bool| -> IndexSet {
            let sets = (0_u32..).zip(columns.cell_sets());
            sets.filter(|(_, set)| holds(set)).map(|(index, _)| index).collect()
        };
        let lies =
            |set: &CellSet| set.cells.get(inside.layer).is_some_and(|cell| inside.cells.contains(*cell));
        Self {
            known: among(&|set| set.plan == inside.plan && lies(set)),
            open: among(&|set| set.plan != inside.plan && inside.holds.is_some()),
        }
    }

    /// Whether a row of a chunk lies in the cells that this was made for.
    #[must_use]
    pub fn holds(&self, inside: &Inside, chunk: &Chunk, row: usize) -> bool {
        let Some(set) = chunk.cell_set().get(row) else { return false };
        let place = chunk.lon().get(row).zip(chunk.lat().get(row)).filter(|(x, _)| **x != NO_PLACE);
        let found = || {
            let ((&x, &y), holds) = place.zip(inside.holds.as_ref())?;
            Some(holds(LatticePoint { x, y }))
        };
        self.known.contains(*set) || (self.open.contains(*set) && found().unwrap_or(false))
    }

    /// Takes back the marks of rows that lie elsewhere.
    pub(super) fn keep(&self, inside: &Inside, chunk: &Chunk, marks: &mut [u8]) {
        for (mark, set) in marks.iter_mut().zip(chunk.cell_set()) {
            *mark &= u8::from(self.known.contains(*set) || self.open.contains(*set));
        }
        let Some(holds) = inside.holds.as_ref().filter(|_| !self.open.is_empty()) else { return };
        let places = chunk.lon().iter().zip(chunk.lat());
        for ((mark, set), (&x, &y)) in marks.iter_mut().zip(chunk.cell_set()).zip(places) {
            if *mark == 1 && self.open.contains(*set) {
                *mark = u8::from(x != NO_PLACE && holds(LatticePoint { x, y }));
            }
        }
    }
}
