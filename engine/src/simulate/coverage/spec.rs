//! What a generated coverage should look like, and what was reached.

use serde::{Deserialize, Serialize};

use crate::grid::{CodeError, Layer, LayerError, Title};
use crate::measure::LonLat;
use crate::simulate::streets::Street;
use crate::topology::Shape;

/// What a generated coverage should look like.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CoverageSpec {
    /// The ground to fill, in steps of 1e-7 degree; holes and several parts are allowed.
    pub outline: Shape,
    /// The code that every other code begins with, 6 digits in the national system.
    pub county_code: String,
    /// The district's name.
    pub name: Title,
    /// The wanted mean area of a covered unit grid (单元网格) in m².
    pub unit_area_m2: f64,
    /// Covered areas in m² by plan, rising; each plan keeps the cells before it. Empty: the whole outline, one plan.
    pub covered_m2: Vec<f64>,
    /// The towns (街镇); empty: `town_count` of them are invented.
    pub towns: Vec<TownSpec>,
    /// How many towns are invented when none is given.
    pub town_count: u32,
    /// How many unit grids make a community (居村委) on average, where a town has no list of them.
    pub units_per_community: f64,
    /// How many responsibility grids (责任网格) in all.
    pub responsibility_grids: u32,
    /// Vertices on the border of a unit grid of mean area, about; 12 or more.
    pub vertices_per_unit: u32,
    /// How many times larger a unit grid far from any seat is than one beside it; 1 for even sizes.
    pub size_contrast: f64,
    /// Rounds of border smoothing: 0 leaves borders ragged, 8 makes them calm.
    pub smoothing_rounds: u32,
    /// The seed; equal specifications with equal seeds give equal coverages.
    pub seed: u64,
}

/// A town to grow around its seat. Only the seat is real; the border is invented.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TownSpec {
    /// The town's code, 9 digits in the national system.
    pub code: String,
    /// The town's name.
    pub name: Title,
    /// Where the town's office stands.
    pub seat: LonLat,
    /// The wanted area relative to the other towns; any unit.
    pub share: f64,
    /// The communities to number, in order; empty: invented by `units_per_community`.
    #[serde(default)]
    pub communities: Vec<CommunitySpec>,
}

/// A community's code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommunitySpec {
    /// The community's code, 12 digits in the national system.
    pub code: String,
    /// The community's name in Chinese.
    pub name: String,
}

impl CoverageSpec {
    /// Even unit grids of a mean area all over an outline, in one town; change the fields for more.
    #[must_use]
    pub fn new(outline: Shape, unit_area_m2: f64, seed: u64) -> Self {
        Self {
            outline,
            county_code: "990101".into(),
            name: Title::new("示例区", "Example district"),
            unit_area_m2,
            covered_m2: Vec::new(),
            towns: Vec::new(),
            town_count: 1,
            units_per_community: 9.0,
            responsibility_grids: 0,
            vertices_per_unit: 30,
            size_contrast: 1.0,
            smoothing_rounds: 5,
            seed,
        }
    }
}

/// A layer, and for each cell the position of the first plan (in `covered_m2`) that has it.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneratedLayer {
    /// The cells.
    pub layer: Layer,
    /// For each cell, in the layer's order, the plan in which it begins, 0-based.
    pub since: Vec<u32>,
}

/// The layers of a generated coverage, all marked synthetic, and the streets along their borders.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GeneratedCoverage {
    /// District, towns, communities, responsibility grids (if wanted), unit grids.
    pub layers: Vec<GeneratedLayer>,
    /// Invented streets along unit-grid borders, longest first in each class.
    pub streets: Vec<Street>,
    /// What was reached.
    pub report: CoverageReport,
}

/// What a generated coverage came out like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoverageReport {
    /// Covered area by plan in m².
    pub covered_m2: Vec<f64>,
    /// Covered unit grids.
    pub units: usize,
    /// Communities.
    pub communities: usize,
    /// Responsibility grids.
    pub responsibility_grids: usize,
    /// The smallest, mean and largest unit grid in m².
    pub unit_area_m2: [f64; 3],
    /// Vertices over all unit grids, shared ones counted for each.
    pub unit_vertices: usize,
}

/// Why no coverage could be generated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CoverageError {
    /// A number makes no sense.
    #[error("{field} is {value}; {wanted}")]
    Setting {
        /// The field.
        field: &'static str,
        /// Its value.
        value: String,
        /// What would be right.
        wanted: &'static str,
    },
    /// The outline has no area or crosses itself.
    #[error("the outline {reason}; check it with `gridward check` first")]
    Outline {
        /// What is wrong.
        reason: &'static str,
    },
    /// A seat lies outside of the outline, or two share a cell.
    #[error("town {code}: its seat {reason}; move the seat or take smaller unit grids")]
    Seat {
        /// The town.
        code: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// Too few cells for what was asked.
    #[error("{what}: {wanted} wanted from {available} unit grids; ask for fewer or take smaller unit grids")]
    TooFew {
        /// What was to be made.
        what: String,
        /// How many.
        wanted: usize,
        /// From how many.
        available: usize,
    },
    /// A code does not fit.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// Cells do not make a layer.
    #[error(transparent)]
    Layer(#[from] LayerError),
}
