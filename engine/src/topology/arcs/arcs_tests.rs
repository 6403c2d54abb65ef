use proptest::prelude::*;

use super::SharedArcs;
use crate::topology::predicates::cross;
use crate::topology::shape::Point;
use crate::topology::wiggly_for_tests::pictures;
use crate::topology::wkt_for_tests::{all_normalised, shape_of};

#[test]
fn two_squares_side_by_side_have_three_arcs_and_know_their_neighbours() {
    let west = shape_of("POLYGON ((0 0, 0 1, 1 1, 1 0, 0 0))");
    let east = shape_of("POLYGON ((1 0, 2 0, 2 1, 1 1, 1 0))");
    let arcs = SharedArcs::build(&[west, east]).unwrap();
    assert_eq!(arcs.arc_count(), 3);
    let sides = |arc: usize| arcs.sides(arc).map(|sides| (sides.left, sides.right, sides.is_ring)).unwrap();
    // Outer border of the west from (1 0) by way of (0 0), the shared border upwards, the outer border of the east.
    assert_eq!(
        [sides(0), sides(1), sides(2)],
        [(None, Some(0), false), (Some(0), Some(1), false), (Some(1), None, false)]
    );
    assert_eq!(arcs.positions(1).len(), 2);
}

#[test]
fn an_island_in_a_lake_is_one_ring_arc_that_both_shapes_use() {
    let lake = shape_of("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 3 6, 6 6, 6 3, 3 3))");
    let island = shape_of("POLYGON ((6 3, 6 6, 3 6, 3 3, 6 3))");
    let arcs = SharedArcs::build(&[lake, island]).unwrap();
    assert_eq!(arcs.arc_count(), 2);
    let sides = arcs.sides(1).unwrap();
    assert!(sides.is_ring);
    // From the lowest position towards the lower neighbour: up the west side, so clockwise around the island.
    assert_eq!((sides.left, sides.right), (Some(0), Some(1)));
}

#[test]
fn repeated_positions_and_rings_of_one_position_are_harmless() {
    let odd = shape_of("MULTIPOLYGON (((0 0, 0 0, 2 0, 1 1, 1 1, 0 0)), ((2 0, 2 0, 2 0)))");
    let arcs = SharedArcs::build(&[odd]).unwrap();
    let shapes = arcs.to_shapes();
    assert_eq!(shapes[0].polygons[0].exterior.len(), 3);
    assert_eq!(shapes[0].polygons[1].exterior, vec![Point::new(20_000_000, 0)]);
}

#[test]
fn overlapping_shapes_are_told_by_their_contested_arcs() {
    let square = shape_of("POLYGON ((0 0, 0 1, 1 1, 1 0, 0 0))");
    let arcs = SharedArcs::build(&[square.clone(), square]).unwrap();
    assert_eq!(arcs.contested(), &[0]);
    assert_eq!(arcs.sides(0).unwrap().right, Some(0));
}

#[test]
fn nothing_gives_no_arcs() {
    let arcs = SharedArcs::build(&[shape_of("POLYGON EMPTY")]).unwrap();
    assert_eq!((arcs.arc_count(), arcs.shape_count()), (0, 1));
    assert_eq!(arcs.to_shapes(), vec![shape_of("POLYGON EMPTY")]);
}

proptest! {
    #[test]
    fn shapes_taken_apart_and_put_together_are_the_same(picture in pictures()) {
        let shapes = picture.shapes();
        let arcs = SharedArcs::build(&shapes).unwrap();
        prop_assert_eq!(all_normalised(&arcs.to_shapes()), all_normalised(&shapes));
        prop_assert!(arcs.contested().is_empty());
    }

    #[test]
    fn the_arcs_beside_a_shape_bound_its_area(picture in pictures()) {
        let shapes = picture.shapes();
        let arcs = SharedArcs::build(&shapes).unwrap();
        let mut twice_areas = vec![0_i128; shapes.len()];
        for arc in 0..arcs.arc_count() {
            let sides = arcs.sides(arc).unwrap();
            let mut points: Vec<Point> = arcs.positions(arc).collect();
            if sides.is_ring {
                points.push(points[0]);
            }
            let swept: i128 = points.windows(2).map(|pair| cross(Point::new(0, 0), pair[0], pair[1])).sum();
            if let Some(left) = sides.left {
                twice_areas[left as usize] += swept;
            }
            if let Some(right) = sides.right {
                twice_areas[right as usize] -= swept;
            }
        }
        let expected: Vec<i128> = shapes.iter().map(super::super::shape::Shape::twice_area).collect();
        prop_assert_eq!(twice_areas, expected);
    }

    #[test]
    fn arcs_do_not_depend_on_the_order_of_the_shapes(picture in pictures()) {
        let mut shapes = picture.shapes();
        let lines = |arcs: &SharedArcs| -> Vec<Vec<Point>> {
            (0..arcs.arc_count()).map(|arc| arcs.positions(arc).collect()).collect()
        };
        let before = lines(&SharedArcs::build(&shapes).unwrap());
        shapes.reverse();
        prop_assert_eq!(before, lines(&SharedArcs::build(&shapes).unwrap()));
    }
}
