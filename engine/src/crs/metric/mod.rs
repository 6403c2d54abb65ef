//! Lengths and areas on the WGS 84 ellipsoid, never in a projection.
//!
//! A cell's edges are straight in lon/lat, so its area and perimeter have one exact meaning: the integrals along those
//! edges. Both are computed from coordinate *differences*, so that a cell of 200 m keeps as many digits as a district.
//! CGCS2000's ellipsoid differs from that of WGS 84 by 0.1 mm in the polar radius, which is far below a lattice step.

mod area;
mod distance;

pub use area::{SignedAreaM2, lattice_ring_area, ring_area};
pub use distance::{distance, edge_length, lattice_perimeter, perimeter};

use crate::measure::{LonLat, PlaneXY};

/// Equatorial radius of WGS 84 in metres (NIMA TR8350.2, 2000).
pub const SEMI_MAJOR_M: f64 = 6_378_137.0;
/// Flattening of WGS 84 (NIMA TR8350.2, 2000).
pub const FLATTENING: f64 = 1.0 / 298.257_223_563;
/// First eccentricity squared of WGS 84.
pub const ECCENTRICITY_SQUARED: f64 = FLATTENING * (2.0 - FLATTENING);
/// Polar radius of WGS 84 in metres.
pub const SEMI_MINOR_M: f64 = SEMI_MAJOR_M * (1.0 - FLATTENING);

/// Edges longer than this, in degrees of latitude, are integrated in pieces.
pub(crate) const LONGEST_PIECE_DEGREES: f64 = 1.0;

/// Three-point Gauss–Legendre quadrature on 0..1: positions and weights; exact for polynomials of degree five.
pub(crate) const GAUSS_LEGENDRE: [(f64, f64); 3] =
    [(0.112_701_665_379_258_31, 5.0 / 18.0), (0.5, 8.0 / 18.0), (0.887_298_334_620_741_7, 5.0 / 18.0)];

/// Metres in one degree at a place, on the two axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalScale {
    /// Metres in one degree of longitude (east).
    pub east_m_per_degree: f64,
    /// Metres in one degree of latitude (north).
    pub north_m_per_degree: f64,
}

/// Metres in one degree of longitude and of latitude at a latitude in degrees, from the two radii of curvature.
///
/// # Example
/// ```
/// let scale = gridward::crs::metric::local_scale(31.11);
/// assert_eq!(scale.east_m_per_degree.round(), 95_394.0);
/// assert_eq!(scale.north_m_per_degree.round(), 110_871.0);
/// ```
///
/// # References
/// W. Torge, J. Müller: Geodesy, 4th edition, 2012, section 4.1.3.
#[must_use]
pub fn local_scale(lat_degrees: f64) -> LocalScale {
    let (sin, cos) = lat_degrees.to_radians().sin_cos();
    let radii = Radii::at_sine(sin);
    LocalScale {
        east_m_per_degree: (radii.prime_vertical_m * cos).to_radians(),
        north_m_per_degree: radii.meridian_m.to_radians(),
    }
}

/// The two principal radii of curvature at a latitude.
#[derive(Clone, Copy)]
pub(crate) struct Radii {
    pub(crate) meridian_m: f64,
    pub(crate) prime_vertical_m: f64,
}

impl Radii {
    pub(crate) fn at_sine(sin_lat: f64) -> Self {
        let w2 = 1.0 - ECCENTRICITY_SQUARED * sin_lat * sin_lat;
        let w = w2.sqrt();
        Self {
            meridian_m: SEMI_MAJOR_M * (1.0 - ECCENTRICITY_SQUARED) / (w2 * w),
            prime_vertical_m: SEMI_MAJOR_M / w,
        }
    }
}

/// A plane in metres that keeps lon/lat lines straight: both axes are scaled at one latitude. For short reaches.
///
/// A distance of d metres from the origin is wrong by at most a share of tan(lat)·d/R, R = 6.37e6 m: at latitude 31,
/// 1e-5 at 100 m (1 mm) and 1e-4 at 1 km (9 cm). The metric plane serves longer reaches.
///
/// # Example
/// ```
/// use gridward::{crs::metric::LocalPlane, measure::LonLat};
/// let plane = LocalPlane::at(LonLat::new(121.38, 31.11)?);
/// let corner = plane.metres(LonLat::new(121.381, 31.111)?);
/// assert_eq!((corner.x.round(), corner.y.round()), (95.0, 111.0));
/// # Ok::<(), gridward::measure::PositionError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalPlane {
    origin: LonLat,
    scale: LocalScale,
}

impl LocalPlane {
    /// The plane whose origin and scale are those of a place.
    #[must_use]
    pub fn at(origin: LonLat) -> Self {
        Self { origin, scale: local_scale(origin.lat()) }
    }

    /// Metres east and north of the origin.
    #[must_use]
    pub fn metres(&self, place: LonLat) -> PlaneXY {
        PlaneXY {
            x: (place.lon() - self.origin.lon()) * self.scale.east_m_per_degree,
            y: (place.lat() - self.origin.lat()) * self.scale.north_m_per_degree,
        }
    }

    /// The scale at the origin.
    #[must_use]
    pub fn scale(&self) -> LocalScale {
        self.scale
    }
}

#[cfg(test)]
#[path = "metric_tests.rs"]
mod tests;
