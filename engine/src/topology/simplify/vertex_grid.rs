//! Which vertex stands in this triangle?

use crate::topology::arcs::{NONE, SharedArcs};
use crate::topology::predicates::orientation;
use crate::topology::shape::Point;

/// The vertices that are left, in square cells; made anew, with larger cells, whenever three quarters have gone.
pub(super) struct VertexGrid<'a> {
    arcs: &'a SharedArcs,
    lowest: Point,
    /// Side of a cell: 2^shift steps.
    shift: u32,
    rows: usize,
    columns: usize,
    /// First member of each cell, column after column, and one more.
    starts: Vec<u32>,
    members: Vec<u32>,
    is_here: Vec<bool>,
    living: usize,
}

impl<'a> VertexGrid<'a> {
    pub(super) fn new(arcs: &'a SharedArcs) -> Self {
        let mut is_here = vec![false; arcs.points().len()];
        for vertex in arcs.vertices().iter().copied().chain(arcs.lone_vertices()) {
            is_here[vertex as usize] = true;
        }
        let living = is_here.iter().filter(|&&here| here).count();
        let origin = Point { x: 0, y: 0 };
        let (starts, members) = (Vec::new(), Vec::new());
        let mut grid =
            Self { arcs, lowest: origin, shift: 0, rows: 1, columns: 1, starts, members, is_here, living };
        grid.build();
        grid
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
        let low = Point { x: a.x.min(b.x).min(c.x), y: a.y.min(b.y).min(c.y) };
        let high = Point { x: a.x.max(b.x).max(c.x), y: a.y.max(b.y).max(c.y) };
        let (first, last) = (self.cell(low), self.cell(high));
        for column in first.0..=last.0 {
            let (from, to) = (column * self.rows + first.1, column * self.rows + last.1 + 1);
            for &vertex in &self.members[self.starts[from] as usize..self.starts[to] as usize] {
                let point = self.arcs.point(vertex);
                let is_near = (low.x..=high.x).contains(&point.x) && (low.y..=high.y).contains(&point.y);
                if is_near
                    && self.is_here[vertex as usize]
                    && !corners.contains(&vertex)
                    && is_within(triangle, point)
                {
                    return Some(vertex);
                }
            }
        }
        None
    }

    fn build(&mut self) {
        let here: Vec<u32> =
            (0..NONE).zip(&self.is_here).filter(|&(_, &here)| here).map(|(vertex, _)| vertex).collect();
        let points = || here.iter().map(|&vertex| self.arcs.point(vertex));
        self.lowest = Point {
            x: points().map(|point| point.x).min().unwrap_or(0),
            y: points().map(|point| point.y).min().unwrap_or(0),
        };
        let highest = Point {
            x: points().map(|point| point.x).max().unwrap_or(0),
            y: points().map(|point| point.y).max().unwrap_or(0),
        };
        let most_cells = u128::try_from(here.len()).unwrap_or(1).max(1);
        let cells_at = |shift: u32| {
            let columns = (highest.x.abs_diff(self.lowest.x) >> shift) + 1;
            let rows = (highest.y.abs_diff(self.lowest.y) >> shift) + 1;
            u128::from(columns) * u128::from(rows)
        };
        self.shift = (0..63).find(|&shift| cells_at(shift) <= most_cells).unwrap_or(63);
        let (last_column, last_row) = self.cell(highest);
        (self.columns, self.rows) = (last_column + 1, last_row + 1);
        let cell_of = |grid: &Self, vertex: u32| {
            let (column, row) = grid.cell(grid.arcs.point(vertex));
            column * grid.rows + row
        };
        let mut starts = vec![0_u32; self.columns * self.rows + 1];
        for &vertex in &here {
            starts[cell_of(self, vertex) + 1] += 1;
        }
        for cell in 1..starts.len() {
            starts[cell] += starts[cell - 1];
        }
        let mut free = starts.clone();
        let mut members = vec![0; here.len()];
        for &vertex in &here {
            let place = &mut free[cell_of(self, vertex)];
            members[*place as usize] = vertex;
            *place += 1;
        }
        (self.starts, self.members) = (starts, members);
    }

    /// Column and row of a position; every triangle lies within the extent of the grid it was made for.
    fn cell(&self, point: Point) -> (usize, usize) {
        let along = |from: i64, to: i64| usize::try_from(to.abs_diff(from) >> self.shift).unwrap_or(0);
        (along(self.lowest.x, point.x), along(self.lowest.y, point.y))
    }
}

/// Whether a position lies in the closed triangle, given that it lies in the triangle's envelope.
fn is_within([a, b, c]: [Point; 3], point: Point) -> bool {
    let turns = [orientation(a, b, point), orientation(b, c, point), orientation(c, a, point)];
    !(turns.iter().any(|turn| turn.is_lt()) && turns.iter().any(|turn| turn.is_gt()))
}
