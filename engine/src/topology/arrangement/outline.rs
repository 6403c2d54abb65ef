//! Faces back to polygons with simple rings.

use super::{Arrangement, FaceId};
use crate::topology::predicates::locate;
use crate::topology::shape::{Point, Polygon, Ring, Shape, twice_signed_area};

pub(super) fn face_polygon(faces: &Arrangement, face: FaceId) -> Polygon {
    let mut polygon = Polygon::default();
    for &start in faces.cycles(face) {
        let walk: Vec<u32> = faces.cycle(start).map(|half| faces.origin(half)).collect();
        for ring in simple_rings(faces, walk) {
            // A cycle that touches itself falls into one ring around the face and rings around what it leaves out.
            if twice_signed_area(&ring) > 0 { polygon.exterior = ring } else { polygon.interiors.push(ring) }
        }
    }
    polygon.interiors.sort_unstable();
    polygon
}

pub(super) fn outline(faces: &Arrangement, inside: impl Fn(FaceId) -> bool) -> Shape {
    let within: Vec<bool> = faces.faces().map(inside).collect();
    let side = |half: u32| within[faces.half_face[half as usize] as usize];
    let is_border = |half: u32| side(half) && !side(half ^ 1);
    let mut done = vec![false; faces.next.len()];
    let (mut exteriors, mut holes): (Vec<Ring>, Vec<Ring>) = (Vec::new(), Vec::new());
    for start in 0..faces.next.len() as u32 {
        if done[start as usize] || !is_border(start) {
            continue;
        }
        let mut walk = Vec::new();
        let mut half = start;
        while !done[half as usize] {
            done[half as usize] = true;
            walk.push(faces.origin(half));
            half = faces.next[half as usize];
            while !is_border(half) {
                half = faces.next[(half ^ 1) as usize];
            }
        }
        for ring in simple_rings(faces, walk) {
            if twice_signed_area(&ring) > 0 { exteriors.push(ring) } else { holes.push(ring) }
        }
    }
    exteriors.sort_unstable();
    holes.sort_unstable();
    assemble(exteriors, holes)
}

/// Gives each hole to the smallest exterior around it.
fn assemble(exteriors: Vec<Ring>, holes: Vec<Ring>) -> Shape {
    let areas: Vec<i128> = exteriors.iter().map(|ring| twice_signed_area(ring)).collect();
    let boxes: Vec<Option<(Point, Point)>> = exteriors.iter().map(|ring| bounds(ring)).collect();
    let mut polygons: Vec<Polygon> =
        exteriors.into_iter().map(|exterior| Polygon { exterior, interiors: Vec::new() }).collect();
    for hole in holes {
        let Some(inner) = bounds(&hole) else { continue };
        let area = twice_signed_area(&hole).abs();
        let around = |index: &usize| {
            areas[*index] > area
                && boxes[*index].is_some_and(|outer| encloses(outer, inner))
                && contains(&polygons[*index].exterior, &hole)
        };
        let owner = (0..polygons.len()).filter(around).min_by_key(|&index| areas[index]);
        if let Some(owner) = owner {
            polygons[owner].interiors.push(hole);
        }
    }
    Shape { polygons }
}

fn bounds(ring: &[Point]) -> Option<(Point, Point)> {
    let (west, east) = (ring.iter().map(|p| p.x).min()?, ring.iter().map(|p| p.x).max()?);
    let (south, north) = (ring.iter().map(|p| p.y).min()?, ring.iter().map(|p| p.y).max()?);
    Some((Point::new(west, south), Point::new(east, north)))
}

fn encloses(outer: (Point, Point), inner: (Point, Point)) -> bool {
    outer.0.x <= inner.0.x && outer.0.y <= inner.0.y && outer.1.x >= inner.1.x && outer.1.y >= inner.1.y
}

/// Whether a hole lies in an exterior that it touches at single points at most.
fn contains(exterior: &[Point], hole: &[Point]) -> bool {
    hole.iter().map(|&p| locate(exterior, p)).find(|side| side.is_ne()).is_none_or(std::cmp::Ordering::is_gt)
}

/// Cuts a closed walk at the nodes it visits twice; each ring starts at its lowest node. Loops come off innermost first.
fn simple_rings(faces: &Arrangement, walk: Vec<u32>) -> Vec<Ring> {
    let mut sorted = walk.clone();
    sorted.sort_unstable();
    let mut repeats: Vec<u32> =
        sorted.windows(2).filter(|pair| pair.first() == pair.last()).flatten().copied().collect();
    repeats.dedup();
    if repeats.is_empty() {
        return vec![ring(faces, walk)];
    }
    let mut rings = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    // Where each repeated node stands in `open`.
    let mut places: Vec<Option<usize>> = vec![None; repeats.len()];
    for node in walk {
        if let Ok(index) = repeats.binary_search(&node) {
            if let Some(place) = places[index] {
                for gone in &open[place + 1..] {
                    if let Ok(gone) = repeats.binary_search(gone) {
                        places[gone] = None;
                    }
                }
                rings.push(ring(faces, open.split_off(place)));
            }
            places[index] = Some(open.len());
        }
        open.push(node);
    }
    rings.push(ring(faces, open));
    rings
}

fn ring(faces: &Arrangement, mut nodes: Vec<u32>) -> Ring {
    let low = nodes.iter().enumerate().min_by_key(|&(_, node)| node).map_or(0, |(index, _)| index);
    nodes.rotate_left(low);
    nodes.into_iter().map(|node| faces.nodes[node as usize]).collect()
}
