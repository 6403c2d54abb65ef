//! Bandwidths that are short where cases are dense and long where they are few.

use rayon::prelude::*;

use super::kernel::Kernel;
use super::sum::{Event, corrected};
use super::window::Window;
use crate::analytics::points::Near;
use crate::measure::PlaneXY;

/// How many times longer or shorter a bandwidth may become.
const MOST: f64 = 5.0;

/// Abramson's adaptive bandwidths (自适应带宽): each is multiplied by the root of (geometric mean of the pilot density / pilot density
/// there), the pilot being the density of all cases at their places with the bandwidths they have; at most fivefold either way.
///
/// # Complexity
/// O(cases · cases within reach), on all threads.
///
/// # References
/// I. S. Abramson, "On bandwidth variation in kernel estimates", 1982, doi:10.1214/aos/1176345986.
#[must_use]
pub fn adapted(events: &[Event], kernel: Kernel, window: &Window) -> Vec<Event> {
    let inside: Vec<Event> = events.iter().copied().filter(|event| window.holds_closed(event.at)).collect();
    let pilot = corrected(inside.clone(), kernel, window);
    let reach = pilot.iter().map(|event| kernel.reach(event.bandwidth)).fold(0.0, f64::max);
    let places: Vec<PlaneXY> = pilot.iter().map(|event| event.at).collect();
    let near = Near::new(&places, reach);
    let dense: Vec<f64> = places
        .par_iter()
        .map(|at| {
            let mut sum = 0.0;
            near.within(*at, |row, distance| {
                if let Some(event) = pilot.get(row) {
                    sum += event.weight * kernel.at(distance * distance, event.bandwidth);
                }
            });
            sum
        })
        .collect();
    let known: Vec<f64> = dense.iter().copied().filter(|dense| *dense > 0.0).map(f64::ln).collect();
    let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
    let bandwidth = |(event, dense): (&Event, &f64)| {
        let factor = if *dense > 0.0 { ((mean - dense.ln()) / 2.0).exp() } else { MOST };
        Event { bandwidth: event.bandwidth * factor.clamp(1.0 / MOST, MOST), ..*event }
    };
    inside.iter().zip(&dense).map(bandwidth).collect()
}
