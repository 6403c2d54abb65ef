use super::*;
use crate::topology::lattice::Lattice;
use crate::topology::{Unit, large_tests::wavy_grid};

const METRE: i64 = 1 << 40;

/// A plane in metres with a far finer lattice.
fn ground() -> Ground {
    let lattice = Lattice::covering([f64::from(1 << 19)]).unwrap();
    assert_eq!(lattice.steps_per_unit(), METRE as f64);
    Ground { lattice, unit: Unit::Plane }
}

fn ring(points: &[(f64, f64)]) -> Vec<Point> {
    ground().lattice.ring(points.iter().map(|&(x, y)| [x, y])).unwrap()
}

fn feature(code: &str, points: &[(f64, f64)]) -> CheckFeature {
    let shape = Polygon { exterior: ring(points), interiors: vec![] }.into();
    CheckFeature { code: Some(code.to_owned()), shape, unclosed: vec![] }
}

fn holed(exterior: &[(f64, f64)], holes: &[&[(f64, f64)]]) -> Shape {
    Polygon { exterior: ring(exterior), interiors: holes.iter().map(|hole| ring(hole)).collect() }.into()
}

/// Four cells of 100 m side by side in a square.
fn four() -> Vec<CheckFeature> {
    let square = |code, x: f64, y: f64| {
        feature(code, &[(x, y), (x + 100.0, y), (x + 100.0, y + 100.0), (x, y + 100.0)])
    };
    vec![
        square("sw", 0.0, 0.0),
        square("se", 100.0, 0.0),
        square("nw", 0.0, 100.0),
        square("ne", 100.0, 100.0),
    ]
}

fn run(features: &[CheckFeature]) -> CheckReport {
    check(features, CheckOptions::new(ground())).unwrap()
}

fn only(report: &CheckReport, kind: DefectKind) -> &Defect {
    let found: Vec<&Defect> = report.defects.iter().filter(|d| d.kind == kind).collect();
    assert_eq!(found.len(), 1, "{kind:?} in {:?}", report.defects);
    found[0]
}

fn kinds(report: &CheckReport) -> Vec<DefectKind> {
    let mut kinds: Vec<DefectKind> = report.defects.iter().map(|d| d.kind).collect();
    kinds.dedup();
    kinds
}

#[test]
fn a_sound_coverage_has_no_defect() {
    let report = run(&four());
    assert!(report.is_valid(true), "{:?}", report.defects);
    assert_eq!((report.cells, report.area_m2), (4, 40_000.0));
    assert!(run(&[]).is_valid(true));
}

#[test]
fn a_sliver_of_three_centimetres_is_found_with_place_and_size() {
    let mut cells = four();
    // The border of "se" to "sw" lies 3 cm too far east between y = 10 and y = 90.
    cells[1] = feature(
        "se",
        &[
            (100.0, 0.0),
            (200.0, 0.0),
            (200.0, 100.0),
            (100.0, 100.0),
            (100.0, 90.0),
            (100.03, 90.0),
            (100.03, 10.0),
            (100.0, 10.0),
        ],
    );
    cells[0] = feature(
        "sw",
        &[(0.0, 0.0), (100.0, 0.0), (100.0, 10.0), (100.0, 90.0), (100.0, 100.0), (0.0, 100.0)],
    );
    let report = run(&cells);
    let gap = only(&report, DefectKind::Gap);
    assert!((gap.width_m - 0.03).abs() < 1e-6 && (gap.area_m2 - 2.4).abs() < 1e-9, "{gap:?}");
    assert!((gap.length_m - 80.03).abs() < 1e-9);
    assert_eq!(gap.features, [0, 1]);
    let [x, y] = ground().lattice.place(gap.place.unwrap());
    assert!((100.0..100.03).contains(&x) && (10.0..90.0).contains(&y));
    assert!(report.is_valid(false) && !report.is_valid(true));
    // The mirror image: an overlap.
    cells[1] = feature(
        "se",
        &[
            (100.0, 0.0),
            (200.0, 0.0),
            (200.0, 100.0),
            (100.0, 100.0),
            (100.0, 90.0),
            (99.97, 90.0),
            (99.97, 10.0),
            (100.0, 10.0),
        ],
    );
    let report = run(&cells);
    let overlap = only(&report, DefectKind::Overlap);
    assert!((overlap.width_m - 0.03).abs() < 1e-6 && (overlap.area_m2 - 2.4).abs() < 1e-6);
    assert!(!report.is_valid(false));
}

