//! Reference cases of coverage cleaning.

use serde_json::Value;

use super::{CleanOptions, MergeStrategy, clean, insert_missing_vertices};
use crate::topology::shape::{Point, Shape};
use crate::topology::wiggly_for_tests::assert_is_coverage;
use crate::topology::wkt_for_tests::{
    PLANE, STEPS, all_normalised, coverage_cases, normalised, shape_of, shapes_of,
};

fn options_of(case: &Value) -> CleanOptions {
    CleanOptions {
        snap_m: case["snapping_distance"].as_f64().unwrap_or(0.0),
        gap_width_m: case["gap_width"].as_f64().unwrap(),
        overlaps: match case["merge_strategy"].as_str().unwrap() {
            "longest_border" => MergeStrategy::LongestBorder,
            "max_area" => MergeStrategy::MaxArea,
            "min_area" => MergeStrategy::MinArea,
            other => panic!("unknown strategy {other}"),
        },
        ground: PLANE,
    }
}

/// To one decimal of the text's unit.
fn rounded(shape: &Shape) -> Shape {
    let mut shape = shape.clone();
    for polygon in &mut shape.polygons {
        for point in std::iter::once(&mut polygon.exterior).chain(&mut polygon.interiors).flatten() {
            let tenth = |steps: i64| (steps as f64 / STEPS * 10.0).round() as i64;
            *point = Point::new(tenth(point.x), tenth(point.y));
        }
    }
    normalised(&shape)
}

#[test]
fn cleaning_agrees_with_the_reference_cases() {
    for case in coverage_cases("clean_coverage") {
        let shapes = shapes_of(&case["polygons"]);
        let options = options_of(&case);
        let (cleaned, report) = clean(&shapes, &options).unwrap();
        assert_is_coverage(&cleaned);
        if case["expect"].is_array() {
            assert_eq!(
                all_normalised(&cleaned),
                all_normalised(&shapes_of(&case["expect"])),
                "{}",
                case["id"]
            );
        }
        if case["expect_rounded_1dp"].is_array() {
            let expected: Vec<Shape> = shapes_of(&case["expect_rounded_1dp"]).iter().map(rounded).collect();
            assert_eq!(cleaned.iter().map(rounded).collect::<Vec<_>>(), expected, "{}", case["id"]);
        }
        // No gap as narrow as the snapping distance is left, and a second cleaning finds nothing.
        let narrow = CleanOptions { gap_width_m: options.snap_m.max(options.gap_width_m), ..options };
        let (again, second) = clean(&cleaned, &narrow).unwrap();
        assert_eq!((again, second.repairs), (cleaned, vec![]), "{}", case["id"]);
        assert!(!report.repairs.is_empty() || options.gap_width_m == 0.0);
    }
}

#[test]
fn missing_vertices_agree_with_the_reference_case() {
    for case in coverage_cases("insert_missing_vertices") {
        let (filled, _) = insert_missing_vertices(&shapes_of(&case["polygons"])).unwrap();
        let expected = shape_of(case["expect_polygon_0"].as_str().unwrap());
        assert_eq!(normalised(&filled[0]), normalised(&expected));
    }
}
