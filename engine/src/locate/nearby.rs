//! Places near each other share most of their search: a net of squares, each of which remembers where the nearest border can be.
//!
//! A square is filled when somebody asks about it for the first time. It changes no answer, only how soon it is there.

use std::sync::OnceLock;

use super::nearest::{BorderTree, Leaves, Nearest};
use super::scale::Scales;
use crate::crs::LatticePoint;

/// Most squares of a layer.
const SQUARES_MOST: usize = 1 << 13;

/// Sides of squares are powers of two in lattice steps; the smallest is about forty metres.
const SIDE_LEAST: u32 = 12;

/// Squares from which the nearest border is farther than this, in metres, are not shared: the plane of one place does not serve
/// the others.
const REACH_MOST_M: f64 = 5_000.0;

/// Squares that would share more leaves than this are searched place by place.
const LEAVES_MOST: usize = 192;

/// What the places of a square share.
#[derive(Debug)]
struct Square {
    /// The leaves that hold the nearest border of every place in it, the nearest to its middle first; `None` where they are too many.
    leaves: Option<Leaves>,
    /// The border nearest to its middle.
    hint: Option<u32>,
}

/// The net over the box of a layer's borders.
#[derive(Debug)]
pub(super) struct Nearby {
    /// Column and row of the first square.
    first: (i32, i32),
    columns: usize,
    shift: u32,
    squares: Vec<OnceLock<Box<Square>>>,
}

impl Nearby {
    /// An empty net over the borders of a tree: at most one square a border. O(borders).
    pub(super) fn over(tree: &BorderTree) -> Self {
        let Some(first) = tree.borders().first().map(|border| border.a) else {
            return Self { first: (0, 0), columns: 0, shift: SIDE_LEAST, squares: Vec::new() };
        };
        let ends = tree.borders().iter().flat_map(|border| [border.a, border.b]);
        let (low, high) = ends.fold((first, first), |(low, high), p| {
            (
                LatticePoint { x: low.x.min(p.x), y: low.y.min(p.y) },
                LatticePoint { x: high.x.max(p.x), y: high.y.max(p.y) },
            )
        });
        let most = tree.borders().len().min(SQUARES_MOST);
        let along = |low: i32, high: i32, shift: u32| {
            usize::try_from(i64::from(high >> shift) - i64::from(low >> shift) + 1).unwrap_or(usize::MAX)
        };
        let count = |shift: u32| along(low.x, high.x, shift).saturating_mul(along(low.y, high.y, shift));
        // A box of one step may lie across a corner of four squares of any side.
        let shift = (SIDE_LEAST..31).find(|&shift| count(shift) <= most.max(4)).unwrap_or(31);
        let squares = (0..count(shift).min(SQUARES_MOST)).map(|_| OnceLock::new()).collect();
        let columns = along(low.x, high.x, shift);
        Self { first: (low.x >> shift, low.y >> shift), columns, shift, squares }
    }

    /// Memory held for empty squares, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.squares.len() * size_of::<OnceLock<Box<Square>>>()
    }

    /// The borders nearest to a position: the same as [`BorderTree::nearest`] finds.
    ///
    /// # Complexity
    /// O(leaves of the square), a few; the first time in a square as [`BorderTree::nearest`].
    pub(super) fn nearest(&self, tree: &BorderTree, scales: &Scales, p: LatticePoint) -> Option<Nearest> {
        let scale = scales.at(p.y);
        let (column, row) = (p.x >> self.shift, p.y >> self.shift);
        let Some(cell) = self.position(column, row).and_then(|at| self.squares.get(at)) else {
            return tree.nearest(p, scale, |_| true);
        };
        let square = cell.get_or_init(|| Box::new(self.fill(tree, scales, column, row)));
        if let Some(leaves) = &square.leaves {
            return tree.nearest_in(leaves, p, scale, square.hint);
        }
        let known = square.hint.and_then(|border| tree.squared_distance_to(border, p, scale));
        tree.nearest_up_to(p, scale, known.unwrap_or(f64::INFINITY), |_| true)
    }

    fn position(&self, column: i32, row: i32) -> Option<usize> {
        let column = usize::try_from(i64::from(column) - i64::from(self.first.0)).ok()?;
        let row = usize::try_from(i64::from(row) - i64::from(self.first.1)).ok()?;
        (column < self.columns).then(|| row.checked_mul(self.columns)?.checked_add(column))?
    }

    fn fill(&self, tree: &BorderTree, scales: &Scales, column: i32, row: i32) -> Square {
        let half = 1i32 << (self.shift - 1);
        let middle = |at: i32| at.wrapping_shl(self.shift).saturating_add(half);
        let centre = LatticePoint { x: middle(column), y: middle(row) };
        let scale = scales.at(centre.y);
        let side = f64::from(half) + 1.0;
        let radius_m = (side * scale.east).hypot(side * scale.north);
        let Some(nearest) = tree.nearest(centre, scale, |_| true) else {
            return Square { leaves: None, hint: None };
        };
        let hint = nearest.borders.first().copied();
        let reach_m = reach(nearest.squared_m2.sqrt(), radius_m);
        let mut leaves = Leaves::default();
        if reach_m < REACH_MOST_M {
            tree.leaves_within(centre, scale, reach_m, &mut leaves);
        }
        let shared = (1..=LEAVES_MOST).contains(&leaves.len());
        Square { leaves: shared.then_some(leaves), hint }
    }
}

/// How far from the middle of a circle the border nearest to any place in it can be, the border nearest to the middle being
/// `nearest_m` away.
///
/// By the triangle inequality. The planes of the middle and of a place differ by tan(latitude) · radius / 6.4e6 m at most, which
/// the last factor covers up to latitude 85.
pub(super) fn reach(nearest_m: f64, radius_m: f64) -> f64 {
    (nearest_m + 2.0 * radius_m) * (1.0 + radius_m * 4e-6)
}

#[cfg(test)]
#[path = "nearby_tests.rs"]
mod tests;
