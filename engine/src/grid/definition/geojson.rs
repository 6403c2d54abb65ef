//! Cells from GeoJSON (RFC 7946), coordinates rounded to the lattice.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::features::{Fault, Feature};
use crate::crs::LatticePoint;
use crate::measure::LonLat;
use crate::topology::{Point, Polygon, Ring, Shape};

#[derive(Deserialize)]
struct Collection {
    features: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    #[serde(default)]
    geometry: Option<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    r#type: String,
    #[serde(default)]
    coordinates: Value,
}

/// The features of a feature collection; faulty ones are left out and listed.
pub(super) fn features(text: &str, faults: &mut Vec<Fault>) -> Result<Vec<Feature>, serde_json::Error> {
    let collection: Collection = serde_json::from_str(text)?;
    let mut features = Vec::with_capacity(collection.features.len());
    for (at, entry) in collection.features.into_iter().enumerate() {
        let place = format!("feature {}", at + 1);
        let shape = match entry.geometry {
            Some(geometry) => shape(&geometry, &place),
            None => Err(Fault::new(&place, "geometry", "missing", "a Polygon or MultiPolygon is needed")),
        };
        match shape {
            Ok(shape) => features.push(Feature { properties: entry.properties.unwrap_or_default(), shape }),
            Err(fault) => faults.push(fault),
        }
    }
    Ok(features)
}

/// The shape of the first feature of a GeoJSON feature collection, on the lattice of 1e-7 degree.
///
/// # Errors
/// One line that says what is wrong.
pub fn shape_of_geojson(text: &str) -> Result<Shape, String> {
    let mut faults = Vec::new();
    let features = features(text, &mut faults).map_err(|error| error.to_string())?;
    if let Some(fault) = faults.first() {
        return Err(format!("{}: {} is {}; {}", fault.place, fault.field, fault.value, fault.wanted));
    }
    features.into_iter().next().map(|feature| feature.shape).ok_or_else(|| "there is no feature".into())
}

fn shape(geometry: &Geometry, place: &str) -> Result<Shape, Fault> {
    let wrong =
        |value: &Value| Fault::new(place, "coordinates", value, "arrays of rings of [lon, lat] are needed");
    let list = |value: &Value| value.as_array().cloned().ok_or_else(|| wrong(value));
    let polygons = match geometry.r#type.as_str() {
        "Polygon" => vec![geometry.coordinates.clone()],
        "MultiPolygon" => list(&geometry.coordinates)?,
        other => {
            return Err(Fault::new(place, "geometry type", other, "a Polygon or MultiPolygon is needed"));
        }
    };
    let mut shape = Shape::default();
    for polygon in polygons {
        let mut rings = Vec::new();
        for value in list(&polygon)? {
            rings.push(ring(&list(&value)?, place)?);
        }
        if rings.is_empty() {
            return Err(wrong(&polygon));
        }
        let interiors = rings.split_off(1);
        shape.polygons.extend(rings.pop().map(|exterior| Polygon { exterior, interiors }));
    }
    Ok(shape)
}

fn ring(positions: &[Value], place: &str) -> Result<Ring, Fault> {
    let mut ring: Ring = Vec::with_capacity(positions.len());
    for position in positions {
        let wrong = |wanted: &str| Fault::new(place, "position", position, wanted);
        let number = |at: usize| position.get(at).and_then(Value::as_f64);
        let (lon, lat) = number(0).zip(number(1)).ok_or_else(|| wrong("[lon, lat] in degrees is needed"))?;
        let lonlat = LonLat::new(lon, lat).map_err(|error| wrong(&error.to_string()))?;
        let p = LatticePoint::nearest(lonlat);
        let p = Point::new(i64::from(p.x), i64::from(p.y));
        if ring.last() != Some(&p) {
            ring.push(p);
        }
    }
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    if ring.len() < 3 {
        let wanted = "a ring needs three different positions at least";
        return Err(Fault::new(place, "ring", format!("{} positions", ring.len()), wanted));
    }
    Ok(ring)
}
