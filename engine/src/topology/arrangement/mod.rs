//! The arrangement (面域划分): the faces that borders cut the plane into, and which shapes cover each face.
//!
//! An edge stays only if it encloses something for some shape, an odd number of its runs. So the covers on both sides
//! of every edge differ, no edge dangles, and each face is an open connected set with a border of whole cycles.
//! Numbers of nodes, edges and faces depend on the geometry alone, not on the order of shapes or rings.

mod cover;
mod halfedges;
mod nesting;
mod outline;

use super::noding::{ArrangementError, Chains, Noded, NodingReport};
use super::shape::{Point, Polygon, Shape};
use super::strips::{Segment, Strips};

/// A face; 0 is the unbounded one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u32);

impl FaceId {
    /// The unbounded face.
    pub const UNBOUNDED: Self = Self(0);

    /// As an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An edge, in the order of its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeId(pub u32);

/// An edge with the faces at its sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The western (or lower) end: `a < b`.
    pub a: Point,
    /// The other end.
    pub b: Point,
    /// The face to the left of a→b.
    pub left: FaceId,
    /// The face to the right of a→b.
    pub right: FaceId,
}

/// Faces, edges and nodes of a set of shapes, and what covers each face.
///
/// Half-edges are numbered `2 · edge` for a→b and `2 · edge + 1` for b→a; each belongs to the face at its left.
#[derive(Debug, Clone)]
pub struct Arrangement {
    nodes: Vec<Point>,
    edges: Vec<Segment>,
    edge_shape_offsets: Vec<u32>,
    edge_shapes: Vec<u32>,
    /// Half-edges leaving each node, counter-clockwise from due south (exclusive).
    out_offsets: Vec<u32>,
    out: Vec<u32>,
    /// The half-edge that follows along the face.
    next: Vec<u32>,
    /// The face at the left of each half-edge.
    half_face: Vec<u32>,
    /// A half-edge of each cycle of each face, the outer cycle first; the unbounded face has none.
    face_cycle_offsets: Vec<u32>,
    face_cycles: Vec<u32>,
    face_areas: Vec<i128>,
    cover_offsets: Vec<u32>,
    covers: Vec<u32>,
}

impl Arrangement {
    /// Cuts the borders of `shapes` where they meet and finds the faces.
    ///
    /// A shape covers a place even-odd: when a ray from it meets the shape's rings an odd number of times.
    ///
    /// # Errors
    /// [`ArrangementError`] when a coordinate is too large, there is too much input, or rounding does not settle.
    ///
    /// # Complexity
    /// O(n log n) time and O(n) memory in corners for a coverage that is clean or nearly so.
    ///
    /// # Example
    /// ```
    /// use gridward::topology::{Arrangement, Point, Polygon, Shape};
    /// let square = |x: i64| {
    ///     let exterior = [(0, 0), (2, 0), (2, 2), (0, 2)].map(|(dx, y)| Point::new(x + dx, y)).to_vec();
    ///     Shape::from(Polygon { exterior, interiors: vec![] })
    /// };
    /// let (faces, report) = Arrangement::build(&[square(0), square(1)])?;
    /// let covers: Vec<&[u32]> = faces.faces().map(|face| faces.face_cover(face)).collect();
    /// assert_eq!(covers, [&[][..], &[0], &[0, 1], &[1]]);
    /// assert_eq!(report.most_moved_steps(), 0.0);
    /// # Ok::<(), gridward::topology::ArrangementError>(())
    /// ```
    pub fn build(shapes: &[Shape]) -> Result<(Self, NodingReport), ArrangementError> {
        let noded = Noded::of(shapes)?;
        let report = NodingReport::of(&noded, &Chains::of(&noded));
        Ok((Self::of(&noded).0, report))
    }

    /// The arrangement of cut borders, and for each of its edges the edge of `noded` that it is.
    pub(crate) fn of(noded: &Noded) -> (Self, Vec<u32>) {
        let (edges, kept, edge_shape_offsets, edge_shapes) = cover::enclosing(noded);
        let nodes = noded.nodes.clone();
        let (out_offsets, out) = halfedges::around_nodes(&nodes, &edges);
        let next = halfedges::following(&out_offsets, &out);
        let mut faces = Self {
            nodes,
            edges,
            edge_shape_offsets,
            edge_shapes,
            out_offsets,
            out,
            next,
            half_face: Vec::new(),
            face_cycle_offsets: Vec::new(),
            face_cycles: Vec::new(),
            face_areas: Vec::new(),
            cover_offsets: Vec::new(),
            covers: Vec::new(),
        };
        nesting::find_faces(&mut faces);
        cover::spread(&mut faces);
        (faces, kept)
    }

