//! Pairs by band of space and of time: as observed, and for each shuffle of the times.

use rayon::prelude::*;

use super::pairs::{ClosePairs, InteractionError, check};
use super::times::{AT_ONCE, Clock, LANES, count, whole};
use crate::analytics::chance::Streams;
use crate::measure::PlaneXY;

/// Pairs by band: rows of space, each with its bands of time; bands exclude one another.
pub(super) type Table = Vec<Vec<u64>>;

/// The observed table, and those of shuffles.
pub(super) struct Tables {
    pub observed: Table,
    pub shuffled: Vec<Table>,
}

/// Counts pairs by bands, whose upper ends rise.
pub(super) fn tables(
    places: &[PlaneXY],
    times: &[f64],
    space: &[f64],
    span: &[f64],
    draws: u32,
    streams: Streams,
) -> Result<Tables, InteractionError> {
    check(places, times, space, span)?;
    let pairs = ClosePairs::find(places, space)?;
    let mut all = match whole(times, span) {
        Some((times, span)) => of_clock(&pairs, &times, &span, draws, streams),
        None => of_clock(&pairs, times, span, draws, streams),
    };
    let shuffled = all.split_off(1);
    Ok(Tables { observed: all.into_iter().next().unwrap_or_default(), shuffled })
}

/// The table of the times as they are, then one for each draw.
fn of_clock<T: Clock>(
    pairs: &ClosePairs,
    times: &[T],
    span: &[T],
    draws: u32,
    streams: Streams,
) -> Vec<Table> {
    let lanes = u32::try_from(LANES).unwrap_or(1);
    let batches: Vec<u32> = (0..=draws).step_by(LANES).collect();
    let batch = |first: &u32| {
        let numbers = *first..(first + lanes).min(draws + 1);
        let laid = laid_out(pairs, times, numbers.clone(), streams);
        let mut tables = vec![vec![vec![0_u64; span.len()]; pairs.bands.len()]; numbers.len()];
        for (band, pairs) in pairs.bands.iter().enumerate() {
            for (chunk, spans) in span.chunks(AT_ONCE).enumerate() {
                let mut padded = [T::default(); AT_ONCE];
                padded.iter_mut().zip(spans).for_each(|(own, span)| *own = *span);
                let counts = count(pairs, &laid, padded);
                for (at, counts) in (chunk * AT_ONCE..).zip(counts).take(spans.len()) {
                    for (table, count) in tables.iter_mut().zip(counts) {
                        if let Some(own) = table.get_mut(band).and_then(|row| row.get_mut(at)) {
                            *own = count;
                        }
                    }
                }
            }
        }
        tables.iter_mut().flatten().for_each(|row| apart(row));
        tables
    };
    batches.par_iter().flat_map_iter(batch).collect()
}

/// From pairs within each span to pairs within it and not within the one before.
fn apart(row: &mut [u64]) {
    let mut before = 0;
    for count in row {
        (*count, before) = (*count - before, *count);
    }
}

/// Times of some draws side by side, in the order of the pairs' numbers; draw 0 is the observed.
fn laid_out<T: Clock>(
    pairs: &ClosePairs,
    times: &[T],
    numbers: std::ops::Range<u32>,
    streams: Streams,
) -> Vec<[T; LANES]> {
    let mut laid = vec![[T::default(); LANES]; times.len()];
    let in_order: Vec<T> = pairs.order.iter().filter_map(|row| times.get(*row as usize).copied()).collect();
    let mut drawn = Vec::new();
    for (lane, number) in numbers.enumerate() {
        drawn.clone_from(&in_order);
        if number > 0 {
            streams.of(u64::from(number)).shuffle(&mut drawn);
        }
        for (laid, time) in laid.iter_mut().zip(&drawn) {
            if let Some(own) = laid.get_mut(lane) {
                *own = *time;
            }
        }
    }
    laid
}
