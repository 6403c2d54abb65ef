//! The sum over all cases at the centres of pixels.

use rayon::prelude::*;
use serde::Serialize;

use super::kernel::Kernel;
use super::pixels::Pixels;
use super::window::Window;
use crate::measure::PlaneXY;

/// Rows of pixels that one thread fills at a time; fixed, so that no result depends on the number of threads.
const ROWS_AT_ONCE: usize = 16;

/// A case of a surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Where.
    pub at: PlaneXY,
    /// How much it counts; 1 for one case.
    pub weight: f64,
    /// Its bandwidth, in the meaning of the kernel.
    pub bandwidth: f64,
}

/// What is done about the mass that a kernel loses beyond the border (边缘校正).
///
/// # References
/// P. J. Diggle, "A kernel method for smoothing point process data", 1985, doi:10.2307/2347366. M. C. Jones, "Simple boundary correction
/// for kernel density estimation", 1993, doi:10.1007/BF00147776.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Edge {
    /// Nothing.
    None,
    /// The sum at a pixel is divided by the mass that a kernel there has inside: unbiased where cases are evenly spread.
    Uniform,
    /// Each case is divided by the mass that its kernel has inside: the surface has as many cases as there are.
    #[default]
    Diggle,
}

/// Cases per square unit at pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Surface {
    /// Where the values stand.
    pub pixels: Pixels,
    /// Row by row from the lowest y.
    pub values: Vec<f64>,
    /// Cases inside the window; only they count.
    pub inside: usize,
    /// Their weight.
    pub weight: f64,
}

/// Why there is no surface.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SurfaceError {
    /// A bandwidth that is none.
    #[error(
        "case {row}: the bandwidth is {bandwidth}; a length above 0 is needed, in units of the coordinates"
    )]
    Bandwidth {
        /// The case.
        row: usize,
        /// Its bandwidth.
        bandwidth: f64,
    },
    /// A weight that is none.
    #[error("case {row}: the weight is {weight}; a finite number from 0 on is needed")]
    Weight {
        /// The case.
        row: usize,
        /// Its weight.
        weight: f64,
    },
    /// A place that is none.
    #[error("case {0}: a coordinate is no finite number; mend the row or leave it out")]
    Place(usize),
    /// No pixel, or too many.
    #[error(
        "{columns} x {rows} pixels; from 1 to {most} of finite sides are drawn, so take larger or smaller pixels"
    )]
    Pixels {
        /// Columns asked for.
        columns: usize,
        /// Rows asked for.
        rows: usize,
        /// The bound.
        most: usize,
    },
    /// Nothing inside the window.
    #[error("none of the {0} cases lies inside the window; give the window in the coordinates of the cases")]
    NoneInside(usize),
    /// One share for a pixel, many bandwidths.
    #[error(
        "uniform edge correction has one bandwidth for all cases; take diggle (or none) where bandwidths adapt"
    )]
    UniformAdaptive,
    /// Pixels of two surfaces differ.
    #[error("the two surfaces have different pixels; make both over the same window")]
    Mismatch,
}

impl Surface {
    /// The sum of values times the area of a pixel: the cases that the surface holds, but for the pixels' coarseness.
    #[must_use]
    pub fn integral(&self) -> f64 {
        self.values.iter().sum::<f64>() * self.pixels.area()
    }

    /// The largest value.
    #[must_use]
    pub fn peak(&self) -> f64 {
        self.values.iter().copied().fold(0.0, f64::max)
    }
}

