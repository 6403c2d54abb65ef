//! The near-repeat table: how much likelier is another case so near and so soon?

use serde::Serialize;

use super::knox::{mean_and_variance, tails};
use super::pairs::InteractionError;
use super::tables::{Table, tables};
use crate::analytics::chance::Streams;
use crate::measure::PlaneXY;

/// Pairs by band of space (rows) and of time (近重复表), against shuffled times. Bands exclude one another: the first holds all up to its
/// end, the next those beyond it up to its own, ends included.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NearRepeat {
    /// The ends of bands of space.
    pub space_bands_upper: Vec<f64>,
    /// The ends of bands of time.
    pub time_bands_upper: Vec<f64>,
    /// Pairs there are.
    pub observed: Vec<Vec<u64>>,
    /// The mean over shuffles.
    pub sim_mean: Vec<Vec<f64>>,
    /// The standard deviation over shuffles.
    pub sim_sd: Vec<Vec<f64>>,
    /// Shuffles with at least as many.
    pub sim_ge_observed: Vec<Vec<f64>>,
    /// The chance of as many or more.
    pub p: Vec<Vec<f64>>,
    /// Observed over the mean: 1.5 is half as many again as by chance; `None` where no shuffle had any.
    pub knox_ratio_mean: Vec<Vec<Option<f64>>>,
    /// Shuffles.
    #[serde(rename = "B")]
    pub draws: u32,
}

/// The near-repeat table. The pairs that are close in space are found once; only times are shuffled.
///
/// # Errors
/// [`InteractionError`].
///
/// # Complexity
/// O(n + pairs close in space · draws), on all threads; the same at any number of them.
///
/// # References
/// S. D. Johnson and others, "Space-time patterns of risk: a cross national assessment of residential burglary victimization", 2007,
/// doi:10.1007/s10940-007-9025-3.
pub fn near_repeat(
    places: &[PlaneXY],
    times: &[f64],
    space: &[f64],
    span: &[f64],
    draws: u32,
    streams: Streams,
) -> Result<NearRepeat, InteractionError> {
    let draws = draws.max(2);
    let found = tables(places, times, space, span, draws, streams)?;
    let each = |of: &dyn Fn(u64, &[u64]) -> Option<f64>| -> Vec<Vec<Option<f64>>> {
        let cell = |row: usize, column: usize, observed: u64| {
            let of_table =
                |table: &Table| table.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0);
            of(observed, &found.shuffled.iter().map(of_table).collect::<Vec<u64>>())
        };
        let rows = found.observed.iter().enumerate();
        rows.map(|(row, counts)| {
            counts.iter().enumerate().map(|(column, count)| cell(row, column, *count)).collect()
        })
        .collect()
    };
    let known = |of: &dyn Fn(u64, &[u64]) -> Option<f64>| -> Vec<Vec<f64>> {
        each(of).into_iter().map(|row| row.into_iter().map(|cell| cell.unwrap_or(0.0)).collect()).collect()
    };
    let mean = |drawn: &[u64]| mean_and_variance(drawn).map(|(mean, _)| mean);
    Ok(NearRepeat {
        space_bands_upper: space.to_vec(),
        time_bands_upper: span.to_vec(),
        sim_mean: known(&|_, drawn| mean(drawn)),
        sim_sd: known(&|_, drawn| mean_and_variance(drawn).map(|(_, variance)| variance.sqrt())),
        sim_ge_observed: known(&|x, drawn| tails(x, drawn).map(|tails| tails.ge)),
        p: known(&|x, drawn| tails(x, drawn).map(|tails| tails.p_greater())),
        knox_ratio_mean: each(&|x, drawn| mean(drawn).filter(|mean| *mean > 0.0).map(|mean| x as f64 / mean)),
        draws,
        observed: found.observed,
    })
}
