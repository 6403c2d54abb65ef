//! Holidays and make-up days, as they are published each year for the next (放假调休).

use jiff::civil::{Date, Weekday};

use crate::grid::Title;

/// What a day is by the calendar.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// Monday to Friday, and no holiday (工作日).
    Workday,
    /// A Saturday or Sunday on which work is made up (调休上班).
    MakeUp,
    /// A Saturday or Sunday that belongs to no holiday (周末).
    Weekend,
    /// A day of a published holiday (节假日).
    Holiday,
}

impl DayKind {
    /// Whether the day has working hours.
    #[must_use]
    pub const fn is_workday(self) -> bool {
        matches!(self, Self::Workday | Self::MakeUp)
    }
}

/// A holiday: days in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// Its name.
    pub name: Title,
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

/// A year whose holidays are published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownYear {
    /// The year.
    pub year: i16,
    /// Its holidays in order of time.
    pub holidays: Vec<Holiday>,
    /// The Saturdays and Sundays on which work is made up, in order.
    pub make_up_days: Vec<Date>,
}

impl KnownYear {
    /// What a day of this year is.
    #[must_use]
    pub fn kind(&self, date: Date) -> DayKind {
        if self.make_up_days.contains(&date) {
            DayKind::MakeUp
        } else if self.holidays.iter().any(|holiday| holiday.first <= date && date <= holiday.last) {
            DayKind::Holiday
        } else {
            ordinary_kind(date)
        }
    }
}

/// Whether a day is a Saturday or a Sunday.
pub(super) fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// What a day is where nothing is published.
pub(super) fn ordinary_kind(date: Date) -> DayKind {
    if is_weekend(date) { DayKind::Weekend } else { DayKind::Workday }
}