/// The density of cases at the centres of pixels, by direct sum: no case is moved. Cases outside the window do not count. With a
/// correction, or where `cut`, pixels whose centre lies outside the window are 0.
///
/// # Errors
/// [`SurfaceError`].
///
/// # Complexity
/// O(cases · pixels within reach of one + shares near the border), on all threads; the same bits at any number of them.
pub fn surface(
    events: &[Event],
    kernel: Kernel,
    edge: Edge,
    window: &Window,
    pixels: Pixels,
) -> Result<Surface, SurfaceError> {
    checked(events, edge)?;
    let all = events.len();
    let events: Vec<Event> =
        events.par_iter().copied().filter(|event| window.holds_closed(event.at)).collect();
    if events.is_empty() {
        return Err(SurfaceError::NoneInside(all));
    }
    let (inside, weight) = (events.len(), events.iter().map(|event| event.weight).sum());
    let mut values = match edge {
        Edge::Diggle => sum(&corrected(events.clone(), kernel, window), kernel, &pixels),
        Edge::None | Edge::Uniform => sum(&events, kernel, &pixels),
    };
    if edge != Edge::None {
        let bandwidth = events.first().map_or(1.0, |event| event.bandwidth);
        values.par_chunks_mut(pixels.columns).enumerate().for_each(|(row, values)| {
            for (column, value) in values.iter_mut().enumerate().filter(|(_, value)| **value > 0.0) {
                let at = PlaneXY { x: pixels.x(column), y: pixels.y(row) };
                let share = match edge {
                    Edge::Uniform => window.share(at, kernel, bandwidth),
                    Edge::Diggle | Edge::None => 1.0,
                };
                *value = if window.holds(at) { *value / share } else { 0.0 };
            }
        });
    }
    Ok(Surface { pixels, values, inside, weight })
}

fn checked(events: &[Event], edge: Edge) -> Result<(), SurfaceError> {
    let first = events.first().map_or(0.0, |event| event.bandwidth);
    for (row, event) in events.iter().enumerate() {
        let Event { at, weight, bandwidth } = *event;
        if !(at.x.is_finite() && at.y.is_finite()) {
            return Err(SurfaceError::Place(row));
        }
        if !(bandwidth.is_finite() && bandwidth > 0.0) {
            return Err(SurfaceError::Bandwidth { row, bandwidth });
        }
        if !(weight.is_finite() && weight >= 0.0) {
            return Err(SurfaceError::Weight { row, weight });
        }
        if edge == Edge::Uniform && bandwidth.to_bits() != first.to_bits() {
            return Err(SurfaceError::UniformAdaptive);
        }
    }
    Ok(())
}

/// Diggle's weights.
pub(super) fn corrected(mut events: Vec<Event>, kernel: Kernel, window: &Window) -> Vec<Event> {
    events.par_iter_mut().for_each(|event| {
        // At the tip of a thorn hardly anything lies inside; a case never counts more than thousandfold.
        event.weight /= window.share(event.at, kernel, event.bandwidth).max(1e-3);
    });
    events
}

/// The uncorrected sum.
fn sum(events: &[Event], kernel: Kernel, pixels: &Pixels) -> Vec<f64> {
    let mut values = vec![0.0; pixels.columns * pixels.rows];
    let bands = by_band(events, kernel, pixels);
    let filled = values.par_chunks_mut(pixels.columns * ROWS_AT_ONCE).zip(&bands).enumerate();
    filled.for_each(|(band, (values, numbers))| {
        let mut across = Vec::new();
        let mine = numbers.iter().filter_map(|number| events.get(*number as usize));
        mine.for_each(|event| add(event, kernel, pixels, band * ROWS_AT_ONCE, values, &mut across));
    });
    values
}

