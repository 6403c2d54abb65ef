//! A plane in metres around a place, for shapes that are given in metres: circles, sectors, buffers, bandwidths.

use super::transverse_mercator::{Ellipsoid, TransverseMercator, TransverseMercatorParameters};
use crate::measure::{LonLat, PlaneXY};

/// An azimuthal equidistant plane (等距方位投影) on the WGS 84 ellipsoid: from the centre, every distance and direction is true.
///
/// Within 10 km of the centre a point stands within 0.1 µm of its geodesic distance and direction, within 100 km within
/// 1 mm; between two points 10 km out, lengths across the view are too long by about 4e-7 of themselves. A round trip
/// returns to within 0.1 µm. The plane serves up to [`MetricPlane::REACH_M`].
///
/// Computed as a transverse Mercator plane on the centre's meridian, with that projection's scale and bending of straight
/// lines (方向改正) taken back out to the fourth order.
///
/// # Example
/// ```
/// use gridward::{crs::MetricPlane, measure::{LonLat, PlaneXY}};
/// let plane = MetricPlane::at(LonLat::new(121.38, 31.11)?);
/// let east = plane.place(PlaneXY { x: 1000.0, y: 0.0 }).unwrap();
/// assert!((east.lon() - 121.39048281).abs() < 1e-8);
/// # Ok::<(), gridward::measure::PositionError>(())
/// ```
///
/// # References
/// W. Torge, J. Müller: Geodesy, 4th edition, 2012 (reduction of distances and directions to the conformal plane).
#[derive(Debug, Clone, PartialEq)]
pub struct MetricPlane {
    centre: LonLat,
    conformal: TransverseMercator,
    /// 1/(6 R²) with R the Gaussian radius of curvature at the centre.
    sixth: f64,
}

impl MetricPlane {
    /// How far from the centre, in metres, the plane serves.
    pub const REACH_M: f64 = 200_000.0;

    /// The plane around a place.
    #[must_use]
    pub fn at(centre: LonLat) -> Self {
        let conformal = TransverseMercator::new(TransverseMercatorParameters {
            ellipsoid: Ellipsoid::WGS84,
            central_meridian_degrees: centre.lon(),
            origin_latitude_degrees: centre.lat(),
            scale: 1.0,
            false_east_m: 0.0,
            false_north_m: 0.0,
        });
        let radii = super::metric::Radii::at_sine(centre.lat().to_radians().sin());
        Self { centre, conformal, sixth: 1.0 / (6.0 * radii.meridian_m * radii.prime_vertical_m) }
    }

    /// The plane's centre.
    #[must_use]
    pub fn centre(&self) -> LonLat {
        self.centre
    }

    /// Metres east and north of the centre, along the geodesic; `None` beyond the reach.
    #[must_use]
    pub fn metres(&self, place: LonLat) -> Option<PlaneXY> {
        // Far places would wrap around before the distance can be checked.
        let mut turn = (place.lon() - self.centre.lon()).abs();
        turn = turn.min(360.0 - turn);
        if turn > 90.0 {
            return None;
        }
        let drawn = self.conformal.forward(place.lon(), place.lat());
        let at = self.straighten(drawn);
        (at.x.hypot(at.y) <= Self::REACH_M).then_some(at)
    }

    /// The place that many metres east and north of the centre; `None` beyond the reach.
    #[must_use]
    pub fn place(&self, at: PlaneXY) -> Option<LonLat> {
        let reach = at.x.hypot(at.y);
        if reach.is_nan() || reach > Self::REACH_M {
            return None;
        }
        let mut drawn = at;
        for _ in 0..8 {
            let reached = self.straighten(drawn);
            let step = PlaneXY { x: at.x - reached.x, y: at.y - reached.y };
            drawn = PlaneXY { x: drawn.x + step.x, y: drawn.y + step.y };
            if step.x.abs().max(step.y.abs()) < 1e-10 {
                break;
            }
        }
        let [lon, lat] = self.conformal.inverse(drawn)?;
        let lon = if lon.abs() > 180.0 { lon - 360.0_f64.copysign(lon) } else { lon };
        LonLat::new(lon, lat).ok()
    }

    /// From the conformal plane to true distance and direction: the ray to (x, y) is too long by 1 + x²/6R² and turned by
    /// xy/6R².
    fn straighten(&self, drawn: PlaneXY) -> PlaneXY {
        let PlaneXY { x, y } = drawn;
        let shrink = 1.0 / (1.0 + x * x * self.sixth * (1.0 + FOURTH * (x * x) * self.sixth));
        let (sin, cos) = (x * y * self.sixth).sin_cos();
        PlaneXY { x: shrink * (x * cos + y * sin), y: shrink * (y * cos - x * sin) }
    }
}

/// Keeps the next term of the scale's series, sinh(x/R)/(x/R) = 1 + x²/6R² + x⁴/120R⁴, in the same unit: 36/120.
const FOURTH: f64 = 0.3;

#[cfg(test)]
#[path = "plane_tests.rs"]
mod tests;
