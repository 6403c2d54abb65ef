//! What of a tile does not change with its figures (底图模板): its cells, their names and their geometry, encoded once.

use super::mvt::{Drawn, LayerWriter, Plate, PlateWriter, Printed};

/// The cells of one tile with names and geometry, ready to be written under any figures.
///
/// A pure function of layer and address, as the tile itself. Some 60 to 120 bytes a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stencil {
    cells: Vec<u32>,
    plate: Plate,
}

/// A stencil in the making.
#[derive(Debug, Default)]
pub(super) struct StencilWriter {
    cells: Vec<u32>,
    plate: PlateWriter,
}

impl StencilWriter {
    /// Adds a cell; `name` gives its attributes.
    pub(super) fn push(&mut self, cell: u32, drawn: &Drawn, name: impl FnOnce(&mut LayerWriter)) {
        name(self.plate.attributes());
        self.cells.push(cell);
        self.plate.push(cell.into(), drawn);
    }

    pub(super) fn finish(mut self) -> Stencil {
        self.cells.shrink_to_fit();
        Stencil { cells: self.cells, plate: self.plate.finish() }
    }
}

impl Stencil {
    /// The cells that show in the tile, rising.
    #[must_use]
    pub fn cells(&self) -> &[u32] {
        &self.cells
    }

    /// Cells and features in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Printed<'_>)> {
        self.cells.iter().copied().zip(self.plate.iter())
    }

    pub(super) fn plate(&self) -> &Plate {
        &self.plate
    }

    /// Bytes of memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.cells.capacity() * size_of::<u32>() + self.plate.bytes()
    }
}
