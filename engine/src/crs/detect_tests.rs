//! The detector on square cells with known mistakes, and on real places of one district.

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::crs::epsg;
use crate::measure::PlaneXY;

/// Numbers in 0..1 from a fixed linear congruential sequence.
fn shares() -> impl FnMut() -> f64 {
    let mut state = 20_130_612_u64;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 32).unwrap()) / 4_294_967_296.0
    }
}

/// Places spread over the district's box.
fn spots(count: usize) -> Vec<LonLat> {
    let mut next = shares();
    (0..count).map(|_| LonLat::new(121.25 + 0.32 * next(), 31.0 + 0.25 * next()).unwrap()).collect()
}

/// Places spread evenly over whole square cells of a plane: every spot of a cell is as likely as any other.
fn spots_in_whole_cells(plane: &crate::crs::Projection, side_m: f64, count: usize) -> Vec<LonLat> {
    let mut next = shares();
    let across = (24_000.0 / side_m).floor() * side_m;
    let (west, south) = ((620_000.0 / side_m).ceil() * side_m, (3_432_000.0 / side_m).ceil() * side_m);
    (0..count)
        .map(|_| plane.place(PlaneXY { x: west + across * next(), y: south + across * next() }).unwrap())
        .collect()
}

/// The square cell of a plane that holds a place.
fn square(plane: &crate::crs::Projection, place: LonLat, side_m: f64) -> [i64; 2] {
    let PlaneXY { x, y } = plane.pair(place).unwrap();
    #[expect(clippy::cast_possible_truncation, reason = "small whole numbers")]
    [(x / side_m).floor() as i64, (y / side_m).floor() as i64]
}

fn converter(datum: &str) -> Converter {
    datum.parse::<Datum>().unwrap().converter().unwrap()
}

/// Cases whose pairs are in `really` and declared as `declared`, judged by square cells recorded from the truth.
fn verdict(really: &str, declared: &str, side_m: f64, count: usize) -> Verdict {
    let plane = epsg::projection(4549).unwrap();
    let truth = spots_in_whole_cells(&plane, side_m, count);
    let cells: Vec<[i64; 2]> = truth.iter().map(|&place| square(&plane, place, side_m)).collect();
    let maker = converter(really);
    let stated: Vec<StatedPair> = truth.iter().map(|&place| maker.stated(place).unwrap()).collect();
    judge_by_recorded_cell(&converter(declared), &stated, |case, place| {
        plane.pair(place).is_some() && square(&plane, place, side_m) == cells[case]
    })
}

fn wrong_share(verdict: &Verdict) -> f64 {
    100.0 - 100.0 * count(verdict.standings[0].fitting) / count(verdict.places)
}

#[test]
fn the_table_of_cases_given_to_the_wrong_cell_is_reproduced() {
    let unit = 35_274_f64.sqrt();
    for (really, side_m, percent) in [
        ("gcj02", unit, 100.0),
        ("gcj02", 885.0, 61.9),
        ("gcj02", 3560.0, 17.6),
        ("bd09", unit, 100.0),
        ("bd09", 885.0, 100.0),
        ("bd09", 3560.0, 38.2),
    ] {
        let verdict = verdict(really, "wgs84", side_m, 40_000);
        let found = wrong_share(&verdict);
        println!("{really} read as wgs84, cells of {side_m:.0} m: {found:.1} % in the wrong cell");
        assert!((found - percent).abs() < 1.0, "{really} {side_m}: {found} against {percent}");
        let named = if really == "gcj02" { Datum::Gcj02 } else { Datum::Bd09 };
        assert_eq!(verdict.conclusion, Conclusion::WrongDatum(Reading::Really(named)));
        assert!(verdict.confidence > 0.9999);
    }
}

#[test]
fn right_declarations_are_left_alone() {
    for datum in ["wgs84", "cgcs2000", "gcj02", "bd09", "EPSG:4549"] {
        let verdict = verdict(datum, datum, 885.0, 300);
        assert_eq!(verdict.conclusion, Conclusion::DeclaredHolds, "{verdict}");
    }
}

#[test]
fn the_reverse_mistakes_are_found_too() {
    for (really, declared) in [("wgs84", "gcj02"), ("wgs84", "bd09"), ("bd09", "gcj02"), ("gcj02", "bd09")] {
        let found = verdict(really, declared, 885.0, 300);
        assert_eq!(
            found.conclusion,
            Conclusion::WrongDatum(Reading::Really(really.parse().unwrap())),
            "{found}"
        );
    }
}

