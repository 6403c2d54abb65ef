//! Reference results for fires in a cube, read from the folder that `GRIDWARD_REFERENCE` names; skipped without it.

use serde_json::Value;

use super::*;
use crate::analytics::chance::Level;
use crate::analytics::weights::Weights;

#[test]
fn every_reference_pattern_is_met() {
    let Some(folder) = std::env::var_os("GRIDWARD_REFERENCE").map(std::path::PathBuf::from) else {
        println!("skipped: GRIDWARD_REFERENCE is unset");
        return;
    };
    let text = std::fs::read_to_string(folder.join("golden/analytics/clm_cube_25km_q_ehsa.json")).unwrap();
    let right: Value = serde_json::from_str(&text).unwrap();
    let counts: Vec<Vec<u32>> = serde_json::from_value(right["counts"].clone()).unwrap();
    let cells: Vec<usize> = serde_json::from_value(right["analysed_cells"].clone()).unwrap();
    assert_eq!(Cube::from_counts(&counts).unwrap().occupied(), cells);
    let cube =
        Cube::from_counts(&cells.iter().map(|cell| counts[*cell].clone()).collect::<Vec<_>>()).unwrap();
    let weights = Weights::binary(serde_json::from_value(right["neighbours"].clone()).unwrap()).unwrap();
    let runs = right["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 3);
    for run in runs {
        let level = |name: &str| Level::try_from(run["params"][name].as_f64().unwrap()).unwrap();
        let back = run["params"]["neighbourhood_time_steps_back"].as_u64().unwrap();
        let entire = run["params"]["global_window"] == "entire";
        let settings = Settings {
            back: usize::try_from(back).unwrap(),
            reference: if entire { Reference::Entire } else { Reference::Step },
            null: NullOf::Normal,
            alpha: level("alpha"),
            corrected: run["params"]["fdr_over_all_bins"].as_bool().unwrap(),
            trend_alpha: level("mk_alpha"),
            cold_past: ColdPast::New,
        };
        let found = serde_json::to_value(emerging(&cube, &weights, &settings).unwrap()).unwrap();
        for name in ["flags", "category_code", "category", "ambiguous_locations_new_vs_oscillating"] {
            assert_eq!(found[name], run[name], "{name}");
        }
        assert!((found["p_cutoff"].as_f64().unwrap() - run["p_cutoff"].as_f64().unwrap()).abs() < 1e-12);
        let near = |found: &Value, right: &Value| {
            let (found, right) = (found.as_f64().unwrap(), right.as_f64().unwrap());
            assert!((found - right).abs() <= 1e-9 * right.abs() + 1e-12, "{found} {right}");
        };
        for (cell, row) in run["gi_star_z"].as_array().unwrap().iter().enumerate() {
            row.as_array()
                .unwrap()
                .iter()
                .enumerate()
                .for_each(|(step, z)| near(&found["gi_star_z"][cell][step], z));
        }
        for series in ["mann_kendall_on_z", "mann_kendall_on_counts"] {
            for name in ["S", "varS", "z", "p"] {
                for (cell, right) in run[series][name].as_array().unwrap().iter().enumerate() {
                    near(&found[series][cell][name], right);
                }
            }
        }
    }
}
