//! What routing is asked, and what it answers.

use smallvec::SmallVec;

use super::class::{CaseKind, Grade};
use super::outcome::{Level, QueueName};
use super::settings::Moment;
use crate::calendar::Limit;

/// What is known about a case when its owner is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question<'a> {
    /// The cell in each layer of [`super::BoundRules::layers`], by index; [`crate::locate::NO_CELL`] where there is none.
    /// Empty without a place.
    pub cells: &'a [u32],
    /// The class by position; `None` where it is not in the tree.
    pub class: Option<u16>,
    /// The filing condition by its number, where it is known.
    pub condition: Option<u8>,
    /// The kind of handling; `None` for the class's usual one.
    pub kind: Option<CaseKind>,
    /// The quality grade; `None` for the district's usual one.
    pub grade: Option<Grade>,
    /// The source by position.
    pub source: u16,
    /// Local time, and whether the calendar works that day.
    pub moment: Moment,
    /// The unit that the component belongs to, by position.
    pub owner: Option<u16>,
}

/// A rule that matched and lost, by positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LosingRule {
    /// The rule.
    pub rule: u16,
    /// Whom it would have named.
    pub unit: Option<u16>,
}

/// Who answers, by positions in the rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Exactly one unit.
    Owner {
        /// The responsible unit.
        unit: u16,
        /// Who helps, without repetition and without the unit itself.
        helpers: SmallVec<[u16; 4]>,
        /// The level that handles it.
        level: Level,
        /// The rule that won; `None` where no rule did and the territory answers (属地兜底).
        rule: Option<u16>,
    },
    /// No rule named exactly one.
    Queue {
        /// The queue.
        queue: QueueName,
        /// The unit that answers for it.
        keeper: u16,
        /// The rules that tie, in the table's order; for an unowned case the rule that won and whose unit does not
        /// exist.
        tied: SmallVec<[u16; 4]>,
    },
}

/// The time that a case has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitFrom {
    /// The class has no condition that fits.
    Nothing,
    /// The winning rule says it.
    Rule(Limit),
    /// The class's condition at this place in its list; see [`super::BoundRules::milestones`].
    Condition(u16),
}

/// Who answers, by when, and what else matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Who.
    pub verdict: Verdict,
    /// Rules that matched and lost, the nearest first.
    pub runners_up: SmallVec<[LosingRule; 6]>,
    /// Whether the place lies outside of the routing layer, so that coarser layers had to do.
    pub fallback: bool,
    /// By when.
    pub limit: LimitFrom,
    /// The kind of handling that was taken.
    pub kind: Option<CaseKind>,
    /// The quality grade that was taken.
    pub grade: Grade,
}

/// The identity in a record where no rule named the unit but the territory did (属地兜底); no rule may have it.
pub const TERRITORY_RULE: &str = "territory";
