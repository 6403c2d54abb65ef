use proptest::prelude::*;

use super::{ArcScales, SimplifyError, SimplifyOptions, simplify};
use crate::topology::arcs::SharedArcs;
use crate::topology::shape::{Point, Shape};
use crate::topology::wiggly_for_tests::{Picture, assert_is_coverage, pictures, structure};
use crate::topology::wkt_for_tests::{STEPS, all_normalised, shape_of};

fn simplified(shapes: &[Shape], options: &SimplifyOptions) -> Vec<Shape> {
    simplify(&SharedArcs::build(shapes).unwrap(), options).unwrap().to_shapes()
}

#[test]
fn a_vertex_that_guards_a_neighbour_goes_once_the_neighbour_has_gone() {
    // The small notch of the east lies in the triangle of the west's notch; both can go, the inner one first.
    let shape = shape_of("POLYGON ((0 0, 10 0, 5 5, 10 10, 0 10, 4 5, 0 0))");
    let thin = simplified(&[shape], &SimplifyOptions::planar(100.0 * STEPS));
    assert_eq!(thin[0].polygons[0].exterior.len(), 3);
}

#[test]
fn two_borders_between_the_same_nodes_never_become_one() {
    let lens = shape_of("POLYGON ((0 0, 5 1, 10 0, 5 -1, 0 0))");
    let above = shape_of("POLYGON ((0 0, 5 1, 10 0, 10 9, 0 9, 0 0))");
    let below = shape_of("POLYGON ((0 0, 5 -1, 10 0, 10 -9, 0 -9, 0 0))");
    let thin = simplified(&[lens, above, below], &SimplifyOptions::planar(1000.0 * STEPS));
    assert_is_coverage(&thin);
    assert_eq!(thin[0].polygons[0].exterior.len(), 3);
}

#[test]
fn options_out_of_range_are_refused() {
    let arcs = SharedArcs::build(&[]).unwrap();
    let refused = simplify(&arcs, &SimplifyOptions::planar(-1.0)).unwrap_err();
    assert_eq!(refused, SimplifyError::Tolerance { steps: -1.0 });
    let refused = ArcScales::compute(&arcs, 0.0, false).unwrap_err();
    assert_eq!(refused, SimplifyError::Scale { scale: 0.0 });
}

#[test]
fn narrow_degrees_make_triangles_smaller() {
    let roof = shape_of("POLYGON ((0 0, 20 0, 20 20, 10 24, 0 20, 0 0))");
    let options = |x_scale: f64| SimplifyOptions { x_scale, ..SimplifyOptions::planar(6.0 * STEPS) };
    // The roof's triangle has 40 square units, 36 may go.
    assert_eq!(simplified(std::slice::from_ref(&roof), &options(1.0))[0].polygons[0].exterior.len(), 5);
    assert_eq!(simplified(&[roof], &options(0.86))[0].polygons[0].exterior.len(), 4);
}

proptest! {
    #[test]
    fn a_simplified_coverage_is_one_with_the_same_cells_and_neighbours(
        picture in pictures(), tolerance in 0.0_f64..1500.0, keep_outer_border: bool,
    ) {
        let before = SharedArcs::build(&picture.shapes()).unwrap();
        let options = SimplifyOptions { keep_outer_border, ..SimplifyOptions::planar(tolerance) };
        let after = simplify(&before, &options).unwrap();
        assert_is_coverage(&after.to_shapes());
        let again = SharedArcs::build(&after.to_shapes()).unwrap();
        prop_assert_eq!(structure(&before), structure(&again));
        prop_assert_eq!(after.arc_count(), again.arc_count());
        prop_assert!(after.step_count() <= before.step_count());
    }

    #[test]
    fn the_scales_give_the_simplification_of_every_tolerance(picture in pictures(), tolerance in 0.0_f64..600.0) {
        let arcs = SharedArcs::build(&picture.shapes()).unwrap();
        let scales = ArcScales::compute(&arcs, 1.0, false).unwrap();
        let at_once = simplify(&arcs, &SimplifyOptions::planar(tolerance)).unwrap().to_shapes();
        let area = tolerance * tolerance;
        let one_by_one: Vec<Shape> = (0..arcs.shape_count()).map(|shape| scales.shape(&arcs, shape, area)).collect();
        prop_assert_eq!(&at_once, &one_by_one);
        prop_assert_eq!(&at_once, &scales.coverage(&arcs, area).to_shapes());
    }

    #[test]
    fn the_order_of_the_shapes_does_not_matter(picture in pictures(), tolerance in 0.0_f64..600.0) {
        let mut shapes = picture.shapes();
        let options = SimplifyOptions::planar(tolerance);
        let forward = all_normalised(&simplified(&shapes, &options));
        shapes.reverse();
        let mut backward = all_normalised(&simplified(&shapes, &options));
        backward.reverse();
        prop_assert_eq!(forward, backward);
    }
}

/// Prints how long a large coverage takes: `cargo test --release -- --ignored --nocapture sixty_thousand`.
#[test]
#[ignore = "a measurement"]
fn sixty_thousand_cells_with_crooked_borders() {
    // 245 × 245 cells with 7 vertices on each side: 60,025 cells, about 1.7 million ring vertices.
    let (cells, pieces) = (245_usize, 7_usize);
    let mut state = 1_u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state >> 33).unwrap() % 49 - 24
    };
    let side = cells * pieces;
    let moves = (0..(side + 1) * (side + 1)).map(|_| (draw(), draw())).collect();
    let picture = Picture { side, labels: Vec::new(), moves };
    let mut shapes = Vec::new();
    for column in 0..cells {
        for row in 0..cells {
            let mut exterior: Vec<Point> = Vec::new();
            let (x, y) = (column * pieces, row * pieces);
            exterior.extend((0..pieces).map(|step| picture.corner(x + step, y)));
            exterior.extend((0..pieces).map(|step| picture.corner(x + pieces, y + step)));
            exterior.extend((0..pieces).map(|step| picture.corner(x + pieces - step, y + pieces)));
            exterior.extend((0..pieces).map(|step| picture.corner(x, y + pieces - step)));
            let interiors = Vec::new();
            shapes.push(crate::topology::shape::Polygon { exterior, interiors }.into());
        }
    }
    let vertices: usize = shapes.iter().flat_map(Shape::rings).map(Vec::len).sum();
    println!("{} cells, {vertices} vertices", shapes.len());
    let mut last = std::time::Instant::now();
    let mut lap = |what: &str| {
        println!("{what}: {:.3} s", last.elapsed().as_secs_f64());
        last = std::time::Instant::now();
    };
    let arcs = SharedArcs::build(&shapes).unwrap();
    lap("arcs");
    for tolerance in [10.0, 50.0, 100.0, 1000.0] {
        let thin = simplify(&arcs, &SimplifyOptions::planar(tolerance)).unwrap();
        lap(&format!(
            "simplify to {} of {} steps at tolerance {tolerance}",
            thin.step_count(),
            arcs.step_count()
        ));
        let shapes = thin.to_shapes();
        lap(&format!("{} shapes", shapes.len()));
    }
    let scales = ArcScales::compute(&arcs, 1.0, false).unwrap();
    lap("scales");
    let _ = scales.coverage(&arcs, 2500.0).to_shapes();
    lap("one scale");
    let whole = crate::topology::union::union(&arcs).unwrap();
    lap(&format!("union of {} polygons", whole.polygons.len()));
}
