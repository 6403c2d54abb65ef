//! Formats that go through GDAL: there and back, Chinese names, missing systems, broken files.

use std::fs;
use std::path::Path;

use geo::{LineString, MultiPolygon, Polygon};
use tempfile::tempdir;

use super::{
    FieldKind, FieldValue, OutFeature, OutField, OutLayer, RawCrs, RawGeometry, ReadError, read_layer,
    write_layer,
};

fn layer(names: [&str; 3]) -> OutLayer {
    let kinds = [FieldKind::Text, FieldKind::Text, FieldKind::Real];
    let fields =
        names.into_iter().zip(kinds).map(|(name, kind)| OutField { name: name.into(), kind }).collect();
    let square = |x: f64| {
        let ring = |a: f64, b: f64| {
            LineString::from(vec![(x + a, 31.0 + a), (x + b, 31.0 + a), (x + b, 31.0 + b), (x + a, 31.0 + a)])
        };
        RawGeometry::Polygons(MultiPolygon::new(vec![Polygon::new(ring(0.0, 0.1), vec![ring(0.05, 0.06)])]))
    };
    let feature = |code: &str, name: &str, x: f64| OutFeature {
        values: vec![FieldValue::Text(code.into()), FieldValue::Text(name.into()), FieldValue::Real(1.5)],
        geometry: square(x),
    };
    let features = vec![feature("0007", "莘庄镇", 121.1), feature("0010", "七宝镇", 121.3)];
    OutLayer { name: "cells".into(), crs: "EPSG:4326".into(), fields, features }
}

fn column(path: &Path, sublayer: Option<&str>, field: &str) -> Vec<String> {
    let layer = read_layer(path, sublayer).unwrap();
    let place = layer.field_index(field).unwrap();
    layer.features.iter().map(|f| f.attribute(place).unwrap_or("-").to_owned()).collect()
}

#[test]
fn every_written_format_is_read_back_with_codes_names_system_and_exact_coordinates() {
    let dir = tempdir().unwrap();
    for name in ["网格.gpkg", "网格.shp", "cells.fgb", "cells.kml"] {
        let path = dir.path().join(name);
        let out = layer(["code", "街镇", "area"]);
        write_layer(&path, &out).unwrap();
        write_layer(&path, &out).unwrap();
        let mut codes = column(&path, None, "code");
        let mut towns = column(&path, None, "街镇");
        codes.sort();
        towns.sort();
        assert_eq!(
            (codes, towns),
            (vec!["0007".into(), "0010".into()], vec!["七宝镇".into(), "莘庄镇".to_owned()])
        );
        let back = read_layer(&path, None).unwrap();
        assert_eq!(back.crs.epsg(), Some(4326), "{name}: {:?}", back.crs);
        assert!(back.problems.is_empty(), "{name}: {:?}", back.problems);
        let mut expected: Vec<_> = out.features[0].geometry.positions().map(|c| (c.x, c.y)).collect();
        let code = back.field_index("code").unwrap();
        let first = back.features.iter().find(|f| f.attribute(code) == Some("0007")).unwrap();
        let mut found: Vec<_> = first.geometry.positions().map(|c| (c.x, c.y)).collect();
        let near =
            |(a, b): (&(f64, f64), &(f64, f64))| (a.0 - b.0).abs() < 1e-12 && (a.1 - b.1).abs() < 1e-12;
        expected.sort_by(|a, b| a.partial_cmp(b).unwrap());
        found.sort_by(|a, b| a.partial_cmp(b).unwrap());
        assert!(expected.len() == found.len() && expected.iter().zip(&found).all(near), "{name}: {found:?}");
    }
    assert!(
        fs::read_dir(dir.path()).unwrap().all(|e| !e.unwrap().path().to_string_lossy().contains("partial"))
    );
}

#[test]
fn a_geopackage_is_the_same_bytes_each_time() {
    let dir = tempdir().unwrap();
    let bytes = ["a", "b"].map(|folder| {
        fs::create_dir(dir.path().join(folder)).unwrap();
        let path = dir.path().join(folder).join("cells.gpkg");
        write_layer(&path, &layer(["code", "name", "area"])).unwrap();
        fs::read(path).unwrap()
    });
    assert!(bytes[0] == bytes[1]);
}

