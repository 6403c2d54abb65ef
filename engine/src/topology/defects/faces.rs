//! Faces that are covered by no cell or by several.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{CheckOptions, Coverage, Defect, DefectGeometry, DefectKind};
use crate::topology::arrangement::{Arrangement, FaceId};
use crate::topology::inscribed::largest_inscribed_circle;

/// Every gap and every overlap with its sizes.
pub(super) fn gaps_and_overlaps(coverage: &Coverage, options: CheckOptions<'_>) -> Vec<Defect> {
    let faces = &coverage.faces;
    let faulty: Vec<FaceId> = faces.faces().skip(1).filter(|&f| faces.face_cover(f).len() != 1).collect();
    faulty
        .into_par_iter()
        .map(|face| match faces.face_cover(face) {
            [] => {
                let around = neighbours(faces, face);
                let note = format!("no cell covers this face between {}", counted(around.len(), "cell"));
                Defect { features: around, note, ..sized(faces, face, DefectKind::Gap, options) }
            }
            cover => {
                let note = format!("{} cover this face", counted(cover.len(), "cell"));
                Defect { features: cover.to_vec(), note, ..sized(faces, face, DefectKind::Overlap, options) }
            }
        })
        .collect()
}

/// "1 cell", "2 cells".
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// The shapes that cover the faces next to a face, sorted.
pub(super) fn neighbours(faces: &Arrangement, face: FaceId) -> Vec<u32> {
    let mut around: Vec<u32> =
        faces.face_edges(face).flat_map(|(edge, _)| faces.edge_shapes(edge)).copied().collect();
    around.sort_unstable();
    around.dedup();
    around
}

/// A defect with the sizes of a face.
pub(super) fn sized(
    faces: &Arrangement,
    face: FaceId,
    kind: DefectKind,
    options: CheckOptions<'_>,
) -> Defect {
    let polygon = faces.face_polygon(face);
    let ground = options.ground;
    let first = polygon.exterior.first().copied();
    let scale = first.map_or((1.0, 1.0), |near| ground.metres_per_step(near));
    let circle = largest_inscribed_circle(&polygon, scale, options.width_tolerance);
    Defect {
        kind,
        features: Vec::new(),
        parents: Vec::new(),
        area_m2: ground.area_m2(&polygon),
        width_m: circle.map_or(0.0, |circle| 2.0 * circle.radius_m),
        length_m: ground.perimeter_m(&polygon) / 2.0,
        place: circle.map(|circle| circle.centre).or(first),
        geometry: DefectGeometry::Face(polygon),
        note: String::new(),
    }
}

/// Pairs (outer, inner) where the inner shape lies wholly within the outer one, sorted. Equal shapes hold each other.
///
/// # Complexity
/// O(Σ c²) over faces with c covering shapes.
#[must_use]
pub fn contained_pairs(faces: &Arrangement) -> Vec<(u32, u32)> {
    let mut own: BTreeMap<u32, usize> = BTreeMap::new();
    let mut shared: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for face in faces.faces() {
        let cover = faces.face_cover(face);
        for &inner in cover {
            *own.entry(inner).or_default() += 1;
            for &outer in cover.iter().filter(|&&outer| outer != inner) {
                *shared.entry((outer, inner)).or_default() += 1;
            }
        }
    }
    shared
        .into_iter()
        .filter(|((_, inner), count)| own.get(inner) == Some(count))
        .map(|(pair, _)| pair)
        .collect()
}
