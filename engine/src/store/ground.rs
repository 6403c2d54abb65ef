//! Cells and units as GIS programs read them: copies of what the published versions say.

use geo::MultiPolygon;

use crate::grid::Title;
use crate::ids::{CellCode, LayerName, UnitCode};

/// A cell of a published plan.
#[derive(Debug, Clone, PartialEq)]
pub struct CellRow {
    /// Its layer.
    pub layer: LayerName,
    /// Its code.
    pub code: CellCode,
    /// What people call it.
    pub name: Title,
    /// Its shape in degrees of WGS 84.
    pub shape: MultiPolygon<f64>,
}

/// A unit of a published set of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    /// Its position in the rules' table of units: the number that stands in the column `unit` of cases.
    pub position: u16,
    /// Its code.
    pub code: UnitCode,
    /// Its kind.
    pub kind: String,
    /// What people call it.
    pub name: Title,
}

/// Cells and units of versions, by the version's number.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GroundCopies {
    /// The cells of plans, all layers.
    pub cells: Vec<(u32, Vec<CellRow>)>,
    /// The units of rules.
    pub units: Vec<(u32, Vec<UnitRow>)>,
}
