//! A case with its past, as a table or another system has it (历史案件): what came in, and when each stage was passed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::act::Satisfaction;
use super::intake::Intake;
use crate::ids::UnitCode;

/// A case that was handled elsewhere or is simulated. Instants that are not known stay empty; those that are must not run
/// backwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// As it came in.
    pub intake: Intake,
    /// When it was filed, if it was.
    pub filed_at: Option<Timestamp>,
    /// When it was decided that it is no case, and why.
    pub not_filed: Option<(Timestamp, String)>,
    /// When a unit got it.
    pub dispatched_at: Option<Timestamp>,
    /// The unit that got it, where the table says it; the rules name one otherwise.
    pub unit: Option<UnitCode>,
    /// When the unit said for the last time that it is done.
    pub handled_at: Option<Timestamp>,
    /// How often it went back to the unit.
    pub reworks: u8,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// The reward, in fen.
    pub reward_fen: Option<u32>,
    /// What the reporter said when called back.
    pub satisfaction: Option<Satisfaction>,
}

/// An instant before the one that it must follow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} is {at}, before {before_field} {before}; stages follow one another in time")]
pub struct PastError {
    /// The instant at fault.
    pub field: &'static str,
    /// Its value.
    pub at: Timestamp,
    /// What it must follow.
    pub before_field: &'static str,
    /// Its value.
    pub before: Timestamp,
}

impl Past {
    /// A case of which nothing is known but how it came in.
    #[must_use]
    pub fn new(intake: Intake) -> Self {
        Self {
            intake,
            filed_at: None,
            not_filed: None,
            dispatched_at: None,
            unit: None,
            handled_at: None,
            reworks: 0,
            closed_at: None,
            reward_fen: None,
            satisfaction: None,
        }
    }

    /// Whether its instants follow one another.
    ///
    /// # Errors
    /// [`PastError`] names the first pair that runs backwards.
    pub fn check(&self) -> Result<(), PastError> {
        let stages = [
            ("reported_at", Some(self.intake.reported_at)),
            ("filed_at", self.filed_at),
            ("not_filed_at", self.not_filed.as_ref().map(|(at, _)| *at)),
            ("dispatched_at", self.dispatched_at),
            ("handled_at", self.handled_at),
            ("closed_at", self.closed_at),
        ];
        let mut last = ("reported_at", self.intake.reported_at);
        for (field, at) in stages.into_iter().filter_map(|(field, at)| Some((field, at?))) {
            if at < last.1 {
                return Err(PastError { field, at, before_field: last.0, before: last.1 });
            }
            last = (field, at);
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "past_tests.rs"]
mod tests;
