//! Bad input gets one clear line: file, row or feature, field, value, what would be right. The rest goes on.

use std::fs;

use crate::support::{gridward, said, text};

const LAYER: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"a"},"geometry":{"type":"Polygon","coordinates":[[[121.38,31.11],[121.382,31.11],[121.382,31.112],[121.38,31.112],[121.38,31.11]]]}},
{"type":"Feature","properties":{"code":"b"},"geometry":GEOMETRY}]}"#;

/// The lines that `check` writes for a layer whose second feature has a geometry, and its exit code.
fn check(geometry: &str) -> (String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("layer.geojson");
    fs::write(&file, LAYER.replace("GEOMETRY", geometry)).unwrap();
    let output = gridward(&["check", text(&file), "--code", "code"]);
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    (said(&output) + &out, output.status.code())
}

#[test]
fn bad_geometries_are_named_with_feature_and_remedy() {
    for (geometry, words) in [
        (
            r#"{"type":"Polygon","coordinates":[[[121.382,31.11],[121.384,31.11],[121.384,31.112],[121.382,31.112]]]}"#,
            vec!["invalid-ring"],
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[121.39,31.11],[121.392,31.112],[121.392,31.11],[121.39,31.112],[121.39,31.11]]]}"#,
            vec!["invalid-ring"],
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[1213800,311100],[1213820,311100],[1213820,311120],[1213800,311100]]]}"#,
            vec!["feature 2", "metres or feet"],
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[31.11,121.38],[31.112,121.38],[31.112,121.382],[31.11,121.38]]]}"#,
            vec!["feature 2", "swapped"],
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[121.38,null],[121.382,31.11],[121.382,31.112],[121.38,31.11]]]}"#,
            vec!["feature 2"],
        ),
        (r#"{"type":"Polygon","coordinates":[]}"#, vec!["feature 2"]),
        ("null", vec!["feature 2"]),
        (r#"{"type":"Point","coordinates":[121.38,31.11]}"#, vec!["feature 2", "polygon"]),
    ] {
        let (said, code) = check(geometry);
        assert_eq!(code, Some(1), "{geometry}: {said}");
        for word in words {
            assert!(said.contains(word), "{geometry}: {word:?} is missing in: {said}");
        }
    }
}

#[test]
fn files_that_are_none_end_with_65_and_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let whole = LAYER.replace("GEOMETRY", "null");
    for (name, bytes) in [
        ("empty.geojson", b"".as_slice()),
        ("cut.geojson", &whole.as_bytes()[..whole.len() / 2]),
        ("text.geojson", b"hello"),
        ("empty.gpkg", b""),
        ("cut.gpkg", b"SQLite format 3\0 and no more"),
        ("empty.shp", b""),
        ("cut.shp", b"\0\0\x27\x0a"),
        ("no.kml", b"<kml"),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, bytes).unwrap();
        let output = gridward(&["check", text(&file)]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(65), "{name}: {said}");
        assert!(said.contains(name) && said.trim().lines().count() == 1, "{name}: {said}");
    }
}

#[test]
fn bad_rows_are_kept_apart_and_the_rest_is_assigned() {
    let folder = tempfile::tempdir().unwrap();
    let layer = folder.path().join("layer.geojson");
    fs::write(&layer, LAYER.replace("GEOMETRY", r#"{"type":"Polygon","coordinates":[[[121.382,31.11],[121.384,31.11],[121.384,31.112],[121.382,31.112],[121.382,31.11]]]}"#)).unwrap();
    let cases = folder.path().join("cases.csv");
    fs::write(&cases, "\u{feff}id,lon,lat,text\r\n007,121.381,31.111,ok\r\n008,,31.111,no lon\r\n009,abc,31.111,text\r\n010,NaN,31.111,nan\r\n011,31.111,121.381,swapped\r\n012,121.383\r\n013,121.383,31.111,\"two\r\nlines\"\r\n").unwrap();
    let (out, rejects) = (folder.path().join("out.csv"), folder.path().join("rejects.csv"));
    let layer = format!("cell={}:code", text(&layer));
    let output = gridward(&[
        "assign",
        "--layer",
        &layer,
        "--cases",
        text(&cases),
        "--lon",
        "lon",
        "--lat",
        "lat",
        "--datum",
        "wgs84",
        "--out",
        text(&out),
        "--rejects",
        text(&rejects),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let out = fs::read_to_string(out).unwrap();
    let rejects = fs::read_to_string(rejects).unwrap();
    assert!(out.starts_with("id,lon,lat,text,cell,cell_status,cell_border_m,cell_rival"), "{out}");
    assert!(
        out.contains("007,121.381,31.111,ok,a,inside,")
            && out.contains("two\r\nlines")
            && out.contains(",b,inside,"),
        "{out}"
    );
    for id in ["008", "009", "010", "011"] {
        assert!(
            out.lines().any(|l| l.starts_with(id) && l.contains("no-location")),
            "{id} is missing in {out}"
        );
    }
    for word in ["is empty", "not a number", "not a finite number", "swapped", "012,121.383"] {
        assert!(rejects.contains(word), "{word:?} is missing in {rejects}");
    }
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("5 rejected"),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn a_missing_coordinate_system_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let layer = folder.path().join("cells.csv");
    fs::write(&layer, "code,WKT\na,\"POLYGON((0 0,1 0,1 1,0 0))\"\n").unwrap();
    let output = gridward(&["check", text(&layer)]);
    assert_eq!(output.status.code(), Some(65), "{}", said(&output));
    assert!(said(&output).contains("cells.csv") && said(&output).contains("--planar"), "{}", said(&output));
}
