//! Borders: the segments of a layer's arrangement with the face class on either side.

use crate::crs::LatticePoint;

/// The class of a face of the layer's arrangement: what a place in it is told.
///
/// A class below the number of cells is that cell's index. [`OUTSIDE`] and [`NO_LOCATION`] are fixed; what lies
/// between (overlaps, gaps) is listed in the layer's table of faults. Classes use 31 bits.
pub type FaceClass = u32;

/// No cell covers the place.
pub const OUTSIDE: FaceClass = 0x7FFF_FFFF;

/// The place is missing or not a position on Earth.
pub const NO_LOCATION: FaceClass = 0x7FFF_FFFE;

/// A border segment, its lower end first (the left one where both are level).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Border {
    /// Lower end.
    pub a: LatticePoint,
    /// Upper end.
    pub b: LatticePoint,
    /// Class of the face to the left of a → b.
    pub left: FaceClass,
    /// Class of the face to the right of a → b.
    pub right: FaceClass,
}

impl Border {
    /// The segment between two ends with the classes to the left and to the right of p → q; `None` where the ends are equal.
    #[must_use]
    pub fn new(p: LatticePoint, q: LatticePoint, left: FaceClass, right: FaceClass) -> Option<Self> {
        match (p.y, p.x).cmp(&(q.y, q.x)) {
            std::cmp::Ordering::Less => Some(Self { a: p, b: q, left, right }),
            std::cmp::Ordering::Greater => Some(Self { a: q, b: p, left: right, right: left }),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// What crossing this segment changes: the exclusive-or of the classes beside it.
    ///
    /// Along any path the differences telescope, so the class at its end is the class at its start xor all of them.
    #[inline]
    pub(crate) fn difference(&self) -> u32 {
        self.left ^ self.right
    }

    /// Twice the signed area of (a, b, p): positive where p lies to the left, zero where it lies on the line. Exact.
    #[inline]
    pub(crate) fn side(&self, p: LatticePoint) -> i128 {
        let (ax, ay) = (i128::from(self.a.x), i128::from(self.a.y));
        let (bx, by) = (i128::from(self.b.x), i128::from(self.b.y));
        (bx - ax) * (i128::from(p.y) - ay) - (by - ay) * (i128::from(p.x) - ax)
    }

    /// Whether a horizontal ray to the left from just above-right of p (the half-open rule) crosses the segment.
    #[inline]
    pub(crate) fn crossed_left_of(&self, p: LatticePoint) -> bool {
        self.a.y <= p.y && p.y < self.b.y && self.side(p) <= 0
    }

    /// Whether p lies on the closed segment. Exact.
    #[inline]
    pub(crate) fn holds(&self, p: LatticePoint) -> bool {
        let (x_min, x_max) = (self.a.x.min(self.b.x), self.a.x.max(self.b.x));
        self.a.y <= p.y && p.y <= self.b.y && x_min <= p.x && p.x <= x_max && self.side(p) == 0
    }
}
