//! Where a cell's name stands: a place inside it that is far from its border.
//!
//! [`crate::topology::inscribed`] finds the farthest place to any tolerance and takes milliseconds a cell; a label needs
//! no more than to look central, in microseconds.
//!
//! D. Garcia-Castellanos, U. Lombardo, "Poles of inaccessibility: a calculation algorithm for the remotest places on Earth",
//! Scottish Geographical Journal 123(3), 2007, doi:10.1080/14702540801897809; here by bisection of squares, best first.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::address::WorldPoint;

/// A polygon's rings, the outer one first.
type Rings = [Vec<WorldPoint>];

/// Where a cell's name stands, and how much room it has there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    /// A place inside the cell.
    pub place: WorldPoint,
    /// The distance to the border, in world steps.
    pub room: i64,
}

/// Squares looked at before the best place found so far is taken.
const MOST_SQUARES: usize = 500;

/// The place inside a polygon that is farthest from its border, within 4 % of the polygon's shorter side; `None` when the
/// polygon has no area. Web Mercator keeps shapes, so "farthest" means the same on the ground for a cell's size.
///
/// # Complexity
/// O(p · n) for n vertices; p, the squares looked at, is about 50 for a compact polygon and bounded.
pub(super) fn label_of(rings: &Rings) -> Option<Label> {
    let exterior = rings.first()?;
    let (west, east) = (exterior.iter().map(|p| p.x).min()?, exterior.iter().map(|p| p.x).max()?);
    let (north, south) = (exterior.iter().map(|p| p.y).min()?, exterior.iter().map(|p| p.y).max()?);
    let side = (east - west).min(south - north);
    if side <= 0 {
        return None;
    }
    let mut queue = BinaryHeap::new();
    let half = side_to_number(side) / 2.0;
    let (columns, rows) = ((east - west).div_euclid(side) + 1, (south - north).div_euclid(side) + 1);
    for column in 0..columns.min(64) {
        for row in 0..rows.min(64) {
            let x = side_to_number(west + column * side) + half;
            let y = side_to_number(north + row * side) + half;
            queue.push(Square::new(x, y, half, rings));
        }
    }
    let best = farthest(queue, half * 0.08, rings)?;
    #[expect(clippy::cast_possible_truncation, reason = "inside the polygon's envelope")]
    let [x, y, room] = [best.x, best.y, best.distance].map(|steps| steps.round_ties_even() as i64);
    Some(Label { place: WorldPoint { x, y }, room })
}

fn farthest(mut queue: BinaryHeap<Square>, precision: f64, rings: &Rings) -> Option<Square> {
    let mut best: Option<Square> = None;
    for _ in 0..MOST_SQUARES {
        let Some(square) = queue.pop() else { break };
        let record = best.as_ref().map_or(0.0, |b| b.distance);
        if square.potential - record <= precision && best.is_some() {
            break;
        }
        if square.distance > record {
            best = Some(square.clone());
        }
        let half = square.half / 2.0;
        for (dx, dy) in [(-half, -half), (half, -half), (-half, half), (half, half)] {
            queue.push(Square::new(square.x + dx, square.y + dy, half, rings));
        }
    }
    best
}

/// A square of the search, ordered by what may be found in it.
#[derive(Debug, Clone)]
struct Square {
    x: f64,
    y: f64,
    half: f64,
    distance: f64,
    potential: f64,
}

impl Square {
    fn new(x: f64, y: f64, half: f64, rings: &Rings) -> Self {
        let distance = signed_distance(x, y, rings);
        Self { x, y, half, distance, potential: distance + half * std::f64::consts::SQRT_2 }
    }
}

impl PartialEq for Square {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Square {}

impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Square {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_potential = self.potential.total_cmp(&other.potential);
        by_potential.then(self.x.total_cmp(&other.x)).then(self.y.total_cmp(&other.y))
    }
}

/// The distance to the nearest border, negative outside.
fn signed_distance(x: f64, y: f64, rings: &Rings) -> f64 {
    let mut inside = false;
    let mut nearest = f64::INFINITY;
    for ring in rings {
        let Some(&last) = ring.last() else { continue };
        let mut from = (side_to_number(last.x), side_to_number(last.y));
        for &vertex in ring {
            let to = (side_to_number(vertex.x), side_to_number(vertex.y));
            if (from.1 > y) != (to.1 > y) && x < from.0 + (y - from.1) / (to.1 - from.1) * (to.0 - from.0) {
                inside = !inside;
            }
            nearest = nearest.min(squared_distance((x, y), from, to));
            from = to;
        }
    }
    if inside { nearest.sqrt() } else { -nearest.sqrt() }
}

fn squared_distance(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length2 = dx * dx + dy * dy;
    let t = if length2 > 0.0 { ((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length2 } else { 0.0 };
    let t = t.clamp(0.0, 1.0);
    let (ex, ey) = (p.0 - a.0 - t * dx, p.1 - a.1 - t * dy);
    ex * ex + ey * ey
}

fn side_to_number(steps: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "world positions have 34 bits")]
    let number = steps as f64;
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(x: i64, y: i64) -> WorldPoint {
        WorldPoint { x, y }
    }

    #[test]
    fn the_label_of_a_horseshoe_stands_inside_it() {
        let horseshoe = vec![
            p(0, 0),
            p(900, 0),
            p(900, 900),
            p(600, 900),
            p(600, 300),
            p(300, 300),
            p(300, 900),
            p(0, 900),
        ];
        let label = label_of(&[horseshoe]).unwrap();
        let at = label.place;
        let in_arms = at.x < 300 || at.x > 600 || at.y < 300;
        assert!(in_arms && (0..900).contains(&at.x) && (0..900).contains(&at.y), "{at:?}");
        assert!((100..180).contains(&label.room), "{label:?}");
    }

    #[test]
    fn the_label_keeps_away_from_a_hole() {
        let outer = vec![p(0, 0), p(1000, 0), p(1000, 1000), p(0, 1000)];
        let hole = vec![p(100, 100), p(800, 100), p(800, 800), p(100, 800)];
        let at = label_of(&[outer, hole]).unwrap().place;
        assert!(at.x > 800 || at.y > 800, "{at:?}");
    }

    #[test]
    fn what_has_no_area_has_no_label() {
        assert_eq!(label_of(&[vec![p(0, 0), p(500, 0)]]), None);
        assert_eq!(label_of(&[]), None);
    }
}
