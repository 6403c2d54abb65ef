//! Codes that more than one feature carries, and prefixes with more codes than there are numbers.

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

/// One defect for each prefix with too many codes: the features beyond the last number, by code, and their area.
pub(super) fn overfull_prefixes(
    features: &[CheckFeature],
    coverage: &Coverage,
    options: CheckOptions<'_>,
) -> Vec<Defect> {
    let Some(rule) = options.sequence else { return Vec::new() };
    let mut by_prefix: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
    for (index, feature) in (0u32..).zip(features) {
        if let Some((prefix, code)) =
            feature.code.as_deref().and_then(|code| Some((code.get(..rule.prefix)?, code)))
        {
            by_prefix.entry(prefix).or_default().entry(code).or_insert(index);
        }
    }
    let overfull = by_prefix.into_iter().filter(|(_, codes)| codes.len() > rule.most);
    overfull
        .map(|(prefix, codes)| {
            // Longer codes were given out later, so they are the ones beyond.
            let mut ordered: Vec<(usize, &str, u32)> = codes.iter().map(|(code, &f)| (code.len(), *code, f)).collect();
            ordered.sort_unstable();
            let beyond: Vec<u32> = ordered.iter().skip(rule.most).map(|&(_, _, feature)| feature).collect();
            let shapes = beyond.iter().filter_map(|&f| features.get(f as usize)).flat_map(|f| &f.shape.polygons);
            let places: Vec<Point> = beyond.iter().take(1).filter_map(|&f| place_in(coverage, f, options)).collect();
            Defect {
                kind: DefectKind::SequenceOverflow,
                note: format!(
                    "{} codes begin with {prefix}, whose sequence has {} numbers; divide the area, or use another code system",
                    codes.len(),
                    rule.most
                ),
                area_m2: shapes.map(|polygon| options.ground.area_m2(polygon)).sum(),
                width_m: 0.0,
                length_m: 0.0,
                place: places.first().copied(),
                geometry: if places.is_empty() { DefectGeometry::None } else { DefectGeometry::Points(places) },
                parents: Vec::new(),
                features: beyond,
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
