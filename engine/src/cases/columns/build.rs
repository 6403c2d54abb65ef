//! Rows in the order of the curve.

use std::sync::Arc;

use rayon::prelude::*;

use super::chunk::Chunk;
use super::page::{Paged, Shared};
use super::row::Row;
use super::snapshot::{CHUNK_ROWS, NOWHERE, ROW_BITS};
use crate::locate::hilbert;

/// Rows in one piece of [`Rows`].
const PIECE: usize = 1 << 14;

/// Many rows in pieces: no copy of all of them when one more does not fit.
#[derive(Default)]
pub(super) struct Rows {
    pieces: Vec<Vec<Row>>,
}

impl Rows {
    pub(super) fn push(&mut self, row: Row) {
        if let Some(last) = self.pieces.last_mut().filter(|last| last.len() < PIECE) {
            last.push(row);
        } else {
            let mut piece = Vec::with_capacity(PIECE);
            piece.push(row);
            self.pieces.push(piece);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.pieces.last().map_or(0, |last| (self.pieces.len() - 1) * PIECE + last.len())
    }

    fn get(&self, at: usize) -> Option<&Row> {
        self.pieces.get(at / PIECE)?.get(at % PIECE)
    }
}

/// Chunks of rows along the Hilbert curve, ties by number, rows without a place last; and the way from number to row.
///
/// # Complexity
/// O(n log n), on all threads; 16 bytes a row beside rows and result.
pub(super) fn sorted_chunks(rows: &Rows) -> (Shared<Chunk>, Paged<u32>) {
    let mut order: Vec<(u64, u32, u32)> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX))
        .into_par_iter()
        .map(|at| {
            let row = rows.get(at as usize);
            let place = row.and_then(Row::point).map_or(u64::MAX, hilbert);
            (place, row.map_or(u32::MAX, |row| row.number), at)
        })
        .collect();
    order.par_sort_unstable();
    let chunks: Vec<Arc<Chunk>> = order
        .par_chunks(CHUNK_ROWS)
        .map(|part| {
            // Gathered first, so that each row is fetched from afar once and not once for each column.
            let near: Vec<Row> =
                part.iter().filter_map(|(_, _, at)| rows.get(*at as usize)).copied().collect();
            Arc::new(Chunk::from_rows(near.iter()))
        })
        .collect();
    let numbers = order.par_iter().map(|(_, number, _)| *number as usize + 1).max().unwrap_or(0);
    let mut ways = vec![NOWHERE; numbers];
    for (index, chunk) in (0u32..).zip(&chunks) {
        for (row, &number) in (0u32..).zip(chunk.number()) {
            if let Some(way) = ways.get_mut(number as usize) {
                *way = index << ROW_BITS | row;
            }
        }
    }
    (chunks.into_iter().collect(), Paged::of(&ways))
}
