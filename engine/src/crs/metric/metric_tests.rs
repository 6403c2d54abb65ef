//! The ellipsoidal integrals against Karney's algorithms and against each other.

use geo::{Distance, Geodesic, GeodesicArea, LineString, Point, Polygon};
use proptest::prelude::*;

use super::*;
use crate::crs::STEPS_PER_DEGREE;

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).unwrap()
}

fn rectangle(lon: f64, lat: f64, width: f64, height: f64) -> Vec<LonLat> {
    vec![at(lon, lat), at(lon + width, lat), at(lon + width, lat + height), at(lon, lat + height)]
}

fn geodesic_area_m2(ring: &[LonLat]) -> f64 {
    let line: Vec<(f64, f64)> = ring.iter().map(|p| (p.lon(), p.lat())).collect();
    Polygon::new(LineString::from(line), vec![]).geodesic_area_unsigned()
}

#[test]
fn a_unit_grid_cell_of_188_m_measures_35_274_square_metres_and_not_the_web_maps_48_100() {
    let scale = local_scale(31.11);
    let side = 35_274_f64.sqrt();
    let (width, height) = (side / scale.east_m_per_degree, side / scale.north_m_per_degree);
    let ring = rectangle(121.38, 31.11 - height / 2.0, width, height);
    let area = ring_area(&ring).0;
    assert!((area - 35_274.0).abs() < 0.01, "{area}");
    assert!((perimeter(&ring).0 - 4.0 * side).abs() < 1e-3);
}

#[test]
fn the_closed_form_equals_the_numeric_integral_of_the_two_radii() {
    let (south, north) = (31.0_f64, 31.25_f64);
    let steps = 2000;
    let h = (north - south).to_radians() / f64::from(steps);
    let band = |lat: f64| {
        let radii = Radii::at_sine(lat.sin());
        radii.meridian_m * radii.prime_vertical_m * lat.cos()
    };
    let simpson: f64 = (0..steps)
        .map(|i| {
            let a = south.to_radians() + h * f64::from(i);
            h / 6.0 * (band(a) + 4.0 * band(a + h / 2.0) + band(a + h))
        })
        .sum();
    let area = ring_area(&rectangle(121.0, south, 0.5, north - south)).0;
    assert!((area / (simpson * 0.5_f64.to_radians()) - 1.0).abs() < 1e-12);
}

#[test]
fn the_whole_ellipsoid_has_its_published_area() {
    // 510 065 621 724 m² (Moritz 1980 gives 5.10065621e14 for GRS80, the same ellipsoid to 0.1 mm).
    let area = ring_area(&rectangle(-180.0, -90.0, 360.0, 180.0)).0;
    assert!((area - 5.100_656_217_24e14).abs() < 1e3, "{area}");
}

#[test]
fn splitting_an_edge_changes_no_area_and_no_perimeter() {
    let whole = [at(121.0, 31.0), at(121.8, 31.3), at(121.2, 31.9)];
    let split = [at(121.0, 31.0), at(121.4, 31.15), at(121.8, 31.3), at(121.2, 31.9)];
    let (a, b) = (ring_area(&whole).0, ring_area(&split).0);
    assert!((a / b - 1.0).abs() < 1e-13, "{a} {b}");
    assert!((perimeter(&whole).0 / perimeter(&split).0 - 1.0).abs() < 1e-12);
}

#[test]
fn a_ring_of_fewer_than_three_vertices_has_no_area() {
    assert_eq!(ring_area(&[]).0, 0.0);
    assert_eq!(ring_area(&[at(121.0, 31.0)]).0, 0.0);
    assert!(ring_area(&[at(121.0, 31.0), at(121.1, 31.1)]).0.abs() < 1e-6);
    assert_eq!(lattice_perimeter([], STEPS_PER_DEGREE).0, 0.0);
}

#[test]
fn a_cell_of_one_square_centimetre_keeps_its_digits() {
    // 10 lattice steps each way; the flat formula is exact to 1e-9 here.
    let ring = [
        [1_213_800_000, 311_100_000],
        [1_213_800_010, 311_100_000],
        [1_213_800_010, 311_100_010],
        [1_213_800_000, 311_100_010],
    ];
    let scale = local_scale(31.110_000_5);
    let flat = 1e-12 * scale.east_m_per_degree * scale.north_m_per_degree;
    let area = lattice_ring_area(ring, STEPS_PER_DEGREE).0;
    assert!((area / flat - 1.0).abs() < 1e-9, "{area} {flat}");
}

