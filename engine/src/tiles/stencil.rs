//! What of a tile does not change with its figures (底图模板): its cells and their geometry, encoded once.

use super::mvt::{Drawn, DrawnList, DrawnRef};

/// The cells of one tile with their geometry, ready to be written under any figures.
///
/// A pure function of layer and address, as the tile itself. Some 20 to 60 bytes a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stencil {
    cells: Vec<u32>,
    drawn: DrawnList,
}

impl Stencil {
    pub(super) fn push(&mut self, cell: u32, drawn: &Drawn) {
        self.cells.push(cell);
        self.drawn.push(drawn);
    }

    pub(super) fn finish(mut self) -> Self {
        self.cells.shrink_to_fit();
        self.drawn.shrink();
        self
    }

    /// The cells that show in the tile, rising.
    #[must_use]
    pub fn cells(&self) -> &[u32] {
        &self.cells
    }

    /// Cells and geometries in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, DrawnRef<'_>)> {
        self.cells.iter().copied().zip(self.drawn.iter())
    }

    /// Bytes of memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.cells.capacity() * size_of::<u32>() + self.drawn.bytes()
    }
}
