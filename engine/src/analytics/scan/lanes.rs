//! Replicas of the null, sixteen side by side: one walk over the circles serves them all.

use rayon::prelude::*;

use super::bounds::{Bounds, LANES, LaneBounds};
use super::circles::Circles;
use super::settings::Rates;
use super::windows::log_likelihood_ratio;

/// One number for each replica.
pub(super) type Lanes = [i32; LANES];

/// The best ratio of each of `draws` replicas; `block` scans the replicas from a number on.
pub(super) fn replicas<'a>(
    draws: u32,
    bounds: &'a Bounds,
    block: impl Fn(u64, &mut LaneBounds<'a>) + Sync,
) -> Vec<f64> {
    let blocks = (0..draws).into_par_iter().step_by(LANES).map(|first| {
        let mut lanes = LaneBounds::new(bounds);
        block(first.into(), &mut lanes);
        lanes.best
    });
    let mut highest: Vec<f64> = blocks.collect::<Vec<_>>().into_iter().flatten().collect();
    highest.truncate(draws as usize);
    highest
}

/// Looks at every window of one span of time.
pub(super) fn walk(
    circles: &Circles,
    expected: &[f64],
    counts: &[Lanes],
    all: f64,
    rates: Rates,
    lanes: &mut LaneBounds<'_>,
) {
    if rates == Rates::High {
        walk_by::<false>(circles, expected, counts, all, rates, lanes);
    } else {
        walk_by::<true>(circles, expected, counts, all, rates, lanes);
    }
}

fn walk_by<const LOW: bool>(
    circles: &Circles,
    expected: &[f64],
    counts: &[Lanes],
    all: f64,
    rates: Rates,
    lanes: &mut LaneBounds<'_>,
) {
    for centre in 0..circles.centres() {
        let mut cases: Lanes = [0; LANES];
        let mut mass = 0.0;
        for (place, end) in circles.around(centre) {
            let place = place as usize;
            let (Some(row), Some(own)) = (counts.get(place), expected.get(place)) else { continue };
            mass += own;
            for (sum, count) in cases.iter_mut().zip(row) {
                *sum += count;
            }
            let (high, low) = lanes.of(mass);
            // The sign of all differences at once: negative where one lane is beyond its bound.
            let mut beyond = 0;
            for (count, bound) in cases.iter().zip(high) {
                beyond |= bound - count;
            }
            if LOW {
                for (count, bound) in cases.iter().zip(low) {
                    beyond |= count - bound;
                }
            }
            if beyond < 0 && end {
                look(&cases, mass, all, rates, lanes);
            }
        }
    }
}

/// Takes the ratio where a bound is passed.
#[inline(never)]
fn look(cases: &Lanes, mass: f64, all: f64, rates: Rates, lanes: &mut LaneBounds<'_>) {
    let (high, low) = lanes.of(mass);
    let mut which = 0_u32;
    for (lane, ((count, high), low)) in cases.iter().zip(high).zip(low).enumerate() {
        which |= u32::from(count > high || (count < low && rates != Rates::High)) << lane;
    }
    for (lane, count) in cases.iter().enumerate().filter(|(lane, _)| which >> lane & 1 == 1) {
        let count = f64::from(*count);
        if rates.admits(count, mass) {
            lanes.note(lane, log_likelihood_ratio(count, mass, all));
        }
    }
}
