//! Real coverages, taken apart, united, simplified and cleaned, against figures of GEOS 3.14.1.

use std::collections::BTreeSet;

use serde_json::Value;

use super::arcs::SharedArcs;
use super::clean::{CleanOptions, RepairReport, clean};
use super::ground::{Ground, Unit};
use super::lattice::Lattice;
use super::simplify::{SimplifyOptions, simplify};
use super::union::{exterior_edges, union, unique_edges};
use super::wkt_for_tests::reference;
use super::{Arrangement, Point, Polygon, Shape};

type Rings = Vec<Vec<[f64; 2]>>;

/// The sets and what is expected of each, on a lattice that holds their coordinates exactly.
fn sets() -> Vec<(Value, Vec<Shape>, Ground)> {
    let Some(folder) = reference() else { return Vec::new() };
    let folder = folder.join("golden/planning/coverage_real");
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let sets: Vec<Value> = serde_json::from_str(&text).unwrap();
    let read = |set: Value| {
        let file = folder.join(format!("{}.geojson.gz", set["set"].as_str().unwrap()));
        let output = std::process::Command::new("gzip").arg("-dc").arg(file).output().unwrap();
        let collection: Value = serde_json::from_slice(&output.stdout).unwrap();
        let features: Vec<Vec<Rings>> = collection["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(|feature| parts(&feature["geometry"]))
            .collect();
        let coordinates = features.iter().flatten().flatten().flatten().flatten().copied();
        let lattice = Lattice::covering(coordinates).unwrap();
        let ring = |ring: &Vec<[f64; 2]>| lattice.ring(ring.iter().copied()).unwrap();
        let polygon = |rings: &Rings| Polygon {
            exterior: ring(&rings[0]),
            interiors: rings[1..].iter().map(ring).collect(),
        };
        let shapes = features.iter().map(|parts| Shape { polygons: parts.iter().map(polygon).collect() });
        (set, shapes.collect(), Ground { lattice, unit: Unit::Plane })
    };
    sets.into_iter().map(read).collect()
}

fn parts(geometry: &Value) -> Vec<Rings> {
    let coordinates = geometry["coordinates"].clone();
    match geometry["type"].as_str() {
        Some("Polygon") => vec![serde_json::from_value(coordinates).unwrap()],
        _ => serde_json::from_value(coordinates).unwrap(),
    }
}

fn area(shapes: &[Shape], ground: Ground) -> f64 {
    shapes.iter().flat_map(|shape| &shape.polygons).map(|polygon| ground.area_m2(polygon)).sum()
}

fn assert_near(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{what}: {found}, expected {expected}");
}

fn segments(lines: impl Iterator<Item = Vec<Point>>) -> u64 {
    lines.map(|line| line.len() as u64 - 1).sum()
}

#[test]
fn arcs_have_the_segments_and_neighbours_of_real_coverages() {
    for (set, shapes, _) in sets() {
        let arcs = SharedArcs::build(&shapes).unwrap();
        let all = segments(unique_edges(&arcs));
        assert_eq!(all, set["unique_segments"].as_u64().unwrap(), "{}", set["set"]);
        if !set["coverage_valid"].as_bool().unwrap() {
            continue;
        }
        let shared = all - segments(exterior_edges(&arcs));
        assert_eq!(shared, set["segments_shared_by_2"].as_u64().unwrap(), "{}", set["set"]);
        let sides = (0..arcs.arc_count()).map(|arc| arcs.sides(arc).unwrap());
        let pairs: BTreeSet<(u32, u32)> = sides
            .filter_map(|sides| sides.left.zip(sides.right))
            .map(|(left, right)| (left.min(right), left.max(right)))
            .collect();
        assert_eq!(pairs.len() as u64, set["rook_adjacent_pairs_by_exact_segment"].as_u64().unwrap());
    }
}

#[test]
fn unions_and_simplifications_of_real_coverages_hold() {
    for (set, shapes, ground) in sets() {
        if !set["coverage_valid"].as_bool().unwrap() {
            continue;
        }
        let arcs = SharedArcs::build(&shapes).unwrap();
        let whole = union(&arcs).unwrap();
        assert_near(area(&[whole], ground), set["union_area"].as_f64().unwrap(), "union");
        let (before, _) = Arrangement::build(&shapes).unwrap();
        let side_m = (set["sum_area"].as_f64().unwrap() / shapes.len() as f64).sqrt();
        for part in [0.01, 0.1, 1.0] {
            let options = SimplifyOptions::metres(ground, Point::new(0, 0), side_m * part);
            let thin = simplify(&arcs, &options).unwrap().to_shapes();
            let (after, noding) = Arrangement::build(&thin).unwrap();
            assert_eq!(noding.added, vec![], "{}", set["set"]);
            let covers = |faces: &Arrangement| -> Vec<Vec<u32>> {
                let mut covers: Vec<Vec<u32>> =
                    faces.faces().map(|face| faces.face_cover(face).to_vec()).collect();
                covers.sort();
                covers
            };
            assert_eq!(covers(&before), covers(&after), "{}", set["set"]);
        }
    }
}

/// Repairs of more than 1e-14 of the whole area. GEOS does not see the overlaps of less than the last bit of the
/// coordinates that remain where one border crosses another one's rounded vertices (`three_ia_precincts` has five).
fn repairs(report: &RepairReport, set: &Value) -> u64 {
    let least_m2 = set["sum_area"].as_f64().unwrap() * 1e-14;
    report.repairs.iter().filter(|repair| repair.area_m2 > least_m2).count() as u64
}

#[test]
fn cleaned_real_coverages_cover_what_they_covered_once() {
    for (set, shapes, ground) in sets() {
        let (cleaned, report) = clean(&shapes, &CleanOptions::new(ground)).unwrap();
        assert_near(area(&cleaned, ground), set["union_area"].as_f64().unwrap(), "cleaned");
        assert!(cleaned.iter().all(|shape| !shape.polygons.is_empty()));
        assert_eq!(repairs(&report, &set), set["overlap_face_count"].as_u64().unwrap(), "{}", set["set"]);
        let (faces, noding) = Arrangement::build(&cleaned).unwrap();
        assert_eq!(noding.added, vec![], "{}", set["set"]);
        assert!(faces.faces().all(|face| faces.face_cover(face).len() < 2));
        // Every gap goes when any width may be filled.
        let filled = CleanOptions { gap_width_m: 1e9, ..CleanOptions::new(ground) };
        let (filled, _) = clean(&shapes, &filled).unwrap();
        let (faces, _) = Arrangement::build(&filled).unwrap();
        assert!(faces.faces().skip(1).all(|face| faces.face_cover(face).len() == 1), "{}", set["set"]);
        let expected = set["union_area"].as_f64().unwrap() + set["gap_face_area"].as_f64().unwrap();
        assert_near(area(&filled, ground), expected, "filled");
    }
}