#[test]
fn a_shift_removed_twice_and_swapped_columns_are_found() {
    let plane = epsg::projection(4549).unwrap();
    let truth = spots(300);
    let holds = |case: usize, place: LonLat| {
        plane.pair(place).is_some() && square(&plane, place, 885.0) == square(&plane, truth[case], 885.0)
    };
    let twice: Vec<StatedPair> = truth
        .iter()
        .map(|place| Gcj02::new(place.lon(), place.lat()).unwrap().to_wgs84())
        .map(|place| StatedPair { x: place.lon(), y: place.lat() })
        .collect();
    let found = judge_by_recorded_cell(&converter("wgs84"), &twice, holds);
    assert_eq!(found.conclusion, Conclusion::WrongDatum(Reading::Overcorrected(Datum::Gcj02)), "{found}");
    for datum in ["wgs84", "EPSG:4549"] {
        let swap = |place: &LonLat| {
            let pair = converter(datum).stated(*place).unwrap();
            StatedPair { x: pair.y, y: pair.x }
        };
        let swapped: Vec<StatedPair> = truth.iter().map(swap).collect();
        let found = judge_by_recorded_cell(&converter(datum), &swapped, holds);
        assert_eq!(found.conclusion, Conclusion::WrongDatum(Reading::SwappedAxes), "{found}");
    }
}

#[test]
fn a_plane_whose_degrees_were_shifted_before_projecting_is_found() {
    let plane = epsg::projection(4549).unwrap();
    let truth = spots(300);
    let shifted = |place: &LonLat| {
        let shown = Gcj02::from_wgs84(*place);
        let pair = plane.pair(LonLat::new(shown.lon(), shown.lat()).unwrap()).unwrap();
        StatedPair { x: pair.x, y: pair.y }
    };
    let stated: Vec<StatedPair> = truth.iter().map(shifted).collect();
    let found = judge_by_recorded_cell(&converter("EPSG:4549"), &stated, |case, place| {
        square(&plane, place, 885.0) == square(&plane, truth[case], 885.0)
    });
    assert_eq!(found.conclusion, Conclusion::WrongDatum(Reading::Really(Datum::Gcj02)), "{found}");
}

#[test]
fn few_cases_large_cells_or_one_spot_repeated_settle_nothing() {
    assert_eq!(verdict("gcj02", "wgs84", 3560.0, 10).conclusion, Conclusion::Undecided);
    assert_eq!(verdict("gcj02", "wgs84", 188.0, 0).conclusion, Conclusion::Undecided);
    let stated = vec![StatedPair { x: 121.38, y: 31.11 }; 5000];
    let one = judge_by_recorded_cell(&converter("wgs84"), &stated, |_, place| place.lon() < 121.378);
    assert_eq!((one.places, one.cases), (1, 5000));
    assert_eq!(one.conclusion, Conclusion::Undecided, "{one}");
}

#[test]
fn a_layer_of_another_city_fits_no_reading() {
    let stated: Vec<StatedPair> = spots(300).iter().map(|p| StatedPair { x: p.lon(), y: p.lat() }).collect();
    let found = judge_by_coverage(&converter("wgs84"), &stated, |place| place.lon() < 100.0);
    assert_eq!(found.conclusion, Conclusion::NothingFits);
}

#[test]
fn outside_china_the_declared_datum_has_no_rival_that_moves_anything() {
    let stated: Vec<StatedPair> =
        spots(300).iter().map(|p| StatedPair { x: p.lon() - 198.4, y: p.lat() + 7.8 }).collect();
    let found =
        judge_by_coverage(&converter("wgs84"), &stated, |place| place.lon() < -70.0 && place.lat() > 30.0);
    assert_eq!(found.conclusion, Conclusion::DeclaredHolds, "{found}");
}

#[test]
fn the_coverage_alone_finds_a_shift_but_is_not_fooled_by_a_spill_over_one_border() {
    let inside =
        |place: LonLat| (121.25..121.57).contains(&place.lon()) && (31.0..31.25).contains(&place.lat());
    let maker = converter("gcj02");
    let stated: Vec<StatedPair> = spots(5000).iter().map(|&place| maker.stated(place).unwrap()).collect();
    let found = judge_by_coverage(&converter("wgs84"), &stated, inside);
    assert_eq!(found.conclusion, Conclusion::WrongDatum(Reading::Really(Datum::Gcj02)), "{found}");
    // One case in ten lies up to 400 m east of the coverage: reading GCJ-02 would pull them in.
    let spill = |(i, place): (usize, &LonLat)| {
        let out = 121.57 + 0.004 * (place.lon() - 121.25) / 0.32;
        StatedPair { x: if i % 10 == 0 { out } else { place.lon() }, y: place.lat() }
    };
    let spilled: Vec<StatedPair> = spots(5000).iter().enumerate().map(spill).collect();
    let found = judge_by_coverage(&converter("wgs84"), &spilled, inside);
    assert_eq!(found.conclusion, Conclusion::Undecided, "{found}");
}

