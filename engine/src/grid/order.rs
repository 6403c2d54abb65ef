//! The order in which cells are numbered: west to east in bands from north to south.

use crate::topology::{Point, Ring, Shape};

/// A point inside a shape that stands for it: the middle of the widest inner span at half its height.
///
/// Integer arithmetic only, so the same on every machine. `None` when the shape has no area at that height.
///
/// # Complexity
/// O(n log n) in the number of vertices.
#[must_use]
pub fn representative_point(shape: &Shape) -> Option<Point> {
    let (low, high) = shape.bounds()?;
    // Half a step above the lattice no vertex can stand, so every crossing is a clean one.
    let y2 = (low.y + high.y).div_euclid(2) * 2 + 1;
    let mut crossings: Vec<i64> = Vec::new();
    for ring in shape.rings() {
        collect_crossings(ring, y2, &mut crossings);
    }
    crossings.sort_unstable();
    let spans = crossings.chunks_exact(2).filter_map(|pair| match pair {
        [west, east] => Some((*west, *east)),
        _ => None,
    });
    // The westernmost of equally wide spans.
    let (west, east) = spans.fold(None::<(i64, i64)>, |best, span| match best {
        Some(best) if best.1 - best.0 >= span.1 - span.0 => Some(best),
        _ => Some(span),
    })?;
    Some(Point { x: west + (east - west).div_euclid(2), y: y2.div_euclid(2) })
}

/// Longitudes (rounded down) at which a ring crosses the height `y2 / 2`.
fn collect_crossings(ring: &Ring, y2: i64, crossings: &mut Vec<i64>) {
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        if (2 * a.y < y2) != (2 * b.y < y2) {
            let rise = 2 * i128::from(b.y - a.y);
            let x = i128::from(a.x) + (i128::from(b.x - a.x) * i128::from(y2 - 2 * a.y)).div_euclid(rise);
            crossings.extend(i64::try_from(x));
        }
    }
}

/// The order W→E in bands N→S: positions of `points`, northernmost band first, each band from west to east.
///
/// The standard does not say how irregular cells are ordered; here bands of `band_height` steps are counted down from
/// the northernmost point (a point on a band's lower edge belongs to the next band). Ties go north first, then to
/// the smaller position. A height below 1 counts as 1.
///
/// # Example
/// ```
/// use gridward::{grid::reading_order, topology::Point};
/// let points = [(9, 98), (1, 100), (5, 99), (0, 10)].map(|(x, y)| Point { x, y });
/// assert_eq!(reading_order(&points, 20), [1, 2, 0, 3]);
/// ```
#[must_use]
pub fn reading_order(points: &[Point], band_height: i64) -> Vec<usize> {
    let north = points.iter().map(|p| p.y).max().unwrap_or(0);
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by_key(|&at| {
        points.get(at).map(|p| ((north - p.y).div_euclid(band_height.max(1)), p.x, -p.y, at))
    });
    order
}

#[cfg(test)]
#[path = "order_tests.rs"]
mod tests;
