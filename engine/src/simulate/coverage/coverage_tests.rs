use std::collections::BTreeMap;

use super::*;
use crate::grid::{LayerRole, Title};
use crate::measure::LonLat;
use crate::topology::{Arrangement, Point, Polygon, Shape};

fn ring(corners: &[(i64, i64)]) -> Vec<Point> {
    corners.iter().map(|(x, y)| Point::new(1_213_000_000 + x * 1000, 311_000_000 + y * 1000)).collect()
}

/// About 6 by 5 km with a bay, a lake, and an island.
fn ground() -> Shape {
    let main =
        ring(&[(0, 0), (600, 10), (610, 450), (330, 440), (320, 200), (290, 210), (280, 430), (-10, 440)]);
    let lake = ring(&[(100, 100), (110, 150), (150, 140), (140, 90)]);
    let island = ring(&[(640, 100), (700, 100), (690, 180), (650, 190)]);
    let part = |exterior, interiors| Polygon { exterior, interiors };
    Shape { polygons: vec![part(main, vec![lake]), part(island, Vec::new())] }
}

fn spec() -> CoverageSpec {
    let mut spec = CoverageSpec::new(ground(), 35_000.0, 42);
    let town = |code: &str, lon, lat| TownSpec {
        code: code.into(),
        name: Title::new("示例镇", "Example"),
        seat: LonLat::new(lon, lat).unwrap(),
        share: 1.0,
        communities: Vec::new(),
    };
    spec.towns = vec![town("990101101", 121.312, 31.122), town("990101102", 121.345, 31.122)];
    spec.covered_m2 = vec![8e6, 12e6];
    spec.responsibility_grids = 16;
    spec.size_contrast = 3.0;
    spec
}

fn layer(coverage: &GeneratedCoverage, role: LayerRole) -> &GeneratedLayer {
    coverage.layers.iter().find(|l| l.layer.role() == role).unwrap()
}

/// Every face is covered by at most one cell, and all cells together are exactly what is said.
fn assert_partition(layer: &GeneratedLayer, twice_area: i128) {
    let shapes: Vec<Shape> = layer.layer.cells().iter().map(|cell| cell.shape.clone()).collect();
    let (arrangement, _) = Arrangement::build(&shapes).unwrap();
    let mut sum = 0;
    for face in arrangement.faces().skip(1) {
        let cover = arrangement.face_cover(face).len();
        assert!(cover <= 1, "{} cells over a face of {}", cover, layer.layer.name());
        sum += if cover == 1 { arrangement.face_twice_area(face) } else { 0 };
    }
    assert_eq!(sum, twice_area, "{}", layer.layer.name());
    assert_eq!(sum, shapes.iter().map(Shape::twice_area).sum::<i128>());
}

fn total(layer: &GeneratedLayer) -> i128 {
    layer.layer.cells().iter().map(|cell| cell.shape.twice_area()).sum()
}

#[test]
fn every_layer_is_a_partition_of_its_ground_without_gap_or_overlap() {
    let coverage = generate(&spec()).unwrap();
    let [whole, covered] =
        [LayerRole::District, LayerRole::UnitGrid].map(|role| total(layer(&coverage, role)));
    let outline = ground().twice_area();
    assert!((whole - outline).abs() * 1_000_000 < outline, "the outline moved: {whole} against {outline}");
    for role in [LayerRole::District, LayerRole::Town] {
        assert_partition(layer(&coverage, role), whole);
    }
    for role in [LayerRole::Community, LayerRole::ResponsibilityGrid, LayerRole::UnitGrid] {
        assert_partition(layer(&coverage, role), covered);
    }
}

#[test]
fn every_group_has_exactly_the_area_of_its_unit_grids() {
    let coverage = generate(&spec()).unwrap();
    let units = layer(&coverage, LayerRole::UnitGrid);
    for role in [LayerRole::Community, LayerRole::ResponsibilityGrid] {
        let above = layer(&coverage, role);
        let mut sums: BTreeMap<_, (i128, u32)> = BTreeMap::new();
        for (unit, since) in units.layer.cells().iter().zip(&units.since) {
            let parent = unit.parents.get(above.layer.name()).unwrap();
            let sum = sums.entry(parent.clone()).or_insert((0, *since));
            sum.0 += unit.shape.twice_area();
            assert_eq!(sum.1, *since, "a group begins with all of its unit grids");
        }
        assert_eq!(sums.len(), above.layer.cells().len());
        for (cell, since) in above.layer.cells().iter().zip(&above.since) {
            assert_eq!(sums[&cell.code], (cell.shape.twice_area(), *since), "{}", cell.code);
            assert_eq!(cell.shape.polygons.len(), 1, "{} is connected", cell.code);
        }
    }
}

