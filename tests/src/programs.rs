//! The programs' contracts: documents, exit codes, help.

use crate::support::{gridward, gridward_json, said, text};

const SQUARES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"0001"},"geometry":{"type":"Polygon","coordinates":[[[121.38,31.11],[121.382,31.11],[121.382,31.112],[121.38,31.112],[121.38,31.11]]]}},
{"type":"Feature","properties":{"code":"0002"},"geometry":{"type":"Polygon","coordinates":[[[121.382,31.11],[121.384,31.11],[121.384,31.112],[121.382,31.112],[121.382,31.11]]]}}]}"#;

fn squares() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("squares.geojson");
    std::fs::write(&file, SQUARES).unwrap();
    let path = text(&file).to_owned();
    (folder, path)
}

#[test]
fn locate_tells_owner_status_border_rival_and_confidence() {
    let (_folder, file) = squares();
    let layer = format!("cell={file}:code");
    let answer = gridward_json(&["locate", "--layer", &layer, "--lon", "121.3819", "--lat", "31.111"]);
    let cell = &answer["layers"]["cell"];
    assert_eq!((cell["code"].as_str(), cell["status"].as_str()), (Some("0001"), Some("inside")));
    assert_eq!((cell["border_m"].as_f64(), cell["rival"].as_str()), (Some(9.539), Some("0002")));
    assert_eq!(cell["confidence"].as_f64(), Some(1.0));
    let shares = gridward_json(&[
        "locate",
        "--layer",
        &layer,
        "--lon",
        "121.382",
        "--lat",
        "31.111",
        "--accuracy",
        "30",
    ]);
    assert_eq!(shares["layers"]["cell"]["confidence"].as_f64(), Some(0.5));
    assert_eq!(shares["layers"]["cell"]["candidates"].as_array().map(Vec::len), Some(2));
    let outside = gridward_json(&["locate", "--layer", &layer, "--lon", "121.39", "--lat", "31.111"]);
    assert_eq!(outside["layers"]["cell"]["status"].as_str(), Some("outside"));
    assert!(outside["layers"]["cell"]["code"].is_null());
}

