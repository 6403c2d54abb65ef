//! How wide is a face? The largest circle inside it.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::super::shape::{Point, Polygon};

/// The finest square that is looked at, as a part of the width in question.
const FINEST: f64 = 1.0 / 2048.0;

/// Whether a circle with more than this diameter fits into a polygon; in steps of y, x counts `x_scale` times.
///
/// Widths within a thousandth of the limit count as not wider. Squares that may hold the centre of such a circle are
/// quartered, the most promising first, so that wide polygons are told after few tries.
///
/// # Complexity
/// O(v) for each square, v vertices; a polygon of length l and about the width in question takes O(l / width) squares.
pub(super) fn is_wider_than(polygon: &Polygon, width_steps: f64, x_scale: f64) -> bool {
    let Some(plane) = Plane::new(polygon, x_scale) else { return false };
    let radius = width_steps * 0.5;
    let (across, up) = plane.extent;
    if across <= width_steps || up <= width_steps {
        return false;
    }
    let side = across.min(up);
    let mut queue = BinaryHeap::new();
    let (columns, rows) = ((across / side).ceil() as u32, (up / side).ceil() as u32);
    let half = side * 0.5;
    for column in 0..columns {
        for row in 0..rows {
            queue.push(plane.square(f64::from(column) * side + half, f64::from(row) * side + half, half));
        }
    }
    while let Some(Square { x, y, half, reach, distance }) = queue.pop() {
        if distance > radius {
            return true;
        }
        if reach <= radius || half < width_steps * FINEST {
            // All other squares reach less far.
            if reach <= radius {
                return false;
            }
            continue;
        }
        let quarter = half * 0.5;
        for (dx, dy) in [(-quarter, -quarter), (-quarter, quarter), (quarter, -quarter), (quarter, quarter)] {
            queue.push(plane.square(x + dx, y + dy, quarter));
        }
    }
    false
}

/// The polygon as segments from its lowest corner on, x scaled.
struct Plane {
    segments: Vec<[f64; 4]>,
    extent: (f64, f64),
}

struct Square {
    x: f64,
    y: f64,
    half: f64,
    /// The farthest from the border that any place of the square can be.
    reach: f64,
    /// The distance of its centre from the border, negative outside.
    distance: f64,
}

impl Plane {
    fn new(polygon: &Polygon, x_scale: f64) -> Option<Self> {
        let points = || polygon.exterior.iter();
        let low = Point::new(points().map(|point| point.x).min()?, points().map(|point| point.y).min()?);
        let local = |point: Point| (point.x.abs_diff(low.x) as f64 * x_scale, point.y.abs_diff(low.y) as f64);
        let mut segments = Vec::new();
        for ring in polygon.rings() {
            let ends = ring.iter().cycle().skip(1);
            segments.extend(ring.iter().zip(ends).map(|(&a, &b)| {
                let ((ax, ay), (bx, by)) = (local(a), local(b));
                [ax, ay, bx, by]
            }));
        }
        let extent =
            segments.iter().fold((0.0_f64, 0.0_f64), |(x, y), [ax, ay, ..]| (x.max(*ax), y.max(*ay)));
        Some(Self { segments, extent })
    }

    fn square(&self, x: f64, y: f64, half: f64) -> Square {
        let distance = self.distance(x, y);
        Square { x, y, half, reach: distance + half * std::f64::consts::SQRT_2, distance }
    }

    fn distance(&self, x: f64, y: f64) -> f64 {
        let mut inside = false;
        let mut least = f64::INFINITY;
        for &[ax, ay, bx, by] in &self.segments {
            let (dx, dy) = (bx - ax, by - ay);
            let along = (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
            let (ex, ey) = (x - (ax + along * dx), y - (ay + along * dy));
            least = least.min(ex * ex + ey * ey);
            if (ay > y) != (by > y) && x < ax + (y - ay) / dy * dx {
                inside = !inside;
            }
        }
        if inside { least.sqrt() } else { -least.sqrt() }
    }
}

impl Ord for Square {
    /// By reach; of equals the lower one, then the western one, is greater.
    fn cmp(&self, other: &Self) -> Ordering {
        self.reach
            .total_cmp(&other.reach)
            .then_with(|| other.y.total_cmp(&self.y))
            .then_with(|| other.x.total_cmp(&self.x))
    }
}

impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Square {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Square {}

#[cfg(test)]
#[path = "inscribed_tests.rs"]
mod tests;
