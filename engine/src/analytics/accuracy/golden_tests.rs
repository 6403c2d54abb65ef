//! Reference results for fires in a cube, read from the folder that `GRIDWARD_REFERENCE` names; skipped without it.

use serde_json::Value;

use super::*;

#[test]
fn every_reference_accuracy_is_met() {
    let Some(folder) = std::env::var_os("GRIDWARD_REFERENCE").map(std::path::PathBuf::from) else {
        println!("skipped: GRIDWARD_REFERENCE is unset");
        return;
    };
    let text =
        std::fs::read_to_string(folder.join("golden/analytics/clm_cube_25km_q_accuracy.json")).unwrap();
    let right: Value = serde_json::from_str(&text).unwrap();
    let list = |name: &str| -> Vec<f64> { serde_json::from_value(right[name].clone()).unwrap() };
    let (train, test) = (list("train"), list("test"));
    for right in right["results"].as_array().unwrap() {
        let fraction = right["fraction"].as_f64().unwrap();
        let found = serde_json::to_value(accuracy(&train, &train, &test, None, fraction).unwrap()).unwrap();
        for (name, right) in right.as_object().unwrap() {
            match right.as_f64() {
                Some(right) => {
                    let found = found[name].as_f64().unwrap();
                    assert!((found - right).abs() <= 1e-9 * right.abs() + 1e-12, "{name}: {found} {right}");
                }
                None => assert_eq!(found[name], *right, "{name}"),
            }
        }
    }
}
