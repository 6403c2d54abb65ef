//! Moran's I at growing distances.

use serde::Serialize;

use super::global::{Moran, moran};
use super::values::{Values, ValuesError};
use crate::analytics::weights::{band, largest_nearest};
use crate::measure::PlaneXY;

/// Moran's I of one distance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AtDistance {
    /// Places up to so far are neighbours, in the plane's unit.
    pub distance: f64,
    /// Places without a neighbour.
    pub islands: usize,
    /// Neighbours of a place on average.
    pub neighbours: f64,
    /// The statistic.
    #[serde(flatten)]
    pub moran: Moran,
}

/// Moran's I at growing distances (增量空间自相关).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DistanceProfile {
    /// By distance.
    pub distances: Vec<AtDistance>,
    /// The first distance whose z is above that of both beside it: the scale at which like values are together.
    pub peak: Option<f64>,
}

/// Moran's I with binary bands of growing reach, from the shortest that leaves no island in steps of the mean distance to the nearest place,
/// if nothing else is said.
///
/// # Errors
/// [`ValuesError`] where values and places do not fit, or a band holds nobody.
///
/// # Complexity
/// O(count × pairs of the longest band).
pub fn distance_profile(
    values: &Values,
    places: &[PlaneXY],
    from: Option<f64>,
    step: Option<f64>,
    count: u32,
) -> Result<DistanceProfile, ValuesError> {
    let n = places.len();
    let none = || ValuesError::NoNeighbours(n);
    let from = from.or_else(|| largest_nearest(places)).ok_or_else(none)?;
    let step = step.or_else(|| crate::analytics::weights::mean_nearest(places)).ok_or_else(none)?;
    let at = |number: u32| {
        let distance = from + f64::from(number) * step;
        let weights = band(places, distance).map_err(|_| none())?;
        let neighbours = weights.pairs() as f64 / n as f64;
        Ok(AtDistance {
            distance,
            islands: weights.islands().len(),
            neighbours,
            moran: moran(values, &weights)?,
        })
    };
    let distances: Vec<AtDistance> = (0..count).map(at).collect::<Result<_, _>>()?;
    let peak = distances.windows(3).find_map(|three| match three {
        [before, here, after] => {
            let z = |of: &AtDistance| of.moran.z_rand;
            (z(here) > z(before) && z(here) > z(after)).then_some(here.distance)
        }
        _ => None,
    });
    Ok(DistanceProfile { distances, peak })
}
