//! Half-edges: their order around nodes and along faces.

use std::cmp::Ordering;

use crate::topology::predicates::cross;
use crate::topology::shape::Point;
use crate::topology::strips::Segment;

/// For each node the half-edges that leave it, counter-clockwise: offsets and items.
pub(super) fn around_nodes(nodes: &[Point], edges: &[Segment]) -> (Vec<u32>, Vec<u32>) {
    let mut offsets = vec![0u32; nodes.len() + 1];
    for edge in edges {
        offsets[edge.lo as usize + 1] += 1;
        offsets[edge.hi as usize + 1] += 1;
    }
    for i in 1..offsets.len() {
        offsets[i] += offsets[i - 1];
    }
    let mut free = offsets.clone();
    let mut out = vec![0u32; 2 * edges.len()];
    for (half, edge) in (0u32..).step_by(2).zip(edges) {
        for (node, half) in [(edge.lo, half), (edge.hi, half + 1)] {
            let place = &mut free[node as usize];
            out[*place as usize] = half;
            *place += 1;
        }
    }
    let head = |half: u32| {
        let edge = edges[half as usize / 2];
        nodes[if half.is_multiple_of(2) { edge.hi } else { edge.lo } as usize]
    };
    for (window, &at) in offsets.windows(2).zip(nodes) {
        let &[from, to] = window else { continue };
        if to - from > 2 {
            out[from as usize..to as usize]
                .sort_unstable_by(|&g, &h| by_angle(at, (g, head(g)), (h, head(h))));
        }
    }
    (offsets, out)
}

/// Counter-clockwise from due south (exclusive). Half-edges a→b point into the eastern half with north, b→a into the
/// western half with south, so the number's parity is the half.
fn by_angle(at: Point, (g, to_g): (u32, Point), (h, to_h): (u32, Point)) -> Ordering {
    (g % 2).cmp(&(h % 2)).then_with(|| 0.cmp(&cross(at, to_g, to_h)))
}

/// For each half-edge the one that follows along the face at its left.
pub(super) fn following(offsets: &[u32], out: &[u32]) -> Vec<u32> {
    let mut next = vec![0u32; out.len()];
    for window in offsets.windows(2) {
        let &[from, to] = window else { continue };
        let around = &out[from as usize..to as usize];
        let Some(&last) = around.last() else { continue };
        let mut clockwise = last;
        for &half in around {
            // Arriving by the twin of `half`, the leftmost way on is the next one clockwise from it.
            next[(half ^ 1) as usize] = clockwise;
            clockwise = half;
        }
    }
    next
}
