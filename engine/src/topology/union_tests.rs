use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{dissolve, exterior_edges, union, unique_edges};
use crate::topology::arcs::SharedArcs;
use crate::topology::shape::Point;
use crate::topology::wiggly_for_tests::{assert_is_coverage, pictures};
use crate::topology::wkt_for_tests::{coverage_cases, lines_of, normalised, shape_of, shapes_of};

fn segments(lines: impl IntoIterator<Item = Vec<Point>>) -> BTreeSet<(Point, Point)> {
    let lines: Vec<Vec<Point>> = lines.into_iter().collect();
    let pairs = lines.iter().flat_map(|line| line.windows(2));
    pairs.map(|pair| (pair[0].min(pair[1]), pair[0].max(pair[1]))).collect()
}

#[test]
fn unions_agree_with_the_reference_cases() {
    for case in coverage_cases("union_coverage") {
        let arcs = SharedArcs::build(&shapes_of(&case["polygons"])).unwrap();
        let expected = normalised(&shape_of(case["expect"].as_str().unwrap()));
        assert_eq!(normalised(&union(&arcs).unwrap()), expected, "{}", case["id"]);
    }
}

#[test]
fn edges_agree_with_the_reference_cases() {
    for case in coverage_cases("coverage_edges") {
        let arcs = SharedArcs::build(&shapes_of(&case["polygons"])).unwrap();
        let expected = segments(lines_of(case["expect_edges"].as_str().unwrap()));
        assert_eq!(segments(unique_edges(&arcs)), expected, "{}", case["id"]);
        assert_eq!(expected.len() as u64, case["unique_segment_count"].as_u64().unwrap());
    }
    for case in coverage_cases("coverage_edges_exterior") {
        let arcs = SharedArcs::build(&shapes_of(&case["polygons"])).unwrap();
        let expected = segments(lines_of(case["expect_edges"].as_str().unwrap()));
        assert_eq!(segments(exterior_edges(&arcs)), expected, "{}", case["id"]);
    }
}

proptest! {
    #[test]
    fn groups_are_coverages_of_the_same_area(picture in pictures(), groups in 1_u32..4) {
        let shapes = picture.shapes();
        let arcs = SharedArcs::build(&shapes).unwrap();
        let group_of: Vec<Option<u32>> = (0..).take(shapes.len()).map(|shape: u32| Some(shape % groups)).collect();
        let merged = dissolve(&arcs, &group_of, groups as usize).unwrap();
        assert_is_coverage(&merged);
        for (group, whole) in (0..).zip(&merged) {
            let members = shapes.iter().zip(&group_of).filter(|(_, of)| **of == Some(group));
            prop_assert_eq!(members.map(|(shape, _)| shape.twice_area()).sum::<i128>(), whole.twice_area());
        }
    }

    #[test]
    fn the_union_is_bounded_by_the_exterior_edges(picture in pictures()) {
        let arcs = SharedArcs::build(&picture.shapes()).unwrap();
        let whole = union(&arcs).unwrap();
        let rings = whole.rings().map(|ring| ring.iter().chain(ring.first()).copied().collect());
        prop_assert_eq!(segments(rings), segments(exterior_edges(&arcs)));
    }
}
