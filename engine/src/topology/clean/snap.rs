//! Pulling together what is closer than the snapping distance.

use std::collections::HashMap;

use rayon::prelude::*;
use rstar::{AABB, RTree};

use super::{CleanOptions, RepairKind, RepairReport};
use crate::topology::predicates::orientation;
use crate::topology::shape::{COORDINATE_LIMIT, Point, Polygon, Ring, Shape};

/// Bending a border can bring it close to a further vertex; after so many rounds what is left is left to noding.
const MOST_ROUNDS: usize = 8;

/// The shapes with near vertices made one and borders led through the vertices that they miss narrowly.
///
/// Vertices are taken from west to east: one that has an earlier one within reach moves onto it (onto the nearest, of
/// equals the western one), otherwise it stays and others may move onto it. So no vertex moves farther than the
/// snapping distance.
pub(super) fn snap(shapes: &[Shape], options: &CleanOptions, report: &mut RepairReport) -> Vec<Shape> {
    // Positions out of range are refused when the borders are cut.
    let is_in_range = shapes.iter().flat_map(Shape::rings).flatten().all(|point| point.in_range());
    if options.snap_m == 0.0 || !is_in_range {
        return shapes.to_vec();
    }
    let Some(reach) = Reach::new(shapes, options) else { return shapes.to_vec() };
    let (kept, moved) = merge_vertices(shapes, &reach);
    for (&(from, to), cells) in moved.iter().zip(shapes_with(shapes, &moved)) {
        let moved_m = reach.square(from, to).sqrt();
        report.add(RepairKind::VertexMoved { to, moved_m }, cells, 0.0, from);
    }
    let moves: HashMap<Point, Point> = moved.into_iter().collect();
    let mut rings: Vec<(u32, Ring)> = Vec::new();
    for (index, shape) in (0..).zip(shapes) {
        let moved = |ring: &Ring| ring.iter().map(|point| *moves.get(point).unwrap_or(point)).collect();
        rings.extend(shape.rings().map(|ring| (index, moved(ring))));
    }
    let bent = bend_borders(&mut rings, &kept, &reach);
    for (place, (cells, distance)) in bent {
        report.add(RepairKind::BorderBent { moved_m: distance }, cells, 0.0, place);
    }
    let mut rings = rings.into_iter().map(|(_, ring)| ring);
    let mut next = || rings.next().unwrap_or_default();
    let mut polygon = |polygon: &Polygon| Polygon {
        exterior: next(),
        interiors: polygon.interiors.iter().map(|_| next()).collect(),
    };
    shapes.iter().map(|shape| Shape { polygons: shape.polygons.iter().map(&mut polygon).collect() }).collect()
}

/// The snapping distance, and how many steps it is along each axis.
struct Reach {
    square_m2: f64,
    metres_per_step: (f64, f64),
    /// Whole steps that are surely enough.
    steps: Point,
}

impl Reach {
    /// Measured in the middle of the layer; none for a layer without positions.
    fn new(shapes: &[Shape], options: &CleanOptions) -> Option<Self> {
        let bounds = shapes.iter().filter_map(Shape::bounds);
        let (south, north) = bounds.reduce(|(low, high), (other_low, other_high)| {
            (
                if other_low.y < low.y { other_low } else { low },
                if other_high.y > high.y { other_high } else { high },
            )
        })?;
        let middle = Point::new(south.x, south.y + (north.y - south.y) / 2);
        let (east_m, north_m) = options.ground.metres_per_step(middle);
        let whole = |steps: f64| (steps.ceil() as i64).clamp(1, COORDINATE_LIMIT);
        let steps = Point::new(whole(options.snap_m / east_m), whole(options.snap_m / north_m));
        let square_m2 = options.snap_m * options.snap_m;
        Some(Self { square_m2, metres_per_step: (east_m, north_m), steps })
    }

    /// Square of the distance in metres.
    fn square(&self, a: Point, b: Point) -> f64 {
        let [dx, dy] = self.vector(a, b);
        dx * dx + dy * dy
    }

    fn vector(&self, from: Point, to: Point) -> [f64; 2] {
        let (east_m, north_m) = self.metres_per_step;
        [(to.x - from.x) as f64 * east_m, (to.y - from.y) as f64 * north_m]
    }

