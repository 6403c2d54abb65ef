//! Cells from TopoJSON: arcs of integer steps, delta-encoded, each shared border once.
//!
//! Form: M. Bostock, C. Metcalf: The TopoJSON Format Specification, 2013. Of its many forms one is read: quantised, with
//! scale 1e-7 and a translation on the lattice, so that the integers are exactly the lattice.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::features::{Fault, Feature};
use crate::crs::STEPS_PER_DEGREE;
use crate::topology::{Point, Polygon, Ring, Shape};

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    objects: BTreeMap<String, Collection>,
    arcs: Vec<Vec<[i64; 2]>>,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    r#type: String,
    #[serde(default)]
    properties: Map<String, Value>,
    #[serde(default)]
    arcs: Value,
}

/// The features of one object; faulty ones are left out and listed.
pub(super) fn features(
    text: &str,
    object: Option<&str>,
    faults: &mut Vec<Fault>,
) -> Result<Vec<Feature>, serde_json::Error> {
    let mut topology: Topology = serde_json::from_str(text)?;
    let names = topology.objects.keys().cloned().collect::<Vec<_>>().join(", ");
    let wanted = match object {
        Some(object) => topology.objects.remove(object),
        None if topology.objects.len() == 1 => topology.objects.pop_first().map(|(_, object)| object),
        None => None,
    };
    let Some(collection) = wanted else {
        let wanted = format!("the file has the objects {names}");
        faults.push(Fault::new("objects", "object", object.unwrap_or("not given"), &wanted));
        return Ok(Vec::new());
    };
    let Some(origin) = origin(&topology.transform, faults) else { return Ok(Vec::new()) };
    let arcs: Vec<Vec<Point>> = topology.arcs.iter().map(|arc| positions(arc, origin)).collect();
    let mut features = Vec::with_capacity(collection.geometries.len());
    for (at, geometry) in collection.geometries.into_iter().enumerate() {
        let place = format!("object {}, geometry {}", object.unwrap_or("1"), at + 1);
        match shape(&geometry, &arcs, &place) {
            Ok(shape) => features.push(Feature { properties: geometry.properties, shape }),
            Err(fault) => faults.push(fault),
        }
    }
    Ok(features)
}

/// The lattice position of the integer (0, 0).
fn origin(transform: &Transform, faults: &mut Vec<Fault>) -> Option<Point> {
    let step = 1.0 / STEPS_PER_DEGREE;
    if transform.scale.iter().any(|scale| scale.total_cmp(&step).is_ne()) {
        let wanted = "1e-7 on both axes is needed: quantise to the lattice";
        faults.push(Fault::new("transform", "scale", format!("{:?}", transform.scale), wanted));
        return None;
    }
    let steps = transform.translate.map(|degrees| degrees * STEPS_PER_DEGREE);
    if steps.iter().any(|steps| steps.fract() != 0.0 || steps.abs() > 1.8e9) {
        let wanted = "a multiple of 1e-7 degree is needed";
        faults.push(Fault::new("transform", "translate", format!("{:?}", transform.translate), wanted));
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^31, as was just checked")]
    let [x, y] = steps.map(|steps| steps as i64);
    Some(Point::new(x, y))
}

fn positions(deltas: &[[i64; 2]], origin: Point) -> Vec<Point> {
    let mut at = origin;
    let mut positions = Vec::with_capacity(deltas.len());
    for [dx, dy] in deltas {
        at = Point::new(at.x.saturating_add(*dx), at.y.saturating_add(*dy));
        positions.push(at);
    }
    positions
}

fn shape(geometry: &Geometry, arcs: &[Vec<Point>], place: &str) -> Result<Shape, Fault> {
    let wrong = |value: &Value| Fault::new(place, "arcs", value, "arrays of rings of arc numbers are needed");
    let list = |value: &Value| value.as_array().cloned().ok_or_else(|| wrong(value));
    let polygons = match geometry.r#type.as_str() {
        "Polygon" => vec![geometry.arcs.clone()],
        "MultiPolygon" => list(&geometry.arcs)?,
        other => return Err(Fault::new(place, "type", other, "a Polygon or MultiPolygon is needed")),
    };
    let mut shape = Shape::default();
    for polygon in polygons {
        let mut rings = Vec::new();
        for value in list(&polygon)? {
            rings.push(ring(&list(&value)?, arcs, place)?);
        }
        if rings.is_empty() {
            return Err(wrong(&polygon));
        }
        let interiors = rings.split_off(1);
        shape.polygons.extend(rings.pop().map(|exterior| Polygon { exterior, interiors }));
    }
    Ok(shape)
}

/// Arcs joined end to end; a negative number −n−1 is arc n backwards.
fn ring(numbers: &[Value], arcs: &[Vec<Point>], place: &str) -> Result<Ring, Fault> {
    let mut ring: Ring = Vec::new();
    for value in numbers {
        let number = value.as_i64().unwrap_or(i64::MAX);
        let index = usize::try_from(if number < 0 { -1 - number } else { number }).ok();
        let Some(arc) = index.and_then(|index| arcs.get(index)) else {
            return Err(Fault::new(
                place,
                "arc",
                value,
                &format!("there are arcs 0 to {}", arcs.len().saturating_sub(1)),
            ));
        };
        let mut line = arc.clone();
        if number < 0 {
            line.reverse();
        }
        if ring.last().is_some_and(|end| line.first() != Some(end)) {
            return Err(Fault::new(place, "arc", value, "an arc begins where the one before it ends"));
        }
        ring.pop();
        ring.extend(line);
    }
    if ring.first() != ring.last() {
        return Err(Fault::new(
            place,
            "arcs",
            format!("{numbers:?}"),
            "the last arc ends where the first begins",
        ));
    }
    ring.pop();
    if ring.len() < 3 {
        return Err(Fault::new(
            place,
            "ring",
            format!("{} positions", ring.len()),
            "three at least are needed",
        ));
    }
    Ok(ring)
}
