//! One sum over chosen cases, on all threads.

use rayon::prelude::*;

use super::chunk::Chunk;
use super::filter::{Filter, Prepared, Selection};
use super::snapshot::Columns;

/// Fewest chunks that a thread is given: less than a millisecond's work is done sooner than another thread has heard of it.
const LEAST_SHARE: usize = 64;

impl Columns {
    /// Adds up what chunks with chosen rows say: each thread into a sum of its own, which are merged in the end.
    ///
    /// Where adding and merging are exact and know no order, as with whole numbers, the result is the same at any number of
    /// threads.
    ///
    /// # Complexity
    /// As [`Self::scan`], divided among the threads, and one sum a thread.
    pub fn fold<T: Send>(
        &self,
        filter: &Filter,
        empty: impl Fn() -> T + Sync + Send,
        add: impl Fn(&mut T, &Chunk, &Selection) + Sync + Send,
        merge: impl Fn(&mut T, T) + Sync + Send,
    ) -> T {
        let prepared = Prepared::new(filter, self);
        // Runs follow one another in time: what a period leaves out is left out before the rest is divided.
        let chunks: Vec<&Chunk> = self.chunks().filter(|chunk| prepared.may_hold(chunk)).collect();
        let of_part = |part: &[&Chunk]| {
            let (mut sum, mut selection) = (empty(), Selection::default());
            for chunk in part {
                prepared.select(chunk, &mut selection);
                if !selection.is_empty() {
                    add(&mut sum, chunk, &selection);
                }
            }
            sum
        };
        let share = chunks.len().div_ceil(rayon::current_num_threads().max(1)).max(LEAST_SHARE);
        if chunks.len() <= share {
            return of_part(&chunks);
        }
        let sums: Vec<T> = chunks.par_chunks(share).map(of_part).collect();
        let mut whole = empty();
        sums.into_iter().for_each(|sum| merge(&mut whole, sum));
        whole
    }
}
