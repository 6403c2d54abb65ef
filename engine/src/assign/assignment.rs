//! The decision and its reasons, kept for ever beside the versions that made it.

use serde::{Deserialize, Serialize};

use crate::calendar::Due;
use crate::ids::{CalendarVersion, CellCode, LayerName, PlanNumber, RuleId, RulesVersion, UnitCode};
use crate::locate::Status;
use crate::rules::{Level, QueueName};

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
