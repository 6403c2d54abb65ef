//! Edges that are not shared as they should be.
//!
//! A segment of a cell's border is *matched* when exactly two cells draw it, end for end, one at each side. A matched
//! segment is sound. A segment that one cell draws alone is sound as long as it keeps clear of all others: no other
//! cell's border crosses it, ends on it or passes one of its ends, and no other cell covers either side. Every other
//! segment is *unmatched*. A cell's own self-contacts are the business of [`rings`](super::rings).
//!
//! With a gap width, segments along a gap face of at most that width are unmatched too, and so are segments of two
//! cells that face each other over uncovered ground at most that far apart, for longer than that: gores that are open
//! to the outside.

use super::{CheckOptions, Coverage, Defect, DefectGeometry, DefectKind};
use crate::topology::arrangement::{EdgeId, FaceId};
use crate::topology::noding::Owner;
use crate::topology::shape::Point;

mod gores;

/// A segment of the input that one shape draws and that is unmatched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unmatched {
    pub shape: u32,
    /// Position among the distinct border segments.
    pub source: u32,
}

/// The unmatched segments, one defect for each connected run of one cell.
pub(super) fn unmatched_edges(coverage: &Coverage, options: CheckOptions<'_>) -> Vec<Defect> {
    let judge = Judge::of(coverage);
    let found = unmatched_segments(&judge, options);
    let mut defects = Vec::new();
    for of_shape in found.chunk_by(|a, b| a.shape == b.shape) {
        for run in runs(coverage, of_shape) {
            defects.push(defect(&judge, &run, options));
        }
    }
    defects
}

/// Every unmatched segment with its shape, sorted.
pub(crate) fn unmatched_segments(judge: &Judge, options: CheckOptions<'_>) -> Vec<Unmatched> {
    let mut found = judge.unmatched();
    if options.gap_width_m > 0.0 {
        found.extend(gores::along_narrow_ground(judge, options));
        found.sort_unstable();
        found.dedup();
    }
    found
}

fn defect(judge: &Judge, run: &[Unmatched], options: CheckOptions<'_>) -> Defect {
    let coverage = judge.coverage;
    let mut features: Vec<u32> = run.iter().flat_map(|u| judge.others(*u)).collect();
    features.sort_unstable();
    features.dedup();
    let others = features.len();
    let shape = run.first().map(|unmatched| unmatched.shape);
    features.splice(0..0, shape);
    let ends = |u: &Unmatched| coverage.noded.borders.segments[u.source as usize].ends(&coverage.noded.nodes);
    let lines: Vec<Vec<Point>> = run.iter().map(ends).map(|(a, b)| vec![a, b]).collect();
    let longest = run
        .iter()
        .map(ends)
        .max_by(|(a, b), (c, d)| options.ground.length_m(*a, *b).total_cmp(&options.ground.length_m(*c, *d)));
    Defect {
        kind: DefectKind::UnmatchedEdge,
        features,
        parents: Vec::new(),
        area_m2: 0.0,
        width_m: 0.0,
        length_m: run.iter().map(ends).fold(0.0, |sum, (a, b)| sum + options.ground.length_m(a, b)),
        place: longest.map(|(a, b)| Point::new(a.x + (b.x - a.x) / 2, a.y + (b.y - a.y) / 2)),
        geometry: DefectGeometry::Lines(lines),
        note: format!(
            "{} of the border meet {} without being shared end for end",
            super::faces::counted(run.len(), "edge"),
            super::faces::counted(others, "other cell")
        ),
    }
}

