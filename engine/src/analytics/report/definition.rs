//! What a report prints (`report.json`).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::grid::Title;

/// The file `report.json` of a district's folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportSpec {
    /// `gridward/report/1`.
    pub schema: String,
    /// Where the printed numbers stand.
    pub source: String,
    /// The periods, by name.
    pub periods: BTreeMap<String, FigurePeriod>,
    /// The figures, in order of print.
    pub figures: Vec<Figure>,
}

/// A period of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigurePeriod {
    /// The first day.
    pub from: String,
    /// The first day after it; what is closed later counts as open.
    pub until: String,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// Its identity; several figures may share one.
    pub id: String,
    /// What it is called.
    #[schemars(with = "BTreeMap<String, String>")]
    pub title: Title,
    /// What it computes.
    #[serde(flatten)]
    pub kind: FigureKind,
    /// What the publication prints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<f64>,
    /// Decimals of the print; a computed value agrees when it rounds to it.
    #[serde(default)]
    pub decimals: u8,
    /// The name of the definition, where several are in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// What a reader should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a figure computes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FigureKind {
    /// How many.
    Count {
        /// What.
        of: Selection,
        /// When.
        period: String,
    },
    /// How much more than in an earlier period, in percent.
    Growth {
        /// What.
        of: Selection,
        /// When.
        period: String,
        /// Compared with when.
        base: String,
    },
    /// A share in percent.
    Rate {
        /// What.
        of: Selection,
        /// Out of what.
        over: Selection,
        /// When.
        period: String,
    },
    /// A mean, for instance fen per case.
    Mean {
        /// The sum.
        of: Selection,
        /// Over how many.
        over: Selection,
        /// When.
        period: String,
    },
    /// How much of a whole its parts leave out.
    Remainder {
        /// The whole.
        of: Selection,
        /// The parts.
        parts: Vec<Selection>,
        /// When.
        period: String,
    },
    /// Cases per day.
    PerDay {
        /// What.
        of: Selection,
        /// When.
        period: String,
    },
    /// Cases per km² of the coverage at the period's begin, and year.
    PerKm2Year {
        /// What.
        of: Selection,
        /// When.
        period: String,
    },
    /// Cases per cell of a layer at the period's begin.
    PerCell {
        /// What.
        of: Selection,
        /// When.
        period: String,
        /// The layer.
        layer: String,
    },
    /// The area of a layer at an instant, in km².
    AreaKm2 {
        /// The layer.
        layer: String,
        /// The day.
        on: String,
    },
    /// How many units of some kinds there are.
    Units {
        /// The kinds, as in `units.csv`.
        kinds: Vec<String>,
    },
    /// A number that no case and no register of this system holds; printed for completeness.
    PrintedOnly,
}

/// What is counted of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// It was reported in the period.
    Received,
    /// Reported in the period and filed before its end.
    Filed,
    /// … and closed before its end.
    Closed,
    /// Filed, and not closed before the period's end.
    Open,
    /// Reported in the period and refused before its end.
    NotFiled,
    /// Filed, and either handled or past its deadline when the period ends (应结案).
    ShouldClose,
    /// Of those that should be closed, suspended at the end (挂账).
    Deferred,
    /// Should be closed and not deferred.
    ShouldCloseNotDeferred,
    /// Closed, and of those that should be closed and are not deferred.
    ClosedOfShould,
    /// Closed, and handled not later than its deadline.
    ClosedOnTime,
    /// Filed, and its deadline passed before it was handled.
    Overdue,
    /// Closed with a reward.
    Rewarded,
    /// The rewards of the closed ones, in yuan.
    RewardYuan,
}

impl Measure {
    /// All measures.
    pub const ALL: [Self; 13] = [
        Self::Received,
        Self::Filed,
        Self::Closed,
        Self::Open,
        Self::NotFiled,
        Self::ShouldClose,
        Self::Deferred,
        Self::ShouldCloseNotDeferred,
        Self::ClosedOfShould,
        Self::ClosedOnTime,
        Self::Overdue,
        Self::Rewarded,
        Self::RewardYuan,
    ];
}

/// What is counted, and of which cases; empty lists mean all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// What of a case.
    pub measure: Measure,
    /// Nodes of the class tree; an empty code stands for cases without a class.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// Sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}
