//! The table of pieces during noding: which part of which input segment runs where.

use rayon::prelude::*;

use super::{ArrangementError, Borders, Noded};
use crate::topology::predicates::cross;
use crate::topology::shape::Point;
use crate::topology::strips::Segment;

/// One part of an input segment, present place first for sorting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    place: Segment,
    source: u32,
    /// Bent by the last round, so that it may cross what it did not cross before.
    fresh: bool,
}

pub(super) struct Pieces {
    borders: Borders,
    pub nodes: Vec<Point>,
    pieces: Vec<Piece>,
    /// Distinct places of the pieces, sorted.
    pub edges: Vec<Segment>,
    /// First piece of each edge, and the number of pieces.
    offsets: Vec<u32>,
    /// Whether each edge is new in all of its pieces.
    pub fresh: Vec<bool>,
}

impl Pieces {
    /// Every input segment that encloses something, whole.
    pub fn of(borders: Borders, nodes: Vec<Point>) -> Self {
        let pieces = (0u32..)
            .zip(&borders.segments)
            .filter(|&(source, _)| borders.encloses(source as usize))
            .map(|(source, &place)| Piece { place, source, fresh: true })
            .collect();
        let mut table =
            Self { borders, nodes, pieces, edges: Vec::new(), offsets: Vec::new(), fresh: Vec::new() };
        table.group();
        table
    }

    fn group(&mut self) {
        self.edges.clear();
        self.offsets.clear();
        self.fresh.clear();
        for (index, piece) in (0u32..).zip(&self.pieces) {
            if self.edges.last() == Some(&piece.place) {
                if let Some(fresh) = self.fresh.last_mut() {
                    *fresh &= piece.fresh;
                }
            } else {
                self.edges.push(piece.place);
                self.offsets.push(index);
                self.fresh.push(piece.fresh);
            }
        }
        self.offsets.push(self.pieces.len() as u32);
    }

    /// Splits edges at the given places.
    pub fn split(&mut self, mut cuts: Vec<(u32, Point)>) -> Result<(), ArrangementError> {
        self.admit(&cuts);
        let (nodes, edges) = (&self.nodes, &self.edges);
        // Rounded places of one segment are monotone on both axes: by x, and where x is equal, as the segment runs.
        cuts.par_sort_unstable_by(|a, b| {
            a.0.cmp(&b.0).then_with(|| {
                let (low, high) = edges[a.0 as usize].ends(nodes);
                let by_y = a.1.y.cmp(&b.1.y);
                a.1.x.cmp(&b.1.x).then(if low.y <= high.y { by_y } else { by_y.reverse() })
            })
        });
        cuts.dedup();
        let count = self.pieces.len() + cuts.len();
        let limit = (u32::MAX / 8) as usize;
        if count > limit {
            return Err(ArrangementError::TooLarge { count, limit });
        }
        let mut pieces = Vec::with_capacity(count);
        let mut cuts = cuts.into_iter().peekable();
        for (edge, &place) in (0u32..).zip(&self.edges) {
            let whole =
                &self.pieces[self.offsets[edge as usize] as usize..self.offsets[edge as usize + 1] as usize];
            if cuts.peek().is_none_or(|cut| cut.0 != edge) {
                pieces.extend(whole.iter().map(|&piece| Piece { fresh: false, ..piece }));
                continue;
            }
            let mut chain = vec![place.lo];
            while let Some((_, at)) = cuts.next_if(|cut| cut.0 == edge) {
                chain.push(self.node(at));
            }
            chain.push(place.hi);
            let (low, high) = place.ends(&self.nodes);
            for ends in chain.windows(2) {
                let &[from, to] = ends else { continue };
                let exact = |node: u32| cross(low, high, self.nodes[node as usize]) == 0;
                let fresh = !(exact(from) && exact(to));
                let place = Segment { lo: from.min(to), hi: from.max(to) };
                pieces.extend(whole.iter().map(|piece| Piece { place, fresh, ..*piece }));
            }
        }
        pieces.par_sort_unstable();
        pieces.dedup_by_key(|piece| (piece.place, piece.source));
        self.pieces = pieces;
        self.group();
        Ok(())
    }

    fn node(&self, at: Point) -> u32 {
        self.nodes.partition_point(|&node| node < at) as u32
    }

    /// Takes the places that are no node yet into the sorted nodes and renumbers whatever points at nodes.
    fn admit(&mut self, cuts: &[(u32, Point)]) {
        let mut added: Vec<Point> =
            cuts.iter().map(|cut| cut.1).filter(|p| self.nodes.binary_search(p).is_err()).collect();
        if added.is_empty() {
            return;
        }
        added.sort_unstable();
        added.dedup();
        let mut nodes = Vec::with_capacity(self.nodes.len() + added.len());
        let mut moved = Vec::with_capacity(self.nodes.len());
        let mut added = added.into_iter().peekable();
        for &node in &self.nodes {
            while let Some(p) = added.next_if(|&p| p < node) {
                nodes.push(p);
            }
            moved.push(nodes.len() as u32);
            nodes.push(node);
        }
        nodes.extend(added);
        let renumber = |s: &mut Segment| *s = Segment { lo: moved[s.lo as usize], hi: moved[s.hi as usize] };
        self.nodes = nodes;
        self.edges.iter_mut().for_each(renumber);
        self.borders.segments.iter_mut().for_each(renumber);
        self.pieces.iter_mut().for_each(|piece| renumber(&mut piece.place));
    }

    pub fn finish(self, rounds: u32) -> Noded {
        let sources = self.pieces.iter().map(|piece| piece.source).collect();
        Noded {
            borders: self.borders,
            nodes: self.nodes,
            edges: self.edges,
            source_offsets: self.offsets,
            sources,
            rounds,
        }
    }
}
