//! A polygon cut into triangles by vertical lines through its corners.

use std::cmp::Ordering;

use super::Cell;
use crate::topology::ground::closed;
use crate::topology::predicates::orientation;
use crate::topology::shape::{Point, Polygon};

/// The triangles in metres from `origin`, each with the half height of its trapezoid as a first bound: a circle there
/// lies between the trapezoid's lower and upper edge.
pub(super) fn cells(polygon: &Polygon, origin: Point, (east_m, north_m): (f64, f64)) -> Vec<Cell> {
    let mut edges: Vec<(Point, Point)> = polygon
        .rings()
        .flat_map(|ring| closed(ring))
        .filter(|(a, b)| a.x != b.x)
        .map(|(a, b)| if a < b { (a, b) } else { (b, a) })
        .collect();
    edges.sort_unstable();
    let mut cuts: Vec<i64> = edges.iter().flat_map(|(a, b)| [a.x, b.x]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut cells = Vec::new();
    let mut coming = edges.into_iter().peekable();
    let mut active: Vec<(Point, Point)> = Vec::new();
    for slab in cuts.windows(2) {
        let &[west, east] = slab else { continue };
        active.retain(|(_, b)| b.x > west);
        while let Some(edge) = coming.next_if(|(a, _)| a.x <= west) {
            active.push(edge);
        }
        active.sort_by(|&s, &t| height_order(s, t));
        for pair in active.chunks_exact(2) {
            let &[lower, upper] = pair else { continue };
            let at = |x: i64, edge| [(x - origin.x) as f64 * east_m, height(edge, x, origin) * north_m];
            let [sw, nw] = [at(west, lower), at(west, upper)];
            let [se, ne] = [at(east, lower), at(east, upper)];
            let bound = (nw[1] - sw[1]).max(ne[1] - se[1]) / 2.0;
            // Two trapezoid corners may coincide; a triangle without area is harmless.
            cells.extend([[sw, se, ne], [sw, ne, nw]].map(|corners| Cell { corners, bound, near: None }));
        }
    }
    cells
}

/// Height of an edge at x, in steps above the origin.
fn height((a, b): (Point, Point), x: i64, origin: Point) -> f64 {
    let share = (x - a.x) as f64 / (b.x - a.x) as f64;
    let from_west = (a.y - origin.y) as f64 + (b.y - a.y) as f64 * share;
    if x == b.x { (b.y - origin.y) as f64 } else { from_west }
}

/// Lower edges first, exactly; both reach over one slab and do not cross.
fn height_order(s: (Point, Point), t: (Point, Point)) -> Ordering {
    // Equal ends leave the decision to the other side.
    let west = if s.0.x >= t.0.x { orientation(t.0, t.1, s.0) } else { orientation(s.0, s.1, t.0).reverse() };
    west.then_with(|| {
        if s.1.x <= t.1.x { orientation(t.0, t.1, s.1) } else { orientation(s.0, s.1, t.1).reverse() }
    })
}
