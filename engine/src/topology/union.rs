//! Unions of a coverage's shapes: the arcs between shapes of one group fall away, the others are its border.

use super::arcs::SharedArcs;
use super::assemble::{AssembleError, BorderChain, assemble};
use super::shape::{Point, Shape};

/// One shape for each group of shapes: units to communities, communities to towns.
///
/// `group_of[s]` is the group of shape `s`, below `groups`; `None`, or a missing entry, leaves the shape out. A group
/// without shapes becomes an empty shape. Vertices are kept as they are.
///
/// # Errors
/// [`AssembleError`] where the shapes of the coverage overlap or do not share their vertices.
///
/// # Complexity
/// O(n + m log m) for n vertices on m arcs.
pub fn dissolve(
    arcs: &SharedArcs,
    group_of: &[Option<u32>],
    groups: usize,
) -> Result<Vec<Shape>, AssembleError> {
    let owner = |shape: Option<u32>| shape.and_then(|shape| group_of.get(shape as usize).copied().flatten());
    let mut chains = Vec::new();
    for arc in 0..arcs.arc_count() {
        let Some(sides) = arcs.sides(arc) else { continue };
        let (left, right) = (owner(sides.left), owner(sides.right));
        if left == right {
            continue;
        }
        chains.push(BorderChain { points: closed(arcs, arc), left, right });
    }
    assemble(&chains, groups)
}

/// The area that all shapes of a coverage cover together.
///
/// # Errors
/// As [`dissolve`].
///
/// # Complexity
/// As [`dissolve`].
pub fn union(arcs: &SharedArcs) -> Result<Shape, AssembleError> {
    let all = vec![Some(0); arcs.shape_count()];
    Ok(dissolve(arcs, &all, 1)?.pop().unwrap_or_default())
}

/// Every border of the coverage once, as one line for each arc; a closed line repeats its first position.
pub fn unique_edges(arcs: &SharedArcs) -> impl Iterator<Item = Vec<Point>> + '_ {
    (0..arcs.arc_count()).map(|arc| closed(arcs, arc))
}

/// The borders with a shape on one side only, as one line for each arc; a closed line repeats its first position.
pub fn exterior_edges(arcs: &SharedArcs) -> impl Iterator<Item = Vec<Point>> + '_ {
    (0..arcs.arc_count())
        .filter(|&arc| arcs.sides(arc).is_some_and(|sides| sides.left.is_some() != sides.right.is_some()))
        .map(|arc| closed(arcs, arc))
}

fn closed(arcs: &SharedArcs, arc: usize) -> Vec<Point> {
    let mut points: Vec<Point> = arcs.positions(arc).collect();
    if arcs.sides(arc).is_some_and(|sides| sides.is_ring) {
        points.extend(points.first().copied());
    }
    points
}

#[cfg(test)]
#[path = "union_tests.rs"]
mod tests;
