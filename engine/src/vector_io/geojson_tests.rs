//! GeoJSON: what is kept as written, what is told, and what is refused.

use std::io::Write;

use geo::CoordsIter;
use proptest::prelude::*;

use super::{
    FieldKind, FieldValue, OutFeature, OutField, OutLayer, RawCrs, RawGeometry, RawLayer, ReadError,
    geojson_bytes, read_geojson, read_layer, write_layer,
};

const SQUARE: &str = "[[[121.1,31.1],[121.2,31.1],[121.2,31.2],[121.1,31.1]]]";

fn read(text: &str) -> RawLayer {
    read_geojson("t.geojson", text.as_bytes()).unwrap()
}

fn collection(features: &str) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}")
}

fn feature(properties: &str, kind: &str, coordinates: &str) -> String {
    format!(
        "{{\"type\":\"Feature\",\"properties\":{properties},\
         \"geometry\":{{\"type\":\"{kind}\",\"coordinates\":{coordinates}}}}}"
    )
}

fn only_problem(kind: &str, coordinates: &str) -> String {
    let layer = read(&collection(&feature("{}", kind, coordinates)));
    assert_eq!(layer.problems.len(), 1, "{:?}", layer.problems);
    layer.problems[0].to_string()
}

#[test]
fn attributes_are_kept_exactly_as_they_are_printed() {
    let properties =
        r#"{"a":"0007","b":7.0,"c":7,"d":1e3,"e":null,"f":true,"g":[1, 2],"h":"莘\u5e84\n","i":007}"#;
    let layer = read(&collection(&feature(properties, "Polygon", SQUARE)));
    let values: Vec<_> = (0..9).map(|i| layer.features[0].attribute(i)).collect();
    let expected = ["0007", "7.0", "7", "1e3", "", "true", "[1, 2]", "莘庄\n", "007"];
    assert_eq!(values, expected.map(|v| (!v.is_empty()).then_some(v)));
}

#[test]
fn coordinates_are_the_doubles_nearest_to_what_is_written() {
    let text = "[[[121.12345678901234567,31.1],[121.2,0.1e-300],[121.2,31.2],[121.12345678901234567,31.1]]]";
    let layer = read(&collection(&feature("{}", "Polygon", text)));
    let positions: Vec<_> = layer.features[0].geometry.positions().collect();
    assert_eq!((positions[0].x, positions[1].y), (121.123_456_789_012_35, 0.1e-300));
}

#[test]
fn members_may_come_in_any_order_and_fields_may_differ() {
    let text = format!(
        r#"{{"features":[{{"geometry":{{"coordinates":{SQUARE},"type":"Polygon"}},"id":5,"properties":{{"x":"1"}}}},
        {{"properties":{{"y":"2","x":"3"}},"type":"Feature","geometry":{{"type":"MultiPolygon","coordinates":[{SQUARE},{SQUARE}]}}}}],
        "bbox":[1,2,3,4],"type":"FeatureCollection"}}"#
    );
    let layer = read(&text);
    assert_eq!(layer.fields, ["x", "id", "y"]);
    assert_eq!(layer.features[0].attributes, [Some("1".into()), Some("5".into()), None]);
    assert_eq!(layer.features[1].attributes, [Some("3".into()), None, Some("2".into())]);
    let RawGeometry::Polygons(two) = &layer.features[1].geometry else { panic!("polygons") };
    assert_eq!(two.0.len(), 2);
}

