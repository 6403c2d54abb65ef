//! Metres around a district, with basic arithmetic only so that they are the same on every machine.

use crate::crs::STEPS_PER_DEGREE;
use crate::crs::metric::{ECCENTRICITY_SQUARED, SEMI_MAJOR_M};
use crate::topology::Point;

/// A plane in metres over the lattice; its east scale follows the latitude, so that areas are true to 1e-6 over 50 km.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plane {
    origin: Point,
    east_m: f64,
    east_m_per_step_north: f64,
    north_m: f64,
}

impl Plane {
    /// The plane of a box.
    pub(super) fn over(low: Point, high: Point) -> Self {
        let origin = Point::new(low.x + (high.x - low.x) / 2, low.y + (high.y - low.y) / 2);
        let (south, north) = (scale(low.y).0, scale(high.y).0);
        let (east_m, north_m) = scale(origin.y);
        let height = to_f64(high.y - low.y).max(1.0);
        Self { origin, east_m, east_m_per_step_north: (north - south) / height, north_m }
    }

    /// Metres east and north of the middle of the box.
    pub(super) fn metres(&self, p: Point) -> (f64, f64) {
        (to_f64(p.x - self.origin.x) * self.east_m, to_f64(p.y - self.origin.y) * self.north_m)
    }

    /// The lattice position nearest to a place in metres.
    pub(super) fn nearest(&self, (x, y): (f64, f64)) -> Point {
        Point::new(self.origin.x + to_steps(x / self.east_m), self.origin.y + to_steps(y / self.north_m))
    }

    /// The area of a triangle in m², positive when it runs counter-clockwise.
    pub(super) fn triangle_m2(&self, [a, b, c]: [Point; 3]) -> f64 {
        let north = to_f64((a.y - self.origin.y) + (b.y - self.origin.y) + (c.y - self.origin.y)) / 3.0;
        let east_m = self.east_m + self.east_m_per_step_north * north;
        to_f64(twice_area(a, b, c)) * 0.5 * east_m * self.north_m
    }

    /// Steps north in so many metres, at least 1.
    pub(super) fn steps_north(&self, metres: f64) -> i64 {
        to_steps(metres / self.north_m).max(1)
    }
}

/// Twice the area of a triangle in square steps, exact for triangles within a district.
pub(super) fn twice_area(a: Point, b: Point, c: Point) -> i64 {
    (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
}

#[expect(clippy::cast_precision_loss, reason = "differences within a district are far below 2^53")]
pub(super) fn to_f64(steps: i64) -> f64 {
    steps as f64
}

#[expect(clippy::cast_possible_truncation, reason = "rounded before, and `as` saturates")]
pub(super) fn to_steps(steps: f64) -> i64 {
    steps.round() as i64
}

/// Metres in one step east and one step north, at a latitude in steps.
fn scale(lat_steps: i64) -> (f64, f64) {
    let degrees = to_f64(lat_steps) / STEPS_PER_DEGREE;
    let sine = sine(degrees * (std::f64::consts::PI / 180.0));
    let w2 = 1.0 - ECCENTRICITY_SQUARED * sine * sine;
    let w = w2.sqrt();
    let cosine = (1.0 - sine * sine).max(0.0).sqrt();
    let per_step = std::f64::consts::PI / 180.0 / STEPS_PER_DEGREE;
    (SEMI_MAJOR_M / w * cosine * per_step, SEMI_MAJOR_M * (1.0 - ECCENTRICITY_SQUARED) / (w2 * w) * per_step)
}

/// The sine of an angle within ±π/2, by its power series: libm's differs between machines in the last bit.
fn sine(x: f64) -> f64 {
    let square = x * x;
    let mut term = x;
    let mut sum = x;
    let mut n = 1.0;
    while n < 25.0 {
        term *= -square / ((n + 1.0) * (n + 2.0));
        sum += term;
        n += 2.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_that_of_the_ellipsoid() {
        for lat in [-60.0, 0.0, 31.11, 80.0] {
            let expected = crate::crs::metric::local_scale(lat);
            let (east, north) = scale(to_steps(lat * STEPS_PER_DEGREE));
            assert!((east * STEPS_PER_DEGREE / expected.east_m_per_degree - 1.0).abs() < 1e-12, "{lat}");
            assert!((north * STEPS_PER_DEGREE / expected.north_m_per_degree - 1.0).abs() < 1e-12, "{lat}");
        }
    }
}
