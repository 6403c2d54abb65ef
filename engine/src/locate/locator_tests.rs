//! The whole locator against its reference and against brute force, on valid and on faulty layers.

use proptest::prelude::*;

use super::answer::{NO_CELL, Placement, Status};
use super::batch::SpatialOrder;
use super::locator::{Locator, LocatorOptions};
use super::mesh_for_tests::{Random, cells, mesh, trying_places};
use super::own_numbers::ImportedCell;
use super::uncertain::Location;
use crate::crs::LatticePoint;
use crate::ids::CellCode;
use crate::measure::{LonLat, Metres};
use crate::topology::{Point, Polygon, Shape};

const CORNER: (i64, i64) = (1_213_000_000, 310_000_000);

fn mesh_locator(side: i64, step: i64, parts: i64, seed: u64) -> Locator {
    let borders = mesh(side, step, parts, CORNER, seed);
    let count = usize::try_from(side * side).unwrap();
    Locator::build(cells(&borders, count), LocatorOptions { gap_width: Metres(0.0) }).unwrap().0
}

fn place(p: LatticePoint) -> LonLat {
    LonLat::new(f64::from(p.x) / 1e7, f64::from(p.y) / 1e7).unwrap()
}

fn rectangle(x: i64, y: i64, width: i64, height: i64) -> Shape {
    let exterior = [(0, 0), (width, 0), (width, height), (0, height)]
        .map(|(dx, dy)| Point { x: CORNER.0 + x + dx, y: CORNER.1 + y + dy })
        .to_vec();
    Shape { polygons: vec![Polygon { exterior, interiors: vec![] }] }
}

fn locator(cells: &[(&str, Shape)]) -> Locator {
    let cells = cells.iter().map(|(code, shape)| (CellCode::new(code), shape.clone())).collect();
    Locator::build(cells, LocatorOptions::default()).unwrap().0
}

fn at(x: i64, y: i64) -> LonLat {
    LonLat::new((CORNER.0 + x) as f64 / 1e7, (CORNER.1 + y) as f64 / 1e7).unwrap()
}

#[test]
fn all_ways_to_ask_agree_with_the_reference() {
    for (side, step, parts) in [(9, 40, 2), (6, 5_000, 7), (30, 700, 3)] {
        let locator = mesh_locator(side, step, parts, 11);
        let places = trying_places(locator.tree.borders(), 20_000, 3);
        let (lon, lat): (Vec<f64>, Vec<f64>) = places.iter().map(|p| p.degrees()).unzip();
        let mut bulk = vec![0; places.len()];
        locator.cells_of(&lon, &lat, &mut bulk);
        let columns = locator.place_all(&SpatialOrder::of(&lon, &lat));
        for (i, &p) in places.iter().enumerate() {
            let expected = locator.cell_by_reference(place(p)).map_or(NO_CELL, |c| c.0);
            assert_eq!(bulk[i], expected, "at {p:?}");
            assert_eq!(columns.cells[i], expected);
            assert_eq!(locator.cell_of(place(p)).map_or(NO_CELL, |c| c.0), expected);
            let Placement { cell, status, border_m, rival } = locator.place(place(p));
            assert_eq!((cell, status, rival), (columns.cells[i], columns.statuses[i], columns.rivals[i]));
            assert_eq!(border_m.to_bits(), columns.borders_m[i].to_bits());
            assert_eq!(border_m == 0.0, !locator.reference.touching(locator.tree.borders(), p).is_empty());
        }
    }
}

#[test]
fn the_outer_border_belongs_to_the_touching_cell_with_the_lowest_code() {
    let layer = locator(&[("b", rectangle(0, 0, 100, 100)), ("a", rectangle(100, 0, 100, 100))]);
    let asked = |x, y| {
        let answer = layer.locate(at(x, y));
        (answer.code.map(|c| c.to_string()).unwrap_or_default(), answer.status)
    };
    assert_eq!(asked(0, 50), ("b".into(), Status::Inside));
    assert_eq!(asked(100, 50), ("a".into(), Status::Inside));
    assert_eq!(asked(200, 50), ("a".into(), Status::Edge));
    assert_eq!(asked(100, 100), ("a".into(), Status::Edge));
    assert_eq!(asked(99, 100), ("b".into(), Status::Edge));
    assert_eq!(asked(201, 50), (String::new(), Status::Outside));
}