    /// The number of edges.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.edges.len()
    }

    /// The edges by their ends, west to east.
    #[must_use]
    pub fn edges(&self) -> impl ExactSizeIterator<Item = Edge> + '_ {
        (0..self.edges.len()).map(|index| self.edge_at(index))
    }

    /// One edge.
    #[must_use]
    pub fn edge(&self, edge: EdgeId) -> Edge {
        self.edge_at(edge.0 as usize)
    }

    fn edge_at(&self, index: usize) -> Edge {
        let (a, b) = self.edges[index].ends(&self.nodes);
        let (left, right) = (FaceId(self.half_face[2 * index]), FaceId(self.half_face[2 * index + 1]));
        Edge { a, b, left, right }
    }

    /// The numbers of an edge's nodes: its western (or lower) end, its other end.
    #[must_use]
    pub fn edge_nodes(&self, edge: EdgeId) -> (u32, u32) {
        let Segment { lo, hi } = self.edges[edge.0 as usize];
        (lo, hi)
    }

    /// The edge that joins two nodes.
    #[must_use]
    pub fn edge_between(&self, node: u32, other: u32) -> Option<EdgeId> {
        let around = self.leaving(node).iter();
        around
            .map(|&half| (half, self.origin(half ^ 1)))
            .find(|&(_, head)| head == other)
            .map(|(half, _)| EdgeId(half / 2))
    }

    /// The shapes for which an edge is border: the difference of the covers at its sides, sorted.
    #[must_use]
    pub fn edge_shapes(&self, edge: EdgeId) -> &[u32] {
        let edge = edge.0 as usize;
        &self.edge_shapes[self.edge_shape_offsets[edge] as usize..self.edge_shape_offsets[edge + 1] as usize]
    }

    /// Every node, sorted by x, then y. A node of a border that enclosed nothing may be left without edges.
    #[must_use]
    pub fn nodes(&self) -> &[Point] {
        &self.nodes
    }

    /// The edges at a node, counter-clockwise, each with whether it leaves the node as a→b.
    #[must_use]
    pub fn edges_at(&self, node: u32) -> impl ExactSizeIterator<Item = (EdgeId, bool)> + '_ {
        self.leaving(node).iter().map(|&half| (EdgeId(half / 2), half % 2 == 0))
    }

    fn leaving(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.out[self.out_offsets[node] as usize..self.out_offsets[node + 1] as usize]
    }

    /// The number of faces, the unbounded one included.
    #[must_use]
    pub fn face_count(&self) -> usize {
        self.face_areas.len()
    }

    /// Every face, the unbounded one first.
    pub fn faces(&self) -> impl ExactSizeIterator<Item = FaceId> + use<> {
        (0..self.face_areas.len() as u32).map(FaceId)
    }

    /// The shapes that cover a face, sorted; empty for a gap and for the unbounded face.
    #[must_use]
    pub fn face_cover(&self, face: FaceId) -> &[u32] {
        let face = face.index();
        &self.covers[self.cover_offsets[face] as usize..self.cover_offsets[face + 1] as usize]
    }

    /// Twice the area of a face in square steps, exact, its holes taken out; 0 for the unbounded face.
    #[must_use]
    pub fn face_twice_area(&self, face: FaceId) -> i128 {
        self.face_areas[face.index()]
    }

    /// The edges around a face, each with whether it runs a→b with the face at its left.
    pub fn face_edges(&self, face: FaceId) -> impl Iterator<Item = (EdgeId, bool)> + '_ {
        self.cycles(face)
            .iter()
            .flat_map(|&start| self.cycle(start))
            .map(|half| (EdgeId(half / 2), half % 2 == 0))
    }

    /// A face as a polygon with simple rings: exterior counter-clockwise, holes clockwise, each from its lowest node.
    ///
    /// The unbounded face has an empty exterior; its holes are the outer borders of everything.
    #[must_use]
    pub fn face_polygon(&self, face: FaceId) -> Polygon {
        outline::face_polygon(self, face)
    }

    /// The faces for which `inside` is true, melted into one shape with simple rings. Parts come by their lowest node.
    #[must_use]
    pub fn outline(&self, inside: impl Fn(FaceId) -> bool) -> Shape {
        outline::outline(self, inside)
    }

    /// A finder of the face at a place.
    #[must_use]
    pub fn finder(&self) -> FaceFinder<'_> {
        let strips = Strips::build(&self.nodes, &self.edges);
        let reach = strips.rays(&self.nodes, &self.edges);
        FaceFinder { faces: self, strips, reach }
    }

    fn cycles(&self, face: FaceId) -> &[u32] {
        let face = face.index();
        &self.face_cycles[self.face_cycle_offsets[face] as usize..self.face_cycle_offsets[face + 1] as usize]
    }

    /// The half-edges of a cycle from `start` on.
    fn cycle(&self, start: u32) -> impl Iterator<Item = u32> + '_ {
        let mut at = Some(start);
        std::iter::from_fn(move || {
            let half = at?;
            let next = self.next[half as usize];
            at = (next != start).then_some(next);
            Some(half)
        })
    }

    /// The node that a half-edge leaves.
    fn origin(&self, half: u32) -> u32 {
        let edge = self.edges[half as usize / 2];
        if half.is_multiple_of(2) { edge.lo } else { edge.hi }
    }
}

/// Finds faces by place: built once, O(log n) or so a question.
pub struct FaceFinder<'a> {
    faces: &'a Arrangement,
    strips: Strips,
    reach: Vec<i64>,
}

impl FaceFinder<'_> {
    /// The face at a place. A place on a border is judged as if it stood at (x + ε, y + ε²).
    #[must_use]
    pub fn face_at(&self, p: Point) -> FaceId {
        let Arrangement { nodes, edges, .. } = self.faces;
        let hit = self.strips.first_to_the_west(nodes, edges, &self.reach, p, true);
        hit.map_or(FaceId::UNBOUNDED, |edge| {
            FaceId(self.faces.half_face[nesting::downward(nodes, edges, edge) as usize])
        })
    }
}

#[cfg(test)]
#[path = "arrangement_tests.rs"]
mod tests;
