//! Shared arcs: which pieces of border do these shapes have in common?
//!
//! The shapes of a coverage share their borders vertex for vertex. Each stretch of border between two nodes is held
//! once, with the shape on either side, and every ring is a list of such arcs with a direction. Whatever changes an
//! arc (display simplification, a tile, a planning edit) changes it for both neighbours, so that they still fit.

mod build;

use super::shape::{Point, Polygon, Shape};

/// No shape, no arc, no vertex.
pub(super) const NONE: u32 = u32::MAX;

/// Why shapes could not be taken apart into arcs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArcsError {
    /// Positions are numbered with 32 bits.
    #[error("the shapes have {vertices} vertices, at most {most} can be handled at once: split the layer")]
    TooManyVertices {
        /// How many there are.
        vertices: usize,
        /// How many are possible.
        most: usize,
    },
}

/// One arc as it is used by a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArcUse {
    /// Index of the arc.
    pub arc: u32,
    /// Whether the ring runs along it from its end to its start.
    pub reversed: bool,
}

/// One arc: a stretch of border along which the shapes on both sides stay the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArcSides {
    /// The shape to the left of the arc's direction; `None` outside of all.
    pub left: Option<u32>,
    /// The shape to the right.
    pub right: Option<u32>,
    /// A ring without a node: every vertex may go, the first is only the lowest in position order and is not repeated.
    pub is_ring: bool,
}

/// One ring of one shape as a list of arcs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RingArcs<'a> {
    /// Index of the shape.
    pub shape: u32,
    /// Index of the polygon in its shape.
    pub polygon: u32,
    /// Whether the ring is a hole.
    pub is_hole: bool,
    /// The arcs in the ring's order; none for a ring that is a single position.
    pub uses: &'a [ArcUse],
}

#[derive(Debug, Clone, Copy)]
struct ArcRecord {
    first: u32,
    len: u32,
    left: u32,
    right: u32,
    is_ring: bool,
}

#[derive(Debug, Clone, Copy)]
struct RingRecord {
    shape: u32,
    polygon: u32,
    is_hole: bool,
    /// A vertex of the ring, which is all there is of a ring of one position.
    anchor: u32,
    first_use: u32,
    uses: u32,
}

/// A coverage as arcs, nodes and rings.
///
/// Arcs are numbered by their first two positions, so the numbering does not depend on the order of the shapes.
#[derive(Debug, Clone)]
pub struct SharedArcs {
    /// Distinct positions, ascending.
    points: Vec<Point>,
    /// The vertices of the arcs, one arc after the other; each stands at a step.
    steps: Vec<u32>,
    arcs: Vec<ArcRecord>,
    rings: Vec<RingRecord>,
    uses: Vec<ArcUse>,
    /// First ring of each shape, and one more.
    shape_rings: Vec<u32>,
    contested: Vec<u32>,
}

impl SharedArcs {
    /// The arcs of shapes whose common borders are identical vertex for vertex.
    ///
    /// A vertex is a node where other than two distinct segments meet, or where a ring turns back on itself. Shapes that
    /// overlap are taken apart as well; the arcs that two shapes claim on one side are listed by [`Self::contested`].
    /// Repeated positions are dropped, polygons without positions too.
    ///
    /// # Errors
    /// [`ArcsError::TooManyVertices`] from 2^32 − 1 vertices.
    ///
    /// # Complexity
    /// O(n log n) for n vertices, which are sorted by position; the rest is linear.
    pub fn build(shapes: &[Shape]) -> Result<Self, ArcsError> {
        build::build(shapes)
    }

    /// Number of arcs.
    #[must_use]
    pub fn arc_count(&self) -> usize {
        self.arcs.len()
    }

    /// Number of shapes.
    #[must_use]
    pub fn shape_count(&self) -> usize {
        self.shape_rings.len().saturating_sub(1)
    }

    /// Number of vertices over all arcs; a node counts once for each arc that ends there.
    #[must_use]
    pub fn step_count(&self) -> usize {
        self.steps.len()
    }

    /// What lies beside an arc; `None` when there is no such arc.
    #[must_use]
    pub fn sides(&self, arc: usize) -> Option<ArcSides> {
        let record = self.arcs.get(arc)?;
        let shape = |side: u32| (side != NONE).then_some(side);
        Some(ArcSides { left: shape(record.left), right: shape(record.right), is_ring: record.is_ring })
    }

