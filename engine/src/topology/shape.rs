//! Points, rings, polygons and shapes in integer lattice steps.

use serde::{Deserialize, Serialize};

/// The largest magnitude of a coordinate, 2^61 steps: sums of two products of differences then fit an `i128`.
pub const COORDINATE_LIMIT: i64 = 1 << 61;

/// A position in lattice steps. Ordered by x, then by y, which is the order along any segment that points east.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Point {
    /// East, in steps.
    pub x: i64,
    /// North, in steps.
    pub y: i64,
}

impl Point {
    /// The position (x, y).
    #[must_use]
    pub const fn new(x: i64, y: i64) -> Self {
        Self { x, y }
    }

    /// Whether both coordinates are within [`COORDINATE_LIMIT`].
    #[must_use]
    pub const fn in_range(self) -> bool {
        self.x.unsigned_abs() <= COORDINATE_LIMIT.unsigned_abs()
            && self.y.unsigned_abs() <= COORDINATE_LIMIT.unsigned_abs()
    }
}

/// A closed line: the last point joins the first, which is not repeated. Either direction.
pub type Ring = Vec<Point>;

/// One outer ring and its holes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Polygon {
    /// The outer border.
    pub exterior: Ring,
    /// The holes.
    pub interiors: Vec<Ring>,
}

impl Polygon {
    /// The outer ring, then the holes.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        std::iter::once(&self.exterior).chain(&self.interiors)
    }

    /// Twice the area in square steps, exact: the outer ring less the holes, whatever their direction.
    #[must_use]
    pub fn twice_area(&self) -> i128 {
        self.interiors.iter().fold(twice_signed_area(&self.exterior).abs(), |area, hole| {
            area.wrapping_sub(twice_signed_area(hole).abs())
        })
    }
}

/// One feature: any number of polygons. What it covers is judged even-odd over all of its rings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shape {
    /// The parts.
    pub polygons: Vec<Polygon>,
}

impl Shape {
    /// Every ring of every part.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.polygons.iter().flat_map(Polygon::rings)
    }

    /// Twice the area in square steps, exact for parts that do not overlap.
    #[must_use]
    pub fn twice_area(&self) -> i128 {
        self.polygons.iter().fold(0, |sum, part| sum + part.twice_area())
    }

    /// The lowest and the highest corner of the bounding box; `None` without points.
    #[must_use]
    pub fn bounds(&self) -> Option<(Point, Point)> {
        self.rings().flatten().fold(None, |bounds, p| {
            let (low, high) = bounds.unwrap_or((*p, *p));
            Some((Point::new(low.x.min(p.x), low.y.min(p.y)), Point::new(high.x.max(p.x), high.y.max(p.y))))
        })
    }
}

impl From<Polygon> for Shape {
    fn from(polygon: Polygon) -> Self {
        Self { polygons: vec![polygon] }
    }
}

/// Twice the signed area of a ring in square steps, exact; positive when it runs counter-clockwise.
///
/// A partial sum may wrap, the final one is within ±2^125 for a ring without self-crossings and comes out right.
#[must_use]
pub fn twice_signed_area(ring: &[Point]) -> i128 {
    let Some((&origin, rest)) = ring.split_first() else { return 0 };
    rest.windows(2).fold(0i128, |sum, pair| match pair {
        [a, b] => sum.wrapping_add(super::predicates::cross(origin, *a, *b)),
        _ => sum,
    })
}
