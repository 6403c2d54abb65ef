//! Reference results for columbus, sids2 and Snow's Soho, read from the folder that `GRIDWARD_REFERENCE` names; skipped without it.

use std::path::PathBuf;

use serde_json::Value;

use super::*;
use crate::analytics::chance::{
    Level, Streams, benjamini_hochberg, bonferroni, hot_spot_bins, two_sided_normal,
};
use crate::analytics::weights::Weights;

fn read(name: &str) -> Option<Value> {
    let Some(folder) = std::env::var_os("GRIDWARD_REFERENCE").map(PathBuf::from) else {
        println!("skipped: GRIDWARD_REFERENCE is unset");
        return None;
    };
    let text = std::fs::read_to_string(folder.join("golden/analytics").join(name)).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn numbers(value: &Value) -> Vec<Option<f64>> {
    value.as_array().unwrap().iter().map(Value::as_f64).collect()
}

fn near(found: f64, right: f64, what: &str) {
    assert!((found - right).abs() <= 1e-9 * right.abs() + 1e-12, "{what}: {found} instead of {right}");
}

fn all_near(found: impl Iterator<Item = Option<f64>>, right: &Value, what: &str) {
    let right = numbers(right);
    let found: Vec<Option<f64>> = found.collect();
    assert_eq!(found.len(), right.len(), "{what}");
    for (at, (found, right)) in found.into_iter().zip(right).enumerate() {
        match (found, right) {
            (Some(found), Some(right)) => near(found, right, &format!("{what} of {at}")),
            (found, right) => assert_eq!(found, right, "{what} of {at}"),
        }
    }
}

fn weights_of(lists: &Value) -> Weights {
    Weights::binary(serde_json::from_value(lists.clone()).unwrap()).unwrap()
}

fn values_of(data: &str, field: &str) -> Values {
    let document = read(&format!("{data}.geojson")).unwrap();
    let rows = document["features"].as_array().unwrap();
    Values::new(rows.iter().map(|row| row["properties"][field].as_f64().unwrap()).collect()).unwrap()
}

fn object<T: serde::Serialize>(found: T, right: &Value, what: &str) {
    let found = serde_json::to_value(found).unwrap();
    for (name, right) in right.as_object().unwrap() {
        if let Some(right) = right.as_f64() {
            near(found[name].as_f64().unwrap(), right, &format!("{what} {name}"));
        }
    }
}

fn check_scheme(values: &Values, weights: &Weights, right: &Value, what: &str) {
    let place = |found: &[Gi], right: &Value, what: &str| {
        all_near(found.iter().map(|gi| gi.g), &right["G"], &format!("{what} G"));
        all_near(found.iter().map(|gi| gi.z), &right["z"], &format!("{what} z"));
    };
    place(&gi(values, weights, false).unwrap(), &right["Gi"], &format!("{what} Gi"));
    place(&gi(values, weights, true).unwrap(), &right["Gi_star"], &format!("{what} Gi*"));
    object(moran(values, weights).unwrap(), &right["moran"], what);
    object(geary(values, weights).unwrap(), &right["geary"], what);
    for (name, divisor) in [("local_moran_n_minus_1", Divisor::NMinusOne), ("local_moran_n", Divisor::N)] {
        let Some(right) = right.get(name) else { continue };
        let found = local_moran(values, weights, divisor).unwrap();
        let what = format!("{what} {name}");
        all_near(found.iter().map(|place| Some(place.i)), &right["I"], &what);
        let moments: [(&str, fn(&LocalMoran) -> LocalMoments); 2] =
            [("cond", |place| place.conditional), ("total", |place| place.total)];
        for (kind, of) in moments {
            if right.get(format!("E_{kind}")).is_none() {
                continue;
            }
            all_near(found.iter().map(|place| Some(of(place).expected)), &right[format!("E_{kind}")], &what);
            all_near(found.iter().map(|place| Some(of(place).variance)), &right[format!("V_{kind}")], &what);
            all_near(found.iter().map(|place| of(place).z), &right[format!("z_{kind}")], &what);
        }
        if let Some(right) = right.get("quadrant") {
            let quadrants: Vec<u8> = found.iter().map(|place| place.quadrant.into()).collect();
            assert_eq!(serde_json::to_value(quadrants).unwrap(), *right, "{what}");
        }
    }
}

fn check_discoveries(values: &Values, weights: &Weights, right: &Value, what: &str) {
    let z: Vec<Option<f64>> = gi(values, weights, true).unwrap().iter().map(|gi| gi.z).collect();
    let p: Vec<Option<f64>> = z.iter().map(|z| z.map(two_sided_normal)).collect();
    all_near(p.iter().copied(), &right["Gi_star_p_two_sided"], what);
    for alpha in ["0.01", "0.05", "0.1"] {
        let level = Level::try_from(alpha.parse::<f64>().unwrap()).unwrap();
        let (fdr, single) = (benjamini_hochberg(&p, level), bonferroni(&p, level));
        object(fdr, &right["fdr_on_Gi_star_p"][alpha], &format!("{what} FDR"));
        object(single, &right["bonferroni_on_Gi_star_p"][alpha], &format!("{what} Bonferroni"));
    }
    for (name, corrected) in [("gi_bin_uncorrected", false), ("gi_bin_fdr", true)] {
        assert_eq!(serde_json::to_value(hot_spot_bins(&z, &p, corrected)).unwrap(), right[name], "{what}");
    }
}

/// As many as the reference has: ten thousand p-values are compared, and the more draws, the less hides a bias.
const DRAWS: u32 = 99_999;

fn check_draws(values: &Values, weights: &Weights, right: &Value, what: &str) {
    let null = Null { draws: DRAWS, streams: Streams::new(20_240_613) };
    let tails = lag_tails(values, weights, null).unwrap();
    let of = right["B"].as_f64().unwrap();
    let p: [(&str, fn(&crate::analytics::chance::Tails) -> f64); 3] = [
        ("p_greater", |tails| tails.p_greater()),
        ("p_lesser", |tails| tails.p_lesser()),
        ("p_two_sided", |tails| tails.p_two_sided()),
    ];
    for (name, p) in p {
        for (at, (found, right)) in tails.iter().zip(numbers(&right[name])).enumerate() {
            let (Some(found), Some(right)) = (found, right) else {
                assert!(found.is_none() && right.is_none(), "{what} {name} of {at}");
                continue;
            };
            let side = if name == "p_two_sided" { right / 2.0 } else { right };
            let factor = if name == "p_two_sided" { 2.0 } else { 1.0 };
            let sampling = 4.0 * (side * (1.0 - side) * (1.0 / f64::from(DRAWS) + 1.0 / of)).sqrt();
            let allowed = factor * (sampling + 1.0 / f64::from(DRAWS) + 1.0 / of);
            assert!((p(found) - right).abs() <= allowed, "{what} {name} of {at}: {} {right}", p(found));
        }
    }
}

#[test]
fn every_reference_figure_of_areas_is_met() {
    let mut met = 0;
    for data in ["columbus", "sids2"] {
        let Some(stats) = read(&format!("{data}_stats.json")) else { return };
        let all = read(&format!("{data}_weights.json")).unwrap();
        for (field, by_weights) in stats["stats"].as_object().unwrap() {
            let values = values_of(data, field);
            for (name, right) in by_weights.as_object().unwrap() {
                let binary = weights_of(&all["neighbours"][name]);
                let what = format!("{data} {field} {name}");
                check_scheme(&values, &binary, &right["B"], &format!("{what} B"));
                check_scheme(&values, &binary.standardised(), &right["R"], &format!("{what} R"));
                object(general_g(&values, &binary).unwrap(), &right["global_G_binary"], &what);
                check_discoveries(&values, &binary, right, &what);
                if let Some(right) = right.get("conditional_permutation") {
                    check_draws(&values, &binary, right, &what);
                }
                if let Some(right) = right.get("exact_conditional").filter(|_| data == "columbus") {
                    check_whole(&values, &binary, right, &what);
                }
                met += 1;
            }
        }
    }
    assert_eq!(met, 22);
}

fn check_whole(values: &Values, weights: &Weights, right: &Value, what: &str) {
    let tails: Vec<_> =
        exact_by_enumeration(values, weights).unwrap().unwrap().into_iter().map(Option::unwrap).collect();
    assert!(tails.iter().all(|tails| tails.draws == right["permutation_space"].as_f64().unwrap()));
    let counts = |of: fn(&crate::analytics::chance::Tails) -> f64| {
        tails.iter().map(|tails| Some(of(tails))).collect::<Vec<_>>()
    };
    assert_eq!(counts(|tails| tails.ge), numbers(&right["ge"]), "{what}");
    assert_eq!(counts(|tails| tails.le), numbers(&right["le"]), "{what}");
    all_near(counts(crate::analytics::chance::Tails::p_two_sided).into_iter(), &right["p_two_sided"], what);
    let p = counts(crate::analytics::chance::Tails::p_two_sided);
    for (alpha, right) in right["fdr"].as_object().unwrap() {
        object(benjamini_hochberg(&p, Level::try_from(alpha.parse::<f64>().unwrap()).unwrap()), right, what);
    }
}

#[test]
fn every_reference_join_count_is_met() {
    for data in ["columbus", "sids2"] {
        let Some(stats) = read(&format!("{data}_stats.json")) else { return };
        let all = read(&format!("{data}_weights.json")).unwrap();
        for right in stats["join_counts"].as_object().unwrap().values() {
            let dark: Vec<f64> = numbers(&right["indicator"]).into_iter().map(Option::unwrap).collect();
            let values = Values::new(dark).unwrap();
            for (name, right) in right["by_weights"].as_object().unwrap() {
                let found = join_counts(&values, &weights_of(&all["neighbours"][name])).unwrap();
                for (kind, join) in [("BB", found.black), ("WW", found.white), ("BW", found.mixed)] {
                    let what = format!("{data} {name} {kind}");
                    near(join.joins, right[kind].as_f64().unwrap(), &what);
                    near(join.expected, right[format!("E_{kind}")].as_f64().unwrap(), &what);
                    near(join.variance, right[format!("V_{kind}")].as_f64().unwrap(), &what);
                    near(join.z.unwrap(), right[format!("z_{kind}")].as_f64().unwrap(), &what);
                }
            }
        }
    }
}

#[test]
fn every_reference_figure_of_hexagons_is_met() {
    let Some(right) = read("soho_h3.json") else { return };
    let values = Values::new(numbers(&right["value"]).into_iter().map(Option::unwrap).collect()).unwrap();
    let cells: Vec<h3o::CellIndex> = right["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| cell.as_str().unwrap().parse().unwrap())
        .collect();
    let weights = crate::analytics::weights::hexagons(&cells, 1).unwrap();
    assert_eq!(weights, weights_of(&right["neighbours"]));
    let z = |star| gi(&values, &weights, star).unwrap();
    all_near(z(false).iter().map(|gi| gi.z), &right["Gi_z"], "Gi");
    all_near(z(true).iter().map(|gi| gi.z), &right["Gi_star_z"], "Gi*");
    object(moran(&values, &weights).unwrap(), &right["moran"], "B");
    object(moran(&values, &weights.standardised()).unwrap(), &right["moran_R"], "R");
    let local = local_moran(&values, &weights.standardised(), Divisor::NMinusOne).unwrap();
    all_near(local.iter().map(|place| place.conditional.z), &right["local_moran_R"]["z_cond"], "local");
    all_near(local.iter().map(|place| place.total.z), &right["local_moran_R"]["z_total"], "local");
}
