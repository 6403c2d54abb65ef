//! Which cases are counted, and one pass over them.

use super::area::Area;
use crate::cases::columns::{Chunk, Columns, Filter, NO_PLACE, Selection};
use crate::crs::LatticePoint;

/// The cases that are meant: those that a filter chooses and, where one is given, that lie in an area.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<'a> {
    /// All cases.
    pub columns: &'a Columns,
    /// The conditions; with an area, its box should be among them ([`Area::corners`]), so that most cases are passed over.
    pub filter: &'a Filter,
    /// The area; its border belongs to it.
    pub area: Option<&'a Area>,
}

/// What is counted of each case. Adding and merging are exact and know no order, so that the result is the same at any number of
/// threads.
pub trait Tallying: Send {
    /// Counts a row.
    fn add(&mut self, chunk: &Chunk, row: usize);
    /// Takes in what another thread counted.
    fn merge(&mut self, other: Self);
}

impl<A: Tallying, B: Tallying> Tallying for (A, B) {
    fn add(&mut self, chunk: &Chunk, row: usize) {
        self.0.add(chunk, row);
        self.1.add(chunk, row);
    }

    fn merge(&mut self, other: Self) {
        self.0.merge(other.0);
        self.1.merge(other.1);
    }
}

impl Chosen<'_> {
    /// Counts every chosen case once.
    ///
    /// # Complexity
    /// One pass over the columns that the filter and the tally name, on all threads; with an area one location for each case in its
    /// box.
    pub fn tallied<T: Tallying>(&self, empty: impl Fn() -> T + Sync + Send) -> T {
        let add = |sum: &mut T, chunk: &Chunk, selection: &Selection| match self.area {
            None => selection.rows().for_each(|row| sum.add(chunk, row)),
            Some(area) => {
                let rows = selection.rows().filter_map(|row| Some((row, place(chunk, row)?)));
                rows.filter(|(_, place)| area.holds(*place)).for_each(|(row, _)| sum.add(chunk, row));
            }
        };
        self.columns.fold(self.filter, empty, add, T::merge)
    }
}

fn place(chunk: &Chunk, row: usize) -> Option<LatticePoint> {
    let (x, y) = (*chunk.lon().get(row)?, *chunk.lat().get(row)?);
    (x != NO_PLACE).then_some(LatticePoint { x, y })
}
