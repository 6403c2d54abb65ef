//! Neighbours by straight distance on a plane.

use rayon::prelude::*;
use rstar::primitives::GeomWithData;
use rstar::{PointDistance, RTree};

use super::graph::{Weights, WeightsError};
use crate::measure::PlaneXY;

type Site = GeomWithData<[f64; 2], u32>;

fn tree(places: &[PlaneXY]) -> RTree<Site> {
    RTree::bulk_load((0_u32..).zip(places).map(|(at, place)| Site::new([place.x, place.y], at)).collect())
}

/// A distance as it is compared: the root of the sum of squares.
fn distance(a: PlaneXY, site: &Site) -> f64 {
    site.distance_2(&[a.x, a.y]).sqrt()
}

/// Binary weights: the `k` nearest places (k 近邻) of each; of places equally far the one with the lower number. Rows with fewer than k others
/// hold those.
///
/// # Errors
/// [`WeightsError::TooMany`].
///
/// # Complexity
/// O(n k log n) on all threads.
pub fn nearest(places: &[PlaneXY], k: usize) -> Result<Weights, WeightsError> {
    let tree = tree(places);
    let row = |(at, place): (usize, &PlaneXY)| -> Vec<u32> {
        let mut found: Vec<(f64, u32)> = Vec::with_capacity(k + 1);
        for site in tree.nearest_neighbor_iter([place.x, place.y]) {
            if site.data as usize == at {
                continue;
            }
            let far = distance(*place, site);
            if found.len() >= k && found.last().is_none_or(|(last, _)| far > *last) {
                break;
            }
            found.push((far, site.data));
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.into_iter().take(k).map(|(_, other)| other).collect()
    };
    Weights::binary(places.par_iter().enumerate().map(row).collect())
}

/// Binary weights: all places within `reach` of each, in the plane's unit; exactly as far counts (距离带).
///
/// # Errors
/// [`WeightsError::TooMany`].
///
/// # Complexity
/// O(n log n + pairs) on all threads.
pub fn band(places: &[PlaneXY], reach: f64) -> Result<Weights, WeightsError> {
    let tree = tree(places);
    // The square of a root is not the number itself: look a little farther, then compare as distances are compared.
    let wide = reach * reach * (1.0 + 1e-12);
    let row = |(at, place): (usize, &PlaneXY)| -> Vec<u32> {
        tree.locate_within_distance([place.x, place.y], wide)
            .filter(|site| site.data as usize != at && distance(*place, site) <= reach)
            .map(|site| site.data)
            .collect()
    };
    Weights::binary(places.par_iter().enumerate().map(row).collect())
}

/// The largest distance from a place to its nearest other: the shortest band that leaves no island. `None` with fewer than two places.
///
/// # Complexity
/// O(n log n) on all threads.
#[must_use]
pub fn largest_nearest(places: &[PlaneXY]) -> Option<f64> {
    to_nearest(places).into_iter().max_by(f64::total_cmp)
}

/// The mean distance from a place to its nearest other. `None` with fewer than two places.
///
/// # Complexity
/// O(n log n) on all threads.
#[must_use]
pub fn mean_nearest(places: &[PlaneXY]) -> Option<f64> {
    let all = to_nearest(places);
    (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
}

fn to_nearest(places: &[PlaneXY]) -> Vec<f64> {
    let tree = tree(places);
    let nearest = |(at, place): (usize, &PlaneXY)| {
        let mut others = tree.nearest_neighbor_iter([place.x, place.y]);
        others.find(|site| site.data as usize != at).map(|site| distance(*place, site))
    };
    places.par_iter().enumerate().filter_map(nearest).collect()
}

#[cfg(test)]
#[path = "distance_tests.rs"]
mod tests;