#[test]
fn check_says_valid_with_exit_code_0_and_not_valid_with_1() {
    let (folder, file) = squares();
    let report = gridward_json(&["check", &file, "--code", "code"]);
    assert_eq!((report["valid"].as_bool(), report["cells"].as_u64()), (Some(true), Some(2)));
    assert_eq!(report["defects"].as_array().map(Vec::len), Some(0));
    let broken = folder.path().join("broken.geojson");
    std::fs::write(
        &broken,
        SQUARES.replace("[121.382,31.112],[121.382,31.11]]]}}]}", "[121.38199,31.112],[121.382,31.11]]]}}]}"),
    )
    .unwrap();
    let output = gridward(&["check", text(&broken), "--code", "code"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let kinds: Vec<&str> =
        report["defects"].as_array().unwrap().iter().filter_map(|d| d["kind"].as_str()).collect();
    assert!(kinds.contains(&"overlap") && kinds.contains(&"unmatched-edge"), "{kinds:?}");
    let overlap = report["defects"].as_array().unwrap().iter().find(|d| d["kind"] == "overlap").unwrap();
    assert!(overlap["area_m2"].as_f64().unwrap() > 100.0 && overlap["width_m"].as_f64().unwrap() < 1.0);
}

#[test]
fn more_than_999_cells_in_a_community_are_found_with_place_and_size() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cells.geojson");
    let square = |i: i32| {
        let (x, y) = (121.0 + f64::from(i % 40) * 0.001, 31.0 + f64::from(i / 40) * 0.001);
        let ring = [(0.0, 0.0), (0.001, 0.0), (0.001, 0.001), (0.0, 0.001), (0.0, 0.0)]
            .map(|(dx, dy)| format!("[{:.3},{:.3}]", x + dx, y + dy));
        format!(
            r#"{{"type":"Feature","properties":{{"code":"310112101001{i:03}"}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            ring.join(",")
        )
    };
    let layer = |cells: i32| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{}]}}"#,
            (1..=cells).map(square).collect::<Vec<_>>().join(",")
        )
    };
    std::fs::write(&file, layer(999)).unwrap();
    assert_eq!(gridward(&["check", text(&file), "--code", "code"]).status.code(), Some(0));
    std::fs::write(&file, layer(1_001)).unwrap();
    let output = gridward(&["check", text(&file), "--code", "code"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let defect = &report["defects"][0];
    assert_eq!((output.status.code(), defect["kind"].as_str()), (Some(1), Some("sequence-overflow")));
    assert_eq!(defect["cells"].as_array().map(Vec::len), Some(2));
    assert!(defect["place"].is_array() && defect["area_m2"].as_f64().unwrap() > 20_000.0, "{defect}");
}

#[test]
fn wrong_usage_is_2_and_bad_data_is_65_each_with_one_line() {
    let (_folder, file) = squares();
    let layer = format!("cell={file}:code");
    for (args, code, word) in [
        (vec!["locate", "--layer", "nonsense", "--lon", "1", "--lat", "2"], 2, "NAME=FILE"),
        (vec!["locate", "--layer", &layer, "--lon", "31.1", "--lat", "121.4"], 65, "swapped"),
        (vec!["locate", "--layer", &layer, "--lon", "1", "--lat", "2", "--datum", "mars"], 2, "not a datum"),
        (vec!["check", "missing.geojson"], 65, "missing.geojson"),
        (vec!["check", &file, "--code", "nr"], 65, "no field"),
    ] {
        let output = gridward(&args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", said(&output));
        assert!(said(&output).contains(word), "{args:?}: {}", said(&output));
    }
}

#[test]
fn generate_writes_a_district_whose_every_layer_checks_as_valid() {
    let folder = tempfile::tempdir().unwrap();
    let outline = folder.path().join("outline.geojson");
    std::fs::write(&outline, r#"{"type":"Polygon","coordinates":[[[121.38,31.1],[121.43,31.09],[121.42,31.13],[121.4,31.12],[121.38,31.1]]]}"#).unwrap();
    let out = folder.path().join("district");
    let flags = [
        "generate",
        "--outline",
        text(&outline),
        "--unit-area",
        "20000",
        "--towns",
        "2",
        "--responsibility-grids",
        "12",
        "--seed",
        "5",
        "--out",
    ];
    let output = gridward(&[&flags[..], &[text(&out), "--geojson"]].concat());
    assert!(output.status.success(), "{}", said(&output));
    for layer in ["town", "community", "responsibility-grid", "unit-grid"] {
        let file = out.join(format!("{layer}.geojson"));
        let report = gridward_json(&["check", text(&file), "--code", "code", "--no-gaps"]);
        assert_eq!(
            (report["valid"].as_bool(), report["defects"].as_array().map(Vec::len)),
            (Some(true), Some(0)),
            "{layer}"
        );
        let within = gridward_json(&[
            "check",
            text(&file),
            "--code",
            "code",
            "--within",
            text(&out.join("district.geojson")),
        ]);
        assert_eq!(within["valid"].as_bool(), Some(true), "{layer}: {within}");
    }
    let single = folder.path().join("units.gpkg");
    assert!(gridward(&[&flags[..], &[text(&single)]].concat()).status.success());
    let (single, units) = (
        gridward_json(&["check", text(&single), "--code", "code"]),
        gridward_json(&["check", text(&out.join("unit-grid.geojson"))]),
    );
    assert_eq!(
        (single["valid"].as_bool(), &single["cells"], &single["area_m2"]),
        (Some(true), &units["cells"], &units["area_m2"])
    );
    let again = folder.path().join("again");
    assert!(gridward(&[&flags[..], &[text(&again)]].concat()).status.success());
    let bytes = |folder: &std::path::Path| std::fs::read(folder.join("layers/coverage.topojson")).unwrap();
    assert_eq!(bytes(&out), bytes(&again), "equal flags give equal bytes");
}

#[test]
fn every_command_has_help_with_an_example() {
    for command in ["check", "locate", "assign", "datum", "generate"] {
        let output = gridward(&[command, "--help"]);
        let help = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && help.contains("Example"), "{command}: {help}");
    }
}
