//! Places near each other share most of their search: a net of squares, each of which remembers where the nearest border can be.
//!
//! A square is filled when somebody asks about it for the second time. It changes no answer, only how soon it is there.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::eight::StepMetres;
use super::nearest::{Block, BorderTree, Nearest};
use super::scale::Scales;
use crate::crs::LatticePoint;

/// Most squares of a layer.
const SQUARES_MOST: usize = 1 << 15;

/// Sides of squares are powers of two in lattice steps; the smallest is about forty metres.
const SIDE_LEAST: u32 = 12;

/// Borders that a square remembers: those nearest to its middle. Places for which these are not enough search the tree.
const BORDERS_MOST: usize = 32;

/// What the places of a square share: the borders nearest to its middle, side by side so that the machine reads on in one
/// stretch of memory, and how far from the middle all others are.
#[derive(Debug)]
pub(super) struct Square {
    blocks: Box<[Block]>,
    until_m: f32,
}

/// A square of the net, before and after it is filled.
#[derive(Debug, Default)]
struct Slot {
    /// Whether somebody asked about a place in it. Only the second one fills it: one place alone is found quicker.
    asked: AtomicBool,
    square: OnceLock<Square>,
}

/// The net over the box of a layer's borders.
#[derive(Debug)]
pub(super) struct Nearby {
    /// Column and row of the first square.
    first: (i32, i32),
    columns: usize,
    shift: u32,
    squares: Vec<Slot>,
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
        let squares = (0..count(shift).min(SQUARES_MOST)).map(|_| Slot::default()).collect();
        let columns = along(low.x, high.x, shift);
        Self { first: (low.x >> shift, low.y >> shift), columns, shift, squares }
    }

    /// Memory held for empty squares, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.squares.len() * size_of::<Slot>()
    }

    /// The borders nearest to a position: the same as [`BorderTree::nearest`] finds.
    ///
    /// # Complexity
    /// O(1) for nearly every place: a block or two of the square's borders; the first time in a square, and for places that these
    /// do not settle, as [`BorderTree::nearest`].
    pub(super) fn nearest(&self, tree: &BorderTree, scales: &Scales, p: LatticePoint) -> Option<Nearest> {
        self.nearest_in(tree, scales, p, self.square(tree, scales, p))
    }

    /// As [`Self::nearest`], the square being at hand.
    pub(super) fn nearest_in(
        &self,
        tree: &BorderTree,
        scales: &Scales,
        p: LatticePoint,
        square: Option<&Square>,
    ) -> Option<Nearest> {
        let scale = scales.at(p.y);
        let Some(square) = square else { return tree.nearest(p, scale, |_| true) };
        let away_m = away(self.middle(p.x >> self.shift, p.y >> self.shift), p, scale);
        tree.nearest_around((&square.blocks, square.until_m), p, scale, away_m)
    }

    /// The square of a position, if the net reaches there and somebody asked about the square before. Its first borders are asked for from memory, so that they are on
    /// their way while something else is done.
    pub(super) fn square(&self, tree: &BorderTree, scales: &Scales, p: LatticePoint) -> Option<&Square> {
        let (column, row) = (p.x >> self.shift, p.y >> self.shift);
        let slot = self.squares.get(self.position(column, row)?)?;
        if slot.square.get().is_none() && !slot.asked.swap(true, Ordering::Relaxed) {
            return None;
        }
        let square = slot.square.get_or_init(|| self.fill(tree, scales, self.middle(column, row)));
        std::hint::black_box(square.blocks.first().map(|block| block.from_m));
        Some(square)
    }

    fn position(&self, column: i32, row: i32) -> Option<usize> {
        let column = usize::try_from(i64::from(column) - i64::from(self.first.0)).ok()?;
        let row = usize::try_from(i64::from(row) - i64::from(self.first.1)).ok()?;
        (column < self.columns).then(|| row.checked_mul(self.columns)?.checked_add(column))?
    }

    fn middle(&self, column: i32, row: i32) -> LatticePoint {
        let half = 1i32 << (self.shift - 1);
        let middle = |at: i32| at.wrapping_shl(self.shift).saturating_add(half);
        LatticePoint { x: middle(column), y: middle(row) }
    }

    fn fill(&self, tree: &BorderTree, scales: &Scales, middle: LatticePoint) -> Square {
        let scale = scales.at(middle.y);
        let side = f64::from(1i32 << (self.shift - 1)) + 1.0;
        let radius_m = (side * scale.east).hypot(side * scale.north);
        // The plane of a place is not that of the middle; see `reach`. Metres are told a little too small, as they are bounds.
        #[expect(clippy::cast_possible_truncation, reason = "a bound that is made smaller first")]
        let told_m = |metres: f64| (metres * (1.0 - radius_m * 4e-6 - 1e-6) - 0.01) as f32;
        let (blocks, until_m) = tree.blocks_around(middle, scale, BORDERS_MOST, told_m);
        Square { blocks, until_m }
    }
}

/// Metres from the middle of a square to a place in it.
fn away(middle: LatticePoint, p: LatticePoint, scale: StepMetres) -> f64 {
    let east = (f64::from(p.x) - f64::from(middle.x)) * scale.east;
    let north = (f64::from(p.y) - f64::from(middle.y)) * scale.north;
    (east * east + north * north).sqrt()
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
