//! Reference rates of sids2, read from the folder that `GRIDWARD_REFERENCE` names; skipped without it.

use std::path::PathBuf;

use serde_json::Value;

use super::*;
use crate::analytics::weights::Weights;

fn read(name: &str) -> Option<Value> {
    let Some(folder) = std::env::var_os("GRIDWARD_REFERENCE").map(PathBuf::from) else {
        println!("skipped: GRIDWARD_REFERENCE is unset");
        return None;
    };
    let text = std::fs::read_to_string(folder.join("golden/analytics").join(name)).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn near(found: f64, right: &Value, what: &str) {
    let right = right.as_f64().unwrap();
    assert!((found - right).abs() <= 1e-9 * right.abs() + 1e-12, "{what}: {found} instead of {right}");
}

fn all_near(found: impl IntoIterator<Item = f64>, right: &Value, what: &str) {
    let found: Vec<f64> = found.into_iter().collect();
    let right = right.as_array().unwrap();
    assert_eq!(found.len(), right.len(), "{what}");
    for (at, (found, right)) in found.into_iter().zip(right).enumerate() {
        near(found, right, &format!("{what} of {at}"));
    }
}

#[test]
fn every_reference_rate_is_met() {
    let Some(right) = read("sids2_eb.json") else { return };
    let document = read("sids2.geojson").unwrap();
    let column = |name: &Value| -> Vec<f64> {
        let rows = document["features"].as_array().unwrap().iter();
        rows.map(|row| row["properties"][name.as_str().unwrap()].as_f64().unwrap()).collect()
    };
    let places = Exposed::new(&column(&right["cases"]), &column(&right["population"])).unwrap();
    let lists = read("sids2_weights.json").unwrap()["neighbours"]["queen"].clone();
    let binary = Weights::binary(serde_json::from_value(lists).unwrap()).unwrap();
    let smoothed = global_bayes(&places);
    all_near(places.rates(), &right["raw"], "raw");
    near(smoothed.prior.mean, &right["global_mean"], "mean");
    near(smoothed.prior.variance, &right["a"], "a");
    all_near(smoothed.rates, &right["global_EB"], "global");
    all_near(local_bayes(&places, &binary).unwrap(), &right["local_EB"], "local");
    all_near(standardised_rates(&places), &right["assuncao_reis_z"], "z");
    for (name, weights) in [("EBI_moran_B", binary.clone()), ("EBI_moran_R", binary.standardised())] {
        let found = serde_json::to_value(empirical_bayes_moran(&places, &weights).unwrap()).unwrap();
        for (key, right) in right[name].as_object().unwrap() {
            near(found[key].as_f64().unwrap(), right, &format!("{name} {key}"));
        }
    }
}
