//! Random coverages with islands, lakes, touching corners and crooked borders, and what makes a coverage one.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::arcs::SharedArcs;
use super::assemble::{BorderChain, assemble};
use super::predicates::orientation;
use super::shape::{Point, Shape};

/// Side of a pixel in steps; corners are moved by less than a quarter of it, so that borders never cross.
const PIXEL: i64 = 100;

/// A picture: the label of each pixel, 0 for none, and how far each corner is moved.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub side: usize,
    pub labels: Vec<u32>,
    pub moves: Vec<(i64, i64)>,
}

impl Picture {
    pub fn corner(&self, column: usize, row: usize) -> Point {
        let (dx, dy) = self.moves[column * (self.side + 1) + row];
        let at = |place: usize| i64::try_from(place).unwrap() * PIXEL;
        Point::new(at(column) + dx, at(row) + dy)
    }

    fn owner(&self, column: usize, row: usize) -> Option<u32> {
        let is_inside = column < self.side && row < self.side;
        is_inside
            .then(|| self.labels[column * self.side + row])
            .filter(|&label| label > 0)
            .map(|label| label - 1)
    }

    /// One chain for each pixel side between different labels.
    pub fn chains(&self) -> Vec<BorderChain> {
        let mut chains = Vec::new();
        for column in 0..=self.side {
            for row in 0..=self.side {
                let (here, here_owner) = (self.corner(column, row), self.owner(column, row));
                let (east, north) = (column < self.side, row < self.side);
                let below = row.checked_sub(1).and_then(|row| self.owner(column, row));
                let before = column.checked_sub(1).and_then(|column| self.owner(column, row));
                if east && here_owner != below {
                    let points = vec![here, self.corner(column + 1, row)];
                    chains.push(BorderChain { points, left: here_owner, right: below });
                }
                if north && here_owner != before {
                    let points = vec![here, self.corner(column, row + 1)];
                    chains.push(BorderChain { points, left: before, right: here_owner });
                }
            }
        }
        chains
    }

    pub fn shapes(&self) -> Vec<Shape> {
        let owners = self.labels.iter().max().copied().unwrap_or(0);
        assemble(&self.chains(), owners as usize).unwrap()
    }
}

/// Pictures whose labels come in blocks with noise along them.
pub(crate) fn pictures() -> impl Strategy<Value = Picture> {
    (3_usize..12, 1_usize..5, 1_u32..6, any::<bool>()).prop_flat_map(|(side, block, labels, jittered)| {
        let reach: i64 = if jittered { 24 } else { 0 };
        let noise = prop::collection::vec((0_u32..10, 0..=labels), side * side);
        let blocks = prop::collection::vec(0..=labels, side * side);
        let moves = prop::collection::vec((-reach..=reach, -reach..=reach), (side + 1) * (side + 1));
        (noise, blocks, moves).prop_map(move |(noise, blocks, moves)| {
            let label = |place: usize| {
                let (column, row) = (place / side / block, place % side / block);
                if noise[place].0 < 2 { noise[place].1 } else { blocks[column * side + row] }
            };
            Picture { side, labels: (0..side * side).map(label).collect(), moves }
        })
    })
}

/// Pairs of shapes beside one arc, and for each shape its polygons' numbers of holes.
pub(crate) fn structure(arcs: &SharedArcs) -> (BTreeSet<(Option<u32>, Option<u32>)>, Vec<Vec<usize>>) {
    let pairs = (0..arcs.arc_count()).map(|arc| {
        let sides = arcs.sides(arc).unwrap();
        (sides.left.min(sides.right), sides.left.max(sides.right))
    });
    let holes = arcs.to_shapes();
    let holes =
        holes.iter().map(|shape| shape.polygons.iter().map(|polygon| polygon.interiors.len()).collect());
    (pairs.collect(), holes.collect())
}

/// Fails unless no two borders meet but at common vertices, and every ring has an area.
pub(crate) fn assert_is_coverage(shapes: &[Shape]) {
    let arcs = SharedArcs::build(shapes).unwrap();
    assert_eq!(arcs.contested(), &[] as &[u32], "overlap");
    let mut segments = Vec::new();
    for arc in 0..arcs.arc_count() {
        let mut points: Vec<Point> = arcs.positions(arc).collect();
        if arcs.sides(arc).unwrap().is_ring {
            points.push(points[0]);
        }
        segments.extend(points.windows(2).map(|pair| (pair[0].min(pair[1]), pair[0].max(pair[1]))));
    }
    segments.sort();
    for (place, &(a, b)) in segments.iter().enumerate() {
        for &(c, d) in segments[place + 1..].iter().take_while(|(c, _)| c.x <= b.x) {
            assert!(!meet(a, b, c, d), "{a:?}–{b:?} meets {c:?}–{d:?}");
        }
    }
    for ring in shapes.iter().flat_map(Shape::rings) {
        assert_ne!(super::shape::twice_signed_area(ring), 0, "flat ring {ring:?}");
    }
}

/// Whether two segments have a position in common that is not an end of both.
fn meet(a: Point, b: Point, c: Point, d: Point) -> bool {
    let on = |a: Point, b: Point, p: Point| orientation(a, b, p).is_eq() && a < p && p < b;
    if on(a, b, c) || on(a, b, d) || on(c, d, a) || on(c, d, b) {
        return true;
    }
    if (a, b) == (c, d) {
        return true;
    }
    let apart = |a, b, c, d| {
        let (left, right) = (orientation(a, b, c), orientation(a, b, d));
        left != right && left.is_ne() && right.is_ne()
    };
    apart(a, b, c, d) && apart(c, d, a, b)
}
