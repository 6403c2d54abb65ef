//! Reference results of other programs, read from the folder that `GRIDWARD_REFERENCE` names; skipped without it.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::PathBuf;

use serde_json::Value;

use super::defects::edges::{Judge, unmatched_segments};
use super::defects::{CheckOptions, Coverage, DefectGeometry, contained_pairs};
use super::*;

fn golden(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("GRIDWARD_REFERENCE").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: GRIDWARD_REFERENCE is unset");
    }
    Some(folder?.join("golden/planning").join(path))
}

fn cases(op: &str) -> Vec<Value> {
    let Some(path) = golden("coverage_cases/cases.json") else { return Vec::new() };
    let all: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let of_op: Vec<Value> = all.into_iter().filter(|case| case["op"] == op).collect();
    assert!(!of_op.is_empty());
    of_op
}

/// All coordinates of a well-known text, ring by ring: the nesting depth of the list is returned with each position list.
fn lists(text: &str) -> Vec<Vec<[f64; 2]>> {
    let mut found = Vec::new();
    for part in text.split('(').filter(|part| part.contains(')')) {
        let body = part.split(')').next().unwrap();
        let positions = body.split(',').filter(|p| !p.trim().is_empty()).map(|p| {
            let mut numbers = p.split_whitespace().map(|n| n.parse::<f64>().unwrap());
            [numbers.next().unwrap(), numbers.next().unwrap()]
        });
        found.push(positions.collect());
    }
    found
}

/// Polygons of a POLYGON or MULTIPOLYGON text as lists of rings.
fn polygons(text: &str) -> Vec<Vec<Vec<[f64; 2]>>> {
    if text.trim_start().starts_with("MULTI") {
        let body = text.split_once('(').unwrap().1;
        body.split("((").filter(|part| part.contains(')')).map(|part| lists(&format!("({part}"))).collect()
    } else {
        vec![lists(text)]
    }
}

fn lattice_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Lattice {
    let numbers = texts.into_iter().flat_map(lists).flatten().flatten();
    Lattice::covering(numbers.collect::<Vec<_>>()).unwrap()
}

fn shape(lattice: Lattice, parts: &[Vec<Vec<[f64; 2]>>]) -> Shape {
    let polygon = |rings: &Vec<Vec<[f64; 2]>>| {
        let mut rings = rings.iter().map(|ring| lattice.ring(ring.iter().copied()).unwrap());
        Polygon { exterior: rings.next().unwrap_or_default(), interiors: rings.collect() }
    };
    Shape { polygons: parts.iter().map(polygon).collect() }
}

fn plane(lattice: Lattice) -> Ground {
    Ground { lattice, unit: Unit::Plane }
}

type Segments = BTreeSet<(Point, Point)>;

fn segments(lines: &[Vec<Point>]) -> Segments {
    lines
        .iter()
        .flat_map(|line| line.windows(2))
        .map(|pair| (pair[0].min(pair[1]), pair[0].max(pair[1])))
        .collect()
}

fn expected(lattice: Lattice, text: &Value) -> Segments {
    let Some(text) = text.as_str() else { return Segments::new() };
    let lines: Vec<Vec<Point>> = lists(text)
        .into_iter()
        .map(|line| line.into_iter().map(|[x, y]| lattice.point(x, y).unwrap()).collect())
        .collect();
    segments(&lines)
}

/// The unmatched segments of each shape.
fn unmatched(shapes: &[Shape], lattice: Lattice, gap_width_m: f64) -> Vec<Segments> {
    let coverage = Coverage::of(shapes.iter().collect()).unwrap();
    let options = CheckOptions { gap_width_m, ..CheckOptions::new(plane(lattice)) };
    let mut found = vec![Segments::new(); shapes.len()];
    for edge in unmatched_segments(&Judge::of(&coverage), options) {
        let ends = coverage.noded.borders.segments[edge.source as usize].ends(&coverage.noded.nodes);
        found[edge.shape as usize].insert(ends);
    }
    found
}

#[test]
fn invalid_edges_are_those_of_the_coverage_validator() {
    for case in cases("validate_coverage") {
        let texts: Vec<&str> =
            case["polygons"].as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
        let lattice = lattice_of(texts.iter().copied());
        let shapes: Vec<Shape> = texts.iter().map(|text| shape(lattice, &polygons(text))).collect();
        let found = unmatched(&shapes, lattice, case["gap_width"].as_f64().unwrap());
        let valid = found.iter().all(BTreeSet::is_empty);
        assert_eq!(valid, case["expect_valid"].as_bool().unwrap(), "{}", case["id"]);
        for (edges, text) in found.iter().zip(case["expect_invalid_edges"].as_array().unwrap()) {
            assert_eq!(*edges, expected(lattice, text), "{}", case["id"]);
        }
    }
}