#[test]
fn a_corner_shifted_by_a_millimetre_tears_gaps_and_overlaps_at_its_place() {
    let mut cells = four();
    cells[0] = feature("sw", &[(0.0, 0.0), (100.0, 0.0), (100.001, 100.0), (0.0, 100.0)]);
    let report = run(&cells);
    assert_eq!(kinds(&report), [DefectKind::Overlap, DefectKind::UnmatchedEdge]);
    let overlap = only(&report, DefectKind::Overlap);
    assert!(overlap.width_m > 0.0009 && overlap.width_m < 0.001, "{overlap:?}");
    assert!((overlap.area_m2 - 0.05).abs() < 1e-9);
    assert_eq!(overlap.features, [0, 1]);
}

#[test]
fn a_neighbours_missing_vertex_is_an_unmatched_edge_though_nothing_is_lost() {
    let mut cells = four();
    cells[0] = feature("sw", &[(0.0, 0.0), (100.0, 0.0), (100.0, 50.0), (100.0, 100.0), (0.0, 100.0)]);
    let report = run(&cells);
    assert_eq!(kinds(&report), [DefectKind::UnmatchedEdge]);
    let lengths: Vec<(Vec<u32>, f64)> =
        report.defects.iter().map(|d| (d.features.clone(), d.length_m)).collect();
    assert_eq!(lengths, [(vec![1, 0], 100.0), (vec![0, 1], 100.0)]);
}

#[test]
fn a_missing_cell_is_a_gap_inside_and_not_covered_ground_at_the_edge_of_its_parent() {
    let district = [feature("d", &[(0.0, 0.0), (300.0, 0.0), (300.0, 300.0), (0.0, 300.0)])];
    let mut cells = Vec::new();
    for i in 0..9 {
        let (x, y) = (f64::from(i % 3) * 100.0, f64::from(i / 3) * 100.0);
        cells
            .push(feature(&i.to_string(), &[(x, y), (x + 100.0, y), (x + 100.0, y + 100.0), (x, y + 100.0)]));
    }
    let options = CheckOptions { parents: &district, ..CheckOptions::new(ground()) };
    assert!(check(&cells, options).unwrap().is_valid(true));
    let inner: Vec<CheckFeature> =
        cells.iter().enumerate().filter(|(i, _)| *i != 4).map(|(_, c)| c.clone()).collect();
    let report = check(&inner, options).unwrap();
    assert_eq!(kinds(&report), [DefectKind::Gap], "{report:?}");
    assert!((only(&report, DefectKind::Gap).width_m - 100.0).abs() < 1e-3);
    let outer: Vec<CheckFeature> = cells[1..].to_vec();
    let report = check(&outer, options).unwrap();
    assert_eq!(kinds(&report), [DefectKind::NotCovered]);
    assert_eq!(only(&report, DefectKind::NotCovered).area_m2, 10_000.0);
    assert!(!report.is_valid(true));
}

#[test]
fn a_cell_across_the_border_of_two_communities_is_outside_its_own() {
    let communities = [
        feature("west", &[(0.0, 0.0), (120.0, 0.0), (120.0, 200.0), (0.0, 200.0)]),
        feature("east", &[(120.0, 0.0), (200.0, 0.0), (200.0, 200.0), (120.0, 200.0)]),
    ];
    let report =
        check(&four(), CheckOptions { parents: &communities, ..CheckOptions::new(ground()) }).unwrap();
    assert_eq!(kinds(&report), [DefectKind::OutsideParent]);
    let found: Vec<(Vec<u32>, Vec<u32>, f64)> =
        report.defects.iter().map(|d| (d.features.clone(), d.parents.clone(), d.area_m2)).collect();
    assert_eq!(found, [(vec![1], vec![1, 0], 2000.0), (vec![3], vec![1, 0], 2000.0)]);
}

#[test]
fn duplicate_codes_are_named_with_all_their_features() {
    let mut cells = four();
    cells[3].code = Some("sw".to_owned());
    cells[1].code = None;
    let report = run(&cells);
    let duplicate = only(&report, DefectKind::DuplicateCode);
    assert_eq!(duplicate.features, [0, 3]);
    assert!(duplicate.note.contains("sw"));
    assert!(!report.is_valid(false));
    let record = duplicate.record(&cells, &[], ground().lattice);
    let json = serde_json::to_value(&record).unwrap();
    assert_eq!(json["kind"], "duplicate-code");
    assert_eq!(json["cells"], serde_json::json!(["sw", "sw"]));
    let [x, y]: [f64; 2] = serde_json::from_value(json["place"].clone()).unwrap();
    assert!((x - 150.0).abs() < 0.01 && (y - 150.0).abs() < 0.01);
}

