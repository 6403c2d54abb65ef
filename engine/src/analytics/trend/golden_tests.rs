//! Reference trends of incomes, read from the folder that `GRIDWARD_REFERENCE` names; skipped without it.

use std::path::PathBuf;

use serde_json::Value;

use super::*;

fn text(name: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("GRIDWARD_REFERENCE").map(PathBuf::from) else {
        println!("skipped: GRIDWARD_REFERENCE is unset");
        return None;
    };
    Some(std::fs::read_to_string(folder.join("golden/analytics").join(name)).unwrap())
}

#[test]
fn every_reference_trend_is_met() {
    let Some(right) = text("us_income_mk.json") else { return };
    let right: Value = serde_json::from_str(&right).unwrap();
    let table = text("us_income.csv").unwrap();
    let rows: Vec<Vec<f64>> = table
        .lines()
        .skip(1)
        .map(|row| row.split(',').skip(2).map(|text| text.parse().unwrap()).collect())
        .collect();
    let mean = |year: usize| rows.iter().map(|row| row[year]).sum::<f64>() / rows.len() as f64;
    for (name, from, to, relative) in
        [("relative_income_1929_1979", 1929, 1979, true), ("raw_1990_2009", 1990, 2009, false)]
    {
        for (row, right) in rows.iter().zip(right[name].as_array().unwrap()) {
            let years = from - 1929..=to - 1929;
            let values: Vec<Option<f64>> =
                years.map(|year| Some(if relative { row[year] / mean(year) } else { row[year] })).collect();
            let found = serde_json::to_value(mann_kendall(&Series::new(&values).unwrap())).unwrap();
            assert_eq!(found["S"], right["S"], "{name} {}", right["state"]);
            for key in ["varS", "z", "p", "sen_slope"] {
                let (found, right) = (found[key].as_f64().unwrap(), right[key].as_f64().unwrap());
                assert!((found - right).abs() <= 1e-9 * right.abs(), "{name} {key}: {found} {right}");
            }
        }
    }
}