#[test]
fn a_polygon_against_its_neighbours_has_the_validators_invalid_edges() {
    for case in cases("validate_polygon_against_neighbours") {
        let (target, neighbours) = (case["target"].as_str().unwrap(), case["neighbours"].as_str().unwrap());
        let lattice = lattice_of([target, neighbours]);
        let mut shapes = vec![shape(lattice, &polygons(target))];
        shapes.extend(polygons(neighbours).iter().map(|part| shape(lattice, std::slice::from_ref(part))));
        let found = unmatched(&shapes, lattice, case["gap_width"].as_f64().unwrap());
        assert_eq!(found[0], expected(lattice, &case["expect_invalid_edges"]), "{}", case["id"]);
    }
}

#[test]
fn gaps_have_the_expected_number_area_and_width() {
    for case in cases("find_gaps").into_iter().chain(cases("find_gaps_exact")) {
        let texts: Vec<&str> =
            case["polygons"].as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
        let lattice = lattice_of(texts.iter().copied());
        let features: Vec<CheckFeature> = texts
            .iter()
            .map(|text| CheckFeature { shape: shape(lattice, &polygons(text)), ..CheckFeature::default() })
            .collect();
        let report = check(&features, CheckOptions::new(plane(lattice))).unwrap();
        let gaps: Vec<&Defect> = report.defects.iter().filter(|d| d.kind == DefectKind::Gap).collect();
        let numbers = |key: &str| -> Option<Vec<f64>> {
            Some(case[key].as_array()?.iter().map(|v| v.as_f64().unwrap()).collect())
        };
        let areas: Vec<f64> = gaps.iter().map(|gap| gap.area_m2).collect();
        assert_eq!(Some(areas), numbers("expect_gap_area"), "{}", case["id"]);
        for (gap, width) in gaps.iter().zip(numbers("face_gap_width_2xMIC").unwrap_or_default()) {
            assert!((gap.width_m / width - 1.0).abs() < 1e-6, "{}: {} {width}", case["id"], gap.width_m);
        }
        if let Some(text) = case["expect_gaps"].as_str() {
            let DefectGeometry::Face(face) = &gaps[0].geometry else { panic!("a gap is a face") };
            let wanted = shape(lattice, &polygons(text));
            let lines = |ring: &Ring| segments(&[ring.iter().chain(ring.first()).copied().collect()]);
            assert_eq!(lines(&face.exterior), lines(&wanted.polygons[0].exterior));
        }
    }
}

#[test]
fn missing_vertices_are_inserted_and_contained_polygons_are_found() {
    for case in cases("insert_missing_vertices").into_iter().chain(cases("contained_polygons")) {
        let texts: Vec<&str> =
            case["polygons"].as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
        let lattice = lattice_of(texts.iter().copied());
        let shapes: Vec<Shape> = texts.iter().map(|text| shape(lattice, &polygons(text))).collect();
        let (faces, _) = Arrangement::build(&shapes).unwrap();
        if let Some(text) = case["expect_polygon_0"].as_str() {
            let noded = faces.outline(|face| faces.face_cover(face).contains(&0));
            let lines = |ring: &Ring| segments(&[ring.iter().chain(ring.first()).copied().collect()]);
            let wanted = shape(lattice, &polygons(text));
            assert_eq!(lines(&noded.polygons[0].exterior), lines(&wanted.polygons[0].exterior));
        } else {
            let pairs: Vec<(u32, u32)> = serde_json::from_value(case["expect_pairs"].clone()).unwrap();
            assert_eq!(contained_pairs(&faces), pairs);
        }
    }
}

fn real_set(name: &str) -> Option<Vec<Vec<Vec<Vec<[f64; 2]>>>>> {
    let path = golden(&format!("coverage_real/{name}.geojson.gz"))?;
    let output = std::process::Command::new("gzip").arg("-dc").arg(path).output().ok()?;
    let mut text = String::new();
    output.stdout.as_slice().read_to_string(&mut text).unwrap();
    let collection: Value = serde_json::from_str(&text).unwrap();
    let parts = |feature: &Value| {
        let coordinates = feature["geometry"]["coordinates"].clone();
        match feature["geometry"]["type"].as_str() {
            Some("Polygon") => vec![serde_json::from_value(coordinates).unwrap()],
            _ => serde_json::from_value(coordinates).unwrap(),
        }
    };
    Some(collection["features"].as_array().unwrap().iter().map(parts).collect())
}