#[test]
fn sizes_and_counts_are_near_what_was_asked() {
    let report = generate(&spec()).unwrap().report;
    for (got, wanted) in report.covered_m2.iter().zip([8e6, 12e6]) {
        assert!((got / wanted - 1.0).abs() < 0.03, "{got} against {wanted}");
    }
    assert!((report.unit_area_m2[1] / 35_000.0 - 1.0).abs() < 0.03, "{report:?}");
    assert_eq!(report.responsibility_grids, 16);
}

#[test]
fn codes_run_west_to_east_under_their_parents_code() {
    let coverage = generate(&spec()).unwrap();
    let units = layer(&coverage, LayerRole::UnitGrid);
    let national: crate::grid::CodeScheme = "6+3+3+3".parse().unwrap();
    for unit in units.layer.cells() {
        let parent = unit.parents.get(&crate::ids::LayerName::new("community")).unwrap();
        national.check_under(&unit.code, parent).unwrap();
    }
}

#[test]
fn equal_seeds_give_equal_coverages_and_other_seeds_others() {
    let one = generate(&spec()).unwrap();
    assert_eq!(one, generate(&spec()).unwrap());
    let mut other = spec();
    other.seed += 1;
    assert_ne!(one, generate(&other).unwrap());
}

#[test]
fn streets_run_along_unit_grid_borders_or_uncovered_ground() {
    let mut spec = CoverageSpec::new(ground(), 35_000.0, 3);
    spec.town_count = 3;
    let coverage = generate(&spec).unwrap();
    assert!(coverage.streets.len() > 5);
    let mut edges = std::collections::BTreeSet::new();
    for ring in layer(&coverage, LayerRole::UnitGrid).layer.cells().iter().flat_map(|cell| cell.shape.rings())
    {
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            edges.insert((*a.min(b), *a.max(b)));
        }
    }
    for pair in coverage.streets.iter().flat_map(|street| street.line.windows(2)) {
        assert!(edges.contains(&(pair[0].min(pair[1]), pair[0].max(pair[1]))));
    }
}

#[test]
fn a_crossing_outline_and_senseless_numbers_are_refused_by_name() {
    let bow = Polygon { exterior: ring(&[(0, 0), (100, 100), (100, 0), (0, 100)]), interiors: Vec::new() };
    let error = generate(&CoverageSpec::new(bow.into(), 35_000.0, 1)).unwrap_err();
    assert!(error.to_string().contains("crosses itself"), "{error}");
    let error = generate(&CoverageSpec::new(ground(), f64::NAN, 1)).unwrap_err();
    assert!(error.to_string().contains("unit_area_m2 is NaN"), "{error}");
    let mut spec = spec();
    spec.covered_m2 = vec![12e6, 8e6];
    assert!(matches!(generate(&spec), Err(CoverageError::Setting { field: "covered_m2", .. })));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(12))]
    #[test]
    fn any_seed_and_setting_gives_a_partition(
        seed: u64, area in 15_000.0..120_000.0, vertices in 12_u32..60, rounds in 0_u32..9, towns in 1_u32..5,
    ) {
        let mut spec = CoverageSpec::new(ground(), area, seed);
        (spec.vertices_per_unit, spec.smoothing_rounds, spec.town_count) = (vertices, rounds, towns);
        let coverage = generate(&spec).unwrap();
        let whole = total(layer(&coverage, LayerRole::District));
        for role in [LayerRole::Town, LayerRole::Community, LayerRole::UnitGrid] {
            assert_partition(layer(&coverage, role), whole);
        }
    }
}

/// `cargo test --release -- --ignored --nocapture the_cost_of`
#[test]
#[ignore = "a measurement"]
fn the_cost_of_large_coverages() {
    let square = ring(&[(0, 0), (1400, 0), (1400, 1200), (0, 1200)]);
    let square = Shape::from(Polygon { exterior: square, interiors: Vec::new() });
    for (area, vertices) in [(10_700.0, 60), (2_960.0, 28)] {
        let start = std::time::Instant::now();
        let mut spec = CoverageSpec::new(square.clone(), area, 1);
        spec.vertices_per_unit = vertices;
        spec.town_count = 13;
        let report = generate(&spec).unwrap().report;
        println!("{:?} {report:?}", start.elapsed());
    }
}
