//! GeoJSON out (RFC 7946): the same layer is always the same bytes, and every number is the shortest text that reads back
//! as the same double.

use std::fmt::Write;

use geo::{Coord, LineString, Polygon};

use super::{FieldValue, OutLayer, RawGeometry};

/// A layer as GeoJSON, one feature a line. Rings follow the right-hand rule. A `crs` member (of 2008) is written only when
/// the system is not WGS 84 in degrees, which is all that RFC 7946 knows.
///
/// # Complexity
/// Linear in the positions.
#[must_use]
pub fn geojson_bytes(layer: &OutLayer) -> Vec<u8> {
    let mut out = String::from("{\"type\":\"FeatureCollection\",\"name\":");
    push_string(&mut out, &layer.name);
    if !matches!(layer.crs.as_str(), "" | "OGC:CRS84" | "EPSG:4326") {
        out.push_str(",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":");
        let urn = layer.crs.strip_prefix("EPSG:").map(|code| format!("urn:ogc:def:crs:EPSG::{code}"));
        push_string(&mut out, urn.as_deref().unwrap_or(&layer.crs));
        out.push_str("}}");
    }
    out.push_str(",\"features\":[\n");
    for (i, feature) in layer.features.iter().enumerate() {
        if i > 0 {
            out.push_str(",\n");
        }
        out.push_str("{\"type\":\"Feature\",\"properties\":{");
        for (n, (field, value)) in layer.fields.iter().zip(&feature.values).enumerate() {
            if n > 0 {
                out.push(',');
            }
            push_string(&mut out, &field.name);
            out.push(':');
            push_value(&mut out, value);
        }
        out.push_str("},\"geometry\":");
        push_geometry(&mut out, &feature.geometry);
        out.push('}');
    }
    out.push_str("\n]}\n");
    out.into_bytes()
}

fn push_value(out: &mut String, value: &FieldValue) {
    match value {
        FieldValue::Text(text) => push_string(out, text),
        FieldValue::Integer(number) => push(out, format_args!("{number}")),
        FieldValue::Real(number) if number.is_finite() => push(out, format_args!("{number}")),
        FieldValue::Real(_) | FieldValue::Missing => out.push_str("null"),
    }
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    let _ = out.write_fmt(text);
}

fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => push(out, format_args!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

fn push_geometry(out: &mut String, geometry: &RawGeometry) {
    match geometry {
        RawGeometry::Polygons(polygons) => match polygons.0.as_slice() {
            [only] => {
                out.push_str("{\"type\":\"Polygon\",\"coordinates\":");
                push_polygon(out, only);
            }
            many => {
                out.push_str("{\"type\":\"MultiPolygon\",\"coordinates\":");
                push_list(out, many, push_polygon);
            }
        },
        RawGeometry::Lines(lines) => match lines.0.as_slice() {
            [only] => {
                out.push_str("{\"type\":\"LineString\",\"coordinates\":");
                push_list(out, &only.0, push_position);
            }
            many => {
                out.push_str("{\"type\":\"MultiLineString\",\"coordinates\":");
                push_list(out, many, |out, line| push_list(out, &line.0, push_position));
            }
        },
        RawGeometry::Points(points) => match points.0.as_slice() {
            [only] => {
                out.push_str("{\"type\":\"Point\",\"coordinates\":");
                push_position(out, &only.0);
            }
            many => {
                out.push_str("{\"type\":\"MultiPoint\",\"coordinates\":");
                push_list(out, many, |out, point| push_position(out, &point.0));
            }
        },
    }
    out.push('}');
}

fn push_list<T>(out: &mut String, items: &[T], mut item: impl FnMut(&mut String, &T)) {
    out.push('[');
    for (i, value) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        item(out, value);
    }
    out.push(']');
}

fn push_position(out: &mut String, position: &Coord<f64>) {
    push(out, format_args!("[{},{}]", position.x, position.y));
}

fn push_polygon(out: &mut String, polygon: &Polygon<f64>) {
    out.push('[');
    push_ring(out, polygon.exterior(), true);
    for interior in polygon.interiors() {
        out.push(',');
        push_ring(out, interior, false);
    }
    out.push(']');
}

fn push_ring(out: &mut String, ring: &LineString<f64>, counterclockwise: bool) {
    let turn = doubled_area(ring);
    if turn == 0.0 || (turn > 0.0) == counterclockwise {
        push_list(out, &ring.0, push_position);
    } else {
        let reversed: Vec<_> = ring.0.iter().rev().copied().collect();
        push_list(out, &reversed, push_position);
    }
}

/// Twice the signed area, from the ring's first position, so that far-away coordinates do not cancel.
fn doubled_area(ring: &LineString<f64>) -> f64 {
    let Some(origin) = ring.0.first() else { return 0.0 };
    ring.lines()
        .map(|l| {
            (l.start.x - origin.x) * (l.end.y - origin.y) - (l.end.x - origin.x) * (l.start.y - origin.y)
        })
        .sum()
}
