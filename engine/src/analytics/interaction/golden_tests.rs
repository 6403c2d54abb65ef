//! Reference tables of Burkitt's lymphoma and of fires, read from the folder that `GRIDWARD_REFERENCE` names; skipped without it.

use serde_json::Value;

use super::*;
use crate::analytics::chance::Streams;
use crate::analytics::points::golden_for_tests::{places, read};
use crate::measure::PlaneXY;

fn rows(name: &str) -> (Vec<PlaneXY>, Vec<f64>) {
    places(name).unwrap().into_iter().unzip()
}

/// Two samples of the same null may differ by so much.
fn p_is_near(found: f64, right: f64, draws: f64, of: f64, what: &str) {
    let allowed = 4.0 * (right * (1.0 - right) * (1.0 / draws + 1.0 / of)).sqrt() + 1.0 / draws + 1.0 / of;
    assert!((found - right).abs() <= allowed, "{what}: {found} {right}");
}

#[test]
fn every_reference_knox_is_met() {
    let Some(right) = read("burkitt_knox.json") else { return };
    let (places, times) = rows("burkitt_points.csv");
    let right = right["results"].as_array().unwrap();
    let sorted = |name: &str| {
        let mut all: Vec<f64> = right.iter().map(|row| row[name].as_f64().unwrap()).collect();
        all.sort_by(f64::total_cmp);
        all.dedup();
        all
    };
    let found = knox(&places, &times, &sorted("delta_s"), &sorted("delta_t"), 999, Streams::new(1)).unwrap();
    assert_eq!(found.len(), right.len());
    for right in right {
        let same = |found: &&Knox| right["delta_s"] == found.delta_s && right["delta_t"] == found.delta_t;
        let found = found.iter().find(same).unwrap();
        let what = format!("{} {}", found.delta_s, found.delta_t);
        for (name, count) in
            [("X", found.x), ("pairs_space", found.pairs_space), ("pairs_time", found.pairs_time)]
        {
            assert_eq!(right[name], count, "{what} {name}");
        }
        let figures = [
            ("E", found.expected),
            ("V_exact", found.variance),
            ("p_poisson_greater", found.p_poisson_greater),
        ];
        for (name, figure) in figures {
            let right = right[name].as_f64().unwrap();
            assert!((figure - right).abs() <= 1e-9 * right + 1e-12, "{what} {name}: {figure} {right}");
        }
        let p = right["p_greater"].as_f64().unwrap();
        p_is_near(found.p_greater.unwrap(), p, 999.0, right["B"].as_f64().unwrap(), &what);
    }
}

#[test]
fn the_reference_near_repeat_table_is_met() {
    let Some(right) = read("clm2005_near_repeat.json") else { return };
    let (places, times) = rows("clm2005_points.csv");
    let bands = |name: &str| serde_json::from_value::<Vec<f64>>(right[name].clone()).unwrap();
    let (space, span) = (bands("space_bands_upper"), bands("time_bands_upper"));
    let found = near_repeat(&places, &times, &space, &span, 999, Streams::new(1)).unwrap();
    assert_eq!(serde_json::to_value(&found.observed).unwrap(), right["observed"]);
    let of = |table: &Value| serde_json::from_value::<Vec<Vec<f64>>>(table.clone()).unwrap().concat();
    let (p, mean, sd) = (of(&right["p"]), of(&right["sim_mean"]), of(&right["sim_sd"]));
    for (at, (found, right)) in found.p.concat().into_iter().zip(p).enumerate() {
        p_is_near(found, right, 999.0, 999.0, &format!("cell {at}"));
    }
    for ((found, right), sd) in found.sim_mean.concat().into_iter().zip(mean).zip(sd) {
        assert!((found - right).abs() < 5.0 * sd * (2.0_f64 / 999.0).sqrt(), "{found} {right}");
    }
}