/// The cases that reach into each band of rows, from west to east, so that neighbours in time are neighbours in memory.
fn by_band(events: &[Event], kernel: Kernel, pixels: &Pixels) -> Vec<Vec<u32>> {
    let mut bands = vec![Vec::new(); pixels.rows.div_ceil(ROWS_AT_ONCE)];
    let last = pixels.columns.saturating_sub(1);
    let column = |event: &Event| cell((event.at.x - pixels.low.x) / pixels.size[0]).min(last);
    // Sorted by counting: stable, so that cases of a column stay in their order.
    let mut begins = vec![0_u32; pixels.columns + 1];
    events.iter().for_each(|event| {
        if let Some(begin) = begins.get_mut(column(event) + 1) {
            *begin += 1;
        }
    });
    let mut all = 0;
    for begin in &mut begins {
        all += *begin;
        *begin = all;
    }
    let mut order = vec![0_u32; events.len()];
    for (number, event) in (0_u32..).zip(events) {
        let Some(begin) = begins.get_mut(column(event)) else { continue };
        if let Some(place) = order.get_mut(*begin as usize) {
            *place = number;
        }
        *begin += 1;
    }
    for number in order {
        let Some(event) = events.get(number as usize) else { continue };
        let reach = kernel.reach(event.bandwidth);
        let row = |y: f64| (y - pixels.low.y) / pixels.size[1] - 0.5;
        let (from, to) = (row(event.at.y - reach), row(event.at.y + reach));
        if to < 0.0 {
            continue;
        }
        let (from, to) = (cell(from), cell(to).min(pixels.rows - 1));
        for band in bands.iter_mut().take(to / ROWS_AT_ONCE + 1).skip(from / ROWS_AT_ONCE) {
            band.push(number);
        }
    }
    bands
}

/// The whole part of a place among rows or columns; 0 before the first.
fn cell(place: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates at 0")]
    let cell = place as usize;
    cell
}

/// Adds a case to the rows of a band.
fn add(
    event: &Event,
    kernel: Kernel,
    pixels: &Pixels,
    first_row: usize,
    values: &mut [f64],
    across: &mut Vec<f64>,
) {
    let reach = kernel.reach(event.bandwidth);
    let column = |x: f64| (x - pixels.low.x) / pixels.size[0] - 0.5;
    let middle = column(event.at.x);
    let radius = reach / pixels.size[0];
    if middle + radius < 0.0 {
        return;
    }
    let (begin, end) = (cell(middle - radius), (cell(middle + radius) + 1).min(pixels.columns));
    if begin >= end {
        return;
    }
    let factor = event.weight * kernel.peak(event.bandwidth);
    // The factor goes into what is the same for all rows: as a root where it is squared later.
    let scale = if kernel == Kernel::Quartic { factor.sqrt() } else { factor };
    let per = 1.0 / event.bandwidth;
    across.clear();
    across.extend((begin..end).map(|column| {
        let dx = (pixels.x(column) - event.at.x) * per;
        if kernel == Kernel::Gaussian { (-0.5 * dx * dx).exp() * scale } else { dx * dx * scale }
    }));
    for (row, values) in (first_row..).zip(values.chunks_mut(pixels.columns)) {
        let dy = (pixels.y(row) - event.at.y) * per;
        let dy2 = dy * dy;
        if kernel == Kernel::Gaussian {
            let up = (-0.5 * dy2).exp();
            let Some(values) = values.get_mut(begin..end) else { continue };
            values.iter_mut().zip(across.iter()).for_each(|(value, across)| *value += across * up);
            continue;
        }
        if dy2 >= 1.0 {
            continue;
        }
        let half = (1.0 - dy2).sqrt() * radius;
        let (from, to) = (cell(middle - half).max(begin), (cell(middle + half) + 1).min(end));
        let (Some(values), Some(across)) =
            (values.get_mut(from..to), across.get(from - begin..to.saturating_sub(begin)))
        else {
            continue;
        };
        let left = (1.0 - dy2) * scale;
        let rest = |across: f64| if left > across { left - across } else { 0.0 };
        if kernel == Kernel::Quartic {
            values.iter_mut().zip(across).for_each(|(value, across)| *value += rest(*across) * rest(*across));
        } else {
            values.iter_mut().zip(across).for_each(|(value, across)| *value += rest(*across));
        }
    }
}

#[cfg(test)]
#[path = "sum_tests.rs"]
mod tests;
