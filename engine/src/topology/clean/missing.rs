//! Vertices where a neighbour has one.

use std::collections::HashMap;

use super::super::arrangement::Arrangement;
use super::super::noding::{ArrangementError, NodingReport};
use super::super::shape::{Point, Polygon, Ring, Shape};

/// The shapes with a vertex wherever another border (or another part of their own) meets theirs.
///
/// Rings keep their start, direction and vertices; nothing else changes. Where borders cross off the lattice the new
/// vertex is the nearest lattice position; the report says which vertices were added and how far a border bent.
///
/// # Errors
/// [`ArrangementError`] when the borders cannot be cut on this lattice.
///
/// # Complexity
/// As [`Arrangement::build`].
pub fn insert_missing_vertices(shapes: &[Shape]) -> Result<(Vec<Shape>, NodingReport), ArrangementError> {
    let (_, report) = Arrangement::build(shapes)?;
    let mut inner: HashMap<(Point, Point), Vec<Point>> = HashMap::new();
    for vertex in &report.added {
        let along = inner.entry(vertex.segment).or_default();
        if !along.contains(&vertex.at) {
            along.push(vertex.at);
        }
    }
    let filled = |ring: &Ring| {
        let mut full = Ring::with_capacity(ring.len());
        for (&a, &b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            full.push(a);
            let Some(along) = inner.get(&(a.min(b), a.max(b))) else { continue };
            if a < b { full.extend(along) } else { full.extend(along.iter().rev()) }
        }
        full
    };
    let polygon = |polygon: &Polygon| Polygon {
        exterior: filled(&polygon.exterior),
        interiors: polygon.interiors.iter().map(filled).collect(),
    };
    let shape = |shape: &Shape| Shape { polygons: shape.polygons.iter().map(polygon).collect() };
    Ok((shapes.iter().map(shape).collect(), report))
}
