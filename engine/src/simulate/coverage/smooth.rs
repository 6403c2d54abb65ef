//! Calmer borders by moving mesh vertices, with a proof that no border can cross another.
//!
//! The mesh keeps its outline, and a vertex only moves while each triangle around it stays counter-clockwise. A
//! triangulation whose triangles are all positively oriented and whose outline is fixed folds nowhere.

use super::mesh::{Mesh, NONE};
use super::plane::{Plane, twice_area};
use crate::topology::Point;

/// Moves vertices towards the middle of their neighbours along borders, `rounds` times; then measures anew.
pub(super) fn smooth(mesh: &mut Mesh, cell_of: &[u32], plane: &Plane, rounds: u32) {
    let around = Around::new(mesh);
    let smallest = twice_area_median(mesh) / 24;
    for _ in 0..rounds {
        for vertex in 0..mesh.points.len() {
            if let Some(goal) = around.goal(mesh, cell_of, vertex) {
                around.move_to(mesh, vertex, goal, smallest);
            }
        }
    }
    for triangle in 0..mesh.triangles.len() {
        let corners = mesh.corners(triangle);
        let metres = corners.map(|p| plane.metres(p));
        mesh.areas_m2[triangle] = plane.triangle_m2(corners);
        mesh.centres[triangle] = (
            (metres[0].0 + metres[1].0 + metres[2].0) / 3.0,
            (metres[0].1 + metres[1].1 + metres[2].1) / 3.0,
        );
    }
}

/// The triangles around each vertex, as (triangle, corner).
struct Around {
    starts: Vec<usize>,
    corners: Vec<(u32, u8)>,
}

impl Around {
    fn new(mesh: &Mesh) -> Self {
        let mut starts = vec![0; mesh.points.len() + 1];
        for vertex in mesh.triangles.iter().flatten() {
            starts[*vertex as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut free = starts.clone();
        let mut corners = vec![(0, 0); mesh.triangles.len() * 3];
        for (triangle, vertices) in (0_u32..).zip(&mesh.triangles) {
            for (corner, vertex) in (0_u8..).zip(vertices) {
                let slot = &mut free[*vertex as usize];
                corners[*slot] = (triangle, corner);
                *slot += 1;
            }
        }
        Self { starts, corners }
    }

    fn at(&self, vertex: usize) -> &[(u32, u8)] {
        &self.corners[self.starts[vertex]..self.starts[vertex + 1]]
    }

    /// Where a vertex would like to be; `None` on the outline, which never moves.
    fn goal(&self, mesh: &Mesh, cell_of: &[u32], vertex: usize) -> Option<Point> {
        let (mut border, mut border_count) = (Point::new(0, 0), 0);
        let (mut all, mut all_count) = (Point::new(0, 0), 0);
        for (triangle, corner) in self.at(vertex) {
            let (triangle, corner) = (*triangle as usize, usize::from(*corner));
            let (out, back) =
                (mesh.neighbours[triangle][corner], mesh.neighbours[triangle][(corner + 2) % 3]);
            if out == NONE || back == NONE {
                return None;
            }
            let next = mesh.points[mesh.triangles[triangle][(corner + 1) % 3] as usize];
            all = Point::new(all.x + next.x, all.y + next.y);
            all_count += 1;
            if cell_of[out as usize] != cell_of[triangle] {
                border = Point::new(border.x + next.x, border.y + next.y);
                border_count += 1;
            }
        }
        let here = mesh.points[vertex];
        let (sum, count, own) = match border_count {
            0 => (all, all_count, 0),
            2 => (border, 2, 2),
            _ => (border, border_count, border_count),
        };
        let mean = |sum: i64, here: i64| {
            let parts = count + own;
            (2 * (sum + own * here) + parts).div_euclid(2 * parts)
        };
        Some(Point::new(mean(sum.x, here.x), mean(sum.y, here.y)))
    }

    /// Moves a vertex to its goal, or half of the way, unless a triangle would turn over or shrink too far.
    fn move_to(&self, mesh: &mut Mesh, vertex: usize, goal: Point, smallest: i64) {
        let here = mesh.points[vertex];
        let halfway = Point::new(here.x + (goal.x - here.x) / 2, here.y + (goal.y - here.y) / 2);
        for place in [goal, halfway] {
            let fits = self.at(vertex).iter().all(|(triangle, corner)| {
                let (triangle, corner) = (*triangle as usize, usize::from(*corner));
                let before = mesh.corners(triangle);
                let (b, c) = (before[(corner + 1) % 3], before[(corner + 2) % 3]);
                let (old, new) = (twice_area(here, b, c), twice_area(place, b, c));
                new > 0 && (new >= smallest || new >= old)
            });
            if fits {
                mesh.points[vertex] = place;
                return;
            }
        }
    }
}

fn twice_area_median(mesh: &Mesh) -> i64 {
    let mut areas: Vec<i64> = (0..mesh.triangles.len())
        .map(|triangle| {
            let [a, b, c] = mesh.corners(triangle);
            twice_area(a, b, c)
        })
        .collect();
    let middle = areas.len() / 2;
    *areas.select_nth_unstable(middle).1
}