#[test]
fn a_faulty_layer_still_answers_and_says_so() {
    let layer = locator(&[
        ("west", rectangle(0, 0, 1_000, 1_000)),
        ("east", rectangle(1_003, 0, 1_000, 1_000)),
        ("north", rectangle(0, 1_000, 2_003, 500)),
        ("south", rectangle(0, -500, 2_003, 550)),
    ]);
    let sliver = layer.locate(at(1_001, 500));
    assert_eq!((sliver.code.unwrap().as_str(), sliver.status), ("west", Status::GapResolved));
    assert_eq!((sliver.rival.unwrap().as_str(), sliver.confidence), ("east", 0.0));
    let both = layer.locate(at(500, 20));
    assert_eq!((both.code.unwrap().as_str(), both.status), ("south", Status::OverlapResolved));
    assert_eq!((both.rival.unwrap().as_str(), both.confidence, both.review), ("west", 0.5, true));
    let beside = layer.locate(at(990, 500));
    assert_eq!((beside.code.unwrap().as_str(), beside.status), ("west", Status::Inside));
    assert_eq!(beside.rival.unwrap().as_str(), "east", "the cell beyond the sliver");
    assert_eq!(layer.fault_count(), 3);
}

#[test]
fn features_with_one_code_are_parts_of_one_cell_even_where_they_overlap() {
    let layer = locator(&[
        ("a", rectangle(0, 0, 100, 100)),
        ("b", rectangle(100, 0, 100, 100)),
        ("a", rectangle(50, 50, 50, 200)),
        ("a", rectangle(0, 0, 100, 100)),
    ]);
    let code = |x, y| layer.locate(at(x, y)).code.map(|c| c.to_string());
    assert_eq!(layer.codes().len(), 2);
    for (x, y) in [(10, 10), (60, 60), (60, 200)] {
        assert_eq!(code(x, y).as_deref(), Some("a"));
    }
    assert_eq!((code(150, 50).as_deref(), code(10, 200), layer.fault_count()), (Some("b"), None, 0));
}

#[test]
fn a_wide_hole_is_outside_on_purpose() {
    let mut ring = rectangle(0, 0, 100_000, 100_000);
    ring.polygons[0].interiors = vec![rectangle(20_000, 20_000, 50_000, 50_000).polygons[0].exterior.clone()];
    let layer = locator(&[("ring", ring)]);
    let answer = layer.locate(at(45_000, 45_000));
    assert_eq!((answer.code, answer.status), (None, Status::Outside));
    assert_eq!(answer.rival.unwrap().as_str(), "ring");
}

#[test]
fn the_order_of_cells_and_the_number_of_threads_change_nothing() {
    let borders = mesh(12, 900, 4, CORNER, 8);
    let listed = cells(&borders, 144);
    let mut shuffled = listed.clone();
    let mut random = Random(4);
    for i in (1..shuffled.len()).rev() {
        shuffled.swap(i, usize::try_from(random.below(i as i64 + 1)).unwrap());
    }
    let places = trying_places(&borders, 50_000, 5);
    let (lon, lat): (Vec<f64>, Vec<f64>) = places.iter().map(|p| p.degrees()).unzip();
    let ask = |cells: Vec<(CellCode, Shape)>, threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let (locator, _) = Locator::build(cells, LocatorOptions::default()).unwrap();
            let found = locator.place_all(&SpatialOrder::of(&lon, &lat));
            let metres: Vec<u64> = found.borders_m.iter().map(|m| m.to_bits()).collect();
            (found.cells, found.statuses, found.rivals, metres)
        })
    };
    let one = ask(listed, 1);
    assert!(one == ask(shuffled, 4));
}

#[test]
fn shares_of_a_circle_on_a_corner_of_four_cells_are_quarters() {
    let layer = locator(&[
        ("a", rectangle(0, 0, 10_000, 10_000)),
        ("b", rectangle(10_000, 0, 10_000, 10_000)),
        ("c", rectangle(0, 10_000, 10_000, 10_000)),
        ("d", rectangle(10_000, 10_000, 10_000, 10_000)),
    ]);
    let circle = Location::Circle { centre: at(10_000, 10_000), radius: Metres(50.0) };
    let answer = layer.locate_shape(&circle).unwrap();
    assert_eq!(answer.code.unwrap().as_str(), "a", "equal shares go to the lowest code");
    assert!(answer.review);
    for candidate in &answer.candidates {
        assert!((candidate.share - 0.25).abs() < 1e-9, "{candidate:?}");
    }
    assert_eq!(answer.candidates.len(), 4);
}

