//! Cells against the outlines that must hold them.

use rayon::prelude::*;

use super::faces::{counted, sized};
use super::{CheckFeature, CheckOptions, Coverage, Defect, DefectKind};
use crate::topology::arrangement::{Arrangement, FaceId};
use crate::topology::noding::ArrangementError;

/// Faces of cells outside of their parent, and faces of parents without a cell.
///
/// A cell's parent is the one that covers the largest part of it, the first in case of a draw. What lies in a gap between
/// cells is left to the gap.
pub(super) fn against_parents(
    features: &[CheckFeature],
    coverage: &Coverage,
    options: CheckOptions<'_>,
) -> Result<Vec<Defect>, ArrangementError> {
    let first_parent = features.len() as u32;
    let mut shapes = coverage.shapes.clone();
    shapes.extend(options.parents.iter().map(|parent| &parent.shape));
    let joint = Coverage::of(shapes)?;
    let faces = &joint.faces;
    let own = own_parents(faces, first_parent);
    let finder = coverage.faces.finder();
    let judge = |face: FaceId| {
        let cover = faces.face_cover(face);
        let (cells, parents) = cover.split_at(cover.partition_point(|&shape| shape < first_parent));
        let is_out = |cell: &&u32| own[**cell as usize].is_none_or(|parent| !parents.contains(&parent));
        let strays: Vec<u32> = cells.iter().filter(is_out).copied().collect();
        if !strays.is_empty() {
            return Some((DefectKind::OutsideParent, strays, parents));
        }
        if cells.is_empty() && !parents.is_empty() {
            return Some((DefectKind::NotCovered, Vec::new(), parents));
        }
        None
    };
    let found: Vec<Defect> = faces
        .faces()
        .skip(1)
        .collect::<Vec<_>>()
        .into_par_iter()
        .filter_map(|face| {
            let (kind, strays, parents) = judge(face)?;
            let defect = sized(faces, face, kind, options);
            let in_gap = |at| {
                let of_cells = finder.face_at(at);
                of_cells != FaceId::UNBOUNDED && coverage.faces.face_cover(of_cells).is_empty()
            };
            if kind == DefectKind::NotCovered && defect.place.is_some_and(in_gap) {
                return None;
            }
            let mut parents: Vec<u32> = parents.iter().map(|&p| p - first_parent).collect();
            let note = if kind == DefectKind::OutsideParent {
                parents.splice(
                    0..0,
                    strays.iter().filter_map(|&cell| own[cell as usize]).map(|p| p - first_parent),
                );
                format!("{} reach out of their parent here", counted(strays.len(), "cell"))
            } else {
                "no cell covers this part of the parent".to_owned()
            };
            Some(Defect { features: strays, parents, note, ..defect })
        })
        .collect();
    Ok(found)
}

/// For each cell the shape that is its parent.
fn own_parents(faces: &Arrangement, first_parent: u32) -> Vec<Option<u32>> {
    let mut shares: Vec<(u32, u32, i128)> = Vec::new();
    for face in faces.faces() {
        let cover = faces.face_cover(face);
        let (cells, parents) = cover.split_at(cover.partition_point(|&shape| shape < first_parent));
        for &cell in cells {
            shares.extend(parents.iter().map(|&parent| (cell, parent, faces.face_twice_area(face))));
        }
    }
    shares.sort_unstable_by_key(|&(cell, parent, _)| (cell, parent));
    let mut own = vec![None; first_parent as usize];
    let mut most = vec![0i128; first_parent as usize];
    for same in shares.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let &[(cell, parent, _), ..] = same else { continue };
        let share: i128 = same.iter().map(|&(.., area)| area).sum();
        if share > most[cell as usize] {
            most[cell as usize] = share;
            own[cell as usize] = Some(parent);
        }
    }
    own
}
