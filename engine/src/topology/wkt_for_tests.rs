//! A small reader of well-known text, and comparison of shapes, for tests against reference cases.

use std::path::PathBuf;

use super::ground::{Ground, Unit};
use super::lattice::Lattice;
use super::shape::{Point, Polygon, Ring, Shape, twice_signed_area};

/// Steps per unit of the text's coordinates: exact for up to seven decimals.
pub(crate) const STEPS: f64 = 1e7;

/// The same as a plane.
pub(crate) const PLANE: Ground = Ground { lattice: Lattice::PLAN, unit: Unit::Plane };

/// The reference folder; prints why the test is skipped when there is none.
pub(crate) fn reference() -> Option<PathBuf> {
    let folder = std::env::var_os("GRIDWARD_REFERENCE").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: GRIDWARD_REFERENCE is unset");
    }
    folder
}

/// The coverage cases of one operation; `gating` says whether the expected vertices bind.
pub(crate) fn coverage_cases(op: &str) -> Vec<serde_json::Value> {
    let Some(folder) = reference() else { return Vec::new() };
    let text = std::fs::read_to_string(folder.join("golden/planning/coverage_cases/cases.json")).unwrap();
    let cases: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    cases.into_iter().filter(|case| case["op"] == op).collect()
}

/// The shapes of a list of texts.
pub(crate) fn shapes_of(list: &serde_json::Value) -> Vec<Shape> {
    list.as_array().unwrap().iter().map(|text| shape_of(text.as_str().unwrap())).collect()
}

/// A POLYGON or MULTIPOLYGON; rings closed by repetition are opened.
pub(crate) fn shape_of(text: &str) -> Shape {
    let is_multi = text.trim_start().starts_with("MULTI");
    let mut shape = Shape::default();
    for (is_first, body) in innermost_groups(text) {
        let mut ring: Ring = positions(&body);
        if ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        if ring.is_empty() {
            continue;
        }
        match shape.polygons.last_mut().filter(|_| !is_first || !is_multi) {
            Some(polygon) => polygon.interiors.push(ring),
            None => shape.polygons.push(Polygon { exterior: ring, interiors: Vec::new() }),
        }
    }
    shape
}

/// The lines of a MULTILINESTRING.
pub(crate) fn lines_of(text: &str) -> Vec<Vec<Point>> {
    innermost_groups(text).into_iter().map(|(_, body)| positions(&body)).collect()
}

/// Texts in the innermost brackets, each with whether it is the first one of an enclosing pair of brackets.
fn innermost_groups(text: &str) -> Vec<(bool, String)> {
    let mut groups = Vec::new();
    let mut body = String::new();
    let mut last = ' ';
    let mut is_first = false;
    for letter in text.chars().filter(|letter| !letter.is_ascii_alphabetic()) {
        match letter {
            '(' => {
                is_first = last == '(';
                body.clear();
            }
            ')' => {
                if body.contains(|letter: char| letter.is_ascii_digit()) {
                    groups.push((is_first, std::mem::take(&mut body)));
                }
                body.clear();
            }
            _ => body.push(letter),
        }
        if !letter.is_whitespace() {
            last = letter;
        }
    }
    groups
}

fn positions(body: &str) -> Vec<Point> {
    let step = |text: &str| (text.parse::<f64>().unwrap() * STEPS).round() as i64;
    body.split(',')
        .map(|pair| {
            let mut numbers = pair.split_whitespace().map(step);
            Point::new(numbers.next().unwrap(), numbers.next().unwrap())
        })
        .collect()
}

/// The shape with outer rings counter-clockwise, holes clockwise, rings from their lowest position on, all in order.
pub(crate) fn normalised(shape: &Shape) -> Shape {
    let ring_of = |ring: &Ring, is_left: bool| {
        let mut ring = ring.clone();
        ring.dedup();
        while ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        if (twice_signed_area(&ring) > 0) != is_left {
            ring.reverse();
        }
        let lowest = (0..ring.len()).min_by_key(|&place| ring[place]).unwrap_or(0);
        ring.rotate_left(lowest);
        ring
    };
    let mut polygons: Vec<Polygon> = shape
        .polygons
        .iter()
        .map(|polygon| {
            let mut interiors: Vec<Ring> =
                polygon.interiors.iter().map(|ring| ring_of(ring, false)).collect();
            interiors.sort();
            Polygon { exterior: ring_of(&polygon.exterior, true), interiors }
        })
        .collect();
    polygons.sort_by(|a, b| (&a.exterior, &a.interiors).cmp(&(&b.exterior, &b.interiors)));
    Shape { polygons }
}

pub(crate) fn all_normalised(shapes: &[Shape]) -> Vec<Shape> {
    shapes.iter().map(normalised).collect()
}
