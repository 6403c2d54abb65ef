//! What happened to rows between two states, so that sums over them are brought up to date without a new pass over all.

use std::collections::BTreeSet;

use super::chunk::Chunk;
use super::filter::{Filter, Prepared, Selection};
use super::row::Row;
use super::snapshot::{CHUNK_ROWS, Columns};
use crate::ids::CaseNumber;

/// Rows that are not any more, and rows that are now (变更). A new case is among the second only, a changed one among both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    gone: Vec<Row>,
    come: Vec<Row>,
}

/// To which state a row belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The one before.
    Gone,
    /// The one after.
    Come,
}

impl Changes {
    /// What became of some cases between two states of the same columns. Cases that are the same in both are left out.
    ///
    /// # Complexity
    /// O(cases · log cases); two visits to each column a case.
    #[must_use]
    pub fn between(before: &Columns, after: &Columns, cases: impl IntoIterator<Item = CaseNumber>) -> Self {
        let mut changes = Self::default();
        for number in cases.into_iter().collect::<BTreeSet<_>>() {
            let (old, new) = (before.row(number), after.row(number));
            if old != new {
                changes.gone.extend(old);
                changes.come.extend(new);
            }
        }
        changes
    }

    /// Adds what happened after it.
    pub fn extend(&mut self, later: &Self) {
        self.gone.extend_from_slice(&later.gone);
        self.come.extend_from_slice(&later.come);
    }

    /// How many rows went and came.
    #[must_use]
    pub fn len(&self) -> usize {
        self.gone.len() + self.come.len()
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Hands the chosen rows to a visitor, those that went first: whoever subtracts these and adds those has the sum over the
    /// state after. `columns` is any later state; the numbers of combinations of cells do not change.
    ///
    /// # Complexity
    /// O(rows).
    pub fn scan(
        &self,
        filter: &Filter,
        columns: &Columns,
        mut visitor: impl FnMut(Side, &Chunk, &Selection),
    ) {
        let prepared = Prepared::new(filter, columns);
        let mut selection = Selection::default();
        for (side, rows) in [(Side::Gone, &self.gone), (Side::Come, &self.come)] {
            for part in rows.chunks(CHUNK_ROWS) {
                let chunk = Chunk::from_rows(part.iter());
                prepared.select(&chunk, &mut selection);
                if !selection.is_empty() {
                    visitor(side, &chunk, &selection);
                }
            }
        }
    }
}
