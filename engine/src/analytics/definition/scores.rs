//! Scores of the three-level assessment (三级考核).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mark::Mark;
use crate::grid::Title;
use crate::rules::UnitKind;

/// Who assesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScoreLevel {
    /// The district assesses departments and sub-centres.
    District,
    /// Departments and sub-centres assess their teams and workstations.
    Unit,
    /// Teams and workstations assess their people.
    Post,
}

/// One version of one table of scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreTable {
    /// The table's name.
    pub name: String,
    /// Its version; it rises, and an old one stays for the periods in which it held.
    pub version: u32,
    /// Its name for people.
    pub title: Title,
    /// The first day of the periods that it scores, like `2012-01-01`.
    #[schemars(regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    pub valid_from: String,
    /// Who assesses.
    pub level: ScoreLevel,
    /// Which kinds of units are assessed; empty where it is people.
    pub assesses: Vec<UnitKind>,
    /// The lines; a score is their sum.
    pub lines: Vec<ScoreLine>,
    /// What a single case takes away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<Charge>,
    /// Where the numbers come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Title>,
    /// Whether no public record of this district says so.
    #[serde(default)]
    pub setting: bool,
}

/// The points of one indicator: all of them from a threshold on, fewer below, never less than the floor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreLine {
    /// The definition of an indicator.
    pub indicator: String,
    /// The points from the threshold on.
    pub points: f64,
    /// The threshold, in the indicator's own form.
    pub full_at: f64,
    /// The points lost with every unit beyond it on the bad side.
    pub slope: f64,
    /// The fewest points.
    #[serde(default)]
    pub floor: f64,
}

impl ScoreLine {
    /// The points of a value; `lower_is_better` as the indicator says.
    #[must_use]
    pub fn points_of(&self, value: f64, lower_is_better: bool) -> f64 {
        let missing = if lower_is_better { value - self.full_at } else { self.full_at - value };
        (self.points - missing.max(0.0) * self.slope).max(self.floor)
    }
}

/// Points that each case with a mark takes away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Charge {
    /// The mark.
    pub mark: Mark,
    /// The points for each.
    pub points: f64,
    /// The most that all of them take together; without it, no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
}

#[cfg(test)]
#[path = "scores_tests.rs"]
mod tests;
