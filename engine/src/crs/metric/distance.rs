//! Distances between places and lengths of edges.

use geo::{Distance, Geodesic, Point};

use super::area::{degrees, difference};
use super::{ECCENTRICITY_SQUARED, GAUSS_LEGENDRE, LONGEST_PIECE_DEGREES, Radii};
use crate::measure::{LonLat, Metres};

/// Up to this difference on either axis, in degrees, the closed formula keeps a relative error below 1e-9.
const SHORT_DEGREES: f64 = 0.15;
/// Beyond this latitude, in degrees, the closed formula's longitude term grows too large.
const SHORT_LATITUDE_DEGREES: f64 = 70.0;

/// Geodesic (shortest) distance in metres between two places, relative error below 1e-9.
///
/// Up to about 14 km (0.15 degrees, below latitude 70) by Gauss's mid-latitude formula, about 30 ns; beyond that by Karney's
/// algorithm, about 0.6 µs.
///
/// # Example
/// ```
/// use gridward::{crs::metric::distance, measure::LonLat};
/// let d = distance(LonLat::new(121.38, 31.11)?, LonLat::new(121.385, 31.112)?);
/// assert_eq!((d.0 * 1000.0).round(), 525_992.0);
/// # Ok::<(), gridward::measure::PositionError>(())
/// ```
///
/// # References
/// W. Torge, J. Müller: Geodesy, 4th edition, 2012 (mid-latitude formula). C. F. F. Karney: Algorithms for geodesics,
/// Journal of Geodesy 87, 2013, doi 10.1007/s00190-012-0578-z.
#[must_use]
pub fn distance(a: LonLat, b: LonLat) -> Metres {
    let (dx, dy) = (b.lon() - a.lon(), b.lat() - a.lat());
    let mid = 0.5 * (a.lat() + b.lat());
    if dx.abs() <= SHORT_DEGREES && dy.abs() <= SHORT_DEGREES && mid.abs() <= SHORT_LATITUDE_DEGREES {
        Metres(mid_latitude(mid, dx.to_radians(), dy.to_radians()))
    } else {
        Metres(Geodesic.distance(Point::new(a.lon(), a.lat()), Point::new(b.lon(), b.lat())))
    }
}

/// Gauss's mid-latitude formula with its third-order terms; η² = e'² cos² φ, t = tan φ at the middle latitude.
fn mid_latitude(mid_degrees: f64, dlon: f64, dlat: f64) -> f64 {
    const SECOND: f64 = ECCENTRICITY_SQUARED / (1.0 - ECCENTRICITY_SQUARED);
    let (sin, cos) = mid_degrees.to_radians().sin_cos();
    let radii = Radii::at_sine(sin);
    let eta2 = SECOND * cos * cos;
    let eta2t2 = SECOND * sin * sin;
    let v2 = 1.0 + eta2;
    let (lon2, lat2) = (dlon * dlon, dlat * dlat);
    let east = radii.prime_vertical_m
        * cos
        * dlon
        * (1.0 - lon2 * sin * sin / 24.0 + (1.0 + eta2 - 9.0 * eta2t2) / (24.0 * v2 * v2) * lat2);
    let north = radii.meridian_m
        * dlat
        * (0.5 * dlon).cos()
        * (1.0 + (1.0 - 2.0 * eta2) / 24.0 * lon2 * cos * cos + (eta2 - eta2t2) / (8.0 * v2 * v2) * lat2);
    east.hypot(north)
}

/// Length in metres of the edge that is straight in lon/lat between two places, relative error below 1e-12.
///
/// This is what a cell's border measures. It exceeds the geodesic by a share of (Δλ sin φ)²/24: 4e-8 for 10 km along a
/// parallel at latitude 31 and below 1e-9 for 1 km; a slanting edge of 14 km at latitude 50 by less than 5e-7.
#[must_use]
pub fn edge_length(a: LonLat, b: LonLat) -> Metres {
    Metres(straight(a.lat(), b.lon() - a.lon(), b.lat() - a.lat()))
}

fn straight(lat: f64, dx: f64, dy: f64) -> f64 {
    if dx == 0.0 && dy == 0.0 {
        return 0.0;
    }
    let pieces = (dy.abs() / LONGEST_PIECE_DEGREES).ceil().max(1.0);
    let mut mean = 0.0;
    let mut piece = 0.0;
    while piece < pieces {
        for (position, weight) in GAUSS_LEGENDRE {
            let (sin, cos) = (lat + dy * ((piece + position) / pieces)).to_radians().sin_cos();
            let radii = Radii::at_sine(sin);
            mean += weight * (radii.meridian_m * dy).hypot(radii.prime_vertical_m * cos * dx);
        }
        piece += 1.0;
    }
    (mean / pieces).to_radians()
}

/// Perimeter in metres of a ring whose edges are straight in lon/lat; the last vertex joins the first.
#[must_use]
pub fn perimeter(ring: &[LonLat]) -> Metres {
    let next = ring.iter().cycle().skip(1);
    Metres(ring.iter().zip(next).map(|(a, b)| edge_length(*a, *b).0).sum())
}

/// As [`perimeter`], of a ring of lattice positions `[x, y]`, with the lattice's steps in one degree.
#[must_use]
pub fn lattice_perimeter(ring: impl IntoIterator<Item = [i64; 2]>, steps_per_degree: f64) -> Metres {
    let edge = |[ax, ay]: [i64; 2], [bx, by]: [i64; 2]| {
        let (dx, dy) = (difference(bx, ax, steps_per_degree), difference(by, ay, steps_per_degree));
        straight(degrees(ay, steps_per_degree), dx, dy)
    };
    let mut ring = ring.into_iter();
    let Some(first) = ring.next() else { return Metres(0.0) };
    let mut sum = 0.0;
    let mut last = first;
    for vertex in ring {
        sum += edge(last, vertex);
        last = vertex;
    }
    Metres(sum + edge(last, first))
}
