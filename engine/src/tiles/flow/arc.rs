//! How a flow's line runs: in whole numbers, so that it is the same on every machine.

use crate::tiles::address::WorldPoint;

/// Pieces of a line.
const PIECES: i64 = 16;

/// Directions around a place, in thousandths, from the north on.
const DIRECTIONS: [(i64, i64); 16] = [
    (0, -1000),
    (383, -924),
    (707, -707),
    (924, -383),
    (1000, 0),
    (924, 383),
    (707, 707),
    (383, 924),
    (0, 1000),
    (-383, 924),
    (-707, 707),
    (-924, 383),
    (-1000, 0),
    (-924, -383),
    (-707, -707),
    (-383, -924),
];

/// A line from one place to another that leans to its right by an eighth of its length, so that there and back are two lines; a
/// ring beside the place where both are the same.
///
/// `radius`: of that ring, in world steps.
pub(super) fn line(from: WorldPoint, to: WorldPoint, radius: i64) -> Vec<WorldPoint> {
    if from == to {
        let middle = WorldPoint { x: from.x, y: from.y - radius };
        // From the place, which is the ring's southernmost point, once around.
        return (0..=DIRECTIONS.len()).map(|at| beside(middle, radius, at + DIRECTIONS.len() / 2)).collect();
    }
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let bend =
        WorldPoint { x: i64::midpoint(from.x, to.x) - dy / 4, y: i64::midpoint(from.y, to.y) + dx / 4 };
    // A parabola through both ends (Bézier, second degree).
    let at = |part: i64| {
        let (a, b, c) = ((PIECES - part).pow(2), 2 * part * (PIECES - part), part.pow(2));
        let between = |a_at: i64, b_at: i64, c_at: i64| (a * a_at + b * b_at + c * c_at) / PIECES.pow(2);
        WorldPoint { x: between(from.x, bend.x, to.x), y: between(from.y, bend.y, to.y) }
    };
    (0..=PIECES).map(at).collect()
}

/// The `at`-th of many places around a middle, sixteen to a ring, each ring `radius` world steps wider than the one before.
#[must_use]
pub fn around(middle: WorldPoint, radius: i64, at: usize) -> WorldPoint {
    let ring = i64::try_from(at / DIRECTIONS.len()).unwrap_or(0) + 1;
    beside(middle, radius.saturating_mul(ring), at)
}

fn beside(middle: WorldPoint, radius: i64, direction: usize) -> WorldPoint {
    let (x, y) = DIRECTIONS.get(direction % DIRECTIONS.len()).copied().unwrap_or_default();
    WorldPoint { x: middle.x + x * radius / 1000, y: middle.y + y * radius / 1000 }
}
