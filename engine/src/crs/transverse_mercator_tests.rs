//! The series against itself and against proj4rs, which implements Poder and Engsager's variant.

use proj4rs::Proj;
use proj4rs::transform::transform;
use proptest::prelude::*;

use super::*;

fn cgcs2000(central: f64) -> TransverseMercator {
    TransverseMercator::new(TransverseMercatorParameters {
        ellipsoid: Ellipsoid::GRS80,
        central_meridian_degrees: central,
        origin_latitude_degrees: 0.0,
        scale: 1.0,
        false_east_m: 500_000.0,
        false_north_m: 0.0,
    })
}

#[test]
fn the_golden_places_project_to_the_printed_millimetre() {
    for (lon, lat, zone120, zone123) in [
        (121.38, 31.11, (631_650.331, 3_443_989.334), (345_451.307, 3_444_299.146)),
        (121.385, 31.112, (632_124.598, 3_444_217.056), (345_931.599, 3_444_513.970)),
        (121.52, 31.06, (645_083.526, 3_438_619.565), (358_734.867, 3_438_567.977)),
        (121.25, 31.00, (619_384.808, 3_431_645.117), (332_855.248, 3_432_289.251)),
        (121.57, 31.25, (649_557.801, 3_459_755.394), (363_779.915, 3_459_574.206)),
    ] {
        for (central, (east, north)) in [(120.0, zone120), (123.0, zone123)] {
            let at = cgcs2000(central).forward(lon, lat);
            assert!(
                (at.x - east).abs() <= 0.000_51 && (at.y - north).abs() <= 0.000_51,
                "{lon} {lat} {at:?}"
            );
        }
    }
}

#[test]
fn a_latitude_of_origin_moves_the_zero_of_the_northing() {
    let mut parameters = *cgcs2000(120.0).parameters();
    let north = cgcs2000(120.0).forward(120.0, 31.0).y;
    parameters.origin_latitude_degrees = 31.0;
    assert!((TransverseMercator::new(parameters).forward(120.0, 31.0).y).abs() < 1e-9);
    assert!((TransverseMercator::new(parameters).forward(120.0, 0.0).y + north).abs() < 1e-8);
}

#[test]
fn numbers_that_no_place_of_the_plane_has_are_refused() {
    assert_eq!(cgcs2000(120.0).inverse(PlaneXY { x: 40_631_650.0, y: 3_443_989.0 }), None);
    assert_eq!(cgcs2000(120.0).inverse(PlaneXY { x: f64::NAN, y: 0.0 }), None);
    assert_eq!(cgcs2000(120.0).inverse(PlaneXY { x: 500_000.0, y: 1.1e7 }), None);
}

proptest! {
    #[test]
    fn forward_and_inverse_undo_each_other_within_a_nanometre_scale(dx in -3.0..3.0_f64, lat in -84.0..84.0_f64) {
        let plane = cgcs2000(120.0);
        let [lon, back] = plane.inverse(plane.forward(120.0 + dx, lat)).unwrap();
        // 1e-13 degrees are 11 nm; a double of 120 degrees itself steps by 1.4e-14.
        prop_assert!((lon - 120.0 - dx).abs() * lat.to_radians().cos() < 1e-13, "{}", lon - 120.0 - dx);
        prop_assert!((back - lat).abs() < 1e-13);
    }

    #[test]
    fn proj4rs_agrees_to_a_micrometre(dx in -3.0..3.0_f64, lat in -80.0..80.0_f64) {
        let theirs = Proj::from_proj_string("+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m").unwrap();
        let geographic = Proj::from_proj_string("+proj=longlat +ellps=GRS80").unwrap();
        let mut at = ((120.0 + dx).to_radians(), lat.to_radians());
        transform(&geographic, &theirs, &mut at).unwrap();
        let ours = cgcs2000(120.0).forward(120.0 + dx, lat);
        prop_assert!((at.0 - ours.x).abs() < 1e-6 && (at.1 - ours.y).abs() < 1e-6, "{:?} {:?}", at, ours);
    }

    #[test]
    fn the_projection_is_conformal(dx in -3.0..3.0, lat in -70.0..70.0) {
        let plane = cgcs2000(120.0);
        let scale = crate::crs::metric::local_scale(lat);
        let h = 1e-4;
        let (w, e) = (plane.forward(120.0 + dx - h, lat), plane.forward(120.0 + dx + h, lat));
        let (s, n) = (plane.forward(120.0 + dx, lat - h), plane.forward(120.0 + dx, lat + h));
        let east = ((e.x - w.x) / (2.0 * h * scale.east_m_per_degree), (e.y - w.y) / (2.0 * h * scale.east_m_per_degree));
        let north = ((n.x - s.x) / (2.0 * h * scale.north_m_per_degree), (n.y - s.y) / (2.0 * h * scale.north_m_per_degree));
        prop_assert!((east.0 - north.1).abs() < 1e-7 && (east.1 + north.0).abs() < 1e-7);
    }
}
