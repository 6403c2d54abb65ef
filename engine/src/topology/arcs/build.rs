//! Taking shapes apart: numbered vertices, nodes, chains between nodes, sides.

use std::collections::HashMap;

use rayon::slice::ParallelSliceMut;

use super::{ArcRecord, ArcUse, ArcsError, NONE, RingRecord, SharedArcs, index};
use crate::topology::predicates::orientation;
use crate::topology::shape::{Point, Shape};

pub(super) fn build(shapes: &[Shape]) -> Result<SharedArcs, ArcsError> {
    let mut draft = Draft::number(shapes)?;
    draft.find_nodes();
    for ring in 0..draft.rings.len() {
        draft.cut(ring);
    }
    draft.claim_sides();
    Ok(draft.finish(shapes.len()))
}

/// A ring as vertex numbers: a range of `Draft::ids`.
struct RawRing {
    first: usize,
    end: usize,
}

struct Draft {
    points: Vec<Point>,
    /// Vertices of all rings, repeated positions dropped.
    ids: Vec<u32>,
    raw: Vec<RawRing>,
    rings: Vec<RingRecord>,
    is_node: Vec<bool>,
    /// The arc that an inner vertex lies on.
    arc_of: Vec<u32>,
    /// Arcs without inner vertices, by their two ends, lower first.
    straight: HashMap<(u32, u32), u32>,
    steps: Vec<u32>,
    arcs: Vec<ArcRecord>,
    uses: Vec<ArcUse>,
    contested: Vec<u32>,
}

impl Draft {
    /// Vertices numbered in position order, rings as numbers.
    fn number(shapes: &[Shape]) -> Result<Self, ArcsError> {
        let mut placed: Vec<(Point, u32)> = Vec::new();
        let mut rings = Vec::new();
        let mut ends = Vec::new();
        for (shape_index, shape) in shapes.iter().enumerate() {
            let full = shape.polygons.iter().filter(|polygon| !polygon.exterior.is_empty());
            for (polygon_index, polygon) in full.enumerate() {
                let holes = polygon.interiors.iter().filter(|ring| !ring.is_empty()).map(|ring| (ring, true));
                for (ring, is_hole) in std::iter::once((&polygon.exterior, false)).chain(holes) {
                    placed.extend(ring.iter().map(|&point| (point, 0)));
                    ends.push(placed.len());
                    let (shape, polygon) = (index(shape_index), index(polygon_index));
                    rings.push(RingRecord { shape, polygon, is_hole, anchor: NONE, first_use: 0, uses: 0 });
                }
            }
        }
        let most = NONE as usize - 1;
        if placed.len() > most || shapes.len() > most {
            return Err(ArcsError::TooManyVertices { vertices: placed.len().max(shapes.len()), most });
        }
        for (slot, place) in (0..).zip(&mut placed) {
            place.1 = slot;
        }
        placed.par_sort_unstable();
        let mut points: Vec<Point> = Vec::new();
        let mut all = vec![0; placed.len()];
        for (point, slot) in placed {
            if points.last() != Some(&point) {
                points.push(point);
            }
            all[slot as usize] = index(points.len() - 1);
        }
        let (ids, raw) = drop_repeats(&all, &ends);
        for (record, ring) in rings.iter_mut().zip(&raw) {
            record.anchor = ids[ring.first];
        }
        let count = points.len();
        Ok(Self {
            points,
            ids,
            raw,
            rings,
            is_node: vec![false; count],
            arc_of: vec![NONE; count],
            straight: HashMap::new(),
            steps: Vec::new(),
            arcs: Vec::new(),
            uses: Vec::new(),
            contested: Vec::new(),
        })
    }

    /// A vertex that every passing ring enters and leaves by the same two segments lies inside an arc; all others are nodes.
    fn find_nodes(&mut self) {
        let mut beside = vec![[NONE; 2]; self.points.len()];
        for ring in &self.raw {
            let ids = &self.ids[ring.first..ring.end];
            for (place, &vertex) in ids.iter().enumerate() {
                let before = ids[if place == 0 { ids.len() - 1 } else { place - 1 }];
                let after = ids[if place + 1 == ids.len() { 0 } else { place + 1 }];
                let known = &mut beside[vertex as usize];
                if before == after {
                    self.is_node[vertex as usize] = true;
                } else if *known == [NONE; 2] {
                    *known = [before, after];
                } else if !known.contains(&before) || !known.contains(&after) {
                    self.is_node[vertex as usize] = true;
                }
            }
        }
    }

    /// One ring as a list of arcs; arcs that are met for the first time are recorded.
    fn cut(&mut self, ring: usize) {
        let RawRing { first, end } = self.raw[ring];
        let ids: Vec<u32> = self.ids[first..end].to_vec();
        let first_use = self.uses.len();
        if ids.len() > 1 {
            match ids.iter().position(|&vertex| self.is_node[vertex as usize]) {
                Some(start) => self.cut_at_nodes(&ids, start),
                None => self.cut_free_ring(&ids),
            }
        }
        self.rings[ring].first_use = index(first_use);
        self.rings[ring].uses = index(self.uses.len() - first_use);
    }

    fn cut_at_nodes(&mut self, ids: &[u32], start: usize) {
        let mut chain = vec![ids[start]];
        for &vertex in ids[start + 1..].iter().chain(&ids[..=start]) {
            chain.push(vertex);
            if self.is_node[vertex as usize] {
                self.use_chain(&chain);
                chain.clear();
                chain.push(vertex);
            }
        }
    }

