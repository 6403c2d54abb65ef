//! What GIS programs see in a store that a server holds: cases, cells and units, through GDAL and without a complaint.
//!
//! GDAL brings an `SQLite` of its own; here it runs in the tests' process and the server's in another one, as it is in life.

use gdal::vector::LayerAccess as _;
use gridward::vector_io::{RawCrs, RawGeometry, RawLayer, read_layer};

use crate::serving::Serving;
use crate::support::{gridward, root, said, text};

fn column<'a>(layer: &'a RawLayer, name: &str) -> Vec<Option<&'a str>> {
    let at = layer.field_index(name).unwrap_or_else(|| panic!("{name} is not among {:?}", layer.fields));
    layer.features.iter().map(|feature| feature.attribute(at)).collect()
}

#[test]
fn a_live_store_shows_cases_cells_and_units_of_every_plan_to_gdal() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("live.gpkg");
    let table = folder.path().join("one.csv");
    std::fs::write(&table, "id,class,reported_at,source,lon,lat\nA1,E0110,2012-05-15T09:00:00+08:00,hotline-12345,121.40,31.11\n").unwrap();
    let district = root().join("grid-definitions/minhang");
    let args = [
        "import",
        "--store",
        text(&store),
        "--district",
        text(&district),
        "--cases",
        text(&table),
        "--datum",
        "wgs84",
    ];
    let made = gridward(&args);
    assert!(made.status.success(), "{}", said(&made));
    let _serving = Serving::start(folder.path(), &store);

    let read = |layer: &str| {
        let layer = read_layer(&store, Some(layer)).unwrap();
        assert!(layer.problems.is_empty(), "GDAL says: {:?}", layer.problems);
        layer
    };
    let cases = read("cases");
    assert_eq!((cases.features.len(), column(&cases, "id")), (1, vec![Some("A1")]));
    assert!(matches!(&cases.crs, RawCrs::Known(code) if code == "EPSG:4326"), "{:?}", cases.crs);
    assert_eq!(column(&read("cases_to_read"), "id"), [Some("A1")]);

    let cells = read("cells_in_time");
    assert!(cells.features.iter().all(|cell| matches!(cell.geometry, RawGeometry::Polygons(_))));
    let (plans, layers) = (column(&cells, "plan"), column(&cells, "layer"));
    let count = |plan: &str, layer: &str| {
        plans.iter().zip(&layers).filter(|(p, l)| **p == Some(plan) && **l == Some(layer)).count()
    };
    assert_eq!((count("2", "unit-grid"), count("2", "town"), count("1", "town")), (4660, 13, 13));
    let (from, to) = (column(&cells, "valid_from"), column(&cells, "valid_to"));
    for ((plan, from), to) in plans.iter().zip(from).zip(to) {
        if *plan == Some("1") {
            assert_eq!(to, Some("2010-12-31T16:00:00.000Z"), "the first plan ends where the second begins");
        } else {
            assert_eq!((from, to), (Some("2010-12-31T16:00:00.000Z"), None));
        }
    }
    assert_eq!(read("cells").features.len(), cells.features.len());

    // Units have no ground, so the reader of layers has no use for them.
    let dataset = gdal::Dataset::open(&store).unwrap();
    let count = |name: &str| dataset.layer_by_name(name).unwrap().feature_count();
    assert_eq!((count("units"), count("units_in_time")), (890, 890));
    let names: Vec<String> = dataset.layers().map(|layer| layer.name()).collect();
    assert!(
        ["cases", "cells", "units"].into_iter().all(|name| names.iter().any(|known| known == name)),
        "{names:?}"
    );
}
