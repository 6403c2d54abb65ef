use super::*;
use crate::topology::Polygon;

fn shape(rings: &[&[(i64, i64)]]) -> Shape {
    let to_rings = |rings: &[&[(i64, i64)]]| -> Vec<Ring> {
        rings.iter().map(|ring| ring.iter().map(|&(x, y)| Point { x, y }).collect()).collect()
    };
    let mut all = to_rings(rings);
    let interiors = all.split_off(1);
    Shape { polygons: vec![Polygon { exterior: all.remove(0), interiors }] }
}

#[test]
fn the_representative_point_of_a_u_lies_in_its_wider_arm() {
    let u = shape(&[&[(0, 0), (100, 0), (100, 100), (60, 100), (60, 10), (20, 10), (20, 100), (0, 100)]]);
    assert_eq!(representative_point(&u), Some(Point { x: 80, y: 50 }));
}

#[test]
fn a_hole_is_not_inside() {
    let ring = shape(&[&[(0, 0), (100, 0), (100, 100), (0, 100)], &[(10, 10), (90, 10), (90, 90), (10, 90)]]);
    assert_eq!(representative_point(&ring), Some(Point { x: 5, y: 50 }));
}

#[test]
fn bands_run_north_to_south_and_west_to_east_inside() {
    let points = [(30, 100), (20, 91), (10, 90), (0, 79)].map(|(x, y)| Point { x, y });
    assert_eq!(reading_order(&points, 10), [1, 0, 2, 3]);
}

#[test]
fn an_empty_shape_has_no_point() {
    assert_eq!(representative_point(&Shape::default()), None);
    assert!(reading_order(&[], 0).is_empty());
}
