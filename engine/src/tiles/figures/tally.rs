//! Exact counts per cell.

use jiff::Timestamp;

use crate::cases::columns::{Chunk, Columns, Filter, NO_PLACE, NO_TIME, Selection};
use crate::crs::LatticePoint;

/// Counts of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Chosen cases.
    pub cases: u32,
    /// Those whose handling can be judged: handled, or past their deadline, and not void, not filed or excused.
    pub judged: u32,
    /// Those of them that were not handled by the deadline.
    pub late: u32,
}

impl Tally {
    /// Both together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self {
            cases: self.cases.saturating_add(other.cases),
            judged: self.judged.saturating_add(other.judged),
            late: self.late.saturating_add(other.late),
        }
    }
}

/// How a case's cell is known.
pub struct CellOf<'a> {
    /// The plan whose cells are asked for.
    pub plan: u32,
    /// The layer's position in that plan, coarse to fine.
    pub layer: usize,
    /// How many cells it has.
    pub cells: usize,
    /// The cell of a place in this layer, for cases that were assigned under another plan.
    pub locate: &'a (dyn Fn(LatticePoint) -> Option<u32> + Sync),
}

/// Where the table of combinations leaves the cell open.
const ASK: u32 = u32::MAX - 1;
const NONE: u32 = u32::MAX;

/// Counts of all cells of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tallies {
    cells: Vec<Tally>,
    /// Chosen cases that lie in no cell of the layer, or have no place.
    elsewhere: Tally,
}

impl Tallies {
    /// Counts the chosen cases of each cell as of an instant: exact, every case once.
    ///
    /// # Complexity
    /// One pass over the columns that the filter names and over the combinations of cells; one location for each chosen case
    /// of another plan. On all threads; the result does not depend on how many.
    #[must_use]
    pub fn count(columns: &Columns, filter: &Filter, of: &CellOf<'_>, now: Timestamp) -> Self {
        let table: Vec<u32> = columns
            .cell_sets()
            .map(
                |set| {
                    if set.plan == of.plan { set.cells.get(of.layer).copied().unwrap_or(NONE) } else { ASK }
                },
            )
            .collect();
        let now = u32::try_from(now.as_second().clamp(0, i64::from(NO_TIME) - 1)).unwrap_or(0);
        let empty = || Self { cells: vec![Tally::default(); of.cells], elsewhere: Tally::default() };
        columns.fold(
            filter,
            empty,
            |sums: &mut Self, chunk, selection| sums.add(chunk, selection, &table, of, now),
            Self::merge,
        )
    }

    fn add(&mut self, chunk: &Chunk, selection: &Selection, table: &[u32], of: &CellOf<'_>, now: u32) {
        for row in selection.rows() {
            let Some(set) = chunk.cell_set().get(row) else { continue };
            let mut cell = table.get(*set as usize).copied().unwrap_or(NONE);
            if cell == ASK {
                cell = place(chunk, row).and_then(of.locate).unwrap_or(NONE);
            }
            let tally = match self.cells.get_mut(cell as usize) {
                Some(tally) => tally,
                None => &mut self.elsewhere,
            };
            tally.cases += 1;
            let (judged, late) = chunk.judged(row, now);
            tally.judged += u32::from(judged);
            tally.late += u32::from(late);
        }
    }

    fn merge(&mut self, more: Self) {
        self.cells.iter_mut().zip(more.cells).for_each(|(sum, more)| *sum = sum.with(more));
        self.elsewhere = self.elsewhere.with(more.elsewhere);
    }

    /// Counts that somebody else made.
    #[must_use]
    pub const fn new(cells: Vec<Tally>, elsewhere: Tally) -> Self {
        Self { cells, elsewhere }
    }

    /// By the cell's index in the layer.
    #[must_use]
    pub fn cells(&self) -> &[Tally] {
        &self.cells
    }

    /// Chosen cases that lie in no cell, or have no place: shown beside the map, so that the sums are whole.
    #[must_use]
    pub fn elsewhere(&self) -> Tally {
        self.elsewhere
    }
}

fn place(chunk: &Chunk, row: usize) -> Option<LatticePoint> {
    let (x, y) = (*chunk.lon().get(row)?, *chunk.lat().get(row)?);
    (x != NO_PLACE).then_some(LatticePoint { x, y })
}
