//! The largest circle inside a polygon (最大内切圆): the width of a gap or an overlap, and a place well inside it.
//!
//! Branch and bound over triangles. The polygon is cut into vertical trapezoids, so slivers a billion times longer than
//! wide start with cells of their own form. The distance to one edge is convex over a cell, and so is the mean of the
//! distances to two; the largest value at the cell's corners therefore bounds the circle from above, tightly between
//! two nearly parallel edges. The cell that promises most is halved until none promises more than the best circle found.
//!
//! Source: branch and bound after A. H. Land and A. G. Doig (1960), doi:10.2307/1910129, and the quadtree search
//! for a pole of inaccessibility after D. Garcia-Castellanos and U. Lombardo (2007), doi:10.1080/14702540801897809;
//! cells and bounds are our own.

mod trapezoids;

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::ground::closed;
use super::shape::{Point, Polygon};

/// The largest circle inside a polygon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InscribedCircle {
    /// The lattice point nearest to the centre.
    pub centre: Point,
    /// The radius in metres: at least (1 − tolerance) of the largest one.
    pub radius_m: f64,
}

/// The largest circle inside a polygon with simple rings.
///
/// `metres_per_step` scales the two axes. The radius falls short of the largest by the relative `tolerance` at most, or
/// by more where a budget of about 1e8 distances is used up first (polygons of many thousand corners). `None` for a
/// polygon without area. It never exceeds the largest, up to rounding of doubles.
///
/// # Complexity
/// O(n) for each cell looked at; a few cells for each corner.
#[must_use]
pub fn largest_inscribed_circle(
    polygon: &Polygon,
    metres_per_step: (f64, f64),
    tolerance: f64,
) -> Option<InscribedCircle> {
    let origin = *polygon.exterior.first()?;
    let (east_m, north_m) = metres_per_step;
    let metres = |p: Point| [(p.x - origin.x) as f64 * east_m, (p.y - origin.y) as f64 * north_m];
    let edges: Vec<Edge> = polygon
        .rings()
        .flat_map(|ring| closed(ring))
        .filter(|(a, b)| a != b)
        .map(|(a, b)| Edge::new(metres(a), metres(b)))
        .collect();
    let mut heap: BinaryHeap<Cell> = trapezoids::cells(polygon, origin, metres_per_step).into();
    let mut best: Option<([f64; 2], f64)> = None;
    let mut budget = 100_000_000usize;
    // Places far from the origin carry this much rounding; nothing below it is worth a search.
    let reach = edges.iter().flat_map(|edge| edge.from).fold(0.0, |most: f64, value| most.max(value.abs()));
    let rounding = 8.0 * f64::EPSILON * reach;
    while let Some(cell) = heap.pop() {
        let least = best.map_or(0.0, |(_, radius)| radius * (1.0 + tolerance) + rounding);
        if cell.bound <= least && best.is_some() || budget == 0 {
            break;
        }
        let (centre, view) = (cell.centre(), View::of(&cell, &edges));
        budget = budget.saturating_sub(4 * cell.near.as_ref().map_or(edges.len(), |near| near.len()));
        if best.is_none_or(|(_, radius)| view.radius > radius) {
            best = Some((centre, view.radius));
        }
        let bound = cell.bound.min(view.bound);
        if bound > least {
            heap.extend(cell.halves(bound, view.near));
        }
    }
    let ([x, y], radius_m) = best?;
    let centre = Point::new(origin.x + (x / east_m).round() as i64, origin.y + (y / north_m).round() as i64);
    Some(InscribedCircle { centre, radius_m })
}

/// An edge in metres.
struct Edge {
    from: [f64; 2],
    along: [f64; 2],
    squared: f64,
}

impl Edge {
    fn new(a: [f64; 2], b: [f64; 2]) -> Self {
        let along = [b[0] - a[0], b[1] - a[1]];
        Self { from: a, along, squared: along[0] * along[0] + along[1] * along[1] }
    }

    /// From a place to the nearest one on the edge. Off the ends that is an end; beside the edge the distance comes from
    /// the cross product, which keeps its digits for places very near a long edge.
    fn way_to(&self, p: [f64; 2]) -> [f64; 2] {
        let off = [p[0] - self.from[0], p[1] - self.from[1]];
        let share = (off[0] * self.along[0] + off[1] * self.along[1]) / self.squared;
        if share <= 0.0 {
            [-off[0], -off[1]]
        } else if share >= 1.0 {
            [self.along[0] - off[0], self.along[1] - off[1]]
        } else {
            let cross = (self.along[0] * off[1] - self.along[1] * off[0]) / self.squared;
            [cross * self.along[1], -cross * self.along[0]]
        }
    }

    fn distance(&self, p: [f64; 2]) -> f64 {
        length(self.way_to(p))
    }
}