#[test]
fn real_coverages_have_the_expected_edges_gaps_and_overlaps() {
    let Some(path) = golden("coverage_real/expected.json") else { return };
    let sets: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for set in sets {
        let name = set["set"].as_str().unwrap();
        let parts = real_set(name).unwrap();
        let lattice =
            Lattice::covering(parts.iter().flatten().flatten().flatten().flatten().copied()).unwrap();
        let features: Vec<CheckFeature> = parts
            .iter()
            .map(|p| CheckFeature { shape: shape(lattice, p), ..CheckFeature::default() })
            .collect();
        assert_counts(&set, &features);
        let report = check(&features, CheckOptions::new(plane(lattice))).unwrap();
        assert_edges(&set, &report);
        assert_faces(&set, &report, lattice.spacing());
        assert_eq!(report.count(DefectKind::InvalidRing), 0, "{name}");
        let area = set["union_area"].as_f64().unwrap();
        assert!((report.area_m2 / area - 1.0).abs() < 1e-11, "{name}: {} {area}", report.area_m2);
    }
}

fn assert_edges(set: &Value, report: &CheckReport) {
    let unmatched = || report.defects.iter().filter(|d| d.kind == DefectKind::UnmatchedEdge);
    let invalid: BTreeSet<u64> = unmatched().map(|d| u64::from(d.features[0])).collect();
    let wanted: BTreeSet<u64> = serde_json::from_value(set["polygons_with_invalid_edges"].clone()).unwrap();
    assert_eq!(invalid, wanted, "{}", set["set"]);
    assert_eq!(report.is_valid(false), set["coverage_valid"].as_bool().unwrap(), "{}", set["set"]);
    let length: f64 = unmatched().map(|d| d.length_m).sum();
    let wanted = set["invalid_edge_length"].as_f64().unwrap();
    assert!((length - wanted).abs() <= 1e-12 * wanted, "{}: {length} {wanted}", set["set"]);
}

/// The other program nodes on doubles: its borders are off by up to their spacing, faces thinner than that differ in
/// number, and its circles are lower bounds.
fn assert_faces(set: &Value, report: &CheckReport, spacing: f64) {
    let gaps: Vec<&Defect> = report.defects.iter().filter(|d| d.kind == DefectKind::Gap).collect();
    let wanted = set["gap_faces"].as_array().unwrap();
    let wide: Vec<&&Defect> = gaps.iter().filter(|gap| gap.width_m > 10.0 * spacing).collect();
    for face in wanted.iter().filter(|face| face["width_2xMIC"].as_f64().unwrap() > 10.0 * spacing) {
        let (area, width) = (face["area"].as_f64().unwrap(), face["width_2xMIC"].as_f64().unwrap());
        let same = wide.iter().find(|gap| (gap.area_m2 - area).abs() <= 1e-9 * area + spacing * gap.length_m);
        let same = same.unwrap_or_else(|| panic!("{}: no gap of area {area}", set["set"]));
        assert!(
            same.width_m >= width * (1.0 - 1e-6) - 4.0 * spacing,
            "{}: {} {width}",
            set["set"],
            same.width_m
        );
    }
    if wide.len() == gaps.len() {
        assert_eq!(Some(gaps.len() as u64), set["gap_face_count"].as_u64(), "{}", set["set"]);
    }
    let overlaps: Vec<&Defect> = report.defects.iter().filter(|d| d.kind == DefectKind::Overlap).collect();
    assert_eq!(Some(overlaps.len() as u64), set["overlap_face_count"].as_u64(), "{}", set["set"]);
    let area: f64 = overlaps.iter().map(|d| d.area_m2).sum();
    let wanted = set["overlap_face_area"].as_f64().unwrap();
    let length: f64 = overlaps.iter().map(|d| d.length_m).sum();
    assert!((area - wanted).abs() <= 1e-9 * wanted + spacing * length, "{}: {area} {wanted}", set["set"]);
}

fn assert_counts(set: &Value, features: &[CheckFeature]) {
    let coverage = Coverage::of(features.iter().map(|f| &f.shape).collect()).unwrap();
    let borders = &coverage.noded.borders;
    let owners: Vec<usize> = (0..borders.segments.len()).map(|s| borders.owners(s).len()).collect();
    let count =
        |least: usize, most: usize| owners.iter().filter(|&&n| n >= least && n <= most).count() as u64;
    assert_eq!(Some(count(0, usize::MAX)), set["unique_segments"].as_u64(), "{}", set["set"]);
    assert_eq!(Some(count(2, 2)), set["segments_shared_by_2"].as_u64(), "{}", set["set"]);
    assert_eq!(Some(count(3, usize::MAX)), set["segments_shared_by_3plus"].as_u64(), "{}", set["set"]);
    let pairs: BTreeSet<(u32, u32)> = (0..owners.len())
        .filter_map(|s| match borders.owners(s) {
            [a, b] => Some((a.shape, b.shape)),
            _ => None,
        })
        .collect();
    assert_eq!(
        Some(pairs.len() as u64),
        set["rook_adjacent_pairs_by_exact_segment"].as_u64(),
        "{}",
        set["set"]
    );
}
