//! A triangle mesh on the lattice that fills the outline; every border of every layer is a chain of its edges.
//!
//! That makes any grouping of triangles a valid coverage: no gap and no overlap, shared vertex for vertex.

use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation};

use super::plane::{Plane, to_f64};
use super::spec::CoverageError;
use crate::simulate::SplitMix64;
use crate::topology::{Point, Shape};

/// No triangle: the outside.
pub(super) const NONE: u32 = u32::MAX;

/// Triangles run counter-clockwise; neighbour i stands beyond the edge from corner i to corner i + 1.
pub(super) struct Mesh {
    pub(super) points: Vec<Point>,
    pub(super) triangles: Vec<[u32; 3]>,
    pub(super) neighbours: Vec<[u32; 3]>,
    pub(super) areas_m2: Vec<f64>,
    /// Middle of each triangle, in metres.
    pub(super) centres: Vec<(f64, f64)>,
}

impl Mesh {
    /// Fills an outline with triangles whose sides are about `spacing_m` long.
    pub(super) fn fill(
        outline: &Shape,
        plane: &Plane,
        spacing_m: f64,
        random: &mut SplitMix64,
    ) -> Result<Self, CoverageError> {
        let mut points: Vec<Point> = Vec::new();
        let mut edges = Vec::new();
        for ring in outline.rings() {
            let first = points.len();
            for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                if a != b {
                    divide_edge(*a, *b, plane, spacing_m, &mut points);
                }
            }
            let count = points.len() - first;
            edges.extend((0..count).map(|at| [first + at, first + (at + 1) % count]));
        }
        scatter(outline, plane, spacing_m, random, &mut points);
        let vertices = points.iter().map(|p| Point2::new(to_f64(p.x), to_f64(p.y))).collect();
        let mut crossed = false;
        let triangulation =
            ConstrainedDelaunayTriangulation::<Point2<f64>>::try_bulk_load_cdt(vertices, edges, |_| {
                crossed = true;
            })
            .map_err(|_| CoverageError::Outline { reason: "has coordinates that are out of range" })?;
        if crossed {
            return Err(CoverageError::Outline { reason: "crosses itself" });
        }
        let mesh = collect(&triangulation, plane);
        if mesh.triangles.is_empty() {
            return Err(CoverageError::Outline { reason: "has no area" });
        }
        Ok(mesh)
    }

    /// The corners of a triangle.
    pub(super) fn corners(&self, triangle: usize) -> [Point; 3] {
        self.triangles[triangle].map(|vertex| self.points[vertex as usize])
    }
}

/// The start of an edge and lattice points along it, no farther apart than the spacing.
fn divide_edge(a: Point, b: Point, plane: &Plane, spacing_m: f64, points: &mut Vec<Point>) {
    let ((ax, ay), (bx, by)) = (plane.metres(a), plane.metres(b));
    let length_m = ((bx - ax) * (bx - ax) + (by - ay) * (by - ay)).sqrt();
    let pieces = super::plane::to_steps((length_m / spacing_m).ceil()).max(1);
    let part = |from: i64, to: i64, at: i64| from + (2 * (to - from) * at + pieces).div_euclid(2 * pieces);
    for at in 0..pieces {
        let p = Point::new(part(a.x, b.x, at), part(a.y, b.y, at));
        points.push(p);
    }
}

/// Points inside: rows of a triangular lattice, shaken, none of them close to the outline.
fn scatter(outline: &Shape, plane: &Plane, spacing_m: f64, random: &mut SplitMix64, points: &mut Vec<Point>) {
    let Some((low, high)) = outline.bounds() else { return };
    let ((west, south), (east, north)) = (plane.metres(low), plane.metres(high));
    let near = Buckets::new(points, plane, (west, south), (east, north), spacing_m);
    let edges: Vec<_> = outline
        .rings()
        .flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)))
        .map(|(a, b)| (plane.metres(*a), plane.metres(*b)))
        .collect();
    let row_m = spacing_m * 0.866;
    let (mut y, mut odd) = (south + 0.5 * row_m, false);
    let mut crossings: Vec<f64> = Vec::new();
    while y < north {
        crossings.clear();
        for ((ax, ay), (bx, by)) in &edges {
            if (*ay <= y) != (*by <= y) {
                crossings.push(ax + (bx - ax) * ((y - ay) / (by - ay)));
            }
        }
        crossings.sort_by(f64::total_cmp);
        let start = west + if odd { 0.5 * spacing_m } else { 0.0 };
        for span in crossings.chunks_exact(2) {
            let mut column = ((span[0] - start) / spacing_m).ceil();
            while start + column * spacing_m < span[1] {
                let x = start + column * spacing_m + spacing_m * random.between(-0.28, 0.28);
                let place = (x, y + spacing_m * random.between(-0.28, 0.28));
                if !near.within(place, 0.62 * spacing_m) {
                    points.push(plane.nearest(place));
                }
                column += 1.0;
            }
        }
        y += row_m;
        odd = !odd;
    }
}

/// Points sorted into square buckets, to ask whether one is near.
struct Buckets {
    origin: (f64, f64),
    side_m: f64,
    columns: i64,
    /// (bucket, x, y), ordered by bucket.
    places: Vec<(i64, f64, f64)>,
}

