//! Real cases on real borders: the recorded unit against the cell that `gridward assign` gives.
//!
//! The expected shares were measured with GEOS. Strict: the same unit. Tolerant: the same, or the place lies within 30 m of
//! the recorded unit; most misses lie within 0.1 m of it, because borders are street centrelines and cases are geocoded onto them.

use std::collections::BTreeMap;
use std::path::Path;

use gridward::frames::open_table;
use gridward::ids::CellCode;
use gridward::locate::{Locator, LocatorOptions};
use gridward::measure::{LonLat, Metres};
use gridward::vector_io::{import_cells, read_layer};

use crate::support::{gridward, reference, said, text};

/// A layer, the recorded column, and the shares to reach.
struct Case {
    layer: &'static str,
    code_field: &'static str,
    recorded: &'static str,
    strict: f64,
    tolerant: f64,
}

const fn case(
    layer: &'static str,
    code_field: &'static str,
    recorded: &'static str,
    strict: f64,
    tolerant: f64,
) -> Case {
    Case { layer, code_field, recorded, strict, tolerant }
}

/// The code of the layer for what is recorded in a column.
fn code_of(column: &str, recorded: &str) -> String {
    const ORDINALS: [&str; 7] = ["FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH", "SEVENTH"];
    if column == "NEIGHBORHOODCLUSTER" {
        return format!("Cluster {recorded}");
    }
    ORDINALS.iter().position(|o| *o == recorded).map_or(recorded.to_owned(), |i| (i + 1).to_string())
}

fn agree(cases: &str, lon: &str, lat: &str, layers: &[Case]) {
    let Some(reference) = reference() else { return };
    let data = reference.join("data");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("assigned.parquet");
    let mut args: Vec<String> = vec!["assign".into()];
    for (i, case) in layers.iter().enumerate() {
        args.extend([
            "--layer".into(),
            format!("layer{i}={}:{}", text(&data.join(case.layer)), case.code_field),
        ]);
    }
    for (flag, value) in [
        ("--cases", text(&data.join(cases))),
        ("--lon", lon),
        ("--lat", lat),
        ("--datum", "wgs84"),
        ("--out", text(&out)),
    ] {
        args.extend([flag.to_owned(), value.to_owned()]);
    }
    let output = gridward(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(output.status.success(), "{}", said(&output));
    for (i, case) in layers.iter().enumerate() {
        judge(&out, &format!("layer{i}"), lon, lat, case, &data.join(case.layer));
    }
}

fn judge(out: &Path, name: &str, lon: &str, lat: &str, case: &Case, file: &Path) {
    let cells = import_cells(read_layer(file, None).unwrap(), case.code_field, None).unwrap().cells;
    let (locator, _) = Locator::build_imported(cells, LocatorOptions::default()).unwrap();
    let known = |code: &str| locator.codes().binary_search(&CellCode::new(code)).ok();
    let (mut rows, mut same, mut near) = (0u32, 0u32, 0u32);
    let mut misses: BTreeMap<&str, u32> = BTreeMap::new();
    let mut table = open_table(out).unwrap();
    while let Some(batch) = table.next_batch().unwrap() {
        let (recorded, own) = (batch.text(case.recorded).unwrap(), batch.text(name).unwrap());
        let (xs, ys) = (batch.numbers(lon).unwrap(), batch.numbers(lat).unwrap());
        let border = batch.numbers(&format!("{name}_border_m")).unwrap();
        for (row, (recorded, own)) in recorded.iter().zip(own.iter()).enumerate() {
            let Some(expected) =
                recorded.map(|text| code_of(case.recorded, text)).filter(|code| known(code).is_some())
            else {
                continue;
            };
            rows += 1;
            if own == Some(expected.as_str()) {
                same += 1;
                near += 1;
                continue;
            }
            let place = LonLat::new(xs.values[row], ys.values[row]).unwrap();
            let index = known(&expected).unwrap();
            let distance =
                locator.within(place, Metres(30.0)).into_iter().find(|(cell, _)| cell.0 as usize == index);
            near += u32::from(distance.is_some());
            let metres = border.values[row];
            let band = if metres < 0.1 {
                "border < 0.1 m"
            } else if metres < 1.0 {
                "< 1 m"
            } else if metres < 30.0 {
                "< 30 m"
            } else {
                "farther"
            };
            *misses.entry(band).or_default() += 1;
            assert!(metres.is_finite(), "a miss without its border distance");
        }
    }
    let (strict, tolerant) = (f64::from(same) / f64::from(rows), f64::from(near) / f64::from(rows));
    println!(
        "{} by {}: {rows} rows, strict {strict:.5}, tolerant {tolerant:.5}, misses by distance to the border: {misses:?}",
        case.layer, case.recorded
    );
    assert!(
        (strict - case.strict).abs() <= 0.000_35,
        "strict share {strict} of {}, expected {} ± 0.0003",
        case.layer,
        case.strict
    );
    assert!(
        tolerant >= case.tolerant - 0.000_05,
        "tolerant share {tolerant} of {}, expected {}",
        case.layer,
        case.tolerant
    );
}

#[test]
fn washington_requests_lie_in_their_recorded_ward() {
    agree(
        "dc/311_2016_jul_aug.csv.gz",
        "lon",
        "lat",
        &[case("dc/ward-2012.geojson", "WARD", "WARD", 0.9984, 1.0)],
    );
}

#[test]
fn washington_crimes_lie_in_their_recorded_units() {
    let layers = [
        case("dc/ward-2012.geojson", "WARD", "WARD", 0.9979, 1.0),
        case("dc/advisory-neighborhood-commission-2013.geojson", "ANC_ID", "ANC", 1.0, 1.0),
        case("dc/police-districts-mpd.geojson", "DISTRICT", "DISTRICT", 0.9896, 0.9997),
        case("dc/police-service-areas-psa.geojson", "PSA", "PSA", 0.9568, 0.9983),
        case("dc/neighborhood-clusters.geojson", "NAME", "NEIGHBORHOODCLUSTER", 1.0, 1.0),
    ];
    agree("dc/crime_2016_jul_aug.csv.gz", "lon", "lat", &layers);
}

#[test]
fn chicago_crimes_lie_in_their_recorded_areas_and_wards() {
    let layers = [
        case("chicago/community_areas.geojson", "community_area", "CommunityArea", 0.9732, 0.9974),
        case("chicago/wards_2003_2015.geojson", "ward", "Ward", 0.9541, 0.9988),
    ];
    agree("chicago/crimes_2018_jan_aug.csv.gz", "Longitude", "Latitude", &layers);
}
