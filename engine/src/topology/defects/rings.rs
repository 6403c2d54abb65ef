//! Whether each feature by itself is a valid polygon or multipolygon, after OGC 06-103r4, 6.1.11 and 6.1.14.
//!
//! Repeated corners are no fault. Rings of one feature may touch each other at single points as long as the inside of
//! each part stays connected. A ring that touches itself, even at a point, is a fault.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{CheckFeature, Coverage, Defect, DefectGeometry, DefectKind};
use crate::topology::arrangement::{Arrangement, FaceId};
use crate::topology::noding::Noded;
use crate::topology::shape::{Point, Polygon, Shape};

/// What is wrong with a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RingFaultKind {
    /// The file's last position differs from the first.
    Unclosed,
    /// Fewer than three different positions, or no area at all.
    TooFewPoints,
    /// A ring crosses or touches itself at a point.
    SelfContact,
    /// Rings of the feature run along one another, or one runs back along itself.
    DoubledEdge,
    /// A hole, or part of it, lies outside of its exterior.
    HoleOutside,
    /// Two holes of one part overlap.
    HolesOverlap,
    /// Two parts of the feature overlap.
    PartsOverlap,
    /// Holes cut the inside of a part in two.
    InteriorCut,
}

impl RingFaultKind {
    /// One line for people.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Unclosed => "the ring is not closed; its last position must repeat the first",
            Self::TooFewPoints => {
                "the ring encloses nothing; it needs three different positions off one line"
            }
            Self::SelfContact => "the ring crosses or touches itself here",
            Self::DoubledEdge => "rings run along one another or back along themselves here",
            Self::HoleOutside => "a hole lies outside of its outer ring here",
            Self::HolesOverlap => "two holes overlap here",
            Self::PartsOverlap => "two parts of the feature overlap here",
            Self::InteriorCut => "holes cut the inside of the polygon in two here",
        }
    }
}

/// A fault of one feature and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RingFault {
    /// What is wrong.
    pub kind: RingFaultKind,
    /// Where.
    pub at: Point,
}

/// One defect for each kind of fault of each feature, and one for each feature without any ring.
pub(super) fn invalid_rings(features: &[CheckFeature], coverage: &Coverage) -> Vec<Defect> {
    let suspects = suspects(features, coverage);
    let found: Vec<(u32, Vec<RingFault>)> = suspects
        .into_par_iter()
        .map(|index| {
            let feature = &features[index as usize];
            let mut faults = ring_faults(&feature.shape);
            faults.extend(feature.unclosed.iter().map(|&at| RingFault { kind: RingFaultKind::Unclosed, at }));
            faults.sort_unstable();
            (index, faults)
        })
        .collect();
    let mut defects = Vec::new();
    for (index, faults) in found {
        if features[index as usize].shape.rings().all(Vec::is_empty) {
            defects.push(defect(index, &[], "the feature has no ring"));
        }
        for same in faults.chunk_by(|a, b| a.kind == b.kind) {
            let note = same.first().map_or("", |fault| fault.kind.message());
            let places: Vec<Point> = same.iter().map(|fault| fault.at).collect();
            defects.push(defect(index, &places, note));
        }
    }
    defects
}

fn defect(index: u32, places: &[Point], note: &str) -> Defect {
    let geometry =
        if places.is_empty() { DefectGeometry::None } else { DefectGeometry::Points(places.to_vec()) };
    Defect {
        kind: DefectKind::InvalidRing,
        features: vec![index],
        parents: Vec::new(),
        area_m2: 0.0,
        width_m: 0.0,
        length_m: 0.0,
        place: places.first().copied(),
        geometry,
        note: note.to_owned(),
    }
}

/// The features that need a closer look. A feature of one ring that meets itself nowhere is valid.
fn suspects(features: &[CheckFeature], coverage: &Coverage) -> Vec<u32> {
    let mut suspect: Vec<bool> = features
        .iter()
        .map(|f| {
            f.shape.rings().count() != 1 || !f.unclosed.is_empty() || f.shape.rings().any(|r| r.len() < 3)
        })
        .collect();
    let Coverage { noded, faces, .. } = coverage;
    for source in 0..noded.borders.segments.len() {
        for owner in noded.borders.owners(source).iter().filter(|owner| owner.times > 1) {
            suspect[owner.shape as usize] = true;
        }
    }
    let mut here: Vec<u32> = Vec::new();
    let mut mark_repeats = |here: &mut Vec<u32>, most: usize| {
        here.sort_unstable();
        for same in here.chunk_by(|a, b| a == b).filter(|same| same.len() > most) {
            suspect[same[0] as usize] = true;
        }
        here.clear();
    };
    for edge in (0..noded.edges.len()).filter(|&edge| noded.sources(edge).len() > 1) {
        let owners = noded.sources(edge).iter().flat_map(|&source| noded.borders.owners(source as usize));
        here.extend(owners.map(|owner| owner.shape));
        mark_repeats(&mut here, 1);
    }
    for node in 0..faces.nodes().len() as u32 {
        if faces.edges_at(node).len() > 3 {
            here.extend(faces.edges_at(node).flat_map(|(edge, _)| faces.edge_shapes(edge)));
            mark_repeats(&mut here, 2);
        }
    }
    (0u32..).zip(suspect).filter(|(_, suspect)| *suspect).map(|(index, _)| index).collect()
}

