use super::is_wider_than;
use crate::topology::wkt_for_tests::shape_of;

fn is_wider(text: &str, width_units: f64, x_scale: f64) -> bool {
    is_wider_than(&shape_of(text).polygons[0], width_units * 1e6, x_scale)
}

#[test]
fn a_long_slanted_strip_is_as_wide_as_its_sides_are_apart() {
    // Sides of slope 3/4, 5 apart along y: 4 apart.
    let strip = "POLYGON ((0 0, 400 300, 400 305, 0 5, 0 0))";
    assert!(is_wider(strip, 3.98, 1.0));
    assert!(!is_wider(strip, 4.0, 1.0));
}

#[test]
fn an_island_makes_a_face_narrow() {
    let moat = "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (1 1, 1 9, 9 9, 9 1, 1 1))";
    // The widest places are the corners: the circle through the island's corner, 2 r = 2 (2 − √2).
    assert!(is_wider(moat, 1.17, 1.0));
    assert!(!is_wider(moat, 1.172, 1.0));
}

#[test]
fn narrow_degrees_make_an_upright_strip_narrower() {
    let upright = "POLYGON ((0 0, 2 0, 2 100, 0 100, 0 0))";
    assert!(is_wider(upright, 1.9, 1.0));
    assert!(!is_wider(upright, 1.9, 0.86));
}
