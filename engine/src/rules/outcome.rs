//! The level that handles a case, and the queues for cases that no unit owns.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The level that handles a case (处置层级).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
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

impl Level {
    /// The word used in files and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::District => "district",
            Self::Town => "town",
            Self::Workstation => "workstation",
        }
    }
}

impl QueueName {
    /// All queues.
    pub const ALL: [Self; 4] = [Self::Unowned, Self::Unlocated, Self::Contested, Self::Unclassified];

    /// The word used in files and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unowned => "unowned",
            Self::Unlocated => "unlocated",
            Self::Contested => "contested",
            Self::Unclassified => "unclassified",
        }
    }
}
