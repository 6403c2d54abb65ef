//! The distinct border segments of a set of shapes, each with the shapes that draw it.
//!
//! Counts are held below 2^29 here and during noding, so that indexes of nodes, edges and half-edges fit 32 bits
//! wherever `topology` writes `as u32`.

use std::borrow::Borrow;

use rayon::prelude::*;

use super::ArrangementError;
use crate::topology::shape::{Point, Shape};
use crate::topology::strips::Segment;

/// A shape that draws a segment, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    /// Position of the shape in the input.
    pub shape: u32,
    /// How many times its rings run along the segment; an even number encloses nothing.
    pub times: u32,
}

impl Owner {
    pub fn is_odd(self) -> bool {
        self.times % 2 == 1
    }
}

/// Distinct segments, sorted, with their owners sorted by shape.
pub(crate) struct Borders {
    pub segments: Vec<Segment>,
    owner_offsets: Vec<u32>,
    owners: Vec<Owner>,
}

/// One run of a ring along a segment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    segment: Segment,
    shape: u32,
}

impl Borders {
    /// The segments and the sorted nodes that they join. Repeated corners and runs of no length vanish.
    pub fn of<S: Borrow<Shape>>(shapes: &[S]) -> Result<(Self, Vec<Point>), ArrangementError> {
        let count = shapes.iter().flat_map(|shape| shape.borrow().rings()).map(Vec::len).sum::<usize>();
        let limit = (u32::MAX / 8) as usize;
        if count > limit || shapes.len() > limit {
            return Err(ArrangementError::TooLarge { count: count.max(shapes.len()), limit });
        }
        let mut corners: Vec<(Point, u32)> = Vec::with_capacity(count);
        for (shape, points) in shapes.iter().enumerate() {
            for &p in points.borrow().rings().flatten() {
                if !p.in_range() {
                    return Err(ArrangementError::OutOfRange { shape, x: p.x, y: p.y });
                }
                corners.push((p, corners.len() as u32));
            }
        }
        corners.par_sort_unstable();
        let mut nodes: Vec<Point> = Vec::with_capacity(count / 2);
        let mut node_of = vec![0u32; count];
        for (p, corner) in corners {
            if nodes.last() != Some(&p) {
                nodes.push(p);
            }
            node_of[corner as usize] = (nodes.len() - 1) as u32;
        }
        Ok((Self::grouped(runs(shapes, &node_of)), nodes))
    }

    fn grouped(mut runs: Vec<Run>) -> Self {
        runs.par_sort_unstable();
        let mut segments: Vec<Segment> = Vec::with_capacity(runs.len() / 2);
        let mut owner_offsets = Vec::with_capacity(runs.len() / 2);
        let mut owners: Vec<Owner> = Vec::with_capacity(runs.len());
        for run in runs {
            let same_segment = segments.last() == Some(&run.segment);
            if !same_segment {
                segments.push(run.segment);
                owner_offsets.push(owners.len() as u32);
            }
            match owners.last_mut() {
                Some(last) if same_segment && last.shape == run.shape => last.times += 1,
                _ => owners.push(Owner { shape: run.shape, times: 1 }),
            }
        }
        owner_offsets.push(owners.len() as u32);
        Self { segments, owner_offsets, owners }
    }

    /// The shapes that draw a segment.
    pub fn owners(&self, segment: usize) -> &[Owner] {
        &self.owners[self.owner_offsets[segment] as usize..self.owner_offsets[segment + 1] as usize]
    }

    /// Whether a segment encloses anything for any shape.
    pub fn encloses(&self, segment: usize) -> bool {
        self.owners(segment).iter().any(|owner| owner.is_odd())
    }
}

fn runs<S: Borrow<Shape>>(shapes: &[S], node_of: &[u32]) -> Vec<Run> {
    let mut runs = Vec::with_capacity(node_of.len());
    let mut start = 0;
    for (shape, points) in (0u32..).zip(shapes) {
        for ring in points.borrow().rings() {
            let ring = &node_of[start..start + ring.len()];
            start += ring.len();
            let Some(&last) = ring.last() else { continue };
            let mut from = last;
            for &to in ring {
                if from != to {
                    runs.push(Run { segment: Segment { lo: from.min(to), hi: from.max(to) }, shape });
                }
                from = to;
            }
        }
    }
    runs
}
