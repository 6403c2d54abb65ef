//! Settings that are lists and numbers: reasons, straight-through dispatch, queue keepers, thresholds, tariff, stage limits.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::{Limit, LimitUnit};
use crate::grid::Title;
use crate::ids::{SourceCode, UnitCode};
use crate::rules::outcome::QueueName;

/// A reason that a person may choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Its name in files and events.
    pub name: String,
    /// Its words.
    pub title: Title,
}

/// The reasons to choose from, by act.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reasons {
    /// 不予立案.
    pub not_file: Vec<Reason>,
    /// 回退.
    pub give_back: Vec<Reason>,
    /// 返工.
    pub rework: Vec<Reason>,
    /// 延期.
    pub extend: Vec<Reason>,
    /// 挂账.
    pub suspend: Vec<Reason>,
    /// 作废.
    pub void: Vec<Reason>,
    /// 超时申诉.
    pub appeal: Vec<Reason>,
}

/// Which cases go to their unit without a dispatcher's hand (S12). Uncertain places never do, see [`ReviewThresholds`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AutoDispatch {
    /// Whether any does.
    pub enabled: bool,
    /// From these sources; empty for all.
    #[schemars(with = "Vec<String>")]
    pub sources: Vec<SourceCode>,
    /// Of these grades; empty for all.
    pub grades: Vec<String>,
    /// Also those of any source and grade whose filing condition is urgent.
    pub urgent: bool,
}

impl AutoDispatch {
    /// Whether a case of a source, a grade's name and an urgency goes straight to its unit.
    #[must_use]
    pub fn takes(&self, source: &SourceCode, grade: &str, urgent: bool) -> bool {
        let source_fits = self.sources.is_empty() || self.sources.contains(source);
        let grade_fits = self.grades.is_empty() || self.grades.iter().any(|name| name == grade);
        self.enabled && ((source_fits && grade_fits) || (urgent && self.urgent))
    }
}

/// The unit that answers for each queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QueueKeepers {
    /// Cases without an owner (无主).
    #[schemars(with = "String")]
    pub unowned: UnitCode,
    /// Cases without a usable place (待定位).
    #[schemars(with = "String")]
    pub unlocated: UnitCode,
    /// Cases between units (争议).
    #[schemars(with = "String")]
    pub contested: UnitCode,
    /// Cases without a class (待分类).
    #[schemars(with = "String")]
    pub unclassified: UnitCode,
}

impl QueueKeepers {
    /// The unit that answers for a queue.
    #[must_use]
    pub const fn of(&self, queue: QueueName) -> &UnitCode {
        match queue {
            QueueName::Unowned => &self.unowned,
            QueueName::Unlocated => &self.unlocated,
            QueueName::Contested => &self.contested,
            QueueName::Unclassified => &self.unclassified,
        }
    }
}

/// When a person should look at an assignment before it is trusted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewThresholds {
    /// The owner has less than this share of the place, 0 to 1.
    pub confidence: f64,
    /// The next cell is nearer than so many metres.
    pub border_m: f64,
    /// A place given by name or address is less sure than this, 0 to 1.
    pub address_confidence: f64,
}

impl Default for ReviewThresholds {
    fn default() -> Self {
        Self { confidence: 0.6, border_m: 5.0, address_confidence: 0.8 }
    }
}

/// How near in place and time two cases of one class are offered as the same (D19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DuplicateWindow {
    /// Metres.
    pub metres: u32,
    /// Hours.
    pub hours: u32,
}

impl Default for DuplicateWindow {
    fn default() -> Self {
        Self { metres: 50, hours: 24 }
    }
}

/// What a reported hazard (隐患) may earn, in fen (分). No public record gives the tariff: it is a setting.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RewardTariff {
    /// The steps.
    pub steps: Vec<RewardStep>,
    /// The most for one case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_fen: Option<u32>,
    /// Where the numbers come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Title>,
}

/// A step of the tariff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RewardStep {
    /// Its name in files.
    pub name: String,
    /// What it is for.
    pub title: Title,
    /// The money in fen, a hundredth of a yuan.
    pub fen: u32,
}

/// How long the district's own steps may take (环节时限).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StageLimits {
    /// 受理.
    #[schemars(with = "String")]
    pub accept: Limit,
    /// 核实.
    #[schemars(with = "String")]
    pub verify: Limit,
    /// 派遣.
    #[schemars(with = "String")]
    pub dispatch: Limit,
    /// 核查.
    #[schemars(with = "String")]
    pub check: Limit,
}

impl Default for StageLimits {
    fn default() -> Self {
        let minutes = |amount| Limit { amount, unit: LimitUnit::UrgentMinute };
        Self { accept: minutes(15), verify: minutes(30), dispatch: minutes(15), check: minutes(30) }
    }
}
