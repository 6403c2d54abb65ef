//! Shapes of the lattice as they are written into files.

use geo::{Coord, LineString, MultiPolygon, Polygon};

use super::RawGeometry;
use crate::measure::LonLat;
use crate::topology::{Lattice, Ring, Shape};

impl From<&Shape> for RawGeometry {
    /// The shape of a published plan in degrees, rings closed.
    fn from(shape: &Shape) -> Self {
        let ring = |ring: &Ring| -> LineString<f64> {
            let corners = ring.iter().chain(ring.first()).map(|corner| {
                let [x, y] = Lattice::PLAN.place(*corner);
                Coord { x, y }
            });
            corners.collect()
        };
        let polygons = shape.polygons.iter().map(|polygon| {
            Polygon::new(ring(&polygon.exterior), polygon.interiors.iter().map(ring).collect())
        });
        Self::Polygons(MultiPolygon(polygons.collect()))
    }
}

impl RawGeometry {
    /// One polygon without holes, from its corners; the first need not be repeated.
    #[must_use]
    pub fn around(corners: &[LonLat]) -> Self {
        let corners = corners.iter().map(|corner| Coord { x: corner.lon(), y: corner.lat() });
        // A polygon closes its rings itself.
        Self::Polygons(MultiPolygon(vec![Polygon::new(corners.collect(), Vec::new())]))
    }
}