#[test]
fn a_shapefile_with_gbk_names_and_no_cpg_file_is_read_in_chinese() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("g.shp");
    write_layer(&path, &layer(["code", "name", "area"])).unwrap();
    fs::remove_file(dir.path().join("g.cpg")).unwrap();
    assert_eq!(column(&path, None, "name"), ["莘庄镇", "七宝镇"], "UTF-8 without .cpg");
    let table = dir.path().join("g.dbf");
    let mut bytes = fs::read(&table).unwrap();
    for town in ["莘庄镇", "七宝镇"] {
        let place = bytes.windows(9).position(|w| w == town.as_bytes()).unwrap();
        let gbk = encoding_rs::GBK.encode(town).0;
        bytes[place..place + 6].copy_from_slice(&gbk);
        bytes[place + 6..place + 9].fill(b' ');
    }
    fs::write(&table, bytes).unwrap();
    assert_eq!(column(&path, None, "name"), ["莘庄镇", "七宝镇"], "GBK without .cpg");
    fs::write(dir.path().join("g.cpg"), "GBK").unwrap();
    assert_eq!(column(&path, None, "name"), ["莘庄镇", "七宝镇"], "GBK with .cpg");
}

#[test]
fn a_missing_system_is_missing_and_a_projected_one_has_its_code() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("p.shp");
    let mut out = layer(["code", "name", "area"]);
    out.crs = "EPSG:4549".into();
    write_layer(&path, &out).unwrap();
    assert_eq!(read_layer(&path, None).unwrap().crs.epsg(), Some(4549));
    fs::remove_file(dir.path().join("p.prj")).unwrap();
    assert_eq!(read_layer(&path, None).unwrap().crs, RawCrs::Missing);
    let gpkg = dir.path().join("none.gpkg");
    out.crs = String::new();
    write_layer(&gpkg, &out).unwrap();
    assert_eq!(read_layer(&gpkg, None).unwrap().crs, RawCrs::Missing);
}

const DXF: &str = "0\nSECTION\n2\nENTITIES\n\
0\nLWPOLYLINE\n8\nUNITS\n90\n4\n70\n1\n10\n0\n20\n0\n10\n9\n20\n0\n10\n9\n20\n9\n10\n0\n20\n9\n\
0\nLWPOLYLINE\n8\nROADS\n90\n2\n70\n0\n10\n0\n20\n0\n10\n5\n20\n5\n\
0\nENDSEC\n0\nEOF\n";

#[test]
fn closed_lines_of_a_drawing_are_polygons_and_its_layers_are_sublayers() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("d.dxf");
    fs::write(&path, DXF).unwrap();
    let all = read_layer(&path, None).unwrap();
    assert_eq!((all.features.len(), &all.crs), (2, &RawCrs::Missing));
    let units = read_layer(&path, Some("UNITS")).unwrap();
    assert_eq!(units.features.len(), 1);
    assert!(matches!(units.features[0].geometry, RawGeometry::Polygons(_)));
}

#[test]
fn several_layers_have_to_be_named_and_a_wrong_name_lists_them() {
    let dir = tempdir().unwrap();
    for name in ["a.shp", "b.shp"] {
        write_layer(&dir.path().join(name), &layer(["code", "name", "area"])).unwrap();
    }
    let message = read_layer(dir.path(), None).unwrap_err().to_string();
    assert!(message.contains("a, b") || message.contains("b, a"), "{message}");
    assert_eq!(read_layer(dir.path(), Some("b")).unwrap().features.len(), 2);
    assert!(matches!(read_layer(dir.path(), Some("c")), Err(ReadError::NoSublayer { .. })));
}

#[test]
fn empty_misnamed_and_damaged_files_are_one_line_each_and_never_a_panic() {
    let dir = tempdir().unwrap();
    for name in ["t.gpkg", "t.shp", "t.fgb", "t.kml"] {
        let path = dir.path().join(name);
        write_layer(&path, &layer(["code", "name", "area"])).unwrap();
        let whole = fs::read(&path).unwrap();
        fs::write(&path, b"").unwrap();
        assert!(matches!(read_layer(&path, None), Err(ReadError::Empty { .. })), "{name}");
        fs::write(&path, b"id,name\n1,2\n").unwrap();
        let message = read_layer(&path, None).unwrap_err().to_string();
        assert!(message.contains(name) && !message.contains('\n'), "{message}");
        for round in 0..60_usize {
            let mut bytes = whole.clone();
            bytes.truncate(whole.len() - whole.len() * (round % 7) / 9);
            let place = (round * 7919) % bytes.len();
            bytes[place] ^= 1 << (round % 8);
            fs::write(&path, &bytes).unwrap();
            let _ = read_layer(&path, None);
        }
    }
}
