//! How reference files are read by the tests of points, of interaction and of surfaces.

use std::path::PathBuf;

use serde_json::Value;

use crate::measure::PlaneXY;

fn text(name: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("GRIDWARD_REFERENCE").map(PathBuf::from) else {
        println!("skipped: GRIDWARD_REFERENCE is unset");
        return None;
    };
    Some(std::fs::read_to_string(folder.join("golden/analytics").join(name)).unwrap())
}

/// A reference document.
pub fn read(name: &str) -> Option<Value> {
    text(name).map(|text| serde_json::from_str(&text).unwrap())
}

/// Rows of a reference table: a place, and the third column.
pub fn places(name: &str) -> Option<Vec<(PlaneXY, f64)>> {
    let row = |line: &str| {
        let numbers: Vec<f64> = line.split(',').map(|number| number.trim().parse().unwrap()).collect();
        (PlaneXY { x: numbers[0], y: numbers[1] }, numbers[2])
    };
    text(name).map(|text| text.lines().skip(1).map(row).collect())
}
