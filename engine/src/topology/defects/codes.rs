//! Codes that more than one feature carries.

use std::collections::BTreeMap;

use super::faces::sized;
use super::{CheckFeature, CheckOptions, Coverage, Defect, DefectGeometry, DefectKind};
use crate::topology::shape::Point;

/// One defect for each code on several features; its place is in the second of them.
pub(super) fn duplicate_codes(
    features: &[CheckFeature],
    coverage: &Coverage,
    options: CheckOptions<'_>,
) -> Vec<Defect> {
    let mut by_code: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (index, feature) in (0u32..).zip(features) {
        if let Some(code) = feature.code.as_deref() {
            by_code.entry(code).or_default().push(index);
        }
    }
    let repeated = by_code.into_iter().filter(|(_, features)| features.len() > 1);
    repeated
        .map(|(code, features)| {
            let places: Vec<Point> =
                features.iter().filter_map(|&f| place_in(coverage, f, options)).collect();
            Defect {
                kind: DefectKind::DuplicateCode,
                note: format!("the code {code} stands on {} features; give each its own", features.len()),
                features,
                parents: Vec::new(),
                area_m2: 0.0,
                width_m: 0.0,
                length_m: 0.0,
                place: places.get(1).or(places.first()).copied(),
                geometry: if places.is_empty() {
                    DefectGeometry::None
                } else {
                    DefectGeometry::Points(places)
                },
            }
        })
        .collect()
}

/// A place well inside the largest face of a feature.
fn place_in(coverage: &Coverage, feature: u32, options: CheckOptions<'_>) -> Option<Point> {
    let faces = &coverage.faces;
    let own = faces.faces().filter(|&face| faces.face_cover(face).contains(&feature));
    let largest = own.max_by_key(|&face| faces.face_twice_area(face))?;
    sized(faces, largest, DefectKind::DuplicateCode, options).place
}
