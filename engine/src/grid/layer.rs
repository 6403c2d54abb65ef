//! Cells and layers.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::{CellCode, CellIndex, LayerName};
use crate::topology::Shape;

/// A text in the two languages of the interface.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Title {
    /// A text from its Chinese and its English form.
    #[must_use]
    pub fn new(zh: &str, en: &str) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// What a layer's cells stand for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LayerRole {
    /// The whole district (区).
    District,
    /// Street, town or zone with a sub-centre (街镇).
    Town,
    /// Community or village with a workstation (居村委, 工作站).
    Community,
    /// Area of dispatch, duty and evaluation, made of unit grids (责任网格).
    ResponsibilityGrid,
    /// The smallest unit of location and statistics (单元网格).
    UnitGrid,
    /// A set of unit grids for a patrol shift (巡查网格).
    PatrolGrid,
    /// Any other coverage.
    Other,
}

/// The cells that hold a cell, one for each hierarchy that it belongs to.
///
/// A unit grid has three: its community, its responsibility grid, and (through either) its town.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Parents(Vec<(LayerName, CellCode)>);

impl Parents {
    /// The parent in a layer, if there is one. O(number of parents), which is about three.
    #[must_use]
    pub fn get(&self, layer: &LayerName) -> Option<&CellCode> {
        self.0.iter().find(|(name, _)| name == layer).map(|(_, code)| code)
    }

    /// Sets the parent in a layer and returns the one that was there.
    pub fn set(&mut self, layer: LayerName, code: CellCode) -> Option<CellCode> {
        match self.0.binary_search_by(|(name, _)| name.cmp(&layer)) {
            Ok(at) => self.0.get_mut(at).map(|entry| std::mem::replace(&mut entry.1, code)),
            Err(at) => {
                self.0.insert(at, (layer, code));
                None
            }
        }
    }

    /// All parents, ordered by layer name.
    pub fn iter(&self) -> impl Iterator<Item = (&LayerName, &CellCode)> {
        self.0.iter().map(|(layer, code)| (layer, code))
    }
}

impl FromIterator<(LayerName, CellCode)> for Parents {
    fn from_iter<I: IntoIterator<Item = (LayerName, CellCode)>>(pairs: I) -> Self {
        let mut parents = Self::default();
        for (layer, code) in pairs {
            parents.set(layer, code);
        }
        parents
    }
}

/// One grid cell (网格): its code, its name, its parents, its shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The code, unique in the layer and never used for another place.
    pub code: CellCode,
    /// The name, where the cell has one.
    pub name: Option<Title>,
    /// The cells of other layers that hold this one.
    pub parents: Parents,
    /// The border in lattice steps of 1e-7 degree.
    pub shape: Shape,
}

/// A set of cells on one ground, ordered by code; a cell's [`CellIndex`] is its place in that order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Layer {
    name: LayerName,
    title: Title,
    role: LayerRole,
    synthetic: bool,
    note: Option<Title>,
    cells: Vec<Cell>,
    /// Where each code stands; looked up only.
    #[serde(skip)]
    positions: HashMap<CellCode, CellIndex>,
}

/// Why cells do not make a layer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LayerError {
    /// Two cells have one code.
    #[error("layer {layer}: code {code} stands on {count} cells; give each cell a code of its own")]
    DuplicateCode {
        /// The layer.
        layer: LayerName,
        /// The code.
        code: CellCode,
        /// How many cells have it.
        count: usize,
    },
    /// A cell has an empty code.
    #[error("layer {layer}: {count} cells have an empty code; every cell needs one")]
    EmptyCode {
        /// The layer.
        layer: LayerName,
        /// How many cells.
        count: usize,
    },
    /// More cells than an index can hold.
    #[error("layer {layer}: {count} cells; at most 4294967295 are supported, split the layer")]
    TooManyCells {
        /// The layer.
        layer: LayerName,
        /// How many cells.
        count: usize,
    },
}

impl Layer {
    /// A layer from its cells in any order; they are sorted by code.
    ///
    /// # Errors
    /// [`LayerError`] when codes are empty or repeated (the first such code in order is named).
    ///
    /// # Complexity
    /// O(n log n).
    pub fn new(
        name: LayerName,
        title: Title,
        role: LayerRole,
        mut cells: Vec<Cell>,
    ) -> Result<Self, LayerError> {
        if u32::try_from(cells.len()).is_err() {
            return Err(LayerError::TooManyCells { layer: name, count: cells.len() });
        }
        let empty = cells.iter().filter(|cell| cell.code.as_str().is_empty()).count();
        if empty > 0 {
            return Err(LayerError::EmptyCode { layer: name, count: empty });
        }
        cells.sort_by(|a, b| a.code.cmp(&b.code));
        if let Some(same) = cells.chunk_by(|a, b| a.code == b.code).find(|same| same.len() > 1) {
            let code = same.iter().map(|cell| cell.code.clone()).next().unwrap_or_else(|| CellCode::new(""));
            return Err(LayerError::DuplicateCode { layer: name, code, count: same.len() });
        }
        let positions = (0..).map(CellIndex).zip(&cells).map(|(at, cell)| (cell.code.clone(), at)).collect();
        Ok(Self { name, title, role, synthetic: false, note: None, cells, positions })
    }

    /// The same layer, marked as invented, with a note that says how.
    #[must_use]
    pub fn into_synthetic(mut self, note: Title) -> Self {
        self.synthetic = true;
        self.note = Some(note);
        self
    }

    /// The same layer with a note on its source or limits.
    #[must_use]
    pub fn with_note(mut self, note: Title) -> Self {
        self.note = Some(note);
        self
    }

    /// The layer's name.
    #[must_use]
    pub fn name(&self) -> &LayerName {
        &self.name
    }

    /// The layer's name for people.
    #[must_use]
    pub fn title(&self) -> &Title {
        &self.title
    }

    /// What the cells stand for.
    #[must_use]
    pub fn role(&self) -> LayerRole {
        self.role
    }

    /// Whether the borders are invented; a legend must say so.
    #[must_use]
    pub fn synthetic(&self) -> bool {
        self.synthetic
    }

    /// A note on source or limits.
    #[must_use]
    pub fn note(&self) -> Option<&Title> {
        self.note.as_ref()
    }

    /// The cells, ordered by code.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The cell at an index.
    #[must_use]
    pub fn cell(&self, index: CellIndex) -> Option<&Cell> {
        self.cells.get(usize::try_from(index.0).ok()?)
    }

    /// The index of a code. O(1).
    #[must_use]
    pub fn index_of(&self, code: &CellCode) -> Option<CellIndex> {
        self.positions.get(code).copied()
    }

    /// The cell with a code. O(1).
    #[must_use]
    pub fn find(&self, code: &CellCode) -> Option<&Cell> {
        self.cell(self.index_of(code)?)
    }
}

impl fmt::Display for LayerRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::District => "district",
            Self::Town => "town",
            Self::Community => "community",
            Self::ResponsibilityGrid => "responsibility-grid",
            Self::UnitGrid => "unit-grid",
            Self::PatrolGrid => "patrol-grid",
            Self::Other => "other",
        })
    }
}

#[cfg(test)]
#[path = "layer_tests.rs"]
mod tests;
