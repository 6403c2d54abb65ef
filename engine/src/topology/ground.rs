//! Metres: what lattice steps measure on the ground.

use serde::{Deserialize, Serialize};

use super::lattice::Lattice;
use super::shape::{Point, Polygon, Ring};
use crate::crs::metric;

/// What one unit of the coordinates is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Degrees of longitude and latitude; borders are straight in lon/lat and measured on the ellipsoid.
    Degrees,
    /// A plane; results called metres are in the plane's own unit.
    Plane,
}

/// A lattice and what its unit is: everything needed to measure shapes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ground {
    /// Steps per unit.
    pub lattice: Lattice,
    /// The unit.
    pub unit: Unit,
}

impl Ground {
    /// Published plans: steps of 1e-7 degree.
    pub const PLAN: Self = Self { lattice: Lattice::PLAN, unit: Unit::Degrees };

    /// The area of a polygon in square metres: its outer ring less its holes, whatever their direction.
    #[must_use]
    pub fn area_m2(self, polygon: &Polygon) -> f64 {
        match self.unit {
            Unit::Plane => {
                let steps = self.lattice.steps_per_unit();
                polygon.twice_area() as f64 / 2.0 / steps / steps
            }
            Unit::Degrees => {
                let area = |ring: &Ring| {
                    let positions = ring.iter().map(|p| [p.x, p.y]);
                    metric::lattice_ring_area(positions, self.lattice.steps_per_unit()).0.abs()
                };
                polygon.interiors.iter().fold(area(&polygon.exterior), |sum, hole| sum - area(hole))
            }
        }
    }

    /// The length of a straight edge in metres.
    #[must_use]
    pub fn length_m(self, a: Point, b: Point) -> f64 {
        let (dx, dy) = ((b.x - a.x) as f64, (b.y - a.y) as f64);
        match self.unit {
            Unit::Plane => dx.hypot(dy) / self.lattice.steps_per_unit(),
            // There and back.
            Unit::Degrees => {
                let there_and_back = [[a.x, a.y], [b.x, b.y]];
                metric::lattice_perimeter(there_and_back, self.lattice.steps_per_unit()).0 / 2.0
            }
        }
    }

    /// The length of all rings of a polygon in metres.
    #[must_use]
    pub fn perimeter_m(self, polygon: &Polygon) -> f64 {
        polygon.rings().map(|ring| closed(ring).map(|(a, b)| self.length_m(a, b)).sum::<f64>()).sum()
    }

    /// Metres in one step to the east and to the north, near a point.
    #[must_use]
    pub fn metres_per_step(self, near: Point) -> (f64, f64) {
        let steps = self.lattice.steps_per_unit();
        match self.unit {
            Unit::Plane => (1.0 / steps, 1.0 / steps),
            Unit::Degrees => {
                let [_, lat] = self.lattice.place(near);
                let scale = metric::local_scale(lat);
                (scale.east_m_per_degree / steps, scale.north_m_per_degree / steps)
            }
        }
    }
}

/// The edges of a ring, the closing one last.
pub(crate) fn closed(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}
