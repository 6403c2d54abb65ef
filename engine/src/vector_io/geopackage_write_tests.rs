use geo::{LineString, MultiPolygon, Polygon, polygon};
use rusqlite::Connection;

use super::*;
use crate::vector_io::{OutFeature, OutField};

fn layer() -> OutLayer {
    let field = |name: &str, kind| OutField { name: name.to_owned(), kind };
    let square: Polygon<f64> =
        polygon![(x: 121.3, y: 31.0), (x: 121.31, y: 31.0), (x: 121.31, y: 31.01), (x: 121.3, y: 31.0)];
    let values = vec![FieldValue::Text("T\"1".into()), FieldValue::Integer(7), FieldValue::Missing];
    OutLayer {
        name: "unit-grid".to_owned(),
        crs: "OGC:CRS84".to_owned(),
        fields: vec![
            field("code", FieldKind::Text),
            field("cases", FieldKind::Integer),
            field("value", FieldKind::Real),
        ],
        features: vec![OutFeature { values, geometry: RawGeometry::Polygons(MultiPolygon(vec![square])) }],
    }
}

fn notes() -> GeoPackageNotes {
    GeoPackageNotes {
        description: "cases by unit grid".to_owned(),
        made_at: "2026-08-03T01:00:00.000Z".to_owned(),
        about: vec![("measure".to_owned(), "count".to_owned())],
        qml: "<qgis/>".to_owned(),
    }
}

#[test]
fn the_file_says_what_it_holds_and_is_the_same_every_time() {
    let bytes = geopackage_bytes(&layer(), &notes()).unwrap();
    assert_eq!(bytes, geopackage_bytes(&layer(), &notes()).unwrap());
    assert_eq!(&bytes[68..72], b"GPKG");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cells.gpkg");
    std::fs::write(&file, &bytes).unwrap();
    let connection = Connection::open(file).unwrap();
    let row: (String, i64, Option<f64>, Vec<u8>) = connection
        .query_row("SELECT code, cases, value, geom FROM \"unit-grid\"", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .unwrap();
    assert_eq!((row.0.as_str(), row.1, row.2, &row.3[..2]), ("T\"1", 7, None, &b"GP"[..]));
    let east: f64 = connection
        .query_row("SELECT max_x FROM gpkg_contents WHERE table_name = 'unit-grid'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(east.to_bits(), 121.31_f64.to_bits());
    let measure: String =
        connection.query_row("SELECT value FROM about WHERE name = 'measure'", [], |row| row.get(0)).unwrap();
    assert_eq!(measure, "count");
}

#[test]
fn lines_are_refused_with_the_layer_s_name() {
    let mut layer = layer();
    let line = LineString::from(vec![(0.0, 0.0), (1.0, 1.0)]);
    layer.features[0].geometry = RawGeometry::Lines(geo::MultiLineString(vec![line]));
    let fault = geopackage_bytes(&layer, &notes()).unwrap_err().to_string();
    assert!(fault.starts_with("unit-grid: the GeoPackage cannot be written"), "{fault}");
}