    /// How far along a segment a point beside it stands, from 0 to 1, and its distance from the segment; none when it
    /// is out of reach or beyond the ends.
    fn beside(&self, a: Point, b: Point, point: Point) -> Option<(f64, f64)> {
        let ([dx, dy], [px, py]) = (self.vector(a, b), self.vector(a, point));
        let square = dx * dx + dy * dy;
        let along = (px * dx + py * dy) / square;
        let across = px * dy - py * dx;
        let distance_square = across * across / square;
        let is_beside = along > 0.0 && along < 1.0 && distance_square <= self.square_m2;
        is_beside.then(|| (along, distance_square.sqrt()))
    }
}

/// The vertices that stay, and those that move with where they go; both from west to east.
fn merge_vertices(shapes: &[Shape], reach: &Reach) -> (Vec<Point>, Vec<(Point, Point)>) {
    let mut points: Vec<Point> = shapes.iter().flat_map(Shape::rings).flatten().copied().collect();
    points.par_sort_unstable();
    points.dedup();
    let cell = |point: Point| (point.x.div_euclid(reach.steps.x), point.y.div_euclid(reach.steps.y));
    let mut cells: HashMap<(i64, i64), Vec<Point>> = HashMap::new();
    let (mut kept, mut moved) = (Vec::new(), Vec::new());
    for point in points {
        let (column, row) = cell(point);
        let mut nearest: Option<(f64, Point)> = None;
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (column + dx, row + dy)));
        for &other in around.filter_map(|cell| cells.get(&cell)).flatten() {
            let square = reach.square(point, other);
            let is_nearer = nearest.is_none_or(|(least, best)| (square, other) < (least, best));
            if square <= reach.square_m2 && is_nearer {
                nearest = Some((square, other));
            }
        }
        if let Some((_, to)) = nearest {
            moved.push((point, to));
        } else {
            kept.push(point);
            cells.entry((column, row)).or_default().push(point);
        }
    }
    (kept, moved)
}

/// Where borders were bent: the vertex, the shapes, and how far.
type Bends = std::collections::BTreeMap<Point, (Vec<u32>, f64)>;

fn bend_borders(rings: &mut [(u32, Ring)], kept: &[Point], reach: &Reach) -> Bends {
    let tree = RTree::bulk_load(kept.iter().map(|point| [point.x, point.y]).collect());
    let mut bends = Bends::new();
    for _ in 0..MOST_ROUNDS {
        let bent: Vec<Option<(Ring, Vec<(Point, f64)>)>> =
            rings.par_iter().map(|(_, ring)| bend_ring(ring, &tree, reach)).collect();
        let mut is_done = true;
        for ((shape, ring), change) in rings.iter_mut().zip(bent) {
            let Some((new, added)) = change else { continue };
            *ring = new;
            is_done = false;
            for (point, distance) in added {
                let (shapes, most) = bends.entry(point).or_default();
                shapes.push(*shape);
                *most = most.max(distance);
            }
        }
        if is_done {
            break;
        }
    }
    bends
}

/// The ring led through the vertices beside its segments, and those that it did not touch before; none if it stays.
fn bend_ring(ring: &Ring, tree: &RTree<[i64; 2]>, reach: &Reach) -> Option<(Ring, Vec<(Point, f64)>)> {
    let mut bent = Ring::with_capacity(ring.len());
    let mut added = Vec::new();
    for (place, &a) in ring.iter().enumerate() {
        let b = ring[(place + 1) % ring.len()];
        bent.push(a);
        let corner = |pick: fn(i64, i64) -> i64, sign: i64| {
            [pick(a.x, b.x) + sign * reach.steps.x, pick(a.y, b.y) + sign * reach.steps.y]
        };
        let near = tree.locate_in_envelope(AABB::from_corners(corner(i64::min, -1), corner(i64::max, 1)));
        let mut inner: Vec<(f64, Point, f64)> = near
            .map(|&[x, y]| Point::new(x, y))
            .filter(|&point| orientation(a, b, point).is_ne())
            .filter_map(|point| reach.beside(a, b, point).map(|(along, distance)| (along, point, distance)))
            .collect();
        inner.sort_unstable_by(|one, other| one.0.total_cmp(&other.0).then_with(|| one.1.cmp(&other.1)));
        for (_, point, distance) in inner {
            bent.push(point);
            added.push((point, distance));
        }
    }
    (!added.is_empty()).then_some((bent, added))
}

/// The shapes with each of the moved vertices.
fn shapes_with(shapes: &[Shape], moved: &[(Point, Point)]) -> Vec<Vec<u32>> {
    let mut found = vec![Vec::new(); moved.len()];
    for (index, shape) in (0..).zip(shapes) {
        for point in shape.rings().flatten() {
            if let Ok(place) = moved.binary_search_by_key(point, |&(from, _)| from) {
                found[place].push(index);
            }
        }
    }
    found
}
