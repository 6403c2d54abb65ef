//! GCJ-02 and BD-09 against published vectors, and their inverses against themselves.

use proptest::prelude::*;

use super::*;
use crate::crs::metric::distance;

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).unwrap()
}

#[test]
fn the_vectors_of_eviltransform_come_out_to_the_last_digit() {
    for (lat, lon, shown_lat, shown_lon) in [
        (31.1774276, 121.5272106, 31.17530398364597, 121.531541859215),
        (22.543847, 113.912316, 22.540796131694766, 113.9171764808363),
        (39.911954, 116.377817, 39.91334545536069, 116.38404722455657),
    ] {
        let shown = Gcj02::from_wgs84(at(lon, lat));
        assert_eq!((shown.lat(), shown.lon()), (shown_lat, shown_lon));
    }
}

#[test]
fn the_golden_places_come_out_to_the_printed_digits() {
    for (lon, lat, gcj, bd) in [
        (121.38, 31.11, (121.38462891, 31.10809294), (121.39123878, 31.11374437)),
        (121.385, 31.112, (121.38963384, 31.11009812), (121.39623492, 31.11578427)),
        (121.52, 31.06, (121.52434570, 31.05783253), (121.53085512, 31.06372163)),
        (121.25, 31.00, (121.25440634, 30.99785295), (121.26101313, 31.00350922)),
        (121.57, 31.25, (121.57422835, 31.24782339), (121.58067097, 31.25409445)),
    ] {
        let near = |a: f64, b: f64| (a - b).abs() <= 0.51e-8;
        let shown = Gcj02::from_wgs84(at(lon, lat));
        assert!(near(shown.lon(), gcj.0) && near(shown.lat(), gcj.1), "{shown:?}");
        let shown = Bd09::from_wgs84(at(lon, lat));
        assert!(near(shown.lon(), bd.0) && near(shown.lat(), bd.1), "{shown:?}");
        let back = Gcj02::new(gcj.0, gcj.1).unwrap().to_wgs84();
        assert!(distance(back, at(lon, lat)).0 < 1.5e-3);
        let back = Bd09::new(bd.0, bd.1).unwrap().to_wgs84();
        assert!(distance(back, at(lon, lat)).0 < 1.5e-3);
    }
}

#[test]
fn outside_the_china_box_nothing_moves() {
    for place in [at(-77.0, 38.9), at(2.35, 48.86), at(151.2, -33.9), at(180.0, 90.0), at(0.0, 0.0)] {
        let gcj = Gcj02::from_wgs84(place);
        assert_eq!((gcj.lon(), gcj.lat()), (place.lon(), place.lat()));
        assert_eq!(gcj.to_wgs84(), place);
        let bd = Bd09::from_wgs84(place);
        assert_eq!((bd.lon(), bd.lat()), (place.lon(), place.lat()));
        assert_eq!(bd.to_wgs84(), place);
    }
}

#[test]
fn the_shift_in_minhang_is_470_to_493_metres_and_bd09_1107_to_1166() {
    for step in 0..=100 {
        let share = f64::from(step) / 100.0;
        let place = at(121.25 + 0.32 * share, 31.25 - 0.25 * share);
        let gcj = Gcj02::from_wgs84(place);
        let moved = distance(place, at(gcj.lon(), gcj.lat())).0;
        assert!((465.0..=496.0).contains(&moved), "{moved}");
        let bd = Bd09::from_wgs84(place);
        let moved = distance(place, at(bd.lon(), bd.lat())).0;
        assert!((1100.0..=1172.0).contains(&moved), "{moved}");
    }
}

#[test]
fn the_inverse_holds_at_the_formulas_singular_meridian() {
    for tiny in [0.0, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5] {
        for lon in [105.0 - tiny, 105.0 + tiny] {
            let place = at(lon, 31.0);
            let off = distance(Gcj02::from_wgs84(place).to_wgs84(), place).0;
            // Closer than 1e-12 degrees the formula is not one-to-one.
            assert!(off < if tiny > 2e-12 { 1e-7 } else { 3e-7 }, "{tiny} {off}");
        }
    }
}

proptest! {
    #[test]
    fn gcj02_comes_back_within_a_ten_millionth_of_a_metre(lon in 72.004..137.8347, lat in 0.8293..55.8271) {
        let place = at(lon, lat);
        let back = Gcj02::from_wgs84(place).to_wgs84();
        prop_assert!(distance(back, place).0 < 1e-7, "{:e}", distance(back, place).0);
    }

    #[test]
    fn bd09_comes_back_within_a_ten_millionth_of_a_metre(lon in 72.004..137.8347, lat in 0.8293..55.8271) {
        let place = at(lon, lat);
        let back = Bd09::from_wgs84(place).to_wgs84();
        prop_assert!(distance(back, place).0 < 1e-7, "{:e}", distance(back, place).0);
    }

    #[test]
    fn the_quick_shift_equals_the_published_one(lon in 72.004..137.8347, lat in 0.8293..55.8271) {
        let (d_lon, d_lat) = shift_degrees(lon, lat);
        let quick = Shift::at(lon, lat);
        prop_assert!((quick.d_lon - d_lon).abs() < 1e-13 && (quick.d_lat - d_lat).abs() < 1e-13);
    }
}
