//! Rows in the order of the curve.

use std::sync::Arc;

use rayon::prelude::*;

use super::chunk::Chunk;
use super::page::{Paged, Shared};
use super::row::Row;
use super::snapshot::{CHUNK_ROWS, NOWHERE, ROW_BITS};
use crate::locate::hilbert;

/// Chunks of rows along the Hilbert curve, ties by number, rows without a place last; and the way from number to row.
///
/// # Complexity
/// O(n log n), on all threads; 16 bytes a row beside rows and result.
pub(super) fn sorted_chunks(rows: &[Row]) -> (Shared<Chunk>, Paged<u32>) {
    let mut order: Vec<(u64, u32, u32)> = rows
        .par_iter()
        .enumerate()
        .map(|(at, row)| {
            (row.point().map_or(u64::MAX, hilbert), row.number, u32::try_from(at).unwrap_or(u32::MAX))
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
    let numbers = rows.iter().map(|row| row.number as usize + 1).max().unwrap_or(0);
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
