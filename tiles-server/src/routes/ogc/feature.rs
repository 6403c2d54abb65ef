//! Cells as GeoJSON (RFC 7946): rings by the right-hand rule, numbers exactly as they stand on the lattice.

use gridward::grid::Cell;
use gridward::tiles::mvt::Value as Attribute;
use gridward::topology::twice_signed_area;
use gridward::topology::{Point, Polygon, Shape};

use super::crs::Road;
use super::fields::Field;
use crate::json::Json;

/// Writes one feature; `links` is JSON, or nothing.
pub fn feature(
    json: &mut Json,
    cell: &Cell,
    road: &Road,
    several: bool,
    properties: (&[Field], &[Option<Attribute<'_>>]),
    links: Option<&str>,
) {
    json.raw(r#"{"type":"Feature","id":"#);
    json.text(cell.code.as_str());
    json.raw(r#","geometry":"#);
    geometry(json, &cell.shape, road, several);
    json.raw(r#","properties":{"#);
    for (at, (field, value)) in properties.0.iter().zip(properties.1).enumerate() {
        json.raw(if at > 0 { "," } else { "" });
        json.text(&field.key);
        json.raw(":");
        match value {
            None => json.raw("null"),
            Some(Attribute::Text(text)) => json.text(text),
            Some(Attribute::Flag(flag)) => json.truth(*flag),
            Some(Attribute::Whole(whole)) => json.value(whole),
            Some(Attribute::Number(number)) => json.value(number),
        }
    }
    json.raw("}");
    if let Some(links) = links {
        json.raw(r#","links":"#);
        json.raw(links);
    }
    json.raw("}");
}

/// A point; null where there is none, or the system cannot show it.
pub fn point(json: &mut Json, at: Option<Point>, road: &Road) {
    let Some([first, second]) = at.and_then(|at| road.written(at)) else { return json.raw("null") };
    json.raw(r#"{"type":"Point","coordinates":["#);
    fixed(json, first, road.decimals());
    json.raw(",");
    fixed(json, second, road.decimals());
    json.raw("]}");
}

/// A polygon, or polygons where `several`; null where the system cannot show a vertex.
fn geometry(json: &mut Json, shape: &Shape, road: &Road, several: bool) {
    let polygons: Option<Vec<Vec<Vec<[i64; 2]>>>> =
        shape.polygons.iter().map(|polygon| rings(polygon, road)).collect();
    let Some(polygons) = polygons.filter(|polygons| !polygons.is_empty()) else {
        return json.raw("null");
    };
    let decimals = road.decimals();
    let polygon = |json: &mut Json, rings: &Vec<Vec<[i64; 2]>>| {
        json.list(rings, |json, ring| {
            json.list(ring, |json, [first, second]| {
                json.raw("[");
                fixed(json, *first, decimals);
                json.raw(",");
                fixed(json, *second, decimals);
                json.raw("]");
            });
        });
    };
    json.raw(r#"{"type":""#);
    json.raw(if several { "MultiPolygon" } else { "Polygon" });
    json.raw(r#"","coordinates":"#);
    match polygons.as_slice() {
        [one] if !several => polygon(json, one),
        all => json.list(all, polygon),
    }
    json.raw("}");
}

/// Closed rings: the exterior counter-clockwise in longitude and latitude, the interiors clockwise.
fn rings(polygon: &Polygon, road: &Road) -> Option<Vec<Vec<[i64; 2]>>> {
    let exterior = std::iter::once((&polygon.exterior, true));
    let interiors = polygon.interiors.iter().map(|ring| (ring, false));
    exterior.chain(interiors).map(|(ring, left)| closed(ring, left, road)).collect()
}

fn closed(ring: &[Point], counter_clockwise: bool, road: &Road) -> Option<Vec<[i64; 2]>> {
    let mut written: Vec<[i64; 2]> = ring.iter().map(|p| road.written(*p)).collect::<Option<_>>()?;
    if (twice_signed_area(ring) > 0) != counter_clockwise {
        written.reverse();
    }
    written.extend(written.first().copied());
    Some(written)
}

/// A number in units of 10^-decimals, without zeros at its end.
fn fixed(json: &mut Json, value: i64, decimals: u32) {
    let (magnitude, unit) = (value.unsigned_abs(), 10_u64.pow(decimals));
    if value < 0 {
        json.raw("-");
    }
    json.whole(magnitude / unit);
    let fraction = magnitude % unit;
    if fraction > 0 {
        let width = usize::try_from(decimals).unwrap_or_default();
        let digits = format!(".{fraction:0width$}");
        json.raw(digits.trim_end_matches('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::super::crs::Crs;
    use super::*;

    fn written(write: impl FnOnce(&mut Json)) -> String {
        let mut json = Json::with_capacity(0);
        write(&mut json);
        String::from_utf8(json.into_bytes()).unwrap()
    }

    #[test]
    fn numbers_are_written_with_every_digit_they_have_and_no_more() {
        let number = |value, decimals| written(|json| fixed(json, value, decimals));
        assert_eq!(number(1_213_800_000, 7), "121.38");
        assert_eq!(number(1_213_800_001, 7), "121.3800001");
        assert_eq!(number(-5, 7), "-0.0000005");
        assert_eq!(number(631_650_331, 3), "631650.331");
        assert_eq!(number(0, 3), "0");
    }

    #[test]
    fn rings_close_and_follow_the_right_hand_whatever_way_they_are_stored() {
        let p = |x: i64, y: i64| Point { x: x * 10_000_000, y: y * 10_000_000 };
        let square = |low: i64, high: i64| vec![p(low, low), p(low, high), p(high, high), p(high, low)];
        let mut hole = square(1, 2);
        hole.reverse();
        let shape = Shape { polygons: vec![Polygon { exterior: square(0, 3), interiors: vec![hole] }] };
        let road = Crs::Crs84.road().unwrap();
        assert_eq!(
            written(|json| geometry(json, &shape, &road, false)),
            r#"{"type":"Polygon","coordinates":[[[3,0],[3,3],[0,3],[0,0],[3,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]}"#
        );
        assert!(
            written(|json| geometry(json, &shape, &road, true))
                .contains(r#""MultiPolygon","coordinates":[[[[3,0]"#)
        );
        assert_eq!(written(|json| geometry(json, &Shape::default(), &road, false)), "null");
    }
}