    /// The positions of an arc from its start to its end; none when there is no such arc.
    pub fn positions(&self, arc: usize) -> impl DoubleEndedIterator<Item = Point> + ExactSizeIterator + '_ {
        let steps = self.arcs.get(arc).map_or(0..0, ArcRecord::range);
        self.steps[steps].iter().map(|&vertex| self.point(vertex))
    }

    /// All rings, shape after shape, the exterior of each polygon before its holes.
    #[must_use]
    pub fn rings(&self) -> impl ExactSizeIterator<Item = RingArcs<'_>> {
        self.rings.iter().map(|ring| self.ring_arcs(ring))
    }

    /// The rings of one shape; none when there is no such shape.
    #[must_use]
    pub fn rings_of(&self, shape: usize) -> impl ExactSizeIterator<Item = RingArcs<'_>> {
        self.ring_records(shape).iter().map(|ring| self.ring_arcs(ring))
    }

    /// The arcs that more than one shape claims on the same side, ascending: there the shapes overlap.
    #[must_use]
    pub fn contested(&self) -> &[u32] {
        &self.contested
    }

    /// The shapes, put together again; every ring starts at a node, or at its lowest position where it has none.
    #[must_use]
    pub fn to_shapes(&self) -> Vec<Shape> {
        (0..self.shape_count()).map(|shape| self.shape_where(shape, |_| true)).collect()
    }

    /// The same coverage without the steps for which `keep` says no. The caller sees to it that rings stay rings.
    pub(super) fn thinned(&self, keep: impl Fn(usize) -> bool) -> Self {
        let mut steps = Vec::with_capacity(self.steps.len());
        let mut arcs = Vec::with_capacity(self.arcs.len());
        for record in &self.arcs {
            let first = steps.len();
            steps.extend(record.range().filter(|&step| keep(step)).map(|step| self.steps[step]));
            arcs.push(ArcRecord { first: index(first), len: index(steps.len() - first), ..*record });
        }
        Self { steps, arcs, ..self.clone_without_steps() }
    }

    /// One shape from the steps for which `keep` says yes.
    pub(super) fn shape_where(&self, shape: usize, keep: impl Fn(usize) -> bool) -> Shape {
        let mut polygons: Vec<Polygon> = Vec::new();
        for record in self.ring_records(shape) {
            let ring = self.ring_where(record, &keep);
            match polygons.get_mut(record.polygon as usize) {
                Some(polygon) => polygon.interiors.push(ring),
                None => polygons.push(Polygon { exterior: ring, interiors: Vec::new() }),
            }
        }
        Shape { polygons }
    }

    fn ring_where(&self, record: &RingRecord, keep: impl Fn(usize) -> bool) -> Vec<Point> {
        let uses = self.ring_arcs(record).uses;
        if uses.is_empty() {
            return vec![self.point(record.anchor)];
        }
        let mut ring = Vec::new();
        for arc_use in uses {
            let Some(arc) = self.arcs.get(arc_use.arc as usize) else { continue };
            let range = arc.range();
            let position = |step: usize| keep(step).then(|| self.point(self.steps[step]));
            if arc_use.reversed {
                ring.extend(range.rev().filter_map(position));
            } else {
                ring.extend(range.filter_map(position));
            }
            if !arc.is_ring {
                ring.pop();
            }
        }
        ring
    }

    fn ring_arcs(&self, record: &RingRecord) -> RingArcs<'_> {
        let first = record.first_use as usize;
        let uses = &self.uses[first..first + record.uses as usize];
        RingArcs { shape: record.shape, polygon: record.polygon, is_hole: record.is_hole, uses }
    }

    fn ring_records(&self, shape: usize) -> &[RingRecord] {
        match (self.shape_rings.get(shape), self.shape_rings.get(shape + 1)) {
            (Some(&first), Some(&end)) => &self.rings[first as usize..end as usize],
            _ => &[],
        }
    }

    fn clone_without_steps(&self) -> Self {
        Self {
            points: self.points.clone(),
            steps: Vec::new(),
            arcs: Vec::new(),
            rings: self.rings.clone(),
            uses: self.uses.clone(),
            shape_rings: self.shape_rings.clone(),
            contested: self.contested.clone(),
        }
    }

    /// Position of a vertex.
    pub(super) fn point(&self, vertex: u32) -> Point {
        self.points[vertex as usize]
    }

    /// Vertex at each step.
    pub(super) fn vertices(&self) -> &[u32] {
        &self.steps
    }

    /// The distinct positions, ascending; a vertex is an index into them.
    pub(super) fn points(&self) -> &[Point] {
        &self.points
    }

    /// The steps of an arc.
    pub(super) fn step_range(&self, arc: usize) -> std::ops::Range<usize> {
        self.arcs.get(arc).map_or(0..0, ArcRecord::range)
    }

    /// Vertices on which a ring of a single position stands; they count as nodes.
    pub(super) fn lone_vertices(&self) -> impl Iterator<Item = u32> + '_ {
        self.rings.iter().filter(|ring| ring.uses == 0).map(|ring| ring.anchor)
    }
}

impl ArcRecord {
    fn range(&self) -> std::ops::Range<usize> {
        let first = self.first as usize;
        first..first + self.len as usize
    }
}

/// A count that [`SharedArcs::build`] has limited to 32 bits.
fn index(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(NONE)
}

#[cfg(test)]
mod arcs_tests;
