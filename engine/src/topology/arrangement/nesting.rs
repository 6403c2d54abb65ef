//! Cycles to faces: which cycle is a face's outer border, and in which face each island lies.

use super::Arrangement;
use crate::topology::predicates::cross;
use crate::topology::shape::Point;
use crate::topology::strips::{Segment, Strips};

/// One closed walk along half-edges with its face at the left.
struct Cycle {
    start: u32,
    /// Positive: the outer border of a bounded face. Otherwise: the outside of a connected piece of border.
    twice_area: i128,
    /// The lowest node on it.
    low: u32,
}

const UNSET: u32 = u32::MAX;

/// Fills in the faces, numbered by the lowest edge of their outer cycle.
pub(super) fn find_faces(faces: &mut Arrangement) {
    let (cycles, cycle_of) = walk(faces);
    let mut face_of = vec![UNSET; cycles.len()];
    let mut areas = vec![0i128];
    for (face, cycle) in face_of.iter_mut().zip(&cycles) {
        if cycle.twice_area > 0 {
            *face = areas.len() as u32;
            areas.push(cycle.twice_area);
        }
    }
    place_islands(faces, &cycles, &cycle_of, &mut face_of);
    for (&face, cycle) in face_of.iter().zip(&cycles) {
        if cycle.twice_area <= 0 && face != 0 {
            areas[face as usize] = areas[face as usize].wrapping_add(cycle.twice_area);
        }
    }
    faces.half_face = cycle_of.iter().map(|&cycle| face_of[cycle as usize]).collect();
    let mut order: Vec<(u32, bool, u32)> =
        face_of.iter().zip(&cycles).map(|(&face, c)| (face, c.twice_area <= 0, c.start)).collect();
    order.sort_unstable();
    let mut offsets = vec![0u32; areas.len() + 1];
    for &(face, ..) in &order {
        offsets[face as usize + 1] += 1;
    }
    for i in 1..offsets.len() {
        offsets[i] += offsets[i - 1];
    }
    faces.face_cycle_offsets = offsets;
    faces.face_cycles = order.into_iter().map(|(_, _, start)| start).collect();
    faces.face_areas = areas;
}

/// Every cycle, by its lowest half-edge, and the cycle of each half-edge.
fn walk(faces: &Arrangement) -> (Vec<Cycle>, Vec<u32>) {
    let mut cycles = Vec::new();
    let mut cycle_of = vec![UNSET; faces.next.len()];
    for start in 0..faces.next.len() as u32 {
        if cycle_of[start as usize] != UNSET {
            continue;
        }
        let origin = faces.nodes[faces.origin(start) as usize];
        let mut cycle = Cycle { start, twice_area: 0, low: UNSET };
        for half in faces.cycle(start) {
            cycle_of[half as usize] = cycles.len() as u32;
            let (from, to) = (faces.origin(half), faces.origin(half ^ 1));
            let (a, b) = (faces.nodes[from as usize], faces.nodes[to as usize]);
            cycle.twice_area = cycle.twice_area.wrapping_add(cross(origin, a, b));
            cycle.low = cycle.low.min(from);
        }
        cycles.push(cycle);
    }
    (cycles, cycle_of)
}

/// Finds the face around each connected piece of border by a ray from its lowest node to the west.
fn place_islands(faces: &Arrangement, cycles: &[Cycle], cycle_of: &[u32], face_of: &mut [u32]) {
    let mut outsides: Vec<(u32, usize)> = cycles
        .iter()
        .enumerate()
        .filter(|(_, cycle)| cycle.twice_area <= 0)
        .map(|(index, cycle)| (cycle.low, index))
        .collect();
    outsides.sort_unstable();
    if let [(_, only)] = outsides[..] {
        face_of[only] = 0;
        return;
    }
    let strips = Strips::build(&faces.nodes, &faces.edges);
    let reach = strips.rays(&faces.nodes, &faces.edges);
    // What a ray meets starts further west, so its own face is known already.
    for (low, index) in outsides {
        let from = faces.nodes[low as usize];
        let hit = strips.first_to_the_west(&faces.nodes, &faces.edges, &reach, from, false);
        face_of[index] = hit.map_or(0, |edge| {
            face_of[cycle_of[downward(&faces.nodes, &faces.edges, edge) as usize] as usize]
        });
    }
}

/// The half-edge of an edge that runs down, so that its face lies east of it.
pub(super) fn downward(nodes: &[Point], edges: &[Segment], edge: u32) -> u32 {
    let (a, b) = edges[edge as usize].ends(nodes);
    2 * edge + u32::from(a.y < b.y)
}