#[test]
fn a_feature_a_geometry_and_lines_of_features_are_layers_too() {
    let one = feature(r#"{"c":"1"}"#, "Polygon", SQUARE);
    assert_eq!(read(&one).features.len(), 1);
    assert_eq!(read(&format!("{{\"type\":\"Polygon\",\"coordinates\":{SQUARE}}}")).features.len(), 1);
    assert_eq!(read(&format!("\u{FEFF}{one}\n\u{1E}{one}\n")).features.len(), 2);
}

#[test]
fn a_hole_and_its_polygon_stay_together() {
    let rings = "[[[[0,0],[9,0],[9,9],[0,0]],[[5,1],[6,1],[6,2],[5,1]]],[[[20,0],[29,0],[29,9],[20,0]]]]";
    let layer = read(&collection(&feature("{}", "MultiPolygon", rings)));
    let RawGeometry::Polygons(polygons) = &layer.features[0].geometry else { panic!("polygons") };
    assert_eq!(polygons.iter().map(|p| p.interiors().len()).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(polygons.coords_count(), 12);
}

#[test]
fn each_bad_geometry_costs_one_line_and_the_rest_goes_on() {
    let bad = [
        ("Polygon", "[]"),
        ("Polygon", "[[]]"),
        ("Polygon", "[[[1,2],[NaN,3],[4,5],[1,2]]]"),
        ("Polygon", "[[[1,2],[\"3\",3],[4,5],[1,2]]]"),
        ("Polygon", "[[[1],[2],[3],[1]]]"),
        ("Polygon", "[[1,2],[3,4]]"),
        ("Polygon", "[[[1,2],[1e999,3],[4,5],[1,2]]]"),
        ("Polygon", "[[[1,2],[[3,4]]]]"),
        ("GeometryCollection", "[]"),
        ("Circle", SQUARE),
    ];
    let features: Vec<String> = bad.iter().map(|(k, c)| feature("{}", k, c)).collect();
    let good = feature("{}", "Polygon", SQUARE);
    let text =
        collection(&format!("{},{{\"type\":\"Feature\",\"geometry\":null}},7,{good}", features.join(",")));
    let layer = read(&text);
    assert_eq!(layer.features.len(), 1);
    assert_eq!(layer.features[0].number, bad.len() + 3);
    let dropped: Vec<usize> = layer.problems.iter().filter(|p| !p.kept).map(|p| p.feature).collect();
    assert_eq!(dropped, (1..bad.len() + 3).collect::<Vec<_>>());
    assert!(layer.problems.iter().all(|p| !p.to_string().contains('\n')));
}

#[test]
fn an_open_ring_is_closed_and_told() {
    let line = only_problem("Polygon", "[[[0,0],[1,0],[1,1]]]");
    assert!(line.contains("t.geojson, feature 1: ring 1 is not closed"), "{line}");
    let layer = read(&collection(&feature("{}", "Polygon", "[[[0,0],[1,0],[1,1]]]")));
    assert_eq!(layer.features[0].geometry.positions().count(), 4);
}

#[test]
fn the_crs_member_is_honoured_and_its_absence_is_wgs84() {
    let with =
        |crs: &str| read(&format!("{{\"crs\":{crs},\"type\":\"FeatureCollection\",\"features\":[]}}")).crs;
    let named = |name: &str| with(&format!(r#"{{"type":"name","properties":{{"name":"{name}"}}}}"#));
    assert_eq!(read(&collection("")).crs.epsg(), Some(4326));
    assert_eq!(named("urn:ogc:def:crs:EPSG::4490"), RawCrs::Known("EPSG:4490".into()));
    assert_eq!(named("urn:ogc:def:crs:OGC:1.3:CRS84").epsg(), Some(4326));
    assert_eq!(named("epsg:4549").epsg(), Some(4549));
    assert_eq!(with("null"), RawCrs::Missing);
}

#[test]
fn numbers_that_are_no_degrees_are_told_with_the_likely_cause() {
    let swapped = "[[[31.1,121.1],[31.2,121.1],[31.2,121.2],[31.1,121.1]]]";
    let metres = "[[[500000,3440000],[500100,3440000],[500100,3440100],[500000,3440000]]]";
    let features = [swapped, metres, SQUARE].map(|c| feature("{}", "Polygon", c)).join(",");
    let layer = read(&collection(&features)).into_degrees();
    assert_eq!(layer.features.len(), 1);
    assert!(layer.problems[0].to_string().contains("swapped"));
    assert!(layer.problems[1].to_string().contains("metres or feet"));
}

#[test]
fn files_that_are_no_geojson_are_one_clear_error() {
    let error = |text: &str| read_geojson("t.json", text.as_bytes()).unwrap_err();
    assert!(matches!(error(""), ReadError::Empty { .. }));
    assert!(matches!(error("[1,2]"), ReadError::Syntax { .. }));
    assert!(matches!(error("{}"), ReadError::NotGeoJson { .. }));
    assert!(error(r#"{"type":"Topology","arcs":[]}"#).to_string().contains("TopoJSON"));
    let cut = collection(&feature("{}", "Polygon", SQUARE));
    match error(&format!("\n\n{}", &cut[..cut.len() - 9])) {
        ReadError::Syntax { line, .. } => assert_eq!(line, 3),
        other => panic!("{other}"),
    }
    assert!(error(&"[".repeat(100_000)).to_string().contains("line 1"));
    let deep = format!("{{\"a\":{}", "[".repeat(1_000_000));
    assert!(error(&deep).to_string().contains("deeply"));
}

#[test]
fn gbk_text_is_read_and_told_and_gzip_is_unpacked() {
    let text = collection(&feature(r#"{"名称":"莘庄镇"}"#, "Polygon", SQUARE));
    let layer = read_geojson("t", &encoding_rs::GBK.encode(&text).0).unwrap();
    assert_eq!((layer.fields[0].as_str(), layer.features[0].attribute(0)), ("名称", Some("莘庄镇")));
    assert!(layer.problems[0].to_string().contains("GBK"));
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.geojson.gz");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text.as_bytes()).unwrap();
    let whole = gz.finish().unwrap();
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(read_layer(&path, None).unwrap().features.len(), 1);
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(read_layer(&path, None).is_err());
}

fn out_layer() -> OutLayer {
    let layer = read(&collection(&feature(r#"{"code":"007"}"#, "Polygon", SQUARE)));
    let field = |name: &str, kind| OutField { name: name.into(), kind };
    OutLayer {
        name: "网格 \"x\"".into(),
        crs: "OGC:CRS84".into(),
        fields: vec![
            field("code", FieldKind::Text),
            field("n", FieldKind::Integer),
            field("a", FieldKind::Real),
        ],
        features: vec![OutFeature {
            values: vec![FieldValue::Text("007".into()), FieldValue::Integer(5), FieldValue::Real(0.1)],
            geometry: layer.features[0].geometry.clone(),
        }],
    }
}

#[test]
fn what_is_written_is_read_back_here_and_by_another_reader() {
    let bytes = geojson_bytes(&out_layer());
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains(r#""properties":{"code":"007","n":5,"a":0.1}"#), "{text}");
    let other: geojson::GeoJson = text.parse().unwrap();
    assert_eq!(geojson::FeatureCollection::try_from(other).unwrap().features.len(), 1);
    let back = read_geojson("b", &bytes).unwrap();
    assert_eq!(back.features[0].geometry, out_layer().features[0].geometry);
    assert_eq!(geojson_bytes(&OutLayer::from(&back)), geojson_bytes(&OutLayer::from(&back.clone())));
}

#[test]
fn rings_are_turned_to_the_right_hand_rule_and_other_systems_are_named() {
    let mut layer = out_layer();
    let backwards = "[[[0,0],[0,1],[1,1],[1,0],[0,0]]]";
    layer.features[0].geometry =
        read(&collection(&feature("{}", "Polygon", backwards))).features[0].geometry.clone();
    layer.crs = "EPSG:4490".into();
    let text = String::from_utf8(geojson_bytes(&layer)).unwrap();
    assert!(text.contains("[[[0,0],[1,0],[1,1],[0,1],[0,0]]]"), "{text}");
    assert!(text.contains("urn:ogc:def:crs:EPSG::4490"));
    assert_eq!(read(&text).crs.epsg(), Some(4490));
}

#[test]
fn an_unknown_extension_and_a_missing_value_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let write =
        |name: &str, layer: &OutLayer| write_layer(&dir.path().join(name), layer).unwrap_err().to_string();
    assert!(write("a.doc", &out_layer()).contains("no layer format"));
    let mut short = out_layer();
    short.features[0].values.pop();
    assert!(write("a.geojson", &short).contains("feature 1 has 2 values for 3 fields"));
}

proptest! {
    #[test]
    fn cut_and_flipped_text_never_panics(cut in 0_usize..2000, place in 0_usize..2000, bit in 0_u32..8) {
        let feature = feature(r#"{"a":"\u83d8\"x","b":[1,{"c":2}]}"#, "MultiPolygon", &format!("[{SQUARE},{SQUARE}]"));
        let mut bytes = collection(&[feature.as_str(); 3].join(",")).into_bytes();
        bytes.truncate(cut.min(bytes.len()));
        if let Some(byte) = bytes.get_mut(place) { *byte ^= 1 << bit; }
        if let Err(error) = read_geojson("t", &bytes) {
            prop_assert!(!error.to_string().contains('\n'));
        }
    }
}
