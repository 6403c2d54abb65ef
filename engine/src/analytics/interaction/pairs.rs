//! Pairs that are close in space: found once, asked for every shuffle of the times.

use rayon::prelude::*;

use crate::analytics::points::Near;
use crate::measure::PlaneXY;

/// Most pairs that are close in space.
pub const MOST_PAIRS: usize = 60_000_000;

/// Cases whose pairs one thread looks up at a time.
const AT_ONCE: usize = 2048;

/// Why there is no table.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InteractionError {
    /// Too few cases.
    #[error("{0} cases; at least four are needed to have two pairs apart")]
    Few(usize),
    /// Another number of times than of places.
    #[error("{times} times for {places} places; one for each is needed")]
    Times {
        /// Times there are.
        times: usize,
        /// Places there are.
        places: usize,
    },
    /// A place or a time that is none.
    #[error("row {0}: a coordinate or the time is no finite number; mend the row or leave it out")]
    NotFinite(usize),
    /// Bands that do not rise.
    #[error("band {0}: upper ends of bands must be finite, from 0 on, and rise")]
    Bands(f64),
    /// No band.
    #[error("no band of {0}; give at least one upper end")]
    NoBand(&'static str),
    /// Too many pairs.
    #[error(
        "{0} pairs are within the last band of space, more than {MOST_PAIRS}; take shorter bands, or fewer cases"
    )]
    Pairs(usize),
    /// Every case at the same time.
    #[error("all times are the same; where nothing varies, shuffling changes nothing")]
    Constant,
}

/// Pairs within a band of space, as numbers in the order of [`ClosePairs::order`].
pub(super) type Pairs = Vec<[u32; 2]>;

/// Pairs of cases by band of space.
pub(super) struct ClosePairs {
    /// The rows of cases; neighbours stand close together, so that their times lie close together in memory.
    pub order: Vec<u32>,
    /// Pairs of each band, the first of both lower.
    pub bands: Vec<Pairs>,
}

/// Refuses what has no table.
pub(super) fn check(
    places: &[PlaneXY],
    times: &[f64],
    space: &[f64],
    span: &[f64],
) -> Result<(), InteractionError> {
    if places.len() != times.len() {
        return Err(InteractionError::Times { times: times.len(), places: places.len() });
    }
    if places.len() < 4 {
        return Err(InteractionError::Few(places.len()));
    }
    let finite = |(at, time): (&PlaneXY, &f64)| at.x.is_finite() && at.y.is_finite() && time.is_finite();
    if let Some(row) = places.iter().zip(times).position(|row| !finite(row)) {
        return Err(InteractionError::NotFinite(row));
    }
    for (bands, name) in [(space, "space"), (span, "time")] {
        if bands.is_empty() {
            return Err(InteractionError::NoBand(name));
        }
        let mut last = -1.0;
        for band in bands {
            if !(band.is_finite() && *band >= 0.0 && *band > last) {
                return Err(InteractionError::Bands(*band));
            }
            last = *band;
        }
    }
    let first = times.first().copied().unwrap_or(0.0);
    if times.iter().all(|time| time.total_cmp(&first).is_eq()) {
        return Err(InteractionError::Constant);
    }
    Ok(())
}

impl ClosePairs {
    /// All pairs within the last of some rising distances; exactly as far counts.
    pub fn find(places: &[PlaneXY], upper: &[f64]) -> Result<Self, InteractionError> {
        let near = Near::new(places, upper.last().copied().unwrap_or(0.0));
        let order: Vec<u32> = near.order().collect();
        let mut number = vec![0_u32; places.len()];
        for (new, row) in (0_u32..).zip(&order) {
            if let Some(own) = number.get_mut(*row as usize) {
                *own = new;
            }
        }
        let each = |rows: &[u32], found: &mut dyn FnMut(u32, u32, f64)| {
            for row in rows {
                let (Some(at), Some(own)) = (places.get(*row as usize), number.get(*row as usize)) else {
                    continue;
                };
                near.within(*at, |other, far| {
                    if let Some(other) = number.get(other).filter(|other| *other > own) {
                        found(*own, *other, far);
                    }
                });
            }
        };
        let count = |rows: &[u32]| {
            let mut count = 0_usize;
            each(rows, &mut |_, _, _| count += 1);
            count
        };
        let all: usize = order.par_chunks(AT_ONCE).map(count).sum();
        if all > MOST_PAIRS {
            return Err(InteractionError::Pairs(all));
        }
        let part = |rows: &[u32]| {
            let mut bands = vec![Pairs::new(); upper.len()];
            each(rows, &mut |a, b, far| {
                if let Some(band) = bands.get_mut(upper.partition_point(|upper| *upper < far)) {
                    band.push([a, b]);
                }
            });
            bands
        };
        let parts: Vec<Vec<Pairs>> = order.par_chunks(AT_ONCE).map(part).collect();
        let mut bands = vec![Pairs::new(); upper.len()];
        for part in parts {
            bands.iter_mut().zip(part).for_each(|(band, part)| band.extend(part));
        }
        Ok(Self { order, bands })
    }
}
