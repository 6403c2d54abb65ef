//! What GIS programs see of a running server through OGC API Features and Tiles: GDAL's own clients, in this process.

use std::path::Path;

use gdal::vector::{FieldValue, LayerAccess as _};
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags, Metadata as _};

use crate::serving::Serving;
use crate::support::{gridward, root, said, text};

/// A server of the demo district with twenty cases at 121.40 E, 31.11 N.
fn served(folder: &Path) -> Serving {
    let store = folder.join("live.gpkg");
    let table = folder.join("cases.csv");
    let rows: Vec<String> = (0..20)
        .map(|n| format!("A{n},E0110,2012-05-{:02}T09:00:00+08:00,hotline-12345,121.40,31.11\n", n + 1))
        .collect();
    std::fs::write(&table, format!("id,class,reported_at,source,lon,lat\n{}", rows.concat())).unwrap();
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
    Serving::start(folder, &store)
}

#[test]
fn gdal_opens_every_layer_with_its_cells_its_places_and_its_figures() {
    if DriverManager::get_driver_by_name("OAPIF").is_err() {
        println!("skipped: this GDAL has no client for OGC API Features");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let serving = served(folder.path());
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

#[test]
fn gdal_opens_the_density_as_map_tiles_and_sees_it_where_the_cases_are() {
    if DriverManager::get_driver_by_name("OGCAPI").is_err() {
        println!("skipped: this GDAL has no client for OGC API Tiles");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let serving = served(folder.path());
    let address = format!("OGCAPI:http://{}/ogc", serving.address);
    let all = Dataset::open(&address).unwrap();
    let named = all.metadata_domain("SUBDATASETS").unwrap();
    for id in ["district", "town", "community", "responsibility-grid", "unit-grid", "density"] {
        assert!(named.iter().any(|line| line.ends_with(&format!("/collections/{id}"))), "{id} {named:?}");
    }
    // Without a cache in the folder that tests run in.
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_RASTER,
        open_options: Some(&["CACHE=NO"]),
        ..DatasetOptions::default()
    };
    let density = Dataset::open_ex(format!("{address}/collections/density"), options).unwrap();
    assert_eq!(density.raster_count(), 4);
    let transform = density.geo_transform().unwrap();
    let alpha = |lon: f64, lat: f64| -> u8 {
        let column = ((lon - transform[0]) / transform[1]).floor() as isize;
        let row = ((lat - transform[3]) / transform[5]).floor() as isize;
        let band = density.rasterband(4).unwrap();
        band.read_as::<u8>((column, row), (1, 1), (1, 1), None).unwrap().data()[0]
    };
    assert_eq!(alpha(121.40, 31.11), 255, "where twenty cases are");
    assert_eq!(alpha(121.30, 31.20), 0, "where none is near");
}

#[test]
fn gdal_decodes_a_vector_tile_of_world_crs84_quad_at_its_degrees() {
    let folder = tempfile::tempdir().unwrap();
    let serving = served(folder.path());
    // Level 12, 180/4096 degrees a side: as GDAL's client for OGC API Tiles opens what it was sent.
    let side = 180.0 / 4096.0;
    let (column, row) = (((121.40 + 180.0) / side).floor(), ((90.0 - 31.11) / side).floor());
    let path = format!("/ogc/collections/town/tiles/WorldCRS84Quad/12/{row}/{column}");
    let (status, bytes) = serving.get_bytes(&path).unwrap();
    assert_eq!(status, 200);
    let file = folder.path().join("tile.mvt");
    std::fs::write(&file, bytes).unwrap();
    let (west, north) = (column * side - 180.0, 90.0 - row * side);
    let given = [
        format!("@GEOREF_TOPX={west}"),
        format!("@GEOREF_TOPY={north}"),
        format!("@GEOREF_TILEDIMX={side}"),
        format!("@GEOREF_TILEDIMY={side}"),
    ];
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let options = DatasetOptions { open_options: Some(&given), ..DatasetOptions::default() };
    let tile = Dataset::open_ex(format!("MVT:{}", text(&file)), options).unwrap();
    let mut cells = tile.layer_by_name("cells").unwrap();
    let names = |cells: &mut gdal::vector::Layer<'_>, lon: f64, lat: f64| -> Vec<String> {
        cells.set_spatial_filter_rect(lon, lat, lon + 1e-6, lat + 1e-6);
        let place = gdal::vector::Geometry::from_wkt(&format!("POINT({lon} {lat})")).unwrap();
        let there =
            cells.features().filter(|cell| cell.geometry().is_some_and(|shape| shape.contains(&place)));
        there.filter_map(|cell| cell.field_as_string(cell.field_index("code").unwrap()).unwrap()).collect()
    };
    let found = names(&mut cells, 121.40, 31.11);
    let located = serving.get("/api/v1/locate?lon=121.40&lat=31.11").unwrap().1;
    assert!(found.len() == 1 && located.contains(&found[0]), "{found:?} {located}");
}
