//! PROJ strings: what is understood, what is refused, and agreement with published points.

use proptest::prelude::*;

use super::*;
use crate::crs::epsg;
use crate::crs::metric::distance;

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).unwrap()
}

#[test]
fn a_string_that_is_not_one_is_refused_with_an_example() {
    for text in ["", "WGS84", "proj=tmerc", "+lat_0=0"] {
        assert!(
            Projection::from_proj_string(text).unwrap_err().to_string().contains("+proj=tmerc"),
            "{text}"
        );
    }
    let message =
        Projection::from_proj_string("+proj=tmerc +lon_0=12x +ellps=GRS80").unwrap_err().to_string();
    assert_eq!(message, "+lon_0=12x is not a number; write decimal degrees or metres");
}

#[test]
fn an_older_ellipsoid_without_a_shift_is_an_error_and_not_a_silent_zero() {
    let error = Projection::from_proj_string("+proj=tmerc +lon_0=120 +ellps=krass").unwrap_err();
    assert!(matches!(error, ProjectionError::UnknownShift { .. }));
    assert!(error.to_string().contains("+towgs84"));
    assert!(
        Projection::from_proj_string("+proj=tmerc +lon_0=120 +ellps=krass +towgs84=15.8,-154.4,-82.3")
            .is_ok()
    );
    assert!(matches!(
        Projection::from_proj_string("+proj=longlat +datum=NAD27").unwrap_err(),
        ProjectionError::NeedsGrid { .. }
    ));
}

#[test]
fn a_scale_written_k_0_is_the_same_as_k() {
    let text = "+proj=merc +lon_0=110 +x_0=3900000 +y_0=900000 +ellps=bessel +towgs84=1,2,3";
    let a =
        Projection::from_proj_string(&format!("{text} +k_0=0.997")).unwrap().pair(at(112.0, -7.0)).unwrap();
    let b = Projection::from_proj_string(&format!("{text} +k=0.997")).unwrap().pair(at(112.0, -7.0)).unwrap();
    let c = Projection::from_proj_string(text).unwrap().pair(at(112.0, -7.0)).unwrap();
    assert_eq!(a, b);
    assert!((a.y - c.y).abs() > 1000.0);
}

#[test]
fn a_prime_meridian_turns_the_plane_by_degrees() {
    // NTF (Paris) / Lambert zone II: its origin stands on the Paris meridian at 46.8°N.
    let zone = epsg::projection(27572).unwrap();
    let place = zone.place(PlaneXY { x: 600_000.0, y: 2_200_000.0 }).unwrap();
    assert!((place.lon() - 2.3372).abs() < 2e-3 && (place.lat() - 46.8).abs() < 2e-3, "{place:?}");
    let back = zone.pair(place).unwrap();
    assert!((back.x - 600_000.0).abs() < 0.01 && (back.y - 2_200_000.0).abs() < 0.01);
}

#[test]
fn feet_are_feet() {
    let metres =
        "+proj=tmerc +lat_0=36.6666666666667 +lon_0=-88.3333333333333 +k=0.999975 +x_0=300000 +datum=NAD83";
    let feet = format!("{metres} +units=us-ft");
    let place = at(-87.63, 41.88);
    let a = Projection::from_proj_string(metres).unwrap().pair(place).unwrap();
    let b = Projection::from_proj_string(&feet).unwrap();
    let pair = b.pair(place).unwrap();
    assert!((pair.x * 1200.0 / 3937.0 - a.x).abs() < 1e-6 && (pair.y * 1200.0 / 3937.0 - a.y).abs() < 1e-6);
    assert!(distance(b.place(pair).unwrap(), place).0 < 1e-6);
    // The Maryland plane is a conic in feet, which the library handles.
    let maryland = epsg::projection(2248).unwrap();
    let dc = at(-77.0365, 38.8977);
    let pair = maryland.pair(dc).unwrap();
    assert!((1.2e6..1.4e6).contains(&pair.x) && (4e5..5e5).contains(&pair.y), "{pair:?}");
    assert!(distance(maryland.place(pair).unwrap(), dc).0 < 1e-4);
}

proptest! {
    #[test]
    fn every_supported_road_comes_back(lon in 118.0..124.0, lat in 28.0..34.0, code in prop::sample::select(vec![4549_u32, 4528, 4499, 4510, 32651, 3857, 2437, 4214, 4490, 3415, 32751])) {
        let Ok(system) = epsg::projection(code) else { return Ok(()) };
        let place = at(lon, lat);
        if let Some(pair) = system.pair(place) {
            let back = system.place(pair).unwrap();
            prop_assert!(distance(back, place).0 < 1e-3, "EPSG:{} {}", code, distance(back, place).0);
        }
    }
}