#[test]
fn a_polygon_that_covers_one_cell_wholly_and_another_in_part_belongs_to_the_first() {
    let layer =
        locator(&[("a", rectangle(0, 0, 10_000, 10_000)), ("b", rectangle(10_000, 0, 10_000, 10_000))]);
    let corners = vec![at(6_000, 0), at(20_000, 0), at(20_000, 10_000), at(6_000, 10_000)];
    let answer = layer.locate_shape(&Location::Polygon(corners)).unwrap();
    assert_eq!(answer.code.unwrap().as_str(), "b");
    assert!((answer.confidence - 10.0 / 14.0).abs() < 1e-12);
}

#[test]
fn shapes_that_are_none_are_refused_with_the_field() {
    let layer = locator(&[("a", rectangle(0, 0, 100, 100))]);
    let says = |location: Location| layer.locate_shape(&location).unwrap_err().to_string();
    assert!(
        says(Location::Circle { centre: at(0, 0), radius: Metres(-1.0) }).starts_with("accuracy_m is -1")
    );
    assert!(
        says(Location::Circle { centre: at(0, 0), radius: Metres(f64::NAN) })
            .starts_with("accuracy_m is NaN")
    );
    assert!(says(Location::Polygon(vec![at(0, 0), at(1, 1)])).contains("three corners"));
    assert!(says(Location::Polygon(vec![at(0, 0), at(1, 1), at(2, 2)])).contains("no area"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn shares_are_what_random_points_say(seed in 0u64..1000, x in 0i64..60_000, y in 0i64..60_000, radius in 20.0f64..300.0, kind in 0..4) {
        let layer = mesh_locator(5, 15_000, 4, seed);
        let (centre, metres) = (at(x, y), Metres(radius));
        let location = match kind {
            0 => Location::Circle { centre, radius: metres },
            1 => Location::Ellipse { centre, semi_major: metres, semi_minor: Metres(radius / 3.0), orientation_degrees: 30.0 },
            2 => Location::ArcBand { centre, inner: Metres(radius / 2.0), outer: metres, start_degrees: 100.0, opening_degrees: 200.0 },
            _ => Location::Polygon(vec![at(x, y), at(x + 20_000, y), at(x + 15_000, y + 30_000)]),
        };
        let answer = layer.locate_shape(&location).unwrap();
        let scale = layer.scales.at(LatticePoint::nearest(centre).y);
        let mut random = Random(seed + 7);
        let (mut hits, mut of_cells) = (0.0, std::collections::BTreeMap::<String, f64>::new());
        for _ in 0..20_000 {
            let unit = |r: &mut Random| r.below(1 << 30) as f64 / (1u64 << 30) as f64;
            let (east, north) = match kind {
                3 => (unit(&mut random) * 20_000.0 * scale.east, unit(&mut random) * 30_000.0 * scale.north),
                _ => ((unit(&mut random) * 2.0 - 1.0) * radius, (unit(&mut random) * 2.0 - 1.0) * radius),
            };
            let bearing = east.atan2(north).to_degrees().rem_euclid(360.0);
            let inside = match kind {
                0 => east.hypot(north) <= radius,
                1 => {
                    let (sin, cos) = 30f64.to_radians().sin_cos();
                    ((east * sin + north * cos) / radius).hypot((east * cos - north * sin) / (radius / 3.0)) <= 1.0
                }
                2 => (radius / 2.0..=radius).contains(&east.hypot(north)) && (100.0..300.0).contains(&bearing),
                _ => {
                    let (u, v) = (east / scale.east, north / scale.north);
                    v <= 2.0 * u && v <= (20_000.0 - u) * 6.0
                }
            };
            if inside {
                hits += 1.0;
                let p = LonLat::new(centre.lon() + east / scale.east / 1e7, centre.lat() + north / scale.north / 1e7).unwrap();
                if let Some(cell) = layer.cell_of(p) {
                    *of_cells.entry(layer.codes()[cell.0 as usize].to_string()).or_default() += 1.0;
                }
            }
        }
        let total: f64 = answer.candidates.iter().map(|c| c.share).sum();
        prop_assert!(total <= 1.0 + 1e-9);
        for (code, count) in of_cells {
            let share = answer.candidates.iter().find(|c| c.code.as_str() == code).map_or(0.0, |c| c.share);
            prop_assert!((share - count / hits).abs() < 0.03, "{code}: {share} against {}", count / hits);
        }
    }

    #[test]
    fn soups_are_answered_like_the_reference_counts(seed in 0u64..10_000) {
        let mut random = Random(seed);
        let shapes: Vec<(CellCode, Shape)> = (0..6)
            .map(|i| {
                let exterior = (0..5).map(|_| Point { x: CORNER.0 + random.below(60), y: CORNER.1 + random.below(60) }).collect();
                (CellCode::new(&i.to_string()), Shape { polygons: vec![Polygon { exterior, interiors: vec![] }] })
            })
            .collect();
        let (layer, _) = Locator::build(shapes, LocatorOptions { gap_width: Metres(0.0) }).unwrap();
        for x in -2..63 {
            for y in -2..63 {
                prop_assert_eq!(layer.cell_of(at(x, y)), layer.cell_by_reference(at(x, y)), "at {} {}", x, y);
            }
        }
    }
}

#[test]
#[ignore = "prints timings"]
fn speed() {
    let cpu = || {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        stat.split(' ').nth(13).unwrap().parse::<u64>().unwrap() * 10
    };
    for (side, step, parts) in [(23, 51_000, 50), (128, 9_000, 15)] {
        let borders = mesh(side, step, parts, CORNER, 3);
        let t = std::time::Instant::now();
        let (layer, _) =
            Locator::build(cells(&borders, (side * side) as usize), LocatorOptions::default()).unwrap();
        println!(
            "build {:?}, raster {} MB, all {} MB",
            t.elapsed(),
            layer.raster_bytes() as f64 / 1e6,
            layer.bytes() as f64 / 1e6
        );
        let mut r = Random(5);
        let n = 1_000_000;
        let ext = side * step;
        let (lon, lat): (Vec<f64>, Vec<f64>) = (0..n)
            .map(|_| ((CORNER.0 + r.below(ext)) as f64 / 1e7, (CORNER.1 + r.below(ext)) as f64 / 1e7))
            .unzip();
        let mut out = vec![0; n];
        let t = std::time::Instant::now();
        layer.cells_of(&lon, &lat, &mut out);
        println!("cells_of {:?}", t.elapsed() / n as u32);
        let t = std::time::Instant::now();
        let order = SpatialOrder::of(&lon, &lat);
        println!("order {:?}", t.elapsed() / n as u32);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let t = cpu();
        let all = pool.install(|| layer.place_all(&order));
        println!("place_all {} ns CPU {}", cpu() - t, all.cells[0]);
    }
}

#[test]
fn an_imported_layer_is_judged_on_its_own_numbers_near_its_borders() {
    // A border that no lattice holds: x = 121.3 + 1/3 of a step.
    let border = 121.3 + 1e-7 / 3.0;
    let ring =
        |west: f64, east: f64| vec![[west, 31.0], [east, 31.0], [east, 31.01], [west, 31.01], [west, 31.0]];
    let cell = |code: &str, west: f64, east: f64| {
        let corners = ring(west, east);
        let exterior = corners[..4].iter().map(|c| LatticePoint::nearest(LonLat::new(c[0], c[1]).unwrap()));
        let exterior = exterior.map(|p| Point { x: p.x.into(), y: p.y.into() }).collect();
        let shape = Shape { polygons: vec![Polygon { exterior, interiors: vec![] }] };
        ImportedCell { code: CellCode::new(code), shape, rings: vec![corners] }
    };
    let cells = vec![cell("west", 121.29, border), cell("east", border, 121.31)];
    let (layer, _) = Locator::build_imported(cells, LocatorOptions::default()).unwrap();
    for step in [1e-13, 3e-11, 1e-9, 2e-8, 9e-8, 1e-6] {
        for (lon, code) in [(border - step, "west"), (border + step, "east")] {
            let answer = layer.locate(LonLat::new(lon, 31.005).unwrap());
            assert_eq!(
                (answer.code.unwrap().as_str(), answer.status),
                (code, Status::Inside),
                "at {lon} ± {step}"
            );
            assert_eq!(
                layer
                    .cell_of(LonLat::new(lon, 31.005).unwrap())
                    .map(|c| layer.codes()[c.0 as usize].to_string()),
                Some(code.into())
            );
        }
    }
    let on_it = layer.locate(LonLat::new(border, 31.005).unwrap());
    assert_eq!((on_it.code.unwrap().as_str(), on_it.confidence), ("east", 0.5));
    let (lon, lat) = (vec![border - 1e-9, border + 1e-9], vec![31.005, 31.005]);
    let mut cells = vec![0; 2];
    layer.cells_of(&lon, &lat, &mut cells);
    assert_eq!(cells, [1, 0]);
    let beyond = layer.locate(LonLat::new(121.31 + 1e-9, 31.005).unwrap());
    assert_eq!((beyond.code, beyond.status), (None, Status::Outside));
}
