//! A district's settings (`settings.json`): what sources disagree about, and what no public record says.

mod policy;
mod slots;
mod switches;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use policy::{
    AutoDispatch, DuplicateWindow, QueueKeepers, Reason, Reasons, ReviewThresholds, RewardStep, RewardTariff,
    StageLimits,
};
pub use slots::{CalendarDays, ClockMinute, ClockMinuteError, DaySet, Moment, TimeSlot, Weekday};
pub use switches::{
    ClockStart, ClosingDenominator, ColourRule, DailySchedule, DatumRule, DuplicateRule, EventMajors,
    GridCodes, LimitStages, NotFiledOutcome, OnTimeAt, OutsideCoverage, SequenceOrder, SharedBorder,
    ShouldClose, Switches, UncertainPlace,
};

use super::class::Grade;
use crate::grid::Title;

/// The value of `schema` that this version reads.
pub const SETTINGS_SCHEMA: &str = "gridward/settings/1";

/// `settings.json`. All of it is a choice of the district: change the file, never the program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `gridward/settings/1`.
    pub schema: String,
    /// Where the values come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Title>,
    /// The twenty switches; a missing one has its suggested value.
    #[serde(default)]
    pub switches: Switches,
    /// The quality grades of collected information (信息采集质量等级), the simplest first; 1 to 32 of them.
    pub grades: Vec<GradeName>,
    /// The grade of a case whose source gives none; one of `grades`.
    pub default_grade: String,
    /// The named time slots that rules may mention.
    #[serde(default)]
    pub slots: Vec<TimeSlot>,
    /// The reasons that people choose from.
    pub reasons: Reasons,
    /// Which cases go to their unit without a dispatcher (S12).
    #[serde(default)]
    pub auto_dispatch: AutoDispatch,
    /// Who answers for each queue.
    pub queue_keepers: QueueKeepers,
    /// When a person should look at an assignment.
    #[serde(default)]
    pub review: ReviewThresholds,
    /// How near two cases of one class are offered as the same, where the class says nothing else.
    #[serde(default)]
    pub duplicates: DuplicateWindow,
    /// What a reported hazard earns.
    #[serde(default)]
    pub reward: RewardTariff,
    /// How long the district's own steps may take.
    #[serde(default)]
    pub stage_limits: StageLimits,
}

/// A quality grade's name in files, and for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradeName {
    /// The name that rules use, for instance `simple`.
    pub name: String,
    /// Its name for people.
    pub title: Title,
}

impl Settings {
    /// The grade with a name.
    #[must_use]
    pub fn grade(&self, name: &str) -> Option<Grade> {
        let at = self.grades.iter().position(|grade| grade.name == name)?;
        u8::try_from(at).ok().map(Grade)
    }

    /// The grade's name.
    #[must_use]
    pub fn grade_name(&self, grade: Grade) -> Option<&GradeName> {
        self.grades.get(usize::from(grade.0))
    }

    /// The grade of a case whose source gives none.
    #[must_use]
    pub fn default_grade(&self) -> Grade {
        self.grade(&self.default_grade).unwrap_or(Grade(0))
    }

    /// The grade of a case: the given one where the district has it, else the usual one.
    #[must_use]
    pub fn grade_of(&self, given: Option<Grade>) -> Grade {
        given.filter(|grade| usize::from(grade.0) < self.grades.len()).unwrap_or_else(|| self.default_grade())
    }
}
