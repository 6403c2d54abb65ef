//! Well-known binary: there and back, the dialects, and broken bytes.

use geo::{Coord, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use proptest::prelude::*;

use super::{RawGeometry, WkbError, read_wkb, write_wkb};

fn square(x: f64) -> Polygon<f64> {
    let ring = |a: f64, b: f64| LineString::from(vec![(a, a), (b, a), (b, b), (a, b), (a, a)]);
    Polygon::new(ring(x, x + 9.0), vec![ring(x + 1.0, x + 2.0)])
}

#[test]
fn every_kind_survives_there_and_back() {
    let kinds = [
        RawGeometry::Polygons(MultiPolygon::new(vec![square(0.0), square(20.1)])),
        RawGeometry::Lines(MultiLineString::new(vec![LineString::from(vec![(0.0, 1.0), (2.0, 3.0)])])),
        RawGeometry::Points(MultiPoint::new(vec![Point(Coord { x: 0.1, y: -0.2 })])),
    ];
    for geometry in kinds {
        assert_eq!(read_wkb(&write_wkb(&geometry)).unwrap(), geometry);
    }
}

#[test]
fn heights_measures_and_system_numbers_are_stepped_over() {
    let mut iso = vec![1];
    iso.extend(1001_u32.to_le_bytes());
    [1.0_f64, 2.0, 3.0].iter().for_each(|v| iso.extend(v.to_le_bytes()));
    let mut extended = vec![0];
    extended.extend(0xE000_0001_u32.to_be_bytes());
    extended.extend(4326_u32.to_be_bytes());
    [1.0_f64, 2.0, 3.0, 4.0].iter().for_each(|v| extended.extend(v.to_be_bytes()));
    let expected = RawGeometry::Points(MultiPoint::new(vec![Point(Coord { x: 1.0, y: 2.0 })]));
    assert_eq!(read_wkb(&iso).unwrap(), expected);
    assert_eq!(read_wkb(&extended).unwrap(), expected);
}

#[test]
fn arcs_mixtures_and_endless_nesting_are_refused() {
    assert_eq!(read_wkb(&[1, 8, 0, 0, 0, 0, 0, 0, 0]), Err(WkbError::Curved));
    assert_eq!(read_wkb(&[1, 99, 0, 0, 0]), Err(WkbError::Kind(99)));
    let nested: Vec<u8> = [1, 7, 0, 0, 0, 1, 0, 0, 0].repeat(99);
    assert_eq!(read_wkb(&nested), Err(WkbError::TooDeep));
    assert_eq!(read_wkb(&[1, 2, 0, 0, 0, 255, 255, 255, 255]), Err(WkbError::Truncated));
    assert!(matches!(read_wkb(&[1, 6, 0, 0, 0, 0, 0, 0, 0]), Err(WkbError::Unusable(_))));
}

proptest! {
    #[test]
    fn broken_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_wkb(&bytes);
    }

    #[test]
    fn cut_and_flipped_geometries_never_panic(cut in 0_usize..500, place in 0_usize..500, bit in 0_u32..8) {
        let mut bytes = write_wkb(&RawGeometry::Polygons(MultiPolygon::new(vec![square(0.0), square(20.0)])));
        bytes.truncate(cut);
        if let Some(byte) = bytes.get_mut(place) { *byte ^= 1 << bit; }
        let _ = read_wkb(&bytes);
    }
}
