//! Codes against the golden table and against what the zones' names say.

use super::*;
use crate::measure::{LonLat, PlaneXY};

fn plane(code: u32) -> crate::crs::TransverseMercatorParameters {
    *projection(code).unwrap().transverse_mercator().unwrap()
}

#[test]
fn the_chinese_zones_have_the_meridians_and_eastings_of_their_names() {
    let mut meridian = 75.0;
    for step in 0..21 {
        let (zone_form, meridian_form) = (plane(4513 + step), plane(4534 + step));
        assert_eq!(zone_form.central_meridian_degrees, meridian);
        assert_eq!(zone_form.false_east_m, meridian / 3.0 * 1e6 + 500_000.0);
        assert_eq!(
            (meridian_form.central_meridian_degrees, meridian_form.false_east_m),
            (meridian, 500_000.0)
        );
        meridian += 3.0;
    }
    meridian = 75.0;
    for step in 0..11 {
        let (zone_form, meridian_form) = (plane(4491 + step), plane(4502 + step));
        assert_eq!(zone_form.central_meridian_degrees, meridian);
        assert_eq!(zone_form.false_east_m, (meridian + 3.0) / 6.0 * 1e6 + 500_000.0);
        assert_eq!(
            (meridian_form.central_meridian_degrees, meridian_form.false_east_m),
            (meridian, 500_000.0)
        );
        meridian += 6.0;
    }
    for zone in 1..=60_u32 {
        let (north, south) = (plane(32600 + zone), plane(32700 + zone));
        assert_eq!(north.central_meridian_degrees, f64::from(zone) * 6.0 - 183.0);
        assert_eq!((north.scale, north.false_north_m, south.false_north_m), (0.9996, 0.0, 1e7));
    }
}

#[test]
fn the_golden_places_stand_on_their_millimetre() {
    for (code, east, north) in [
        (4549, 631_650.331, 3_443_989.334),
        (4550, 345_451.307, 3_444_299.146),
        (4528, 40_631_650.331, 3_443_989.334),
    ] {
        let pair = projection(code).unwrap().pair(LonLat::new(121.38, 31.11).unwrap()).unwrap();
        assert!((pair.x - east).abs() <= 0.000_51 && (pair.y - north).abs() <= 0.000_51, "{code} {pair:?}");
    }
}

#[test]
fn web_mercator_is_18_percent_too_long_here_and_known_under_3857() {
    let place = LonLat::new(121.38, 31.11).unwrap();
    let pair = projection(3857).unwrap().pair(place).unwrap();
    assert!((pair.x - 13_511_959.79).abs() < 1.0 && (pair.y - 3_643_000.0).abs() < 10_000.0, "{pair:?}");
    assert_eq!(projection(3857).unwrap().place(PlaneXY { x: 3e7, y: 0.0 }), None);
}

#[test]
fn geographic_codes_of_modern_datums_are_degrees_as_they_stand() {
    for code in [4326, 4490, 4258, 4269] {
        assert!(projection(code).unwrap().is_degrees_of_wgs84(), "{code}");
    }
    assert!(!projection(4214).unwrap().is_degrees_of_wgs84());
}

#[test]
fn what_cannot_be_done_says_so() {
    assert!(projection(999_999).unwrap_err().to_string().contains("not a known coordinate system"));
    assert!(projection(4610).unwrap_err().to_string().contains("control points"));
    assert!(projection(4267).unwrap_err().to_string().contains("grid"));
    assert!(projection(4978).unwrap_err().to_string().contains("not a pair of map coordinates"));
}

#[test]
fn every_code_either_works_or_says_why() {
    let (mut usable, mut refused) = (0, 0);
    for code in 2000..33000 {
        match projection(code) {
            Ok(_) => usable += 1,
            Err(EpsgError::Unknown { .. }) => {}
            Err(error) => {
                assert!(error.to_string().len() > 30);
                refused += 1;
            }
        }
    }
    println!("usable {usable}, refused {refused}");
    assert!(usable > 4000);
}
