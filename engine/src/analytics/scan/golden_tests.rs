//! Reference scans of sids2 and of fires in Castilla-La Mancha, read from the folder that `GRIDWARD_REFERENCE` names; skipped without it.

use std::path::PathBuf;

use serde_json::Value;

use super::*;
use crate::analytics::chance::Streams;
use crate::measure::PlaneXY;

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

fn near_chance(found: f64, right: &Value, draws: f64, of: f64, what: &str) {
    let p = right.as_f64().unwrap();
    let allowed = 4.0 * (p * (1.0 - p) * (1.0 / draws + 1.0 / of)).sqrt() + 1.0 / draws + 1.0 / of;
    assert!((found - p).abs() <= allowed, "{what}: p {found} instead of {p}");
}

fn settings(draws: u32, most: usize) -> Settings {
    Settings {
        share: 0.5,
        radius: None,
        ties: Ties::Together,
        rates: Rates::High,
        most,
        overlapping: false,
        draws,
        streams: Streams::new(20_240_613),
    }
}

#[test]
fn every_cluster_of_counties_is_met() {
    let Some(counties) = read("sids2.geojson") else { return };
    let centroids = read("sids2_weights.json").unwrap()["meta"]["centroids"].clone();
    let places: Vec<PlaneXY> = centroids
        .as_array()
        .unwrap()
        .iter()
        .map(|at| PlaneXY { x: at[0].as_f64().unwrap(), y: at[1].as_f64().unwrap() })
        .collect();
    for (file, years) in [("sids2_74_scan.json", &["74"][..]), ("sids2_74_79_scan.json", &["74", "79"])] {
        let column = |name: &str| -> Vec<f64> {
            let rows = counties["features"].as_array().unwrap().iter();
            let year = |row: &Value, year: &str| row["properties"][format!("{name}{year}")].as_f64().unwrap();
            rows.map(|row| years.iter().map(|each| year(row, each)).sum()).collect()
        };
        let cases: Vec<u32> = column("SID").iter().map(|count| *count as u32).collect();
        let right = read(file).unwrap();
        let clusters = right["clusters_non_overlapping"].as_array().unwrap();
        let found = poisson(&places, &cases, &column("BIR"), &settings(1999, clusters.len())).unwrap();
        assert_eq!(found.clusters.len(), clusters.len());
        assert_eq!(found.n_windows as u64, right["n_windows"].as_u64().unwrap());
        near(found.total_cases as f64, &right["total_cases"], file);
        near(found.total_population, &right["total_population"], file);
        for ((own, people), right) in found.clusters.iter().zip(&found.populations).zip(clusters) {
            assert_eq!(serde_json::to_value(&own.members).unwrap(), right["members"]);
            assert_eq!(own.centre as u64, right["centre_index"].as_u64().unwrap());
            near(own.llr, &right["LLR"], "LLR");
            near(own.radius, &right["radius"], "radius");
            near(own.cases.into(), &right["cases"], "cases");
            near(own.expected, &right["expected"], "expected");
            near(*people, &right["population"], "population");
            near(own.relative_risk.unwrap(), &right["relative_risk"], "relative risk");
            near_chance(own.p.unwrap(), &right["p"], 1999.0, 9999.0, file);
        }
    }
}

#[test]
fn every_window_of_fires_is_met() {
    let Some(right) = read("clm_2005_weeks_st_scan.json") else { return };
    let numbers = |name: &str| -> Vec<f64> {
        right[name].as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
    };
    let places: Vec<PlaneXY> =
        numbers("x").into_iter().zip(numbers("y")).map(|(x, y)| PlaneXY { x, y }).collect();
    let counts: Vec<Vec<u32>> = serde_json::from_value(right["counts"].clone()).unwrap();
    let mut cases = Vec::new();
    for (place, row) in (0..).zip(&counts) {
        for (step, count) in (0..).zip(row) {
            cases.extend((0..*count).map(|_| (place, step)));
        }
    }
    let data = SpaceTime {
        places: &places,
        cases: &cases,
        steps: counts[0].len(),
        span: Span::Prospective,
        longest: right["max_duration_steps"].as_u64().unwrap() as usize,
        cycle: 1,
    };
    let windows = right["top5_windows"].as_array().unwrap();
    let settings = Settings { ties: Ties::ByNumber, overlapping: true, ..settings(1999, windows.len()) };
    let found = space_time(&data, &settings).unwrap();
    assert_eq!(found.clusters.len(), windows.len());
    for (own, right) in found.clusters.iter().zip(windows) {
        assert_eq!(serde_json::to_value(&own.members).unwrap(), right["members"]);
        assert_eq!(own.centre as u64, right["centre"].as_u64().unwrap());
        let (from, to) = own.steps.unwrap();
        assert_eq!((to - from) as u64, right["duration_steps"].as_u64().unwrap());
        near(own.llr, &right["LLR"], "LLR");
        near(own.cases.into(), &right["cases"], "cases");
        near(own.expected, &right["expected"], "expected");
        near_chance(own.p.unwrap(), &right["p"], 1999.0, 199.0, "fires");
    }
}
