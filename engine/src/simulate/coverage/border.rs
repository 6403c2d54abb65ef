//! From groups of triangles to shapes.

use super::mesh::{Mesh, NONE};
use crate::topology::predicates::{cross, locate};
use crate::topology::{Point, Polygon, Ring, Shape};
use std::cmp::Ordering;

/// The shape of each of `count` groups; `group_of` names the group of a cell, `NONE` leaves it out.
///
/// # Complexity
/// O(n log n) in the number of border edges.
pub(super) fn shapes(
    mesh: &Mesh,
    cell_of: &[u32],
    group_of: impl Fn(u32) -> u32,
    count: usize,
) -> Vec<Shape> {
    let group = |triangle: u32| if triangle == NONE { NONE } else { group_of(cell_of[triangle as usize]) };
    let mut edges: Vec<Vec<(u32, u32)>> = vec![Vec::new(); count];
    for (triangle, corners) in (0_u32..).zip(&mesh.triangles) {
        let own = group(triangle);
        let Some(list) = edges.get_mut(own as usize) else { continue };
        for side in 0..3 {
            if group(mesh.neighbours[triangle as usize][side]) != own {
                list.push((corners[side], corners[(side + 1) % 3]));
            }
        }
    }
    edges.into_iter().map(|edges| shape(mesh, edges)).collect()
}

/// The shape whose border is made of directed edges with the inside on their left.
fn shape(mesh: &Mesh, mut edges: Vec<(u32, u32)>) -> Shape {
    edges.sort_unstable();
    let mut used = vec![false; edges.len()];
    let (mut exteriors, mut holes) = (Vec::new(), Vec::new());
    for start in 0..edges.len() {
        if used[start] {
            continue;
        }
        let mut walk = Vec::new();
        let mut at = start;
        while !used[at] {
            used[at] = true;
            walk.push(edges[at].0);
            at = follow(mesh, &edges, &used, at).unwrap_or(start);
        }
        for ring in simple_loops(walk) {
            let ring: Ring = ring.into_iter().map(|vertex| mesh.points[vertex as usize]).collect();
            if twice_signed_area(&ring) > 0 { exteriors.push(ring) } else { holes.push(ring) }
        }
    }
    assemble(exteriors, holes)
}

/// The free edge that leaves where an edge arrives; of several the first one clockwise, which keeps the inside together.
fn follow(mesh: &Mesh, edges: &[(u32, u32)], used: &[bool], at: usize) -> Option<usize> {
    let (from, node) = edges[at];
    let first = edges.partition_point(|edge| edge.0 < node);
    let leaving = (first..).take_while(|next| edges.get(*next).is_some_and(|edge| edge.0 == node));
    let place = |vertex: u32| mesh.points[vertex as usize];
    let (origin, back) = (place(node), place(from));
    leaving
        .filter(|next| !used[*next])
        .min_by(|a, b| clockwise(origin, back, place(edges[*a].1), place(edges[*b].1)))
}

/// Which of two directions comes first when turning clockwise from `back` around `origin`.
fn clockwise(origin: Point, back: Point, a: Point, b: Point) -> Ordering {
    let far = |p: Point| cross(origin, back, p) > 0;
    far(a).cmp(&far(b)).then_with(|| cross(origin, a, b).cmp(&0))
}

/// A closed walk cut at vertices that it passes twice.
fn simple_loops(walk: Vec<u32>) -> Vec<Vec<u32>> {
    let mut loops = Vec::new();
    let mut path: Vec<u32> = Vec::with_capacity(walk.len());
    let mut repeated = walk.clone();
    repeated.sort_unstable();
    let repeated: Vec<u32> =
        repeated.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    for vertex in walk {
        if repeated.binary_search(&vertex).is_ok()
            && let Some(at) = path.iter().position(|earlier| *earlier == vertex)
        {
            loops.push(path.split_off(at));
        }
        path.push(vertex);
    }
    loops.push(path);
    loops
}

/// Puts each hole into the smallest exterior around it; rings begin at their lowest point.
fn assemble(exteriors: Vec<Ring>, holes: Vec<Ring>) -> Shape {
    let mut polygons: Vec<Polygon> = exteriors
        .into_iter()
        .map(|ring| Polygon { exterior: from_lowest(ring), interiors: Vec::new() })
        .collect();
    polygons.sort_by_key(|polygon| twice_signed_area(&polygon.exterior));
    for hole in holes {
        let around = |polygon: &&mut Polygon| {
            let sides =
                hole.iter().map(|p| locate(&polygon.exterior, *p)).find(|side| *side != Ordering::Equal);
            sides != Some(Ordering::Less)
        };
        if let Some(polygon) = polygons.iter_mut().find(around) {
            polygon.interiors.push(from_lowest(hole));
        }
    }
    polygons.reverse();
    for polygon in &mut polygons {
        polygon.interiors.sort();
    }
    Shape { polygons }
}

/// Twice the area of a ring, positive when it runs counter-clockwise.
fn twice_signed_area(ring: &[Point]) -> i128 {
    let Some(origin) = ring.first() else { return 0 };
    ring.windows(2).map(|pair| cross(*origin, pair[0], pair[1])).sum()
}

fn from_lowest(mut ring: Ring) -> Ring {
    if let Some((at, _)) = ring.iter().enumerate().min_by_key(|(_, p)| **p) {
        ring.rotate_left(at);
    }
    ring
}
