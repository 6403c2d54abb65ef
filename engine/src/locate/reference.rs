//! The reference: rstar over cell envelopes, then exact parity over each candidate's own borders.
//!
//! Slower than the raster and built on nothing that it uses, so that one can prove the other. It also answers what
//! the raster does not: boxes, shapes, and all cells that cover a place of a faulty layer.

use rstar::{AABB, RTree, RTreeObject};

use super::border::Border;
use crate::crs::LatticePoint;

/// A cell's envelope on the lattice.
#[derive(Debug, Clone, Copy)]
struct Envelope {
    cell: u32,
    low: [i64; 2],
    high: [i64; 2],
}

impl RTreeObject for Envelope {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.low, self.high)
    }
}

/// Cells with the borders that bound each of them.
#[derive(Debug, Clone)]
pub struct Reference {
    tree: RTree<Envelope>,
    /// Borders of all cells, cell by cell.
    borders: Vec<Border>,
    /// Where each cell's borders start in `borders`; one more than there are cells.
    starts: Vec<u32>,
}

impl Reference {
    /// The reference over `borders_of_cells[cell]`, the noded segments on whose two sides the cell's cover differs.
    ///
    /// # Complexity
    /// O(borders + cells · log cells).
    #[must_use]
    pub fn build(borders_of_cells: &[Vec<Border>]) -> Self {
        let mut borders = Vec::new();
        let mut starts = vec![0u32];
        let mut envelopes = Vec::new();
        for (cell, own) in (0u32..).zip(borders_of_cells) {
            borders.extend_from_slice(own);
            starts.push(u32::try_from(borders.len()).unwrap_or(u32::MAX));
            if let Some((low, high)) = bounds(own) {
                envelopes.push(Envelope { cell, low, high });
            }
        }
        Self { tree: RTree::bulk_load(envelopes), borders, starts }
    }

    /// The borders that bound a cell.
    #[must_use]
    pub fn borders_of(&self, cell: u32) -> &[Border] {
        let at = |i: u32| self.starts.get(i as usize).map_or(self.borders.len(), |&s| s as usize);
        &self.borders[at(cell)..at(cell.saturating_add(1))]
    }

    /// The cells that cover a position by the half-open rule, by rising index. Exact.
    ///
    /// # Complexity
    /// O(log cells + borders of the cells whose envelope holds the position).
    #[must_use]
    pub fn covering(&self, p: LatticePoint) -> Vec<u32> {
        self.select(p, |borders| borders.iter().filter(|e| e.crossed_left_of(p)).count() % 2 == 1)
    }

    /// The cells on whose border, ends included, a position lies, by rising index. Exact.
    #[must_use]
    pub fn touching(&self, p: LatticePoint) -> Vec<u32> {
        self.select(p, |borders| borders.iter().any(|e| e.holds(p)))
    }

    /// The cells whose envelope meets a lattice box, by rising index.
    #[must_use]
    pub fn in_box(&self, low: LatticePoint, high: LatticePoint) -> Vec<u32> {
        let corners = AABB::from_corners(corner(low), corner(high));
        let mut cells: Vec<u32> =
            self.tree.locate_in_envelope_intersecting(corners).map(|e| e.cell).collect();
        cells.sort_unstable();
        cells
    }

    fn select(&self, p: LatticePoint, holds: impl Fn(&[Border]) -> bool) -> Vec<u32> {
        let mut cells = self.in_box(p, p);
        cells.retain(|&cell| holds(self.borders_of(cell)));
        cells
    }
}

fn corner(p: LatticePoint) -> [i64; 2] {
    [i64::from(p.x), i64::from(p.y)]
}

/// The closed box around segments; `None` without any.
fn bounds(borders: &[Border]) -> Option<([i64; 2], [i64; 2])> {
    let ends = || borders.iter().flat_map(|e| [corner(e.a), corner(e.b)]);
    ends().next()?;
    let fold = |axis: usize| ends().map(|c| c[axis]).fold((i64::MAX, i64::MIN), |(lo, hi), v| (lo.min(v), hi.max(v)));
    let ((x_lo, x_hi), (y_lo, y_hi)) = (fold(0), fold(1));
    Some(([x_lo, y_lo], [x_hi, y_hi]))
}
