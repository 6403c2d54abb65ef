//! Cutting lines and rings to a tile's window, on integers.
//!
//! A cut edge gets its new end from the edge alone, taken in one fixed direction, so two cells that share the edge get the
//! same end and stay sealed.
//!
//! Rings: I. E. Sutherland, G. W. Hodgman, "Reentrant polygon clipping", Communications of the ACM 17(1), 1974,
//! doi:10.1145/360767.360802.

use super::geometry::TilePoint;
use super::layer::EXTENT;

/// A position on the world's grid of one zoom: 4096 · 2^zoom steps a side, x to the east, y to the south.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GridPoint {
    /// Steps to the east of the antimeridian.
    pub x: i64,
    /// Steps to the south of the map's northern edge.
    pub y: i64,
}

/// What a tile may hold: its square of 4096 steps and a buffer around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    origin: GridPoint,
    buffer: i32,
}

#[derive(Debug, Clone, Copy)]
enum Side {
    West,
    East,
    North,
    South,
}

const SIDES: [Side; 4] = [Side::West, Side::East, Side::North, Side::South];

impl Window {
    /// The window of the tile in column `x` and row `y`, with `buffer` steps on each side.
    #[must_use]
    pub fn new(x: u32, y: u32, buffer: u16) -> Self {
        let extent = i64::from(EXTENT);
        let origin = GridPoint { x: i64::from(x) * extent, y: i64::from(y) * extent };
        Self { origin, buffer: i32::from(buffer) }
    }

    /// The window's corners, north-west and south-east, on the world's grid.
    #[must_use]
    pub fn corners(&self) -> (GridPoint, GridPoint) {
        let (low, high) = (i64::from(-self.buffer), i64::from(EXTENT) + i64::from(self.buffer));
        (
            GridPoint { x: self.origin.x + low, y: self.origin.y + low },
            GridPoint { x: self.origin.x + high, y: self.origin.y + high },
        )
    }

    /// Whether a place belongs to this tile and to no other: the tile's square without its eastern and southern edge.
    #[must_use]
    pub fn owns(&self, place: GridPoint) -> bool {
        let square = 0..i64::from(EXTENT);
        square.contains(&(place.x - self.origin.x)) && square.contains(&(place.y - self.origin.y))
    }

    /// A place in the tile's own steps; `None` outside of the window.
    #[must_use]
    pub fn point(&self, place: GridPoint) -> Option<TilePoint> {
        let (low, high) = self.corners();
        let held = (low.x..=high.x).contains(&place.x) && (low.y..=high.y).contains(&place.y);
        let x = i32::try_from(place.x - self.origin.x).ok()?;
        let y = i32::try_from(place.y - self.origin.y).ok()?;
        held.then_some(TilePoint { x, y })
    }

    /// The part of a closed ring inside the window: no repeated point, no spike; `None` when no area is left.
    ///
    /// Parts that the window cuts asunder stay one ring, joined along the window's edge, where nobody sees it.
    ///
    /// # Complexity
    /// O(n) for n vertices.
    #[must_use]
    pub fn ring(&self, ring: &[GridPoint]) -> Option<Vec<TilePoint>> {
        let mut kept = ring.to_vec();
        for side in SIDES {
            if kept.iter().any(|&p| self.beyond(side, p)) {
                kept = self.cut_ring(side, &kept);
            }
        }
        let points = kept.iter().filter_map(|&p| self.point(p)).collect();
        let points = without_spikes(points);
        (points.len() >= 3).then_some(points)
    }

    /// The parts of a line inside the window, each with two points at least.
    ///
    /// # Complexity
    /// O(n) for n vertices.
    #[must_use]
    pub fn line(&self, line: &[GridPoint]) -> Vec<Vec<TilePoint>> {
        let mut parts = vec![line.to_vec()];
        for side in SIDES {
            if parts.iter().flatten().any(|&p| self.beyond(side, p)) {
                parts = parts.iter().flat_map(|part| self.cut_line(side, part)).collect();
            }
        }
        let on_tile = parts.iter().map(|part| {
            let mut points: Vec<_> = part.iter().filter_map(|&p| self.point(p)).collect();
            points.dedup();
            points
        });
        on_tile.filter(|points| points.len() >= 2).collect()
    }

