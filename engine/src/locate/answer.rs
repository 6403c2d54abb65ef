//! What a place is told about one layer.

use serde::{Deserialize, Serialize, Serializer};

use crate::ids::CellCode;

/// How the owner of a place was found (定位状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Status {
    /// In exactly one cell, by the half-open rule on shared borders.
    Inside,
    /// Exactly on the coverage's outer border: the touching cell with the lowest code.
    Edge,
    /// In a sliver that no cell covers: the nearest cell.
    GapResolved,
    /// In several cells of a faulty layer: the one with the lowest code.
    OverlapResolved,
    /// In no cell.
    Outside,
    /// No place was given, or none on Earth.
    NoLocation,
}

impl Status {
    /// The word used in files and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Edge => "edge",
            Self::GapResolved => "gap-resolved",
            Self::OverlapResolved => "overlap-resolved",
            Self::Outside => "outside",
            Self::NoLocation => "no-location",
        }
    }
}

/// Not a cell, in columns of cell indexes.
pub const NO_CELL: u32 = u32::MAX;

/// The place of one case in one layer, by cell index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    /// The owning cell, or [`NO_CELL`].
    pub cell: u32,
    /// How it was found.
    pub status: Status,
    /// Distance to the nearest border in metres; NaN without a place or without borders.
    pub border_m: f64,
    /// The cell beyond that border, or [`NO_CELL`]; for a place outside, the nearest cell.
    pub rival: u32,
}

impl Placement {
    /// What a missing place is told.
    pub const NONE: Self =
        Self { cell: NO_CELL, status: Status::NoLocation, border_m: f64::NAN, rival: NO_CELL };
}

/// A cell that may own an uncertain place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// The cell's code.
    pub code: CellCode,
    /// The share of the location's area that lies in the cell, 0 to 1.
    #[serde(serialize_with = "six_decimals")]
    pub share: f64,
}

/// The explained answer for one layer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The owning cell's code.
    pub code: Option<CellCode>,
    /// How it was found.
    pub status: Status,
    /// Distance from the location's centre to the nearest border, in metres.
    #[serde(serialize_with = "millimetres")]
    pub border_m: Option<f64>,
    /// The cell beyond that border.
    pub rival: Option<CellCode>,
    /// The owner's share of the location: 1 for a place inside a cell, 1/n on a border of n cells.
    #[serde(serialize_with = "six_decimals")]
    pub confidence: f64,
    /// Whether a person should look at it: the confidence is below 0.6.
    pub review: bool,
    /// All cells that the location meets, the largest share first, equal shares by code.
    pub candidates: Vec<Candidate>,
}

#[expect(clippy::ref_option, reason = "serde hands out a reference")]
fn millimetres<S: Serializer>(value: &Option<f64>, s: S) -> Result<S::Ok, S::Error> {
    value.map(|m| (m * 1e3).round() / 1e3).serialize(s)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out a reference")]
fn six_decimals<S: Serializer>(value: &f64, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_f64((value * 1e6).round() / 1e6)
}
