use proptest::prelude::*;

use super::{AssembleError, BorderChain, assemble};
use crate::topology::predicates::cross;
use crate::topology::shape::Point;
use crate::topology::wiggly_for_tests::{assert_is_coverage, pictures};

#[test]
fn a_border_that_does_not_close_is_refused_with_its_place() {
    let points = vec![Point::new(0, 0), Point::new(5, 0)];
    let open = BorderChain { points, left: Some(0), right: None };
    let place = Point::new(5, 0);
    assert_eq!(assemble(&[open], 1), Err(AssembleError::OpenBorder { owner: 0, place }));
}

proptest! {
    #[test]
    fn pictures_become_simple_polygons_of_the_right_area(picture in pictures()) {
        let shapes = picture.shapes();
        assert_is_coverage(&shapes);
        let mut twice_areas = vec![0_i128; shapes.len()];
        for column in 0..picture.side {
            for row in 0..picture.side {
                let label = picture.labels[column * picture.side + row];
                let [a, b, c, d] = [(0, 0), (1, 0), (1, 1), (0, 1)]
                    .map(|(right, up)| picture.corner(column + right, row + up));
                if label > 0 {
                    twice_areas[label as usize - 1] += cross(a, b, c) + cross(a, c, d);
                }
            }
        }
        let found: Vec<i128> = shapes.iter().map(super::super::shape::Shape::twice_area).collect();
        prop_assert_eq!(found, twice_areas);
        for ring in shapes.iter().flat_map(super::super::shape::Shape::rings) {
            let mut positions = ring.clone();
            positions.sort_unstable();
            positions.dedup();
            prop_assert_eq!(positions.len(), ring.len());
        }
    }
}