    fn use_chain(&mut self, chain: &[u32]) {
        let (Some(&from), Some(&to), Some(&second)) = (chain.first(), chain.last(), chain.get(1)) else {
            return;
        };
        let known = if chain.len() == 2 {
            self.straight.get(&(from.min(to), from.max(to))).copied()
        } else {
            Some(self.arc_of[second as usize]).filter(|&arc| arc != NONE)
        };
        if let Some(arc) = known {
            let start = self.arcs[arc as usize].first as usize;
            let reversed = self.steps[start] != from || self.steps[start + 1] != second;
            self.uses.push(ArcUse { arc, reversed });
            return;
        }
        let before_last = chain[chain.len() - 2];
        let reversed = (to, before_last) < (from, second);
        let arc = self.record(chain, reversed, false);
        if chain.len() == 2 {
            self.straight.insert((from.min(to), from.max(to)), arc);
        }
        self.uses.push(ArcUse { arc, reversed });
    }

    /// A ring without a node starts at its lowest vertex and runs towards the lower neighbour.
    fn cut_free_ring(&mut self, ids: &[u32]) {
        let Some(lowest) = (0..ids.len()).min_by_key(|&place| ids[place]) else { return };
        let after = ids[(lowest + 1) % ids.len()];
        let before = ids[(lowest + ids.len() - 1) % ids.len()];
        let reversed = before < after;
        let arc = match self.arc_of[ids[lowest] as usize] {
            NONE => {
                let mut chain = [&ids[lowest..], &ids[..lowest]].concat();
                if reversed {
                    chain[1..].reverse();
                }
                self.record(&chain, false, true)
            }
            known => known,
        };
        self.uses.push(ArcUse { arc, reversed });
    }

    fn record(&mut self, chain: &[u32], reversed: bool, is_ring: bool) -> u32 {
        let arc = index(self.arcs.len());
        let first = index(self.steps.len());
        if reversed {
            self.steps.extend(chain.iter().rev());
        } else {
            self.steps.extend(chain);
        }
        let inner = if is_ring { chain } else { &chain[1..chain.len() - 1] };
        for &vertex in inner {
            self.arc_of[vertex as usize] = arc;
        }
        self.arcs.push(ArcRecord { first, len: index(chain.len()), left: NONE, right: NONE, is_ring });
        arc
    }

    /// Each ring says on which side of its arcs its shape lies; the turn at its lowest vertex tells how it runs.
    fn claim_sides(&mut self) {
        for (record, raw) in self.rings.iter().zip(&self.raw) {
            let ids = &self.ids[raw.first..raw.end];
            let Some(lowest) = (0..ids.len()).min_by_key(|&place| ids[place]) else { continue };
            let corner =
                [ids.len() - 1, 0, 1].map(|ahead| self.points[ids[(lowest + ahead) % ids.len()] as usize]);
            let direction = orientation(corner[0], corner[1], corner[2]);
            if direction.is_eq() {
                continue;
            }
            let is_left = direction.is_gt() != record.is_hole;
            let first = record.first_use as usize;
            for arc_use in &self.uses[first..first + record.uses as usize] {
                let arc = &mut self.arcs[arc_use.arc as usize];
                let side = if is_left == arc_use.reversed { &mut arc.right } else { &mut arc.left };
                if *side != NONE {
                    self.contested.push(arc_use.arc);
                }
                *side = record.shape.min(*side);
            }
        }
    }

    /// Arcs in the order of their first two vertices.
    fn finish(mut self, shape_count: usize) -> SharedArcs {
        let mut order: Vec<u32> = (0..index(self.arcs.len())).collect();
        order.par_sort_unstable_by_key(|&arc| {
            let first = self.arcs[arc as usize].first as usize;
            (self.steps[first], self.steps.get(first + 1).copied())
        });
        let mut rank = vec![0; order.len()];
        let mut steps = Vec::with_capacity(self.steps.len());
        let mut arcs = Vec::with_capacity(order.len());
        for (new, &old) in order.iter().enumerate() {
            rank[old as usize] = index(new);
            let record = self.arcs[old as usize];
            let first = index(steps.len());
            steps.extend_from_slice(&self.steps[record.range()]);
            arcs.push(ArcRecord { first, ..record });
        }
        for arc_use in &mut self.uses {
            arc_use.arc = rank[arc_use.arc as usize];
        }
        for arc in &mut self.contested {
            *arc = rank[*arc as usize];
        }
        self.contested.sort_unstable();
        self.contested.dedup();
        let mut shape_rings = vec![0; shape_count + 1];
        for record in &self.rings {
            shape_rings[record.shape as usize + 1] += 1;
        }
        for shape in 0..shape_count {
            shape_rings[shape + 1] += shape_rings[shape];
        }
        let Self { points, rings, uses, contested, .. } = self;
        SharedArcs { points, steps, arcs, rings, uses, shape_rings, contested }
    }
}

/// Rings without positions that repeat the one before.
fn drop_repeats(all: &[u32], ends: &[usize]) -> (Vec<u32>, Vec<RawRing>) {
    let mut ids: Vec<u32> = Vec::with_capacity(all.len());
    let mut raw = Vec::with_capacity(ends.len());
    let mut begin = 0;
    for &end in ends {
        let first = ids.len();
        for &vertex in &all[begin..end] {
            if ids.len() == first || ids.last() != Some(&vertex) {
                ids.push(vertex);
            }
        }
        while ids.len() > first + 1 && ids.last() == Some(&ids[first]) {
            ids.pop();
        }
        raw.push(RawRing { first, end: ids.len() });
        begin = end;
    }
    (ids, raw)
}
