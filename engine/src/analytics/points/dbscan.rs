//! Clusters by density, in space or in space and time.

use rayon::prelude::*;
use serde::Serialize;

use super::near::Near;
use crate::measure::PlaneXY;

/// Clusters (密度聚类) of places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clusters {
    /// The cluster of each place, numbered from 0 by their first core; -1 for noise.
    pub labels: Vec<i32>,
    /// Whether each is a core: enough places are near it.
    pub core: Vec<bool>,
    /// How many clusters.
    pub n_clusters: usize,
    /// Places in none.
    pub n_noise: usize,
    /// Places that are no core and lie near cores of several clusters; they are given to the lowest number.
    pub ambiguous_border_points: Vec<usize>,
}

/// Why there are no clusters.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ClustersError {
    /// A distance that is none.
    #[error("a distance of {0}; a finite number above 0 is needed, in units of the coordinates (or of time)")]
    Distance(f64),
    /// Nobody is enough.
    #[error("at least one place makes a core, and 0 was given; take 5 or more")]
    Least,
    /// Another number of times than of places.
    #[error("{times} times for {places} places; one for each is needed, finite")]
    Times {
        /// Times there are.
        times: usize,
        /// Places there are.
        places: usize,
    },
    /// A place that is none.
    #[error("row {0}: a coordinate is no finite number; mend the row or leave it out")]
    Place(usize),
}

/// DBSCAN: places with at least `least` places within `reach` (themselves and exactly as far included) are cores; cores within reach of
/// each other are one cluster, which takes up all that is in reach of a core. With `times`, near is near in space and within the span in
/// time as well.
///
/// # Errors
/// [`ClustersError`].
///
/// # Complexity
/// O(n + pairs within reach), on all threads but for the joining.
///
/// # References
/// M. Ester and others, "A density-based algorithm for discovering clusters", 1996. D. Birant, A. Kut, "ST-DBSCAN", 2007,
/// doi:10.1016/j.datak.2006.01.013.
pub fn dbscan(
    places: &[PlaneXY],
    reach: f64,
    least: usize,
    times: Option<(&[f64], f64)>,
) -> Result<Clusters, ClustersError> {
    check(places, reach, least, times)?;
    let near = Near::new(places, reach);
    let each = |at: usize, mut found: Box<dyn FnMut(usize) + '_>| {
        let Some(place) = places.get(at) else { return };
        near.within(*place, |other, _| {
            let fits = times.is_none_or(|(times, span)| {
                times.get(at).zip(times.get(other)).is_some_and(|(a, b)| (a - b).abs() <= span)
            });
            if fits {
                found(other);
            }
        });
    };
    let core: Vec<bool> = (0..places.len())
        .into_par_iter()
        .map(|at| {
            let mut count = 0_usize;
            each(at, Box::new(|_| count += 1));
            count >= least
        })
        .collect();
    let is_core = |at: usize| core.get(at).copied().unwrap_or(false);
    // The root of a cluster is its first core, so that numbers rise with it.
    let mut roots: Vec<usize> = (0..places.len()).collect();
    for at in (0..places.len()).filter(|at| is_core(*at)) {
        each(
            at,
            Box::new(|other| {
                if other > at && is_core(other) {
                    join(&mut roots, at, other);
                }
            }),
        );
    }
    let mut n_clusters = 0_usize;
    let mut labels = vec![-1; places.len()];
    for at in (0..places.len()).filter(|at| is_core(*at)) {
        let root = root(&mut roots, at);
        let label = if root == at {
            n_clusters += 1;
            i32::try_from(n_clusters - 1).unwrap_or(i32::MAX)
        } else {
            labels.get(root).copied().unwrap_or(-1)
        };
        if let Some(own) = labels.get_mut(at) {
            *own = label;
        }
    }
    let mut ambiguous_border_points = Vec::new();
    let cores = labels.clone();
    for (at, label) in labels.iter_mut().enumerate().filter(|(at, _)| !is_core(*at)) {
        let (mut first, mut last) = (i32::MAX, -1);
        each(
            at,
            Box::new(|other| {
                if let Some(of) = cores.get(other).filter(|of| **of >= 0) {
                    (first, last) = (first.min(*of), last.max(*of));
                }
            }),
        );
        if last >= 0 {
            *label = first;
            if first != last {
                ambiguous_border_points.push(at);
            }
        }
    }
    let n_noise = labels.iter().filter(|label| **label < 0).count();
    Ok(Clusters { labels, core, n_clusters, n_noise, ambiguous_border_points })
}

fn check(
    places: &[PlaneXY],
    reach: f64,
    least: usize,
    times: Option<(&[f64], f64)>,
) -> Result<(), ClustersError> {
    let span = times.map_or(1.0, |(_, span)| span);
    if let Some(wrong) = [reach, span].into_iter().find(|far| !(far.is_finite() && *far > 0.0)) {
        return Err(ClustersError::Distance(wrong));
    }
    if least == 0 {
        return Err(ClustersError::Least);
    }
    if let Some(row) = places.iter().position(|at| !(at.x.is_finite() && at.y.is_finite())) {
        return Err(ClustersError::Place(row));
    }
    match times {
        Some((times, _)) if times.len() != places.len() || times.iter().any(|time| !time.is_finite()) => {
            Err(ClustersError::Times { times: times.len(), places: places.len() })
        }
        _ => Ok(()),
    }
}

fn root(roots: &mut [usize], mut at: usize) -> usize {
    while let Some(above) = roots.get(at).copied().filter(|above| *above != at) {
        let next = roots.get(above).copied().unwrap_or(above);
        if let Some(own) = roots.get_mut(at) {
            *own = next;
        }
        at = next;
    }
    at
}

fn join(roots: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(roots, a), root(roots, b));
    if let Some(above) = roots.get_mut(a.max(b)) {
        *above = a.min(b);
    }
}

#[cfg(test)]
#[path = "dbscan_tests.rs"]
mod tests;
