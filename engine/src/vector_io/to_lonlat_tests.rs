use super::super::{RawCrs, RawLayer, ReadError, read_geojson};
use super::to_lonlat;
use crate::crs::Datum;

fn square(crs: RawCrs, x: f64, y: f64, side: f64) -> RawLayer {
    let ring = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0)];
    let text: Vec<String> = ring.iter().map(|(a, b)| format!("[{},{}]", x + a, y + b)).collect();
    let text = format!("{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}", text.join(","));
    RawLayer { crs, ..read_geojson("t", text.as_bytes()).unwrap() }
}

#[test]
fn a_plane_with_a_code_becomes_degrees_with_its_rings_closed() {
    let layer =
        to_lonlat(square(RawCrs::Known("EPSG:4549".into()), 630_000.0, 3_440_000.0, 5000.0), None).unwrap();
    let places: Vec<_> = layer.features[0].geometry.positions().collect();
    assert_eq!(places.first(), places.last());
    assert!(places.len() > 5 && (places[0].x - 121.36).abs() < 0.05 && (places[0].y - 31.08).abs() < 0.05);
}

#[test]
fn without_a_system_the_datum_is_asked_for_and_a_stated_one_goes_first() {
    let missing = || square(RawCrs::Missing, 121.3, 31.1, 0.1);
    assert!(matches!(to_lonlat(missing(), None), Err(ReadError::NoCrs { .. })));
    assert_eq!(
        to_lonlat(missing(), Some(&Datum::Wgs84)).unwrap().features[0].geometry,
        missing().features[0].geometry
    );
    let shifted = to_lonlat(missing(), Some(&Datum::Gcj02)).unwrap();
    assert!((shifted.features[0].geometry.positions().next().unwrap().x - 121.3).abs() > 0.003);
}

#[cfg(feature = "gdal")]
#[test]
fn wkt_goes_through_gdal_and_agrees_with_our_own_projection() {
    let wkt = gdal::spatial_ref::SpatialRef::from_epsg(4549).unwrap().to_proj4().unwrap();
    let ours =
        to_lonlat(square(RawCrs::Known("EPSG:4549".into()), 630_000.0, 3_440_000.0, 100.0), None).unwrap();
    let theirs = to_lonlat(square(RawCrs::Known(wkt), 630_000.0, 3_440_000.0, 100.0), None).unwrap();
    for (a, b) in ours.features[0].geometry.positions().zip(theirs.features[0].geometry.positions()) {
        assert!((a.x - b.x).abs() < 1e-8 && (a.y - b.y).abs() < 1e-8, "{a:?} {b:?}");
    }
    let nonsense = to_lonlat(square(RawCrs::Known("no system".into()), 0.0, 0.0, 1.0), None);
    assert!(matches!(nonsense, Err(ReadError::Crs { .. })));
}
