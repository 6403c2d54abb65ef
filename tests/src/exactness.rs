//! The same answers at any number of threads and in any order of cells, from the program itself.

use std::fmt::Write as _;

use crate::support::{gridward, reference, said, text};

#[test]
fn assign_writes_the_same_bytes_at_one_and_at_many_threads_and_for_shuffled_cells() {
    let Some(reference) = reference() else { return };
    let data = reference.join("data");
    let folder = tempfile::tempdir().unwrap();
    let layer = std::fs::read_to_string(data.join("dc/single-member-district-2013.geojson")).unwrap();
    let mut reversed: serde_json::Value = serde_json::from_str(&layer).unwrap();
    reversed["features"].as_array_mut().unwrap().reverse();
    let shuffled = folder.path().join("reversed.geojson");
    std::fs::write(&shuffled, reversed.to_string()).unwrap();
    let original = data.join("dc/single-member-district-2013.geojson");
    let mut outputs = Vec::new();
    for (file, threads) in [(&original, "1"), (&original, "2"), (&original, "5"), (&shuffled, "3")] {
        let out = folder.path().join(format!("{}.csv", outputs.len()));
        let mut layer = String::from("smd=");
        write!(layer, "{}:SMD_ID", text(file)).unwrap();
        let cases = data.join("dc/crime_2016_jul_aug.csv.gz");
        let output = gridward(&[
            "assign", "--layer", &layer, "--cases", text(&cases), "--lon", "lon", "--lat", "lat", "--datum", "wgs84",
            "--threads", threads, "--out", text(&out),
        ]);
        assert!(output.status.success(), "{}", said(&output));
        outputs.push(std::fs::read(out).unwrap());
    }
    assert!(outputs.windows(2).all(|pair| pair[0] == pair[1]));
}
