//! Area of rings whose edges are straight in lon/lat.

use super::{ECCENTRICITY_SQUARED, GAUSS_LEGENDRE, LONGEST_PIECE_DEGREES, SEMI_MINOR_M};
use crate::measure::{LonLat, SquareMetres};

/// An area in square metres, positive for a ring that runs counter-clockwise and negative for a clockwise one.
///
/// Holes therefore subtract themselves when a polygon's rings keep opposite directions.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct SignedAreaM2(pub f64);

impl SignedAreaM2 {
    /// The area without its direction.
    #[must_use]
    pub fn magnitude(self) -> SquareMetres {
        SquareMetres(self.0.abs())
    }
}

/// Ellipsoidal area in square metres of a ring whose edges are straight in lon/lat, signed by direction.
///
/// The last vertex joins the first; a repeated last vertex does no harm. Relative error about 1e-14 for edges up to one
/// degree; longer ones are integrated in pieces. A ring must not run across the antimeridian. Fewer than three vertices
/// have no area.
///
/// # Complexity
/// O(vertices), about 140 ns each.
///
/// # Example
/// ```
/// use gridward::{crs::metric::ring_area, measure::LonLat};
/// let corner = |lon, lat| LonLat::new(lon, lat);
/// let ring = [corner(121.0, 31.0)?, corner(121.001, 31.0)?, corner(121.001, 31.001)?, corner(121.0, 31.001)?];
/// assert_eq!(ring_area(&ring).0.round(), 10_588.0);
/// # Ok::<(), gridward::measure::PositionError>(())
/// ```
///
/// # References
/// J. P. Snyder: Map Projections, a Working Manual, USGS Professional Paper 1395, 1987, eq. 3-12 (the equal-area integral).
#[must_use]
pub fn ring_area(ring: &[LonLat]) -> SignedAreaM2 {
    let Some(first) = ring.first() else { return SignedAreaM2(0.0) };
    let integral = AuthalicIntegral::from_latitude(first.lat());
    let offsets = ring.iter().map(|place| (place.lon() - first.lon(), place.lat() - first.lat()));
    SignedAreaM2(integral.around(offsets))
}

/// As [`ring_area`], of a ring of lattice positions `[x, y]`, with the lattice's steps in one degree.
///
/// Differences are taken between integers, so a lattice finer than a double can hold loses nothing either.
#[must_use]
pub fn lattice_ring_area(ring: impl IntoIterator<Item = [i64; 2]>, steps_per_degree: f64) -> SignedAreaM2 {
    let mut ring = ring.into_iter().peekable();
    let Some(&[x0, y0]) = ring.peek() else { return SignedAreaM2(0.0) };
    let integral = AuthalicIntegral::from_latitude(degrees(y0, steps_per_degree));
    let offsets =
        ring.map(|[x, y]| (difference(x, x0, steps_per_degree), difference(y, y0, steps_per_degree)));
    SignedAreaM2(integral.around(offsets))
}

/// The difference of two lattice coordinates in degrees.
pub(super) fn difference(a: i64, b: i64, steps_per_degree: f64) -> f64 {
    degrees(a.saturating_sub(b), steps_per_degree)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "coordinates of the 1e-7 lattice and differences in cells are exact"
)]
pub(super) fn degrees(steps: i64, steps_per_degree: f64) -> f64 {
    steps as f64 / steps_per_degree
}

/// The equal-area integral S(φ) − S(φ0) = ∫ M N cos φ dφ in closed form, free of cancellation near φ0.
///
/// With s = sin φ, e the eccentricity and b the polar radius, S = b²/2 · (s/(1 − e²s²) + artanh(e s)/e). The difference of
/// each term is written through s − s0, and artanh's through its addition theorem.
struct AuthalicIntegral {
    sin0: f64,
    cos0: f64,
    /// 1 − e² s0².
    w0: f64,
    e: f64,
}

impl AuthalicIntegral {
    fn from_latitude(lat_degrees: f64) -> Self {
        let (sin0, cos0) = lat_degrees.to_radians().sin_cos();
        Self { sin0, cos0, w0: 1.0 - ECCENTRICITY_SQUARED * sin0 * sin0, e: ECCENTRICITY_SQUARED.sqrt() }
    }

    /// S(φ0 + d) − S(φ0) in square metres per radian of longitude; d in radians.
    fn strip(&self, d: f64) -> f64 {
        let (sin_half, cos_half) = (0.5 * d).sin_cos();
        let ds = 2.0 * sin_half * (self.cos0 * cos_half - self.sin0 * sin_half);
        let s = self.sin0 + ds;
        let mixed = ECCENTRICITY_SQUARED * s * self.sin0;
        let rational = ds * (1.0 + mixed) / ((1.0 - ECCENTRICITY_SQUARED * s * s) * self.w0);
        let logarithmic = (self.e * ds / (1.0 - mixed)).atanh() / self.e;
        0.5 * SEMI_MINOR_M * SEMI_MINOR_M * (rational + logarithmic)
    }

    /// −∮ (S(φ) − S(φ0)) dλ over a closed ring of (Δλ, Δφ) offsets in degrees: positive when counter-clockwise.
    fn around(&self, offsets: impl Iterator<Item = (f64, f64)>) -> f64 {
        let mut sum = 0.0;
        let mut first = None;
        let mut last = None;
        for vertex in offsets {
            if let Some(previous) = last {
                sum -= self.edge(previous, vertex);
            } else {
                first = Some(vertex);
            }
            last = Some(vertex);
        }
        if let (Some(from), Some(to)) = (last, first) {
            sum -= self.edge(from, to);
        }
        sum
    }

    fn edge(&self, from: (f64, f64), to: (f64, f64)) -> f64 {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        if dx == 0.0 {
            return 0.0;
        }
        if dy == 0.0 {
            return self.strip(to.1.to_radians()) * dx.to_radians();
        }
        let pieces = (dy.abs() / LONGEST_PIECE_DEGREES).ceil().max(1.0);
        let mut mean = 0.0;
        let mut piece = 0.0;
        while piece < pieces {
            for (position, weight) in GAUSS_LEGENDRE {
                let along = (piece + position) / pieces;
                mean += weight * self.strip((from.1 + dy * along).to_radians());
            }
            piece += 1.0;
        }
        mean / pieces * dx.to_radians()
    }
}