impl Buckets {
    fn new(points: &[Point], plane: &Plane, origin: (f64, f64), corner: (f64, f64), side_m: f64) -> Self {
        let columns = super::plane::to_steps((corner.0 - origin.0) / side_m) + 3;
        let mut buckets = Self { origin, side_m, columns, places: Vec::with_capacity(points.len()) };
        for p in points {
            let (x, y) = plane.metres(*p);
            let (column, row) = buckets.bucket((x, y));
            buckets.places.push((row * columns + column, x, y));
        }
        buckets.places.sort_by_key(|a| a.0);
        buckets
    }

    fn bucket(&self, (x, y): (f64, f64)) -> (i64, i64) {
        let index = |distance: f64| super::plane::to_steps((distance / self.side_m).floor());
        (index(x - self.origin.0) + 1, index(y - self.origin.1) + 1)
    }

    fn within(&self, place: (f64, f64), reach_m: f64) -> bool {
        let (column, row) = self.bucket(place);
        (row - 1..=row + 1).any(|row| {
            let (first, last) = (row * self.columns + column - 1, row * self.columns + column + 1);
            let from = self.places.partition_point(|entry| entry.0 < first);
            self.places[from..].iter().take_while(|entry| entry.0 <= last).any(|(_, x, y)| {
                (x - place.0) * (x - place.0) + (y - place.1) * (y - place.1) < reach_m * reach_m
            })
        })
    }
}

/// The triangles inside the outline, numbered along a space-filling curve so that neighbours lie close in memory.
fn collect(triangulation: &ConstrainedDelaunayTriangulation<Point2<f64>>, plane: &Plane) -> Mesh {
    let inside = inside_faces(triangulation);
    let position = |p: Point2<f64>| Point::new(super::plane::to_steps(p.x), super::plane::to_steps(p.y));
    let mut order: Vec<(u64, usize)> = triangulation
        .inner_faces()
        .filter(|face| inside[face.index()])
        .map(|face| {
            let [a, b, c] = face.positions().map(position);
            (curve_key(plane.metres(Point::new((a.x + b.x + c.x) / 3, (a.y + b.y + c.y) / 3))), face.index())
        })
        .collect();
    order.sort_unstable();
    let mut new_face = vec![NONE; triangulation.num_all_faces()];
    for (at, (_, face)) in (0_u32..).zip(&order) {
        new_face[*face] = at;
    }
    let handles: Vec<_> = {
        let mut handles = vec![None; triangulation.num_all_faces()];
        for face in triangulation.inner_faces() {
            handles[face.index()] = Some(face);
        }
        order.iter().filter_map(|(_, face)| handles[*face]).collect()
    };
    let mut new_vertex = vec![NONE; triangulation.num_vertices()];
    let mut mesh = Mesh {
        points: Vec::new(),
        triangles: Vec::with_capacity(order.len()),
        neighbours: Vec::with_capacity(order.len()),
        areas_m2: Vec::with_capacity(order.len()),
        centres: Vec::with_capacity(order.len()),
    };
    for face in handles {
        let edges = face.adjacent_edges();
        let corners = edges.map(|edge| {
            let slot = &mut new_vertex[edge.from().index()];
            if *slot == NONE {
                *slot = u32::try_from(mesh.points.len()).unwrap_or(NONE);
                mesh.points.push(position(edge.from().position()));
            }
            *slot
        });
        let places = corners.map(|vertex| mesh.points[vertex as usize]);
        let metres = places.map(|p| plane.metres(p));
        mesh.triangles.push(corners);
        mesh.neighbours.push(edges.map(|edge| new_face[edge.rev().face().index()]));
        mesh.areas_m2.push(plane.triangle_m2(places));
        mesh.centres.push((
            (metres[0].0 + metres[1].0 + metres[2].0) / 3.0,
            (metres[0].1 + metres[1].1 + metres[2].1) / 3.0,
        ));
    }
    mesh
}

/// Which faces lie inside: an odd number of outline edges away from the unbounded face.
fn inside_faces(triangulation: &ConstrainedDelaunayTriangulation<Point2<f64>>) -> Vec<bool> {
    let count = triangulation.num_all_faces();
    let (mut seen, mut inside) = (vec![false; count], vec![false; count]);
    let mut waiting = Vec::new();
    for edge in triangulation.convex_hull() {
        let inner = edge.rev();
        if let Some(face) = inner.face().as_inner()
            && !seen[face.index()]
        {
            seen[face.index()] = true;
            inside[face.index()] = inner.is_constraint_edge();
            waiting.push(face);
        }
    }
    while let Some(face) = waiting.pop() {
        for edge in face.adjacent_edges() {
            if let Some(next) = edge.rev().face().as_inner()
                && !seen[next.index()]
            {
                seen[next.index()] = true;
                inside[next.index()] = inside[face.index()] != edge.is_constraint_edge();
                waiting.push(next);
            }
        }
    }
    inside
}

/// Position along a Z-order curve with squares of one metre.
pub(super) fn curve_key((x, y): (f64, f64)) -> u64 {
    let spread = |metres: f64| {
        let mut bits = (super::plane::to_steps(metres) + (1 << 31)).cast_unsigned() & 0xffff_ffff;
        for (shift, mask) in [
            (16, 0x0000_ffff_0000_ffff),
            (8, 0x00ff_00ff_00ff_00ff),
            (4, 0x0f0f_0f0f_0f0f_0f0f),
            (2, 0x3333_3333_3333_3333),
            (1, 0x5555_5555_5555_5555_u64),
        ] {
            bits = (bits | (bits << shift)) & mask;
        }
        bits
    };
    spread(x) | (spread(y) << 1)
}
