//! Exact counts per cell.

use jiff::Timestamp;

use crate::cases::columns::{CellSet, Changes, Chunk, Columns, Filter, NO_PLACE, NO_TIME, Selection, Side};
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

    /// What is left of it without a part of it.
    #[must_use]
    pub const fn without(self, part: Self) -> Self {
        Self {
            cases: self.cases.saturating_sub(part.cases),
            judged: self.judged.saturating_sub(part.judged),
            late: self.late.saturating_sub(part.late),
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
    /// Counts the chosen cases of each cell, and as of an instant those that can be judged and those that were late: exact,
    /// every case once.
    ///
    /// # Complexity
    /// One pass over the columns that the filter names and over the combinations of cells; one location for each chosen case
    /// of another plan. On all threads; the result does not depend on how many.
    #[must_use]
    pub fn count(columns: &Columns, filter: &Filter, of: &CellOf<'_>, now: Timestamp) -> Self {
        Self::counted(columns, filter, of, Some(now))
    }

    /// As [`Self::count`], without judging: `judged` and `late` stay 0, and three columns are not read.
    #[must_use]
    pub fn count_cases(columns: &Columns, filter: &Filter, of: &CellOf<'_>) -> Self {
        Self::counted(columns, filter, of, None)
    }

    fn counted(columns: &Columns, filter: &Filter, of: &CellOf<'_>, judged_at: Option<Timestamp>) -> Self {
        let counting = Counting::new(columns, of, judged_at);
        let sums = columns.fold(
            filter,
            || counting.empty(),
            |sums: &mut Sums, chunk, selection| counting.add(sums, chunk, selection),
            Sums::merge,
        );
        counting.by_cell(&sums)
    }

    /// Brings counts up to date after changes: the same as a new count over `columns`, the state after them, by the same filter and
    /// with the same `judged_at` (`None` for [`Self::count_cases`]).
    ///
    /// # Complexity
    /// O(changed rows + cells + combinations of cells).
    pub fn follow(
        &mut self,
        changes: &Changes,
        columns: &Columns,
        filter: &Filter,
        of: &CellOf<'_>,
        judged_at: Option<Timestamp>,
    ) {
        let counting = Counting::new(columns, of, judged_at);
        let (mut gone, mut come) = (counting.empty(), counting.empty());
        changes.scan(filter, columns, |side, chunk, selection| {
            counting.add(if side == Side::Gone { &mut gone } else { &mut come }, chunk, selection);
        });
        let (gone, come) = (counting.by_cell(&gone), counting.by_cell(&come));
        // What came first: of several changes of a case, one adds what the next takes away.
        let renew = |tally: &mut Tally, gone: Tally, come: Tally| *tally = tally.with(come).without(gone);
        self.cells.resize(of.cells, Tally::default());
        for ((tally, gone), come) in self.cells.iter_mut().zip(&gone.cells).zip(&come.cells) {
            renew(tally, *gone, *come);
        }
        renew(&mut self.elsewhere, gone.elsewhere, come.elsewhere);
    }

    /// Counts that were made elsewhere.
    #[must_use]
    pub fn of(cells: Vec<Tally>) -> Self {
        Self { cells, elsewhere: Tally::default() }
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

/// Counts by combination of cells, which is one look at one column; cells come from them in the end.
struct Sums {
    sets: Vec<Tally>,
    /// Cases that were located one by one.
    asked: Tallies,
}

impl Sums {
    fn merge(&mut self, more: Self) {
        self.sets.iter_mut().zip(more.sets).for_each(|(sum, more)| *sum = sum.with(more));
        self.asked.cells.iter_mut().zip(more.asked.cells).for_each(|(sum, more)| *sum = sum.with(more));
        self.asked.elsewhere = self.asked.elsewhere.with(more.asked.elsewhere);
    }
}

/// What does not change from chunk to chunk.
struct Counting<'a> {
    of: &'a CellOf<'a>,
    /// The cell of each combination.
    table: Vec<u32>,
    /// Whether some must be located one by one.
    asks: bool,
    judged_at: Option<u32>,
}

impl<'a> Counting<'a> {
    fn new(columns: &Columns, of: &'a CellOf<'a>, judged_at: Option<Timestamp>) -> Self {
        let cell = |set: &CellSet| {
            if set.plan != of.plan {
                return ASK;
            }
            set.cells.get(of.layer).copied().filter(|cell| (*cell as usize) < of.cells).unwrap_or(NONE)
        };
        let table: Vec<u32> = columns.cell_sets().map(cell).collect();
        let second =
            |at: Timestamp| u32::try_from(at.as_second().clamp(0, i64::from(NO_TIME) - 1)).unwrap_or(0);
        Self { of, asks: table.contains(&ASK), table, judged_at: judged_at.map(second) }
    }

    fn empty(&self) -> Sums {
        let asked = if self.asks { vec![Tally::default(); self.of.cells] } else { Vec::new() };
        Sums {
            sets: vec![Tally::default(); self.table.len()],
            asked: Tallies { cells: asked, elsewhere: Tally::default() },
        }
    }

    fn add(&self, sums: &mut Sums, chunk: &Chunk, selection: &Selection) {
        match self.judged_at {
            None => count_sets(&mut sums.sets, chunk, selection),
            Some(now) => judge_sets(&mut sums.sets, chunk, selection, now),
        }
        if self.asks {
            self.locate(&mut sums.asked, chunk, selection);
        }
    }

    fn locate(&self, asked: &mut Tallies, chunk: &Chunk, selection: &Selection) {
        for row in selection.rows() {
            let set = chunk.cell_set().get(row).and_then(|set| self.table.get(*set as usize));
            if set != Some(&ASK) {
                continue;
            }
            let cell = place(chunk, row).and_then(self.of.locate).unwrap_or(NONE);
            let tally = asked.cells.get_mut(cell as usize).unwrap_or(&mut asked.elsewhere);
            let (judged, late) = self.judged_at.map_or((false, false), |now| chunk.judged(row, now));
            *tally = tally.with(Tally { cases: 1, judged: judged.into(), late: late.into() });
        }
    }

    fn by_cell(&self, sums: &Sums) -> Tallies {
        let mut tallies = Tallies { cells: sums.asked.cells.clone(), elsewhere: sums.asked.elsewhere };
        tallies.cells.resize(self.of.cells, Tally::default());
        for (sum, cell) in sums.sets.iter().zip(&self.table).filter(|(_, cell)| **cell != ASK) {
            let tally = tallies.cells.get_mut(*cell as usize).unwrap_or(&mut tallies.elsewhere);
            *tally = tally.with(*sum);
        }
        tallies
    }
}

/// Adds one for each chosen row. Neighbours along the curve mostly lie in the same cells: they are counted before memory is asked.
fn count_sets(sums: &mut [Tally], chunk: &Chunk, selection: &Selection) {
    let sets = chunk.cell_set();
    let (mut last, mut run) = (u32::MAX, 0_u32);
    let mut put = |set: u32, run: u32| {
        if let Some(sum) = sums.get_mut(set as usize) {
            sum.cases += run;
        }
    };
    let mut take = |set: u32, mark: u32| {
        if set != last {
            put(last, run);
            (last, run) = (set, 0);
        }
        run += mark;
    };
    if selection.len() * 8 < sets.len() {
        selection.rows().filter_map(|row| sets.get(row)).for_each(|set| take(*set, 1));
    } else {
        sets.iter().zip(selection.marks()).for_each(|(set, mark)| take(*set, u32::from(*mark)));
    }
    put(last, run);
}

fn judge_sets(sums: &mut [Tally], chunk: &Chunk, selection: &Selection, now: u32) {
    for row in selection.rows() {
        let Some(sum) = chunk.cell_set().get(row).and_then(|set| sums.get_mut(*set as usize)) else {
            continue;
        };
        let (judged, late) = chunk.judged(row, now);
        sum.cases += 1;
        sum.judged += u32::from(judged);
        sum.late += u32::from(late);
    }
}

fn place(chunk: &Chunk, row: usize) -> Option<LatticePoint> {
    let (x, y) = (*chunk.lon().get(row)?, *chunk.lat().get(row)?);
    (x != NO_PLACE).then_some(LatticePoint { x, y })
}

#[cfg(test)]
#[path = "tally_tests.rs"]
mod tests;
