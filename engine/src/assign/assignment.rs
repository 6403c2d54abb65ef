//! The decision and its reasons, kept for ever beside the versions that made it.

use serde::{Deserialize, Serialize};

use crate::calendar::Due;
use crate::ids::{CalendarVersion, CellCode, LayerName, PlanNumber, RuleId, RulesVersion, UnitCode};
use crate::locate::Status;

/// The level that handles a case (处置层级).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// District (区).
    District,
    /// Street or town (街镇).
    Town,
    /// Workstation (工作站).
    Workstation,
}

/// A queue of cases that no rule could give to a unit; each has a unit that answers for the queue (兜底).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QueueName {
    /// No rule has an owner for the place and class (无主).
    Unowned,
    /// There is no usable place (待定位).
    Unlocated,
    /// Two rules tie, or units return it to each other (争议).
    Contested,
    /// The class is not in the tree or names no kind that the rules know (待分类).
    Unclassified,
}

/// Where a case lies in one layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellAnswer {
    /// The layer.
    pub layer: LayerName,
    /// The owning cell.
    pub code: Option<CellCode>,
    /// How it was found.
    pub status: Status,
    /// Metres to the nearest border, to the centimetre.
    pub border_m: Option<f64>,
    /// The cell beyond that border.
    pub rival: Option<CellCode>,
    /// The owner's share of an uncertain place.
    pub confidence: f32,
}

/// A rule that matched and lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunnerUp {
    /// The rule.
    pub rule: RuleId,
    /// Whom it would have named.
    pub unit: Option<UnitCode>,
}

/// Who answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A rule named the unit.
    Owner {
        /// The responsible unit.
        unit: UnitCode,
        /// Who helps.
        helpers: Vec<UnitCode>,
        /// The level that handles it.
        level: Level,
        /// The rule that won.
        rule: RuleId,
        /// The rules that matched and lost, the nearest first.
        runners_up: Vec<RunnerUp>,
        /// Whether the place lies outside the coverage and its territory answers instead (属地兜底).
        fallback: bool,
    },
    /// No rule named exactly one.
    Queue {
        /// The queue.
        queue: QueueName,
        /// The unit that answers for the queue.
        keeper: UnitCode,
        /// The rules that tie, if that is why.
        tied: Vec<RuleId>,
    },
}

impl Outcome {
    /// The unit that must act now: the owner, or the keeper of the queue. There is always one.
    #[must_use]
    pub const fn unit(&self) -> &UnitCode {
        match self {
            Self::Owner { unit, .. } | Self::Queue { keeper: unit, .. } => unit,
        }
    }
}

/// The decision about a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The plan that answered.
    pub plan: PlanNumber,
    /// The rules that answered.
    pub rules: RulesVersion,
    /// The calendar that answered.
    pub calendar: CalendarVersion,
    /// Where it lies, layer by layer, from coarse to fine; empty without a place.
    pub cells: Vec<CellAnswer>,
    /// Who answers.
    pub outcome: Outcome,
    /// The stages of the deadline if the clock started at the instant asked for; the last one counts. Empty without limit.
    pub due: Vec<Due>,
    /// Whether a person should look: uncertain place, near rival, resolved defect, fallback.
    pub review: bool,
}
