//! What noding did to the borders.

use serde::{Deserialize, Serialize};

use super::Noded;
use crate::topology::predicates::cross;
use crate::topology::shape::Point;

/// A vertex that a shape's border got because another border meets it there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AddedVertex {
    /// Position of the shape in the input.
    pub shape: u32,
    /// The new vertex.
    pub at: Point,
    /// The input segment that got it, western end first.
    pub segment: (Point, Point),
    /// How far the border bent there, in steps: the distance from the vertex to the segment's line.
    pub moved_steps: f64,
}

/// What noding added. Corners of the input never move.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NodingReport {
    /// Rounds until nothing crossed; 1 for a coverage that was clean.
    pub rounds: u32,
    /// Every vertex that a border got, by segment and then along it.
    pub added: Vec<AddedVertex>,
}

impl NodingReport {
    /// The largest distance that a border bent, in steps; 0 when every meeting was exact.
    #[must_use]
    pub fn most_moved_steps(&self) -> f64 {
        self.added.iter().fold(0.0, |most, vertex| most.max(vertex.moved_steps))
    }

    pub(crate) fn of(noded: &Noded, chains: &Chains) -> Self {
        let mut added = Vec::new();
        for (source, inner) in chains.iter() {
            let (a, b) = noded.borders.segments[source as usize].ends(&noded.nodes);
            let length = (b.x - a.x) as f64;
            let length = length.hypot((b.y - a.y) as f64);
            for &node in inner {
                let at = noded.nodes[node as usize];
                let moved_steps = cross(a, b, at).unsigned_abs() as f64 / length;
                let vertex = |shape| AddedVertex { shape, at, segment: (a, b), moved_steps };
                added.extend(noded.borders.owners(source as usize).iter().map(|owner| vertex(owner.shape)));
            }
        }
        Self { rounds: noded.rounds, added }
    }
}

/// The input segments that were cut, each with the nodes inside it, west to east.
pub(crate) struct Chains {
    sources: Vec<u32>,
    offsets: Vec<u32>,
    inner: Vec<u32>,
}

impl Chains {
    pub fn of(noded: &Noded) -> Self {
        let mut pieces: Vec<(u32, u32)> = Vec::new();
        for (edge, &place) in noded.edges.iter().enumerate() {
            for &source in noded.sources(edge) {
                let segment = noded.borders.segments[source as usize];
                if segment != place {
                    pieces.push((source, place.lo));
                    pieces.push((source, place.hi));
                }
            }
        }
        pieces.retain(|&(source, node)| {
            let segment = noded.borders.segments[source as usize];
            node != segment.lo && node != segment.hi
        });
        let along = |&(source, node): &(u32, u32)| {
            let (a, b) = noded.borders.segments[source as usize].ends(&noded.nodes);
            let p = noded.nodes[node as usize];
            (source, p.x, if a.y <= b.y { i128::from(p.y) } else { -i128::from(p.y) })
        };
        pieces.sort_unstable_by_key(along);
        pieces.dedup();
        let (mut sources, mut offsets, mut inner) = (Vec::new(), Vec::new(), Vec::new());
        for (source, node) in pieces {
            if sources.last() != Some(&source) {
                sources.push(source);
                offsets.push(inner.len() as u32);
            }
            inner.push(node);
        }
        offsets.push(inner.len() as u32);
        Self { sources, offsets, inner }
    }

    /// Segment and inner nodes, by segment.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &[u32])> {
        self.sources.iter().zip(self.offsets.windows(2)).map(|(&source, window)| match window {
            &[from, to] => (source, &self.inner[from as usize..to as usize]),
            _ => (source, &[][..]),
        })
    }

    /// The nodes inside a segment; empty when it is whole.
    pub fn inner(&self, source: u32) -> &[u32] {
        self.sources
            .binary_search(&source)
            .map_or(&[], |i| &self.inner[self.offsets[i] as usize..self.offsets[i + 1] as usize])
    }
}