/// Every fault of a shape by itself, sorted; empty when it is valid.
///
/// # Complexity
/// O(n log n) in corners.
#[must_use]
pub fn ring_faults(shape: &Shape) -> Vec<RingFault> {
    let rings: Vec<Shape> =
        shape.rings().map(|ring| Polygon { exterior: ring.clone(), interiors: Vec::new() }.into()).collect();
    let mut faults: Vec<RingFault> = shape
        .rings()
        .filter(|ring| encloses_nothing(ring))
        .filter_map(|ring| ring.first())
        .map(|&at| RingFault { kind: RingFaultKind::TooFewPoints, at })
        .collect();
    // A shape that cannot be noded alone could not be noded in its layer; the check has failed before.
    let Ok(noded) = Noded::of(&rings) else { return faults };
    let faces = Arrangement::of(&noded).0;
    doubled_edges(&noded, &mut faults);
    self_contacts(&faces, &mut faults);
    wrong_nesting(shape, &faces, &mut faults);
    faults.sort_unstable();
    faults.dedup();
    faults
}

/// All corners on one line.
fn encloses_nothing(ring: &[Point]) -> bool {
    let Some((&first, rest)) = ring.split_first() else { return false };
    let Some(&other) = rest.iter().find(|&&p| p != first) else { return true };
    rest.iter().all(|&p| crate::topology::predicates::cross(first, other, p) == 0)
}

fn doubled_edges(noded: &Noded, faults: &mut Vec<RingFault>) {
    let whole = (0..noded.borders.segments.len())
        .filter(|&source| noded.borders.owners(source).iter().map(|owner| owner.times).sum::<u32>() > 1);
    let doubled = whole.map(|source| noded.borders.segments[source].ends(&noded.nodes));
    let parts = (0..noded.edges.len()).filter(|&edge| noded.sources(edge).len() > 1);
    let parts = parts.map(|edge| noded.edges[edge].ends(&noded.nodes));
    faults.extend(doubled.chain(parts).map(|(at, _)| RingFault { kind: RingFaultKind::DoubledEdge, at }));
}

fn self_contacts(faces: &Arrangement, faults: &mut Vec<RingFault>) {
    for (node, &at) in (0u32..).zip(faces.nodes()) {
        let mut rings: Vec<u32> =
            faces.edges_at(node).flat_map(|(edge, _)| faces.edge_shapes(edge)).copied().collect();
        rings.sort_unstable();
        if rings.chunk_by(|a, b| a == b).any(|same| same.len() > 2) {
            faults.push(RingFault { kind: RingFaultKind::SelfContact, at });
        }
    }
}

/// The part that a ring belongs to, and whether it is the exterior.
fn roles(shape: &Shape) -> Vec<(u32, bool)> {
    (0u32..)
        .zip(&shape.polygons)
        .flat_map(|(part, polygon)| polygon.rings().enumerate().map(move |(i, _)| (part, i == 0)))
        .collect()
}

fn wrong_nesting(shape: &Shape, faces: &Arrangement, faults: &mut Vec<RingFault>) {
    let roles = roles(shape);
    // The part whose inside a face is.
    let mut inside: Vec<Option<u32>> = vec![None; faces.face_count()];
    for face in faces.faces() {
        // Part → (its exterior is around the face, how many of its holes are).
        let mut parts: BTreeMap<u32, (bool, u32)> = BTreeMap::new();
        for &ring in faces.face_cover(face) {
            let (part, is_exterior) = roles[ring as usize];
            let entry = parts.entry(part).or_default();
            if is_exterior { entry.0 = true } else { entry.1 += 1 }
        }
        let mut fault = |kind| faults.push(RingFault { kind, at: corner(faces, face) });
        if parts.values().any(|&(within, holes)| !within && holes > 0) {
            fault(RingFaultKind::HoleOutside);
        }
        if parts.values().any(|&(_, holes)| holes > 1) {
            fault(RingFaultKind::HolesOverlap);
        }
        let mut solid = parts.iter().filter(|(_, of)| **of == (true, 0)).map(|(&part, _)| part);
        inside[face.index()] = solid.next();
        if solid.next().is_some() {
            fault(RingFaultKind::PartsOverlap);
        }
    }
    let is_cut_free = |kinds: &[RingFault]| kinds.iter().all(|f| f.kind == RingFaultKind::TooFewPoints);
    if is_cut_free(faults) {
        cut_interiors(faces, &inside, faults);
    }
}

fn corner(faces: &Arrangement, face: FaceId) -> Point {
    faces.face_edges(face).map(|(edge, _)| faces.edge(edge).a).min().unwrap_or(Point::new(0, 0))
}

/// Without other faults every face inside a part is a component of it, and there must be one for each part.
fn cut_interiors(faces: &Arrangement, inside: &[Option<u32>], faults: &mut Vec<RingFault>) {
    let mut first: BTreeMap<u32, FaceId> = BTreeMap::new();
    for face in faces.faces() {
        if let Some(part) = inside[face.index()]
            && first.insert(part, face).is_some()
        {
            faults.push(RingFault { kind: RingFaultKind::InteriorCut, at: corner(faces, face) });
        }
    }
}
