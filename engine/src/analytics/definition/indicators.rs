//! The form of `indicators.json`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mark::Mark;
use super::scores::ScoreTable;
use crate::grid::Title;
use crate::rules::{ClassNature, Domain};

/// The value of `schema` that this version reads.
pub const INDICATORS_SCHEMA: &str = "gridward/indicators/1";

/// `indicators.json`: what is counted and divided (指标), and how it is scored (考核评分).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorsFile {
    /// `gridward/indicators/1`.
    pub schema: String,
    /// Where the definitions come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Title>,
    /// The indicators.
    pub indicators: Vec<Indicator>,
    /// The tables of scores; a new version is a new table, so that an old period is scored as it was.
    #[serde(default)]
    pub scores: Vec<ScoreTable>,
}

/// One definition of an indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// The identity of the definition, which every published number names, for instance `closing-rate/filed`.
    pub definition: String,
    /// The indicator that it defines, for instance `closing-rate`; several definitions may define one.
    pub indicator: String,
    /// Its name for people.
    pub name: Title,
    /// What is divided, or counted.
    pub numerator: Terms,
    /// What it is divided by; without it, the indicator is a count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Terms>,
    /// How the number is written.
    pub form: Form,
    /// Only cases of this sort.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub among: Option<Among>,
    /// The switch and the value by which a district chooses this definition among those of its indicator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen_by: Option<Choice>,
    /// Whether more is worse.
    #[serde(default)]
    pub lower_is_better: bool,
    /// Where the definition is in use, or why it is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Title>,
    /// Whether no public record says so: a plausible choice of the district.
    #[serde(default)]
    pub setting: bool,
}

/// Sums of marks over cases.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Marks that are added.
    pub plus: Vec<Mark>,
    /// Marks that are taken away: a case with such a mark and one of `plus` does not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub minus: Vec<Mark>,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// In percent.
    Percent,
    /// A mean of numbers.
    Mean,
    /// A count.
    Count,
    /// Money in fen.
    Fen,
}

/// Which cases an indicator is about; what is empty holds for all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Among {
    /// Classes of these roots.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub natures: Vec<ClassNature>,
    /// Classes of these key domains.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<Domain>,
    /// Whether their filing condition is urgent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgent: Option<bool>,
}

/// A switch of `settings.json` with one of its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The switch, for instance `closing_denominator`.
    pub switch: String,
    /// The value, for instance `filed`.
    pub value: String,
}
