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
    /// Positions, in the layer's list of borders, of the borders of all cells, cell by cell.
    indexes: Vec<u32>,
    /// Where each cell's borders start in `indexes`; one more than there are cells.
    starts: Vec<u32>,
}

impl Reference {
    /// The reference over a layer's borders; `of_cells[cell]` are the positions of those that bound the cell.
    ///
    /// # Complexity
    /// O(borders + cells · log cells).
    #[must_use]
    pub fn build(borders: &[Border], of_cells: &[Vec<u32>]) -> Self {
        let mut indexes = Vec::new();
        let mut starts = vec![0u32];
        let mut envelopes = Vec::new();
        for (cell, own) in (0u32..).zip(of_cells) {
            indexes.extend_from_slice(own);
            starts.push(u32::try_from(indexes.len()).unwrap_or(u32::MAX));
            let ends =
                own.iter().filter_map(|&i| borders.get(i as usize)).flat_map(|e| [corner(e.a), corner(e.b)]);
            if let Some((low, high)) = bounds(ends) {
                envelopes.push(Envelope { cell, low, high });
            }
        }
        Self { tree: RTree::bulk_load(envelopes), indexes, starts }
    }

    /// Positions of the borders that bound a cell.
    #[must_use]
    pub fn borders_of(&self, cell: u32) -> &[u32] {
        let at = |i: u32| self.starts.get(i as usize).map_or(self.indexes.len(), |&s| s as usize);
        &self.indexes[at(cell)..at(cell.saturating_add(1))]
    }

    /// The cells that cover a position by the half-open rule, by rising index. Exact.
    ///
    /// # Complexity
    /// O(log cells + borders of the cells whose envelope holds the position).
    #[must_use]
    pub fn covering(&self, borders: &[Border], p: LatticePoint) -> Vec<u32> {
        self.select(borders, p, |own| own.filter(|e| e.crossed_left_of(p)).count() % 2 == 1)
    }

    /// The cells on whose border, ends included, a position lies, by rising index. Exact.
    #[must_use]
    pub fn touching(&self, borders: &[Border], p: LatticePoint) -> Vec<u32> {
        self.select(borders, p, |mut own| Iterator::any(&mut own, |e| e.holds(p)))
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

    /// Memory held, in bytes, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        (self.indexes.len() + self.starts.len()) * size_of::<u32>()
            + self.tree.size() * 2 * size_of::<Envelope>()
    }

    fn select<'a>(
        &'a self,
        borders: &'a [Border],
        p: LatticePoint,
        holds: impl Fn(&mut dyn Iterator<Item = &'a Border>) -> bool,
    ) -> Vec<u32> {
        let mut cells = self.in_box(p, p);
        cells.retain(|&cell| {
            holds(&mut self.borders_of(cell).iter().filter_map(|&i| borders.get(i as usize)))
        });
        cells
    }
}

fn corner(p: LatticePoint) -> [i64; 2] {
    [i64::from(p.x), i64::from(p.y)]
}

/// The closed box around positions; `None` without any.
fn bounds(ends: impl Iterator<Item = [i64; 2]>) -> Option<([i64; 2], [i64; 2])> {
    ends.fold(None, |bounds, [x, y]| {
        let ([x_low, y_low], [x_high, y_high]) = bounds.unwrap_or(([x, y], [x, y]));
        Some(([x_low.min(x), y_low.min(y)], [x_high.max(x), y_high.max(y)]))
    })
}
