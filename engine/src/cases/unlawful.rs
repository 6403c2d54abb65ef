//! Why something cannot be done with a case now (流转错误).

use std::fmt;

use jiff::Timestamp;

use super::act::ActKind;
use super::course::Course;
use super::stage::Stage;

/// What stands against an act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Because {
    /// The transition table has no such step.
    #[error("the stage does not allow it")]
    Stage,
    /// The first event is no report, or a later one is.
    #[error("a case begins with a report, and with nothing else")]
    Beginning,
    /// The event belongs to another case.
    #[error("the event belongs to case number {other}")]
    OtherCase {
        /// The number it names.
        other: u32,
    },
    /// The course has no such act.
    #[error("mediation has no such step")]
    Course,
    /// Reports of the public are looked at before they are filed.
    #[error("a report from the public is verified before it is filed")]
    Unverified,
    /// The collector found nothing.
    #[error("the collector found nothing; do not file it, or have it verified again")]
    NotFound,
    /// Nobody looked whether it is done.
    #[error("it was not checked, or the check failed; have it checked, or send it back")]
    Unchecked,
    /// Nobody called back.
    #[error("the people were not revisited since; visit them first")]
    Unvisited,
    /// There is no deadline.
    #[error("there is no deadline")]
    NoDeadline,
    /// All extensions are used.
    #[error("it was extended {used} times, which is all that is allowed")]
    ExtensionsUsed {
        /// How often.
        used: u8,
    },
    /// An extension that shortens.
    #[error("the new deadline is not later than the present one, {present}")]
    NotLater {
        /// The present deadline.
        present: Timestamp,
    },
    /// All time of suspension is used.
    #[error("it stood for {days} days, which is all that is allowed")]
    SuspensionUsed {
        /// How many days are allowed.
        days: u32,
    },
    /// It is no hazard.
    #[error("only reporters of hazards are rewarded")]
    NoHazard,
    /// It was rewarded.
    #[error("it was rewarded already")]
    Rewarded,
    /// No appeal waits for an answer.
    #[error("no appeal waits for an answer")]
    NoAppeal,
    /// An appeal was made.
    #[error("an appeal was made already")]
    Appealed,
    /// There is no such level.
    #[error("supervision has the levels 1 town, 2 district, 3 leadership, not {level}")]
    Level {
        /// What was given.
        level: u8,
    },
    /// A case is not its own double.
    #[error("a case is not its own duplicate")]
    Itself,
    /// What was private would become public.
    #[error("a mediation case does not become an ordinary one; void it and report anew")]
    Private,
    /// A reason is missing.
    #[error("a reason is needed")]
    NoReason,
    /// The district has no such reason.
    #[error("“{reason}” is none of the district's reasons: {}", known.join(", "))]
    UnknownReason {
        /// What was given.
        reason: String,
        /// The reasons of the settings.
        known: Vec<String>,
    },
    /// It would have happened before the step that it follows.
    #[error("it is said to have happened at {at}, before the step at {latest} that it follows")]
    TooEarly {
        /// When it is said to have happened.
        at: Timestamp,
        /// When the last step took effect.
        latest: Timestamp,
    },
    /// A number of things is bounded.
    #[error("the case has {most} {what} already, which is the most")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        most: usize,
    },
}

/// An act that is not lawful now. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlawful {
    /// What was to be done.
    pub act: ActKind,
    /// Where the case stands.
    pub stage: Stage,
    /// What could be done instead.
    pub lawful: Vec<ActKind>,
    /// Why not.
    pub because: Because,
    /// The course, for the words.
    pub course: Course,
}

impl fmt::Display for Unlawful {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { act, stage, lawful, because, course } = self;
        write!(
            f,
            "{} ({}) is not lawful while the case is {} ({}): {because}; lawful now: ",
            act.as_str(),
            course.act_zh(*act),
            stage.as_str(),
            course.stage_zh(*stage)
        )?;
        for (position, act) in lawful.iter().enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(f, "{comma}{}", act.as_str())?;
        }
        Ok(())
    }
}

impl std::error::Error for Unlawful {}
