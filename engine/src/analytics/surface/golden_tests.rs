//! Reference surfaces of Snow's Soho, read from the folder that `GRIDWARD_REFERENCE` names; skipped without it.

use serde_json::Value;

use super::*;
use crate::analytics::points::golden_for_tests::{places, read};
use crate::measure::PlaneXY;

#[test]
fn every_reference_surface_is_met() {
    for data in ["soho", "soho_weighted"] {
        let Some(right) = read(&format!("{data}_kde.json")) else { return };
        let rows = places(&format!("{data}_points.csv")).unwrap();
        let sides: Vec<f64> = serde_json::from_value(right["window"].clone()).unwrap();
        let corner = |x: usize, y: usize| PlaneXY { x: sides[x], y: sides[y] };
        let window = Window::rectangle(corner(0, 2), corner(1, 3)).unwrap();
        let pixels = Pixels::over(window.corners(), 17, 24).unwrap();
        for right in right["surfaces"].as_array().unwrap() {
            let kernel = match right["kernel"].as_str().unwrap() {
                "gaussian" => Kernel::Gaussian,
                "quartic" => Kernel::Quartic,
                _ => Kernel::Epanechnikov,
            };
            let edge = match right["edge"].as_str().unwrap() {
                "none" => Edge::None,
                "uniform" => Edge::Uniform,
                _ => Edge::Diggle,
            };
            let bandwidth = right["bandwidth"].as_f64().unwrap();
            let weighted = right["weights"] != Value::Null;
            let events: Vec<Event> = rows
                .iter()
                .map(|(at, count)| Event { at: *at, weight: if weighted { *count } else { 1.0 }, bandwidth })
                .collect();
            let found = surface(&events, kernel, edge, &window, pixels).unwrap();
            let values: Vec<Vec<f64>> = serde_json::from_value(right["values"].clone()).unwrap();
            let values: Vec<f64> = values.into_iter().flatten().collect();
            let peak = values.iter().copied().fold(0.0, f64::max);
            for (at, (found, right)) in found.values.iter().zip(&values).enumerate() {
                assert!((found - right).abs() <= 1e-6 * peak, "{kernel:?} {edge:?} at {at}: {found} {right}");
            }
            let right = right["pixel_integral"].as_f64().unwrap();
            assert!((found.integral() / right - 1.0).abs() < 1e-6, "{kernel:?} {edge:?}");
        }
    }
}
