//! The outer border of a coverage, by which densities are corrected and cut.

use crate::crs::LatticePoint;
use crate::tiles::Print;
use crate::topology::{Point, Shape};

/// Strips of latitude in which edges are found.
const STRIPS: usize = 1024;

/// An edge from south to north.
#[derive(Debug, Clone, Copy)]
struct Edge {
    south: Point,
    north: Point,
}

impl Edge {
    /// Where it crosses a latitude; its northern end does not belong to it, and a level one never does.
    fn crosses(&self, lat: f64) -> Option<f64> {
        let [x, y, to_x, to_y] =
            [self.south.x, self.south.y, self.north.x, self.north.y].map(|number| number as f64);
        (y <= lat && lat < to_y).then(|| x + (to_x - x) * ((lat - y) / (to_y - y)))
    }
}

/// The outer border (外边界) of cells that do not overlap: what is inside of one is inside.
#[derive(Debug, Clone)]
pub struct Outline {
    /// Edges of all strips, from the south; long ones stand in several.
    strips: Vec<Vec<Edge>>,
    low: Point,
    high: Point,
    print: u64,
}

impl Outline {
    /// The border around some cells. Edges that two cells share segment for segment are none of it.
    ///
    /// # Complexity
    /// O(n log n) for n vertices.
    #[must_use]
    pub fn around<'a>(cells: impl IntoIterator<Item = &'a Shape>) -> Self {
        let mut edges = Vec::new();
        for ring in cells.into_iter().flat_map(Shape::rings) {
            for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                edges.push(if (a.y, a.x) < (b.y, b.x) { (*a, *b) } else { (*b, *a) });
            }
        }
        edges.sort_unstable();
        let once = edges.chunk_by(|a, b| a == b).filter(|same| same.len() % 2 == 1);
        let edges: Vec<Edge> =
            once.filter_map(|same| same.first()).map(|&(south, north)| Edge { south, north }).collect();
        Self::from_edges(&edges)
    }

    fn from_edges(edges: &[Edge]) -> Self {
        let ends = || edges.iter().flat_map(|edge| [edge.south, edge.north]);
        let least = |of: fn(Point) -> i64| ends().map(of).min().unwrap_or(0);
        let most = |of: fn(Point) -> i64| ends().map(of).max().unwrap_or(0);
        let low = Point::new(least(|at| at.x), least(|at| at.y));
        let high = Point::new(most(|at| at.x), most(|at| at.y));
        let mut print = Print::default();
        let mut outline = Self { strips: vec![Vec::new(); STRIPS], low, high, print: 0 };
        for edge in edges {
            [edge.south.x, edge.south.y, edge.north.x, edge.north.y]
                .into_iter()
                .for_each(|number| print.number(number.cast_unsigned()));
            let (from, to) = (outline.strip(edge.south.y as f64), outline.strip(edge.north.y as f64));
            for strip in outline.strips.iter_mut().take(to + 1).skip(from) {
                strip.push(*edge);
            }
        }
        outline.print = print.get();
        outline
    }

    fn strip(&self, lat: f64) -> usize {
        let share = (lat - self.low.y as f64) / ((self.high.y - self.low.y) as f64).max(1.0);
        usize::try_from(super::lattice::whole(share * STRIPS as f64)).unwrap_or(0).min(STRIPS - 1)
    }

    /// A number that differs when the border does.
    #[must_use]
    pub fn print(&self) -> u64 {
        self.print
    }

    /// Bytes of memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.strips.iter().map(|strip| strip.len() * size_of::<Edge>() + 24).sum()
    }

    /// The south-western and the north-eastern corner of its box, in lattice steps.
    pub(super) fn corners(&self) -> ([f64; 2], [f64; 2]) {
        let steps = |at: Point| [at.x as f64, at.y as f64];
        (steps(self.low), steps(self.high))
    }

    /// The longitudes at which a latitude enters and leaves, in lattice steps, rising.
    pub(super) fn crossings(&self, lat: f64, found: &mut Vec<f64>) {
        found.clear();
        let strip = self.strips.get(self.strip(lat)).map(Vec::as_slice).unwrap_or_default();
        found.extend(strip.iter().filter_map(|edge| edge.crosses(lat)));
        found.sort_unstable_by(f64::total_cmp);
    }

    /// Whether a place lies inside.
    #[must_use]
    pub fn holds(&self, at: LatticePoint) -> bool {
        self.holds_steps(f64::from(at.x), f64::from(at.y))
    }

    pub(super) fn holds_steps(&self, lon: f64, lat: f64) -> bool {
        let strip = self.strips.get(self.strip(lat)).map(Vec::as_slice).unwrap_or_default();
        strip.iter().filter_map(|edge| edge.crosses(lat)).filter(|crossing| *crossing <= lon).count() % 2 == 1
    }

    /// The boxes of all edges, in lattice steps.
    pub(super) fn edge_boxes(&self) -> impl Iterator<Item = ([f64; 2], [f64; 2])> {
        self.strips.iter().flatten().map(|edge| {
            let (a, b) = (edge.south, edge.north);
            let (west, east) = (a.x.min(b.x), a.x.max(b.x));
            ([west as f64, a.y as f64], [east as f64, b.y as f64])
        })
    }
}

#[cfg(test)]
#[path = "outline_tests.rs"]
mod tests;
