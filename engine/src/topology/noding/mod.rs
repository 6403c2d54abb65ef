//! Noding (打断): every border is cut where another border meets it, so that borders share whole edges or single points.
//!
//! Iterated snap rounding in simultaneous rounds: all meetings of the present pieces are found, every piece is split at
//! all of its own, and only pairs with a piece that was bent by rounding are looked at again. No corner of the input
//! ever moves; a border bends by at most half a step on each axis and round, and the report says where and how far.
//! The result does not depend on the order of shapes, rings or threads.
//!
//! Source: after Halperin and Packer (2002), Iterated snap rounding, doi:10.1016/S0925-7721(01)00064-5, with splits at
//! exact meetings in the place of hot pixels.

mod borders;
mod meet;
mod pieces;
mod report;

use super::shape::{Point, Shape};
use super::strips::{Segment, Strips};

pub(crate) use borders::{Borders, Owner};
pub(crate) use report::Chains;
pub use report::{AddedVertex, NodingReport};

/// Rounds after which noding gives up; real coverages need one to three.
const MOST_ROUNDS: u32 = 64;

/// Why shapes cannot become an arrangement.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ArrangementError {
    /// A coordinate is too large for exact arithmetic.
    #[error("shape {shape} has the corner ({x}, {y}), beyond ±2^61 lattice steps; choose a coarser lattice")]
    OutOfRange {
        /// Position of the shape in the input.
        shape: usize,
        /// East, in steps.
        x: i64,
        /// North, in steps.
        y: i64,
    },
    /// More corners or pieces than 32-bit indexes can hold.
    #[error("{count} corners are more than one arrangement holds ({limit}); split the layer into parts")]
    TooLarge {
        /// How many there are.
        count: usize,
        /// How many may be.
        limit: usize,
    },
    /// Rounding kept making new crossings.
    #[error("borders still cross after {rounds} rounds of noding near ({x}, {y}); use a finer lattice")]
    Unsettled {
        /// Rounds done.
        rounds: u32,
        /// East of one remaining crossing, in steps.
        x: i64,
        /// North of it.
        y: i64,
    },
}

/// Borders cut into edges that meet only at their ends.
pub(crate) struct Noded {
    /// The input's distinct segments and their owners; ends are indexes into `nodes`.
    pub borders: Borders,
    /// Every end of every edge, sorted, distinct.
    pub nodes: Vec<Point>,
    /// The distinct edges, sorted.
    pub edges: Vec<Segment>,
    /// `sources[source_offsets[e]..source_offsets[e + 1]]` = the input segments that run along edge e, sorted.
    pub source_offsets: Vec<u32>,
    /// Indexes of input segments by edge.
    pub sources: Vec<u32>,
    pub rounds: u32,
}

impl Noded {
    /// Cuts the borders of `shapes`.
    ///
    /// # Errors
    /// [`ArrangementError`].
    ///
    /// # Complexity
    /// O(n log n) for a coverage that is clean or nearly so.
    pub fn of<S: std::borrow::Borrow<Shape>>(shapes: &[S]) -> Result<Self, ArrangementError> {
        let (borders, nodes) = Borders::of(shapes)?;
        let mut table = pieces::Pieces::of(borders, nodes);
        for round in 1..=MOST_ROUNDS {
            let cuts = {
                let fresh = (round > 1).then_some(table.fresh.as_slice());
                let strips = Strips::build(&table.nodes, &table.edges);
                strips.pairs(&table.nodes, &table.edges, fresh, |s, t, found| {
                    meet::cuts(&table.nodes, &table.edges, s, t, found);
                })
            };
            let Some(&(_, at)) = cuts.first() else { return Ok(table.finish(round)) };
            if round == MOST_ROUNDS {
                return Err(ArrangementError::Unsettled { rounds: round, x: at.x, y: at.y });
            }
            table.split(cuts)?;
        }
        Ok(table.finish(MOST_ROUNDS))
    }

    /// The input segments along an edge.
    pub fn sources(&self, edge: usize) -> &[u32] {
        &self.sources[self.source_offsets[edge] as usize..self.source_offsets[edge + 1] as usize]
    }
}

#[cfg(test)]
#[path = "noding_tests.rs"]
mod tests;
