//! The cases of a page: one pass over all of them, on all threads.

use std::collections::BinaryHeap;

use gridward::cases::columns::{Chunk, NO_PLACE, Selection};
use gridward::topology::Point;

use super::wanted::Wanted;
use crate::dispatch::Seen;
use crate::dispatch::row_sight::RowSight;

/// The cases of a page, and how many there are on all pages.
#[derive(Debug, Default)]
pub struct Found {
    /// Rising.
    pub numbers: Vec<u32>,
    pub matched: usize,
    /// Whether there are more behind this page.
    pub goes_on: bool,
}

/// What one thread found: the lowest numbers, one more than a page has.
#[derive(Default)]
struct Part {
    lowest: BinaryHeap<u32>,
    matched: usize,
}

impl Part {
    fn take(&mut self, number: u32, most: usize) {
        if self.lowest.len() < most {
            self.lowest.push(number);
        } else if self.lowest.peek().is_some_and(|highest| number < *highest) {
            self.lowest.pop();
            self.lowest.push(number);
        }
    }
}

impl Found {
    /// The wanted cases that are seen whole.
    ///
    /// # Complexity
    /// O(n log k) for n cases and a page of k, divided among the threads.
    pub fn of(seen: &Seen, sight: &RowSight, wanted: &Wanted) -> Self {
        let most = wanted.limit.saturating_add(1);
        let add = |part: &mut Part, chunk: &Chunk, selection: &Selection| {
            for row in selection.rows() {
                let Some(&number) = chunk.number().get(row) else { continue };
                let inside = wanted
                    .window
                    .as_ref()
                    .is_none_or(|window| place(chunk, row).is_some_and(|place| window.holds(place)));
                if inside && sight.sees(chunk, row) {
                    part.matched += 1;
                    if wanted.after.is_none_or(|after| number > after) {
                        part.take(number, most);
                    }
                }
            }
        };
        let merge = |part: &mut Part, other: Part| {
            part.matched += other.matched;
            other.lowest.into_iter().for_each(|number| part.take(number, most));
        };
        let part = seen.view.columns.fold(&wanted.filter, Part::default, add, merge);
        let mut numbers = part.lowest.into_sorted_vec();
        let goes_on = numbers.len() > wanted.limit;
        numbers.truncate(wanted.limit);
        Self { numbers, matched: part.matched, goes_on }
    }
}

/// Where a row's case is.
pub fn place(chunk: &Chunk, row: usize) -> Option<Point> {
    let (x, y) = (*chunk.lon().get(row)?, *chunk.lat().get(row)?);
    (x != NO_PLACE).then_some(Point { x: x.into(), y: y.into() })
}

/// The lowest of some numbers, as a page takes them.
#[cfg(test)]
pub fn lowest(numbers: Vec<u32>, most: usize) -> Vec<u32> {
    let mut part = Part::default();
    numbers.into_iter().for_each(|number| part.take(number, most));
    part.lowest.into_sorted_vec()
}