    fn cut_ring(&self, side: Side, ring: &[GridPoint]) -> Vec<GridPoint> {
        let mut kept = Vec::with_capacity(ring.len() + 2);
        let Some(&last) = ring.last() else { return kept };
        let mut from = last;
        for &to in ring {
            if self.beyond(side, from) != self.beyond(side, to) {
                kept.push(self.crossing(side, from, to));
            }
            if !self.beyond(side, to) {
                kept.push(to);
            }
            from = to;
        }
        kept
    }

    fn cut_line(&self, side: Side, line: &[GridPoint]) -> Vec<Vec<GridPoint>> {
        let mut parts = Vec::new();
        let mut part: Vec<GridPoint> = Vec::new();
        let mut before: Option<GridPoint> = None;
        for &to in line {
            if let Some(from) = before
                && self.beyond(side, from) != self.beyond(side, to)
            {
                part.push(self.crossing(side, from, to));
            }
            if self.beyond(side, to) {
                parts.push(std::mem::take(&mut part));
            } else {
                part.push(to);
            }
            before = Some(to);
        }
        parts.push(part);
        parts.retain(|part| part.len() >= 2);
        parts
    }

    fn beyond(&self, side: Side, p: GridPoint) -> bool {
        let (low, high) = self.corners();
        match side {
            Side::West => p.x < low.x,
            Side::East => p.x > high.x,
            Side::North => p.y < low.y,
            Side::South => p.y > high.y,
        }
    }

    fn crossing(&self, side: Side, a: GridPoint, b: GridPoint) -> GridPoint {
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        let (low, high) = self.corners();
        let at_x = |x| GridPoint { x, y: a.y + share(b.y - a.y, x - a.x, b.x - a.x) };
        let at_y = |y| GridPoint { x: a.x + share(b.x - a.x, y - a.y, b.y - a.y), y };
        match side {
            Side::West => at_x(low.x),
            Side::East => at_x(high.x),
            Side::North => at_y(low.y),
            Side::South => at_y(high.y),
        }
    }
}

/// `length · part / whole`, rounded to the nearest integer, halves upward. `whole` is not zero: the edge crosses the side.
fn share(length: i64, part: i64, whole: i64) -> i64 {
    let (part, whole) = if whole < 0 { (-part, -whole) } else { (part, whole) };
    let whole = i128::from(whole.max(1));
    let doubled = 2 * i128::from(length) * i128::from(part) + whole;
    // |part| <= |whole|, so the quotient is no longer than `length`.
    i64::try_from(doubled.div_euclid(2 * whole)).unwrap_or(length)
}

/// A ring without repeated points and without spikes: places where the border turns back on itself.
fn without_spikes(ring: Vec<TilePoint>) -> Vec<TilePoint> {
    let mut kept: Vec<TilePoint> = Vec::with_capacity(ring.len());
    for point in ring {
        push_straightened(&mut kept, point);
    }
    // The seam: the ring's end against its beginning, until nothing changes.
    let mut start = 0;
    while kept.len() - start >= 3 {
        let (first, second) = (kept[start], kept[start + 1]);
        let (before_last, last) = (kept[kept.len() - 2], kept[kept.len() - 1]);
        if last == first || turns_back(before_last, last, first) {
            kept.pop();
        } else if turns_back(last, first, second) {
            start += 1;
        } else {
            break;
        }
    }
    kept.split_off(start)
}

fn push_straightened(kept: &mut Vec<TilePoint>, point: TilePoint) {
    loop {
        match kept.as_slice() {
            [.., last] if *last == point => return,
            [.., a, b] if turns_back(*a, *b, point) => {
                kept.pop();
            }
            _ => break,
        }
    }
    kept.push(point);
}

fn turns_back(a: TilePoint, b: TilePoint, c: TilePoint) -> bool {
    let (ux, uy) = (i64::from(b.x - a.x), i64::from(b.y - a.y));
    let (vx, vy) = (i64::from(c.x - b.x), i64::from(c.y - b.y));
    ux * vy == uy * vx && ux * vx + uy * vy < 0
}
