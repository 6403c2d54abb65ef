//! The figures of cells with their borders, as GeoJSON (RFC 7946).

use gridward::topology::{Lattice, Point, Polygon, Ring, twice_signed_area};

use crate::figures::Sheet;
use crate::json::Json;

/// One feature a cell; what the figures are stands beside them in `head`.
pub fn geojson(sheet: &Sheet) -> Vec<u8> {
    let mut json = Json::with_capacity(1 << 20);
    json.raw(r#"{"type":"FeatureCollection","head":"#);
    json.value(&sheet.head());
    json.raw(r#","features":"#);
    json.list(sheet.rows().zip(sheet.view.layer.cells()), |json, (row, cell)| {
        json.raw(r#"{"type":"Feature","properties":"#);
        json.value(&row);
        json.raw(r#","geometry":{"type":"MultiPolygon","coordinates":"#);
        json.list(&cell.shape.polygons, polygon);
        json.raw("}}");
    });
    json.raw("}");
    json.into_bytes()
}

/// The outer ring runs counter-clockwise and holes clockwise, as the standard wants it.
fn polygon(json: &mut Json, polygon: &Polygon) {
    let rings = polygon.rings().enumerate();
    json.list(rings, |json, (at, ring): (usize, &Ring)| {
        let forward = (twice_signed_area(ring) > 0) == (at == 0);
        // The first position is repeated at the end.
        let closed = ring.iter().chain(ring.first());
        if forward {
            json.list(closed, position);
        } else {
            json.list(closed.collect::<Vec<_>>().into_iter().rev(), position);
        }
    });
}

fn position(json: &mut Json, at: &Point) {
    json.value(&Lattice::PLAN.place(*at));
}