/// Plain, because `hypot` costs ten times as much and metres neither overflow nor vanish when squared.
fn length([x, y]: [f64; 2]) -> f64 {
    (x * x + y * y).sqrt()
}

/// A triangle inside the polygon and an upper bound for circles centred in it.
struct Cell {
    corners: [[f64; 2]; 3],
    bound: f64,
    /// The edges that can be nearest to a place in it; `None` for all.
    near: Option<Rc<[u32]>>,
}

impl Cell {
    fn centre(&self) -> [f64; 2] {
        let [a, b, c] = self.corners;
        [(a[0] + b[0] + c[0]) / 3.0, (a[1] + b[1] + c[1]) / 3.0]
    }

    /// Both halves, cut through the middle of the longest side.
    fn halves(&self, bound: f64, near: Rc<[u32]>) -> [Self; 2] {
        let squared = |p: [f64; 2], q: [f64; 2]| (q[0] - p[0]).powi(2) + (q[1] - p[1]).powi(2);
        let [a, b, c] = self.corners;
        let mut turned = [[a, b, c], [b, c, a], [c, a, b]];
        turned.sort_by(|s, t| squared(t[0], t[1]).total_cmp(&squared(s[0], s[1])));
        let [p, q, r] = turned[0];
        let middle = [f64::midpoint(p[0], q[0]), f64::midpoint(p[1], q[1])];
        let half = |corners| Self { corners, bound, near: Some(Rc::clone(&near)) };
        [half([p, middle, r]), half([middle, q, r])]
    }
}

/// What the edges say about one cell.
struct View {
    /// Distance from the centre to the nearest edge.
    radius: f64,
    /// No circle centred in the cell is larger.
    bound: f64,
    /// The edges that can be nearest to a place in the cell.
    near: Rc<[u32]>,
}

impl View {
    fn of(cell: &Cell, edges: &[Edge]) -> Self {
        let centre = cell.centre();
        let seen: Vec<(u32, f64, [f64; 2])> = match &cell.near {
            Some(near) => near.iter().map(|&index| sight(index, &edges[index as usize], centre)).collect(),
            None => (0u32..).zip(edges).map(|(index, edge)| sight(index, edge, centre)).collect(),
        };
        let farthest =
            |edge: &Edge| cell.corners.iter().fold(0.0, |most: f64, &p| most.max(edge.distance(p)));
        let mut single = f64::INFINITY;
        let mut nearest: Option<&(u32, f64, [f64; 2])> = None;
        for of_edge in &seen {
            if nearest.is_none_or(|known| of_edge.1 < known.1) {
                nearest = Some(of_edge);
            }
            // The farthest corner is at least as far as the centre: most edges need no closer look.
            if of_edge.1 < single {
                single = single.min(farthest(&edges[of_edge.0 as usize]));
            }
        }
        let Some(&(first, radius, to_first)) = nearest else {
            return Self { radius: 0.0, bound: 0.0, near: Rc::new([]) };
        };
        let is_opposite = |way: [f64; 2]| way[0] * to_first[0] + way[1] * to_first[1] < 0.0;
        let opposite = seen.iter().filter(|(.., way)| is_opposite(*way)).min_by(|s, t| s.1.total_cmp(&t.1));
        let pair = opposite.map_or(f64::INFINITY, |&(second, ..)| {
            let mean =
                |p| f64::midpoint(edges[first as usize].distance(p), edges[second as usize].distance(p));
            cell.corners.iter().fold(0.0, |most: f64, &p| most.max(mean(p)))
        });
        // A place in the cell has an edge within `single`, and is within `size` of the centre.
        let size = cell
            .corners
            .iter()
            .fold(0.0, |most: f64, p| most.max(length([p[0] - centre[0], p[1] - centre[1]])));
        let near =
            seen.iter().filter(|(_, distance, _)| *distance <= single + size).map(|(index, ..)| *index);
        Self { radius, bound: single.min(pair), near: near.collect() }
    }
}

/// An edge's number, distance and way from a place.
fn sight(index: u32, edge: &Edge, from: [f64; 2]) -> (u32, f64, [f64; 2]) {
    let way = edge.way_to(from);
    (index, length(way), way)
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Cell {}

impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cell {
    /// By promise; equal ones by place, so that the order of work is fixed.
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |cell: &Self| cell.corners.concat();
        self.bound.total_cmp(&other.bound).then_with(|| {
            let (own, others) = (key(self), key(other));
            own.iter()
                .zip(&others)
                .map(|(a, b)| b.total_cmp(a))
                .find(|o| o.is_ne())
                .unwrap_or(Ordering::Equal)
        })
    }
}

#[cfg(test)]
#[path = "inscribed_tests.rs"]
mod tests;
