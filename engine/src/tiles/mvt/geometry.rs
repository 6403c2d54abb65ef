//! Geometry of a vector tile: positions on the tile's integer grid, and the drawing commands that carry them.

use super::protobuf::zigzag;

/// A position on a tile's grid: x to the east, y to the south, 4096 steps a side, the north-west corner is (0, 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TilePoint {
    /// Steps to the east.
    pub x: i32,
    /// Steps to the south.
    pub y: i32,
}

/// One polygon on a tile's grid; rings are closed implicitly and may run either way round: the encoder turns them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TilePolygon {
    /// The outer ring.
    pub exterior: Vec<TilePoint>,
    /// The holes.
    pub interiors: Vec<Vec<TilePoint>>,
}

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE_PATH: u32 = 7;

/// Twice the area of a ring by the shoelace formula, positive when the ring runs clockwise on the screen (y points down),
/// in grid steps squared.
#[must_use]
pub fn doubled_area(ring: &[TilePoint]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y))
        .sum()
}

/// Commands of a geometry in the making; positions are relative to the last one, across parts too.
#[derive(Debug, Default)]
pub(super) struct Commands {
    words: Vec<u32>,
    pen: Option<TilePoint>,
}

impl Commands {
    /// The words, ready to be packed; empty when nothing survived.
    pub(super) fn into_words(self) -> Vec<u32> {
        self.words
    }

    /// Points, all in one command, in the order given.
    pub(super) fn points(&mut self, points: &[TilePoint]) {
        self.command(MOVE_TO, points.len());
        for &point in points {
            self.go(point);
        }
    }

    /// A line; repeated points are left out, and a line that is a single point is nothing.
    pub(super) fn line(&mut self, line: &[TilePoint]) {
        let mut path = line.to_vec();
        path.dedup();
        if path.len() >= 2 {
            self.path(&path);
        }
    }

    /// A polygon: its outer ring clockwise on the screen, then its holes counter-clockwise. A ring without area is
    /// nothing, and takes its holes with it when it is the outer one.
    pub(super) fn polygon(&mut self, polygon: &TilePolygon) {
        if !self.ring(&polygon.exterior, true) {
            return;
        }
        for interior in &polygon.interiors {
            self.ring(interior, false);
        }
    }

    fn ring(&mut self, ring: &[TilePoint], clockwise: bool) -> bool {
        let mut path = ring.to_vec();
        path.dedup();
        while path.len() > 1 && path.first() == path.last() {
            path.pop();
        }
        let area = doubled_area(&path);
        if path.len() < 3 || area == 0 {
            return false;
        }
        if (area > 0) != clockwise {
            path.reverse();
        }
        self.path(&path);
        self.command(CLOSE_PATH, 1);
        true
    }

    fn path(&mut self, path: &[TilePoint]) {
        let Some((&first, rest)) = path.split_first() else { return };
        self.command(MOVE_TO, 1);
        self.go(first);
        self.command(LINE_TO, rest.len());
        for &point in rest {
            self.go(point);
        }
    }

    fn command(&mut self, id: u32, count: usize) {
        // The format has 29 bits for the count; a tile of half a milliard vertices does not exist.
        let count = u32::try_from(count).unwrap_or(u32::MAX >> 3) & (u32::MAX >> 3);
        self.words.push(id | (count << 3));
    }

    fn go(&mut self, point: TilePoint) {
        let from = self.pen.unwrap_or(TilePoint { x: 0, y: 0 });
        self.words.push(zigzag(point.x.wrapping_sub(from.x)));
        self.words.push(zigzag(point.y.wrapping_sub(from.y)));
        self.pen = Some(point);
    }
}
