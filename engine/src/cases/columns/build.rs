//! Rows in runs (批): each of so many that arrived one after the other, in the order of the curve.
//!
//! A run is sorted when it is full and never again. What is asked of a period meets the runs of that period alone, and sorting
//! needs room for one run, however many cases there are.

use std::sync::Arc;

use rayon::prelude::*;

use super::chunk::Chunk;
use super::page::{GROUP, Paged, Shared};
use super::row::Row;
use super::snapshot::{CHUNK_ROWS, NOWHERE, ROW_BITS};
use crate::locate::hilbert;

/// Chunks in a run: a group of the list of chunks.
pub(super) const RUN_CHUNKS: usize = GROUP;
/// Rows in a run.
pub(super) const RUN_ROWS: usize = RUN_CHUNKS * CHUNK_ROWS;

/// Chunks in the making, and the way from number to row.
#[derive(Debug, Default)]
pub(super) struct Runs {
    pub(super) chunks: Shared<Chunk>,
    pub(super) ways: Paged<u32>,
    /// Rows of the run that is not full.
    rows: Vec<Row>,
}

impl Runs {
    /// More runs behind those that are there.
    pub(super) fn after(chunks: Shared<Chunk>, ways: Paged<u32>) -> Self {
        Self { chunks, ways, rows: Vec::new() }
    }

    /// Adds a row; numbers must rise.
    ///
    /// # Complexity
    /// O(log of a run) amortised; a full run is sorted on all threads.
    pub(super) fn push(&mut self, row: Row) {
        self.rows.push(row);
        if self.rows.len() == RUN_ROWS {
            self.close();
        }
    }

    /// Sorts the rows that are left.
    pub(super) fn close(&mut self) {
        for mut chunk in sorted(&self.rows) {
            let index = u32::try_from(self.chunks.len()).unwrap_or(NOWHERE);
            for (row, number) in (0_u32..).zip(chunk.number()) {
                set_way(&mut self.ways, *number, index << ROW_BITS | row);
            }
            if let Some(last) = self.chunks.last() {
                chunk.share(last);
            }
            self.chunks.push(Arc::new(chunk));
        }
        self.rows.clear();
    }
}

/// Notes the way to a number; numbers that are passed over lead nowhere.
pub(super) fn set_way(ways: &mut Paged<u32>, number: u32, way: u32) {
    while ways.len() <= number as usize {
        ways.push(NOWHERE);
    }
    if let Some(slot) = ways.get_mut(number as usize) {
        *slot = way;
    }
}

/// Chunks of rows along the Hilbert curve, ties by number, rows without a place last.
///
/// # Complexity
/// O(n log n), on all threads; 16 bytes a row beside rows and result.
fn sorted(rows: &[Row]) -> Vec<Chunk> {
    let key = |(row, at): (&Row, u32)| (row.point().map_or(u64::MAX, hilbert), row.number, at);
    let mut order: Vec<(u64, u32, u32)> =
        rows.par_iter().zip(0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).map(key).collect();
    order.par_sort_unstable();
    let chunk = |part: &[(u64, u32, u32)]| {
        // Gathered first, so that each row is fetched from afar once and not once for each column.
        let near: Vec<Row> = part.iter().filter_map(|(_, _, at)| rows.get(*at as usize)).copied().collect();
        Chunk::from_rows(near.iter())
    };
    order.par_chunks(CHUNK_ROWS).map(chunk).collect()
}