#[test]
fn a_feature_given_twice_overlaps_itself_everywhere() {
    let mut cells = four();
    cells.push(cells[2].clone());
    let report = run(&cells);
    assert_eq!(kinds(&report), [DefectKind::Overlap, DefectKind::UnmatchedEdge, DefectKind::DuplicateCode]);
    assert_eq!(only(&report, DefectKind::Overlap).area_m2, 10_000.0);
}

#[test]
fn a_bow_tie_is_an_invalid_ring_at_its_crossing() {
    let report = run(&[feature("b", &[(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)])]);
    let bow_tie = only(&report, DefectKind::InvalidRing);
    assert_eq!(ground().lattice.place(bow_tie.place.unwrap()), [5.0, 5.0]);
    assert!(!report.is_valid(false));
}

#[test]
fn unclosed_and_empty_features_are_invalid() {
    let mut cells = four();
    cells[0].unclosed = ring(&[(0.0, 0.0)]);
    cells.push(CheckFeature::default());
    let report = run(&cells);
    let notes: Vec<&str> = report.defects.iter().map(|d| d.note.as_str()).collect();
    assert_eq!(notes, ["the feature has no ring", RingFaultKind::Unclosed.message()]);
}

#[test]
fn a_gore_open_to_the_outside_is_found_only_with_a_gap_width() {
    let cells = [
        feature("s", &[(0.0, 0.0), (50.0, 0.0), (50.0, 40.0), (0.0, 40.0)]),
        feature("n", &[(0.0, 40.1), (50.0, 40.0), (50.0, 90.0), (0.0, 90.0)]),
    ];
    assert!(run(&cells).is_valid(true));
    let report = check(&cells, CheckOptions { gap_width_m: 0.5, ..CheckOptions::new(ground()) }).unwrap();
    assert_eq!(report.count(DefectKind::UnmatchedEdge), 2);
}