#[test]
fn distances_and_areas_on_a_finer_lattice_are_the_same() {
    let fine = 2_f64.powi(40);
    let ring = [(121.25, 31.0), (121.5, 31.0), (121.5, 31.125), (121.25, 31.25)];
    #[expect(clippy::cast_possible_truncation, reason = "small whole numbers")]
    let on = |steps: f64| ring.map(|(x, y): (f64, f64)| [(x * steps) as i64, (y * steps) as i64]);
    let (a, b) =
        (lattice_ring_area(on(fine), fine).0, lattice_ring_area(on(STEPS_PER_DEGREE), STEPS_PER_DEGREE).0);
    assert!((a / b - 1.0).abs() < 1e-14);
    let (a, b) =
        (lattice_perimeter(on(fine), fine).0, lattice_perimeter(on(STEPS_PER_DEGREE), STEPS_PER_DEGREE).0);
    assert!((a / b - 1.0).abs() < 1e-14);
}

#[test]
fn a_short_plane_is_wrong_by_no_more_than_it_says() {
    for lat in [-60.0, 0.0, 31.11, 55.0] {
        for (reach, turn) in [(100.0, 0.3), (100.0, 2.0), (1000.0, 0.7), (1000.0, 4.0), (1000.0, 5.5)] {
            let origin = at(121.38, lat);
            let scale = local_scale(lat);
            let (sin, cos) = f64::sin_cos(turn);
            let place = at(
                121.38 + reach * cos / scale.east_m_per_degree,
                lat + reach * sin / scale.north_m_per_degree,
            );
            let flat = LocalPlane::at(origin).metres(place);
            let truth = distance(origin, place).0;
            let allowed = lat.to_radians().tan().abs() * reach / 6.37e6 + 1e-7;
            assert!((flat.x.hypot(flat.y) / truth - 1.0).abs() <= allowed, "{lat} {reach} {turn}");
        }
    }
}

#[test]
#[ignore = "prints how long the measures take; run by name"]
fn how_long_the_measures_take() {
    let ring: Vec<LonLat> = (0..1000)
        .map(|i| f64::from(i) * 0.002 * std::f64::consts::PI)
        .map(|turn| at(121.4 + 0.01 * turn.cos(), 31.1 + 0.01 * turn.sin()))
        .collect();
    let timed = |name: &str, work: &dyn Fn() -> f64| {
        let start = std::time::Instant::now();
        let sum: f64 = (0..200).map(|_| work()).sum();
        println!("{name}: {:.0} ns ({sum:.3})", start.elapsed().as_secs_f64() * 5000.0);
    };
    timed("area, a vertex", &|| ring_area(&ring).0);
    timed("perimeter, a vertex", &|| perimeter(&ring).0);
    timed("distance, near", &|| ring.iter().map(|p| distance(*p, ring[0]).0).sum());
    timed("distance, far", &|| ring.iter().map(|p| distance(*p, at(120.0, 30.0)).0).sum());
}

proptest! {
    #[test]
    fn small_cells_agree_with_the_geodesic_area(lon in -179.0..178.0, lat in -60.0..60.0, w in 1e-4..3e-3, h in 1e-4..3e-3) {
        // The geodesic area bulges off the parallels by L³ tan φ/12R on either side, which all but cancels.
        let ring = rectangle(lon, lat, w, h);
        let (ours, karney) = (ring_area(&ring).0, geodesic_area_m2(&ring));
        prop_assert!((ours / karney - 1.0).abs() < 2e-7, "{} {}", ours, karney);
    }

    #[test]
    fn distances_agree_with_karney_to_1e_9(lon in -179.0..179.0, lat in -69.0..69.0, dx in -0.15..0.15, dy in -0.15..0.15) {
        let (a, b) = (at(lon, lat), at(lon + dx, lat + dy));
        let karney = Geodesic.distance(Point::new(a.lon(), a.lat()), Point::new(b.lon(), b.lat()));
        let ours = distance(a, b).0;
        prop_assert!((ours - karney).abs() <= 1e-9 * karney + 3e-8, "{} {}", ours, karney);
    }

    #[test]
    fn an_edge_is_never_shorter_than_the_geodesic(lon in 100.0..130.0, lat in 10.0..50.0, dx in -0.1..0.1, dy in -0.1..0.1) {
        let (a, b) = (at(lon, lat), at(lon + dx, lat + dy));
        let (edge, geodesic) = (edge_length(a, b).0, distance(a, b).0);
        prop_assert!(edge >= geodesic * (1.0 - 1e-9) - 3e-8);
        prop_assert!(edge <= geodesic * (1.0 + 5e-7) + 3e-8);
    }

    #[test]
    fn reversing_a_ring_only_changes_the_sign(points in prop::collection::vec((121.0..122.0, 30.5..31.5), 3..12)) {
        let ring: Vec<LonLat> = points.iter().map(|&(x, y)| at(x, y)).collect();
        let back: Vec<LonLat> = ring.iter().rev().copied().collect();
        let scale = perimeter(&ring).0.powi(2);
        prop_assert!((ring_area(&ring).0 + ring_area(&back).0).abs() <= 1e-13 * scale);
    }
}
