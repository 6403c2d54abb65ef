//! Edges between different owners, joined into chains.

use crate::topology::arrangement::{Arrangement, EdgeId};
use crate::topology::assemble::BorderChain;

/// The borders between owners: maximal chains of edges along which no third border ends.
pub(super) fn chains(faces: &Arrangement, owners: &[Option<u32>]) -> Vec<BorderChain> {
    let mut walk = Walk { faces, owners, done: vec![false; faces.edge_count()] };
    let edges = || (0..).map(EdgeId).take(faces.edge_count());
    let mut chains = Vec::new();
    for edge in edges() {
        let (lo, hi) = faces.edge_nodes(edge);
        if walk.beyond(edge, lo).is_none() {
            chains.extend(walk.chain(edge, true));
        }
        if walk.beyond(edge, hi).is_none() {
            chains.extend(walk.chain(edge, false));
        }
    }
    // What is left are rings without a node.
    for edge in edges() {
        chains.extend(walk.chain(edge, true));
    }
    chains
}

struct Walk<'a> {
    faces: &'a Arrangement,
    owners: &'a [Option<u32>],
    done: Vec<bool>,
}

impl Walk<'_> {
    /// Owners to the left and right of an edge from its western end to the other.
    fn sides(&self, edge: EdgeId) -> (Option<u32>, Option<u32>) {
        let edge = self.faces.edge(edge);
        let owner = |face: usize| self.owners.get(face).copied().flatten();
        (owner(edge.left.index()), owner(edge.right.index()))
    }

    fn is_border(&self, edge: EdgeId) -> bool {
        let (left, right) = self.sides(edge);
        left != right
    }

    /// The edge that goes on at a node, and whether it leaves from its western end; none where a chain ends.
    fn beyond(&self, edge: EdgeId, node: u32) -> Option<(EdgeId, bool)> {
        let mut others = self.faces.edges_at(node).filter(|&(next, _)| next != edge && self.is_border(next));
        let next = others.next()?;
        others.next().is_none().then_some(next)
    }

    /// The chain from an edge on, until a node or its own start; none if the edge is no border or is done.
    fn chain(&mut self, first: EdgeId, from_west: bool) -> Option<BorderChain> {
        if !self.is_border(first) || self.done[first.0 as usize] {
            return None;
        }
        let (west, east) = self.sides(first);
        let (left, right) = if from_west { (west, east) } else { (east, west) };
        let mut points = Vec::new();
        let (mut edge, mut from_west) = (first, from_west);
        loop {
            self.done[edge.0 as usize] = true;
            let ends = self.faces.edge(edge);
            let (lo, hi) = self.faces.edge_nodes(edge);
            let (start, end, node) = if from_west { (ends.a, ends.b, hi) } else { (ends.b, ends.a, lo) };
            points.push(start);
            match self.beyond(edge, node) {
                Some((next, is_west)) if !self.done[next.0 as usize] => (edge, from_west) = (next, is_west),
                _ => {
                    points.push(end);
                    return Some(BorderChain { points, left, right });
                }
            }
        }
    }
}