#[test]
fn ring_faults_follow_the_ogc_rules() {
    use RingFaultKind::*;
    let square: &[(f64, f64)] = &[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
    let inner: &[(f64, f64)] = &[(2.0, 2.0), (8.0, 2.0), (8.0, 8.0), (2.0, 8.0)];
    let kinds = |shape: &Shape| {
        let mut kinds: Vec<RingFaultKind> = ring_faults(shape).into_iter().map(|fault| fault.kind).collect();
        kinds.dedup();
        kinds
    };
    let both = |a: Shape, b: Shape| Shape { polygons: [a.polygons, b.polygons].concat() };
    let repeated = [(0.0, 0.0), (0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (10.0, 10.0), (0.0, 10.0)];
    for (name, shape, faults) in [
        ("plain", holed(square, &[]), vec![]),
        ("repeated corner", holed(&repeated, &[]), vec![]),
        ("hole", holed(square, &[inner]), vec![]),
        ("hole touching at a point", holed(square, &[&[(0.0, 5.0), (4.0, 4.0), (4.0, 6.0)]]), vec![]),
        (
            "hole touching twice",
            holed(square, &[&[(0.0, 5.0), (5.0, 4.0), (10.0, 5.0), (5.0, 6.0)]]),
            vec![InteriorCut],
        ),
        (
            "hole along the border",
            holed(square, &[&[(0.0, 2.0), (4.0, 2.0), (4.0, 6.0), (0.0, 6.0)]]),
            vec![DoubledEdge],
        ),
        ("hole outside", holed(square, &[&[(20.0, 2.0), (24.0, 2.0), (24.0, 6.0)]]), vec![HoleOutside]),
        (
            "hole across",
            holed(square, &[&[(5.0, 2.0), (15.0, 2.0), (15.0, 6.0), (5.0, 6.0)]]),
            vec![HoleOutside],
        ),
        (
            "two holes overlap",
            holed(square, &[inner, &[(3.0, 3.0), (5.0, 3.0), (5.0, 5.0)]]),
            vec![HolesOverlap],
        ),
        (
            "spike",
            holed(&[(0.0, 0.0), (10.0, 0.0), (15.0, 0.0), (10.0, 0.0), (10.0, 10.0)], &[]),
            vec![DoubledEdge],
        ),
        ("bow tie", holed(&[(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)], &[]), vec![SelfContact]),
        ("flat", holed(&[(0.0, 0.0), (10.0, 0.0)], &[]), vec![TooFewPoints, DoubledEdge]),
        (
            "island in a hole",
            both(holed(square, &[inner]), holed(&[(4.0, 4.0), (6.0, 4.0), (6.0, 6.0)], &[])),
            vec![],
        ),
        ("parts overlap", both(holed(square, &[]), holed(inner, &[])), vec![PartsOverlap]),
        (
            "parts touch at a point",
            both(holed(square, &[]), holed(&[(10.0, 10.0), (20.0, 10.0), (20.0, 20.0)], &[])),
            vec![],
        ),
        (
            "parts share an edge",
            both(holed(square, &[]), holed(&[(10.0, 0.0), (20.0, 5.0), (10.0, 10.0)], &[])),
            vec![DoubledEdge],
        ),
    ] {
        assert_eq!(kinds(&shape), faults, "{name}");
        let report = run(&[CheckFeature { shape, ..CheckFeature::default() }]);
        assert_eq!(
            report.count(DefectKind::InvalidRing),
            faults.len(),
            "{name}: the check of a layer agrees"
        );
    }
}

#[test]
fn an_overlap_below_the_spacing_of_the_input_is_counted_and_its_edges_are_listed() {
    let mut cells = four();
    let off = Point::new(100 * METRE + 20, 50 * METRE);
    cells[0].shape.polygons[0].exterior.insert(2, off);
    let report = run(&cells);
    assert_eq!((kinds(&report), report.below_spacing), (vec![DefectKind::UnmatchedEdge], 1));
}

#[test]
fn the_report_does_not_depend_on_the_order_of_cells() {
    let mut shapes = wavy_grid(5, 3);
    shapes.remove(12);
    let p = shapes[6].polygons[0].exterior[3];
    shapes[6].polygons[0].exterior[3] = Point::new(p.x + 3000, p.y - 2000);
    let features = |order: Vec<usize>| -> Vec<CheckFeature> {
        let shape = |i: usize| CheckFeature {
            code: Some(format!("{i}")),
            shape: shapes[i].clone(),
            unclosed: vec![],
        };
        order.into_iter().map(shape).collect()
    };
    let forwards = features((0..shapes.len()).collect());
    let backwards = features((0..shapes.len()).rev().collect());
    let records = |features: &[CheckFeature]| {
        let report = check(features, CheckOptions::new(Ground::PLAN)).unwrap();
        let mut lines: Vec<String> = report
            .defects
            .iter()
            .map(|d| {
                let mut cells: Vec<String> =
                    d.features.iter().map(|&f| features[f as usize].code.clone().unwrap()).collect();
                cells.sort();
                format!("{:?} {cells:?} {} {} {:?}", d.kind, d.area_m2, d.width_m, d.place)
            })
            .collect();
        lines.sort();
        lines
    };
    assert!(records(&forwards).len() > 3);
    assert_eq!(records(&forwards), records(&backwards));
}

#[test]
fn in_degrees_sizes_are_metres_on_the_ground() {
    // 3 cm of longitude and 100 m of latitude at 31.11.
    let (narrow, tall) = (0.03 / 95_394.4, 100.0 / 110_871.0);
    let (lon, lat) = (121.38, 31.11);
    let lattice = Lattice::covering([122.0]).unwrap();
    let cell = |west: f64, east: f64| {
        let exterior =
            lattice.ring([[west, lat], [east, lat], [east, lat + tall], [west, lat + tall]]).unwrap();
        CheckFeature { shape: Polygon { exterior, interiors: vec![] }.into(), ..CheckFeature::default() }
    };
    let roof = lattice.ring([
        [lon - 0.001, lat + tall],
        [lon, lat + tall],
        [lon + narrow, lat + tall],
        [lon + 0.001, lat + tall],
        [lon, lat + 2.0 * tall],
    ]);
    let roof = CheckFeature {
        shape: Polygon { exterior: roof.unwrap(), interiors: vec![] }.into(),
        ..CheckFeature::default()
    };
    let floor = lattice
        .ring([[lon - 0.001, lat], [lon, lat - tall], [lon + 0.001, lat], [lon + narrow, lat], [lon, lat]])
        .unwrap();
    let floor = CheckFeature {
        shape: Polygon { exterior: floor, interiors: vec![] }.into(),
        ..CheckFeature::default()
    };
    let cells = [cell(lon - 0.001, lon), cell(lon + narrow, lon + 0.001), roof, floor];
    let report = check(&cells, CheckOptions::new(Ground { lattice, unit: Unit::Degrees })).unwrap();
    let gap = only(&report, DefectKind::Gap);
    assert!((gap.width_m - 0.03).abs() < 1e-6, "{gap:?}");
    assert!((gap.area_m2 - 3.0).abs() < 1e-3, "{gap:?}");
    assert_eq!(kinds(&report), [DefectKind::Gap], "{report:?}");
}
