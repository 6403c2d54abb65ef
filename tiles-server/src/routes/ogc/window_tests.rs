use gridward::topology::Polygon;
use proptest::prelude::*;

use super::*;

const STEP: i64 = 100_000;

fn ring(corners: &[(i64, i64)]) -> Vec<Point> {
    corners.iter().map(|(x, y)| Point { x: 1_213_800_000 + x * STEP, y: 311_100_000 + y * STEP }).collect()
}

/// A frame of 10 by 10 hundredths of a degree with a hole from 2 to 8.
fn frame() -> Shape {
    let exterior = ring(&[(0, 0), (10, 0), (10, 10), (0, 10)]);
    let interiors = vec![ring(&[(2, 2), (2, 8), (8, 8), (8, 2)])];
    Polygon { exterior, interiors }.into()
}

fn meets(bbox: &str) -> bool {
    Window::read(bbox, Crs::Crs84).unwrap().meets(&frame())
}

#[test]
fn a_rectangle_meets_a_cell_by_its_shape_and_not_by_its_box() {
    assert!(meets("121.37,31.10,121.385,31.115"), "a corner");
    assert!(!meets("121.42,31.14,121.44,31.16"), "inside of the hole");
    assert!(meets("121.385,31.115,121.386,31.116"), "inside of the cell");
    assert!(meets("121.3,31.0,121.6,31.3"), "all around it");
    assert!(meets("121.48,31.11,121.5,31.12"), "touching");
    assert!(!meets("121.4801,31.11,121.5,31.12"), "beside it");
    assert!(meets("121.42,31.11,0,121.43,31.3,99"), "heights count nothing");
}

#[test]
fn a_slanting_edge_is_met_only_where_it_runs() {
    let triangle: Shape = Polygon { exterior: ring(&[(0, 0), (10, 0), (0, 10)]), interiors: vec![] }.into();
    let meets = |bbox: &str| Window::read(bbox, Crs::Crs84).unwrap().meets(&triangle);
    assert!(meets("121.42,31.14,121.44,31.16"));
    assert!(!meets("121.46,31.17,121.48,31.21"), "in its box and beyond its long side");
}

#[test]
fn a_rectangle_over_the_antimeridian_is_two() {
    assert!(meets("121.4,31.0,-179,31.3"));
    assert!(meets("170,31.0,121.4,31.3"));
    assert!(!meets("170,31.0,-170,31.3"));
}

#[test]
fn the_axes_of_the_system_are_kept_to() {
    let meets = |bbox: &str, code: u32| Window::read(bbox, Crs::Epsg(code)).unwrap().meets(&frame());
    assert!(meets("31.10,121.37,31.115,121.385", 4326));
    assert!(!meets("121.37,31.10,121.385,31.115", 4326), "longitude first is another place");
    assert!(meets("3443989,631650,3443999,631660", 4549), "north before east");
    assert!(!meets("3443979,631640,3443988,631649", 4549), "just beyond the corner");
    assert!(meets("13511960,3647000,13520000,3660000", 3857));
}

#[test]
fn what_is_no_rectangle_is_told() {
    for (bbox, crs) in [
        ("1,2,3", Crs::Crs84),
        ("1,2,3,four", Crs::Crs84),
        ("1,2,3,NaN", Crs::Crs84),
        ("121,32,122,31", Crs::Crs84),
        ("0,10,10,0", Crs::Epsg(3857)),
        ("", Crs::Crs84),
    ] {
        let line = Window::read(bbox, crs).unwrap_err().line();
        assert!(line.contains("field bbox"), "{bbox}: {line}");
    }
}

proptest! {
    /// In the plane of the district the same cells are met as in degrees, but for rectangles that end within a metre of one.
    #[test]
    fn a_small_rectangle_is_judged_alike_in_degrees_and_in_the_plane(x in -2.0..12.0, y in -2.0..12.0) {
        let (lon, lat) = (121.38 + x * 0.01, 31.11 + y * 0.01);
        let near = |value: f64| [0.0, 2.0, 8.0, 10.0].iter().any(|edge| (value - edge).abs() < 0.002);
        prop_assume!(!near(x) && !near(y));
        let road = Crs::Epsg(4549).road().unwrap();
        #[expect(clippy::cast_possible_truncation, reason = "a place on the lattice")]
        let at = Point { x: (lon * 1e7) as i64, y: (lat * 1e7) as i64 };
        let [east, north] = road.xy(at).unwrap();
        let plane = format!("{},{},{},{}", north - 1.0, east - 1.0, north + 1.0, east + 1.0);
        let degrees = format!("{},{},{},{}", lon - 1e-5, lat - 1e-5, lon + 1e-5, lat + 1e-5);
        let plane = Window::read(&plane, Crs::Epsg(4549)).unwrap();
        prop_assert_eq!(plane.meets(&frame()), Window::read(&degrees, Crs::Crs84).unwrap().meets(&frame()));
    }
}
