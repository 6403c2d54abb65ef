//! The metric plane against Karney's geodesics.

use geo::{Bearing, Destination, Distance, Geodesic, Point};
use proptest::prelude::*;

use super::*;

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).unwrap()
}

/// How far, in metres, the plane puts a place from where its geodesic distance and direction put it.
fn miss_m(centre: LonLat, reach: f64, bearing: f64) -> f64 {
    let goal = Geodesic.destination(Point::new(centre.lon(), centre.lat()), bearing, reach);
    let shown = MetricPlane::at(centre).metres(at(goal.x(), goal.y())).unwrap();
    let (sin, cos) = bearing.to_radians().sin_cos();
    (shown.x - reach * sin).hypot(shown.y - reach * cos)
}

#[test]
fn the_error_grows_as_documented_and_is_printed() {
    for lat in [0.0, 31.11, 55.0] {
        for (reach, allowed) in [(1e3, 1e-7), (1e4, 1e-7), (5e4, 1e-4), (1e5, 1e-3)] {
            let worst =
                (0..72).map(|i| miss_m(at(121.38, lat), reach, f64::from(i) * 5.0)).fold(0.0, f64::max);
            println!("latitude {lat}, {reach} m: {worst:e} m");
            assert!(worst <= allowed, "latitude {lat}, {reach} m: {worst:e} m");
        }
    }
}

#[test]
fn beyond_its_reach_the_plane_answers_nothing() {
    let plane = MetricPlane::at(at(121.38, 31.11));
    assert_eq!(plane.metres(at(-58.0, -31.0)), None);
    assert_eq!(plane.metres(at(125.0, 31.0)), None);
    assert_eq!(plane.place(PlaneXY { x: 3e5, y: 0.0 }), None);
    assert_eq!(plane.place(PlaneXY { x: f64::NAN, y: 0.0 }), None);
}

#[test]
fn it_works_across_the_antimeridian() {
    let plane = MetricPlane::at(at(179.99, 10.0));
    let place = plane.place(PlaneXY { x: 5000.0, y: 100.0 }).unwrap();
    assert!(place.lon() < -179.9);
    let back = plane.metres(place).unwrap();
    assert!((back.x - 5000.0).abs() < 1e-7 && (back.y - 100.0).abs() < 1e-7);
}

proptest! {
    #[test]
    fn metres_come_back(lon in -179.0..179.0, lat in -80.0..80.0, x in -1e4..1e4, y in -1e4..1e4) {
        let plane = MetricPlane::at(at(lon, lat));
        let back = plane.metres(plane.place(PlaneXY { x, y }).unwrap()).unwrap();
        prop_assert!((back.x - x).abs() < 1e-7 && (back.y - y).abs() < 1e-7, "{:?}", back);
    }

    #[test]
    fn distances_from_the_centre_are_geodesic_distances(lon in -179.0..179.0, lat in -70.0..70.0, x in -1e4..1e4, y in -1e4..1e4) {
        let centre = at(lon, lat);
        let place = MetricPlane::at(centre).place(PlaneXY { x, y }).unwrap();
        let (from, to) = (Point::new(lon, lat), Point::new(place.lon(), place.lat()));
        prop_assert!((Geodesic.distance(from, to) - f64::hypot(x, y)).abs() < 1e-6);
        let turned = Geodesic.bearing(from, to).to_radians();
        let length = f64::hypot(x, y);
        prop_assert!((turned.sin() * length - x).abs() < 1e-6 && (turned.cos() * length - y).abs() < 1e-6);
    }
}
