//! How many cases flow from where to whom.

use super::hide::hidden;
use crate::cases::columns::{Chunk, Columns, Filter, NO_PLACE, Selection};
use crate::cases::flag;
use crate::crs::LatticePoint;
use crate::tiles::figures::CellOf;

/// The group of units that none of the groups has.
pub const NO_GROUP: u16 = u16::MAX;

const NONE: u32 = u32::MAX;
/// Where the table of combinations leaves the cell open.
const ASK: u32 = u32::MAX - 1;

/// What is asked of flows.
pub struct FlowQuestion<'a> {
    /// Which cases.
    pub filter: &'a Filter,
    /// The cells that they start in.
    pub from: CellOf<'a>,
    /// The group of each unit, by its position in rows; [`NO_GROUP`] for none.
    pub group_of: &'a [u16],
    /// How many groups there are.
    pub groups: u16,
    /// Flows of fewer cases may not be seen; 0 or 1 for no limit.
    pub least: u32,
}

/// Cases from one cell to one group of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// The cell's index.
    pub from: u32,
    /// The group.
    pub to: u16,
    /// How many; at least as many as may be seen.
    pub cases: u32,
}

/// All flows as somebody may see them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flows {
    /// By cell, then by group.
    pub flows: Vec<Flow>,
    /// By cell: cases of the flows that are not told one by one. `None` where even their sum may not be seen.
    pub others: Vec<Option<u32>>,
    /// Cases that lie in no cell, or that nobody must act on. `None` as above.
    pub elsewhere: Option<u32>,
    /// Whether a chosen case is invented (合成).
    pub synthetic: bool,
}

impl Flows {
    /// Counts: exact, every case once. Where a flow has too few cases, it and the next smallest of its cell and of its group are
    /// told as one sum a cell, so that neither the total of a cell nor that of a group gives it away.
    ///
    /// # Complexity
    /// One pass over the columns that the filter names, and O(cells · groups) for each flow that is hidden.
    #[must_use]
    pub fn count(columns: &Columns, asked: &FlowQuestion<'_>) -> Self {
        let width = usize::from(asked.groups);
        let Table { counts: table, elsewhere, synthetic } = counted(columns, asked);
        let hidden = hidden(&table, width, asked.least);
        let mut found = Self { elsewhere: told(elsewhere, asked.least), synthetic, ..Self::default() };
        for (from, (row, hidden)) in
            (0_u32..).zip(table.chunks(width.max(1)).zip(hidden.chunks(width.max(1))))
        {
            let mut others = 0_u32;
            for ((to, cases), hidden) in (0_u16..).zip(row).zip(hidden) {
                if *hidden {
                    others = others.saturating_add(*cases);
                } else if *cases > 0 {
                    found.flows.push(Flow { from, to, cases: *cases });
                }
            }
            found.others.push(told(others, asked.least));
        }
        found
    }

    /// All cases that are told, and whether there are others.
    #[must_use]
    pub fn total(&self) -> (u32, bool) {
        let sums = self.others.iter().chain([&self.elsewhere]);
        let told = self.flows.iter().map(|flow| flow.cases).chain(sums.clone().flatten().copied());
        (told.fold(0, u32::saturating_add), sums.clone().any(Option::is_none))
    }
}

/// A sum, where it may be told.
fn told(cases: u32, least: u32) -> Option<u32> {
    (cases == 0 || cases >= least).then_some(cases)
}

/// The table of cells by groups, row by row, and what has no place in it.
struct Table {
    counts: Vec<u32>,
    elsewhere: u32,
    synthetic: bool,
}

fn counted(columns: &Columns, asked: &FlowQuestion<'_>) -> Table {
    let of = &asked.from;
    let cells: Vec<u32> = columns
        .cell_sets()
        .map(|set| if set.plan == of.plan { set.cells.get(of.layer).copied().unwrap_or(NONE) } else { ASK })
        .collect();
    let width = usize::from(asked.groups);
    let empty = || Table { counts: vec![0; of.cells * width], elsewhere: 0, synthetic: false };
    let add = |sums: &mut Table, chunk: &Chunk, selection: &Selection| {
        for row in selection.rows() {
            let (Some(set), Some(unit)) = (chunk.cell_set().get(row), chunk.unit().get(row)) else {
                continue;
            };
            let mut cell = cells.get(*set as usize).copied().unwrap_or(NONE);
            if cell == ASK {
                cell = place(chunk, row).and_then(of.locate).unwrap_or(NONE);
            }
            let group = asked.group_of.get(usize::from(*unit)).copied().unwrap_or(NO_GROUP);
            let held = (cell as usize) < of.cells && usize::from(group) < width;
            let at = held.then(|| cell as usize * width + usize::from(group));
            let sum = at.and_then(|at| sums.counts.get_mut(at)).unwrap_or(&mut sums.elsewhere);
            *sum += 1;
        }
        let invented = |row| chunk.flags().get(row).is_some_and(|flags| flags & flag::SYNTHETIC != 0);
        sums.synthetic = sums.synthetic || selection.rows().any(invented);
    };
    columns.fold(asked.filter, empty, add, |sums, more| {
        sums.counts.iter_mut().zip(more.counts).for_each(|(sum, more)| *sum += more);
        sums.elsewhere += more.elsewhere;
        sums.synthetic |= more.synthetic;
    })
}

fn place(chunk: &Chunk, row: usize) -> Option<LatticePoint> {
    let (x, y) = (*chunk.lon().get(row)?, *chunk.lat().get(row)?);
    (x != NO_PLACE).then_some(LatticePoint { x, y })
}
