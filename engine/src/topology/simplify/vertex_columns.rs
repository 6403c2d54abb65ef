//! Which vertex stands in this triangle?

use rayon::prelude::*;

use crate::topology::arcs::{NONE, SharedArcs};
use crate::topology::predicates::orientation;
use crate::topology::shape::Point;

/// The vertices that are left, in columns of equally many from west to east, from south to north in each column.
///
/// Columns follow the vertices, so that a few positions far away from the others do no harm. They are made anew
/// whenever three quarters of the vertices have gone.
pub(super) struct VertexColumns<'a> {
    arcs: &'a SharedArcs,
    /// Place of each vertex among the members.
    place_of: Vec<u32>,
    /// Vertices in a column; the last one may have fewer.
    height: usize,
    /// y of the members, column after column.
    ys: Vec<i64>,
    members: Vec<(i64, u32)>,
    is_here: Vec<bool>,
    living: usize,
}

impl<'a> VertexColumns<'a> {
    pub(super) fn new(arcs: &'a SharedArcs) -> Self {
        let mut is_here = vec![false; arcs.points().len()];
        for vertex in arcs.vertices().iter().copied().chain(arcs.lone_vertices()) {
            is_here[vertex as usize] = true;
        }
        let living = is_here.iter().filter(|&&here| here).count();
        let place_of = vec![0; is_here.len()];
        let (ys, members) = (Vec::new(), Vec::new());
        let mut columns = Self { arcs, place_of, height: 1, ys, members, is_here, living };
        columns.build();
        columns
    }

    pub(super) fn remove(&mut self, vertex: u32) {
        self.is_here[vertex as usize] = false;
        self.living -= 1;
        if self.living * 4 < self.members.len() {
            self.build();
        }
    }

    /// A vertex in the closed triangle of three vertices that is none of the three.
    pub(super) fn vertex_within(&self, corners: [u32; 3]) -> Option<u32> {
        let triangle @ [a, b, c] = corners.map(|corner| self.arcs.point(corner));
        let (south, north) = (a.y.min(b.y).min(c.y), a.y.max(b.y).max(c.y));
        // Vertices are numbered from west to east.
        let [west, east] =
            [corners.iter().min(), corners.iter().max()].map(|corner| corner.copied().unwrap_or(0));
        let places = corners.map(|corner| self.place_of[corner as usize] as usize);
        let columns = [west, east].map(|corner| self.place_of[corner as usize] as usize / self.height);
        for column in columns[0]..=columns[1] {
            let first = column * self.height;
            let end = self.ys.len().min(first + self.height);
            // From a corner in this column it is a short way to the south end of the triangle.
            let from = match places.iter().copied().find(|place| (first..end).contains(place)) {
                Some(place) => {
                    place - self.ys[first..place].iter().rev().take_while(|&&y| y >= south).count()
                }
                None => first + self.ys[first..end].partition_point(|&y| y < south),
            };
            for (&y, &(x, vertex)) in self.ys[from..end].iter().zip(&self.members[from..end]) {
                if y > north {
                    break;
                }
                if west < vertex
                    && vertex < east
                    && self.is_here[vertex as usize]
                    && !corners.contains(&vertex)
                    && is_within(triangle, Point::new(x, y))
                {
                    return Some(vertex);
                }
            }
        }
        None
    }

    fn build(&mut self) {
        let mut here: Vec<u32> =
            (0..NONE).zip(&self.is_here).filter(|&(_, &here)| here).map(|(vertex, _)| vertex).collect();
        self.height = here.len().isqrt().max(1);
        let arcs = self.arcs;
        here.par_chunks_mut(self.height)
            .for_each(|vertices| vertices.sort_unstable_by_key(|&vertex| (arcs.point(vertex).y, vertex)));
        for (place, &vertex) in (0..).zip(&here) {
            self.place_of[vertex as usize] = place;
        }
        self.ys = here.iter().map(|&vertex| arcs.point(vertex).y).collect();
        self.members = here.iter().map(|&vertex| (arcs.point(vertex).x, vertex)).collect();
    }
}

/// Whether a position lies in the closed triangle, given that it lies in the triangle's envelope.
fn is_within([a, b, c]: [Point; 3], point: Point) -> bool {
    let turns = [orientation(a, b, point), orientation(b, c, point), orientation(c, a, point)];
    !(turns.iter().any(|turn| turn.is_lt()) && turns.iter().any(|turn| turn.is_gt()))
}