#[test]
fn the_verdict_is_one_plain_sentence() {
    let text = verdict("gcj02", "wgs84", 885.0, 1000).to_string();
    assert!(
        text.starts_with(
            "the coordinates were declared as wgs84, but they are really gcj02: then 100.0 % of 1000"
        ),
        "{text}"
    );
    assert!(text.ends_with("(confidence above 99.99 %)"), "{text}");
}

#[test]
fn the_sign_test_gives_the_binomial_tail() {
    assert!((sign_test(10, 0) - 1.0 / 1024.0).abs() < 1e-15);
    assert!((sign_test(8, 2) - 56.0 / 1024.0).abs() < 1e-15);
    assert_eq!((sign_test(0, 0), sign_test(3, 3)), (1.0, 1.0));
    assert!(sign_test(1_000_000, 1_000) == 0.0);
    let p = sign_test(5_200, 4_800);
    assert!((3.1e-5..3.5e-5).contains(&p), "{p}");
}

proptest! {
    #[test]
    fn more_wins_never_raise_the_p_value(wins in 0_usize..400, losses in 0_usize..400) {
        prop_assert!(sign_test(wins + 1, losses) <= sign_test(wins, losses) + 1e-15);
        prop_assert!((0.0..=1.0).contains(&sign_test(wins, losses)));
    }
}

/// Rings of every polygon of a GeoJSON file; even-odd over all of them, which a coverage without overlaps allows.
fn rings(file: &serde_json::Value) -> Vec<Vec<[f64; 2]>> {
    let mut rings = Vec::new();
    for feature in file["features"].as_array().unwrap() {
        let geometry = &feature["geometry"];
        let polygons = match geometry["type"].as_str().unwrap() {
            "Polygon" => vec![geometry["coordinates"].clone()],
            _ => geometry["coordinates"].as_array().unwrap().clone(),
        };
        for ring in polygons.iter().flat_map(|polygon| polygon.as_array().unwrap()) {
            let at = |p: &serde_json::Value| [p[0].as_f64().unwrap(), p[1].as_f64().unwrap()];
            rings.push(ring.as_array().unwrap().iter().map(at).collect());
        }
    }
    rings
}

fn inside(rings: &[Vec<[f64; 2]>], place: LonLat) -> bool {
    let (x, y) = (place.lon(), place.lat());
    let mut odd = false;
    for ring in rings {
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            if (a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) {
                odd = !odd;
            }
        }
    }
    odd
}

#[test]
fn real_places_with_their_recorded_district_show_which_datum_they_are_in() {
    let Some(folder) = std::env::var_os("GRIDWARD_REFERENCE").map(PathBuf::from) else {
        println!("skipped: GRIDWARD_REFERENCE is unset");
        return;
    };
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(folder.join("data/minhang").join(name)).unwrap()).unwrap()
    };
    let towns = rings(&read("towns_2021_wgs84.geojson"));
    let (mut truth, mut ours) = (Vec::new(), Vec::new());
    for feature in read("shanghai_pois_wgs84.geojson")["features"].as_array().unwrap() {
        let at = &feature["geometry"]["coordinates"];
        truth.push(LonLat::new(at[0].as_f64().unwrap(), at[1].as_f64().unwrap()).unwrap());
        ours.push(feature["properties"]["district"].as_str() == Some("闵行区"));
    }
    for (really, declared) in
        [("wgs84", "wgs84"), ("gcj02", "gcj02"), ("gcj02", "wgs84"), ("wgs84", "gcj02"), ("bd09", "wgs84")]
    {
        let stated: Vec<StatedPair> = truth.iter().map(|&p| converter(really).stated(p).unwrap()).collect();
        let found = judge_by_recorded_cell(&converter(declared), &stated, |case, place| {
            inside(&towns, place) == ours[case]
        });
        println!("{really} declared as {declared}: {found}");
        let expected = if really == declared {
            Conclusion::DeclaredHolds
        } else {
            Conclusion::WrongDatum(Reading::Really(really.parse().unwrap()))
        };
        assert_eq!(found.conclusion, expected, "{really} declared as {declared}: {found}");
        let within: Vec<StatedPair> =
            stated.iter().zip(&ours).filter(|(_, our)| **our).map(|(p, _)| *p).collect();
        let by_coverage = judge_by_coverage(&converter(declared), &within, |place| inside(&towns, place));
        println!("  by coverage alone: {by_coverage}");
        if really != declared {
            assert_ne!(by_coverage.conclusion, Conclusion::DeclaredHolds);
        }
    }
}
