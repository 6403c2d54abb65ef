//! Reference cases of coverage simplification.

use super::{SimplifyOptions, simplify};
use crate::topology::arcs::SharedArcs;
use crate::topology::wiggly_for_tests::assert_is_coverage;
use crate::topology::wkt_for_tests::{STEPS, all_normalised, coverage_cases, shapes_of};

#[test]
fn simplification_agrees_with_the_reference_cases() {
    for case in coverage_cases("simplify_coverage") {
        let shapes = shapes_of(&case["polygons"]);
        let options = SimplifyOptions {
            tolerance_steps: case["tolerance"].as_f64().unwrap() * STEPS,
            x_scale: 1.0,
            keep_outer_border: !case["simplify_boundary"].as_bool().unwrap(),
        };
        let before = SharedArcs::build(&shapes).unwrap();
        let after = simplify(&before, &options).unwrap();
        let result = after.to_shapes();
        if case["gating"].as_bool().unwrap() {
            assert_eq!(
                all_normalised(&result),
                all_normalised(&shapes_of(&case["expect"])),
                "{}",
                case["id"]
            );
        } else {
            assert_is_coverage(&result);
            let sides =
                |arcs: &SharedArcs| -> Vec<_> { (0..arcs.arc_count()).map(|arc| arcs.sides(arc)).collect() };
            assert_eq!(sides(&before), sides(&after), "{}", case["id"]);
        }
    }
}
