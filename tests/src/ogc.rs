//! What GIS programs see of a running server through OGC API Features: GDAL's own client, in this process.

use gdal::vector::{FieldValue, LayerAccess as _};
use gdal::{Dataset, DriverManager};

use crate::serving::Serving;
use crate::support::{gridward, root, said, text};

#[test]
fn gdal_opens_every_layer_with_its_cells_its_places_and_its_figures() {
    if DriverManager::get_driver_by_name("OAPIF").is_err() {
        println!("skipped: this GDAL has no client for OGC API Features");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("live.gpkg");
    let table = folder.path().join("cases.csv");
    let rows: String = (0..20)
        .map(|n| format!("A{n},E0110,2012-05-{:02}T09:00:00+08:00,hotline-12345,121.40,31.11\n", n + 1))
        .collect();
    std::fs::write(&table, format!("id,class,reported_at,source,lon,lat\n{rows}")).unwrap();
    let district = root().join("grid-definitions/minhang");
    let made = gridward(&[
        "import",
        "--store",
        text(&store),
        "--district",
        text(&district),
        "--cases",
        text(&table),
        "--datum",
        "wgs84",
    ]);
    assert!(made.status.success(), "{}", said(&made));
    let serving = Serving::start(folder.path(), &store);
    let address = format!("OAPIF:http://{}/ogc", serving.address);

    let dataset = Dataset::open(&address).unwrap();
    let counts: Vec<(String, u64)> =
        dataset.layers().map(|layer| (layer.name(), layer.feature_count())).collect();
    let expected = [
        ("district", 1),
        ("town", 13),
        ("community", 521),
        ("responsibility-grid", 211),
        ("unit-grid", 4660),
    ];
    assert_eq!(counts, expected.map(|(name, count)| (name.to_owned(), count)));

    // All pages, each cell once.
    let mut units = dataset.layer_by_name("unit-grid").unwrap();
    let code_of = |feature: &gdal::vector::Feature<'_>| {
        let at = feature.field_index("code").unwrap();
        match feature.field(at).unwrap() {
            Some(FieldValue::StringValue(code)) => code,
            other => panic!("a code is text, not {other:?}"),
        }
    };
    let mut codes: Vec<String> = units.features().map(|feature| code_of(&feature)).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 4660);
    let (west, south) = (121.3999, 31.1099);
    units.set_spatial_filter_rect(west, south, west + 0.0002, south + 0.0002);
    let near: Vec<String> = units.features().map(|feature| code_of(&feature)).collect();
    let located = serving.get("/api/v1/locate?lon=121.40&lat=31.11").unwrap().1;
    assert!(
        (1..=4).contains(&near.len()) && near.iter().any(|code| located.contains(code.as_str())),
        "{near:?} {located}"
    );

    // A question behind the address goes with every request that GDAL makes of it.
    let counted = Dataset::open(format!("{address}?measure=count")).unwrap();
    let mut towns = counted.layer_by_name("town").unwrap();
    let cases: i64 = towns
        .features()
        .filter_map(|feature| {
            let at = feature.field_index("cases").unwrap();
            feature.field_as_integer64(at).unwrap()
        })
        .sum();
    assert_eq!(cases, 20, "everybody sees a group of twenty");
}