/// Connected runs of one shape's segments, each in the order of the segments.
fn runs(coverage: &Coverage, segments: &[Unmatched]) -> Vec<Vec<Unmatched>> {
    let place = |u: &Unmatched| coverage.noded.borders.segments[u.source as usize];
    let mut ends: Vec<(u32, usize)> =
        segments.iter().enumerate().flat_map(|(i, u)| [(place(u).lo, i), (place(u).hi, i)]).collect();
    ends.sort_unstable();
    let mut parent: Vec<usize> = (0..segments.len()).collect();
    fn root(parent: &mut [usize], mut i: usize) -> usize {
        while parent[i] != i {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }
        i
    }
    for pair in ends.windows(2) {
        let &[(node, a), (other, b)] = pair else { continue };
        if node == other {
            let (a, b) = (root(&mut parent, a), root(&mut parent, b));
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut grouped: Vec<(usize, Unmatched)> =
        segments.iter().enumerate().map(|(i, &u)| (root(&mut parent, i), u)).collect();
    grouped.sort_unstable();
    grouped.chunk_by(|a, b| a.0 == b.0).map(|run| run.iter().map(|(_, u)| *u).collect()).collect()
}

/// Judges the segments of a coverage.
pub(crate) struct Judge<'a> {
    coverage: &'a Coverage<'a>,
    /// Segments that pass a node in their inside, as (node, segment), sorted.
    passing: Vec<(u32, u32)>,
}

impl<'a> Judge<'a> {
    pub fn of(coverage: &'a Coverage<'a>) -> Self {
        let mut passing: Vec<(u32, u32)> = coverage
            .chains
            .iter()
            .flat_map(|(source, inner)| inner.iter().map(move |&node| (node, source)))
            .collect();
        passing.sort_unstable();
        Self { coverage, passing }
    }

    /// Every unmatched segment with its shape, sorted.
    pub fn unmatched(&self) -> Vec<Unmatched> {
        let segments = &self.coverage.noded.borders.segments;
        let mut found = Vec::new();
        for source in 0..segments.len() as u32 {
            let odd = self.odd_owners(source);
            match odd.as_slice() {
                [] => {}
                [only] => {
                    if !self.is_clear(source, *only) {
                        found.push(Unmatched { shape: *only, source });
                    }
                }
                [first, second] if self.at_opposite_sides(source, *first, *second) => {}
                several => found.extend(several.iter().map(|&shape| Unmatched { shape, source })),
            }
        }
        found.sort_unstable();
        found
    }

    /// The other shapes that a segment of a shape meets or lies in.
    fn others(&self, u: Unmatched) -> Vec<u32> {
        let mut others = self.odd_owners(u.source).to_vec();
        others.extend(self.touching(u.source));
        for edge in self.edges_along(u.source) {
            let edge = self.coverage.faces.edge(edge);
            for face in [edge.left, edge.right] {
                others.extend_from_slice(self.coverage.faces.face_cover(face));
            }
        }
        others.retain(|&shape| shape != u.shape);
        others
    }

    pub(super) fn odd_owners(&self, source: u32) -> smallvec::SmallVec<[u32; 2]> {
        let owners = self.coverage.noded.borders.owners(source as usize);
        owners.iter().filter(|owner| owner.is_odd()).map(|owner: &Owner| owner.shape).collect()
    }

    /// Whether no other shape touches or covers a segment that one shape draws alone.
    fn is_clear(&self, source: u32, shape: u32) -> bool {
        let faces = &self.coverage.faces;
        self.edges_along(source).all(|edge| {
            let edge = faces.edge(edge);
            faces.face_cover(edge.left).len() < 2 && faces.face_cover(edge.right).len() < 2
        }) && self.touching(source).all(|other| other == shape)
    }

    /// The shapes whose borders pass an end of a segment in their inside, or reach a node inside the segment.
    fn touching(&self, source: u32) -> impl Iterator<Item = u32> + '_ {
        let segment = self.coverage.noded.borders.segments[source as usize];
        let at_ends = [segment.lo, segment.hi].into_iter().flat_map(|node| self.passing_at(node));
        let inside = self.coverage.chains.inner(source).iter().flat_map(|&node| self.meeting_at(node));
        at_ends.chain(inside).flat_map(|other| self.odd_owners(other))
    }

    fn passing_at(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        let start = self.passing.partition_point(|&(other, _)| other < node);
        self.passing[start..].iter().take_while(move |&&(other, _)| other == node).map(|&(_, source)| source)
    }

    /// The segments that end at a node or pass it.
    fn meeting_at(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        let Coverage { faces, kept, noded, .. } = self.coverage;
        faces.edges_at(node).flat_map(|(edge, _)| noded.sources(kept[edge.0 as usize] as usize)).copied()
    }

    /// The edges that a segment became; those that enclose nothing are left out.
    pub(super) fn edges_along(&self, source: u32) -> impl Iterator<Item = EdgeId> + '_ {
        let segment = self.coverage.noded.borders.segments[source as usize];
        let inner = self.coverage.chains.inner(source).iter().copied();
        let to = inner.clone().chain([segment.hi]);
        std::iter::once(segment.lo)
            .chain(inner)
            .zip(to)
            .filter_map(|(a, b)| self.coverage.faces.edge_between(a, b))
    }

    /// Whether two shapes that draw the same segment lie at different sides of it.
    fn at_opposite_sides(&self, source: u32, first: u32, second: u32) -> bool {
        let Coverage { faces, kept, noded, .. } = self.coverage;
        let alone = |edge: &EdgeId| noded.sources(kept[edge.0 as usize] as usize) == [source];
        self.edges_along(source).find(alone).is_some_and(|edge| {
            let left = faces.face_cover(faces.edge(edge).left);
            left.contains(&first) != left.contains(&second)
        })
    }

    pub(super) fn coverage(&self) -> &'a Coverage<'a> {
        self.coverage
    }
}

/// The uncovered face beside an edge that one shape draws, if there is exactly one.
pub(super) fn uncovered_side(coverage: &Coverage, edge: EdgeId) -> Option<FaceId> {
    let edge = coverage.faces.edge(edge);
    [edge.left, edge.right].into_iter().find(|&face| coverage.faces.face_cover(face).is_empty())
}
