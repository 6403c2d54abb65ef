//! Periods of the local calendar: hours, days, weeks, months of the district's time zone.

use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

/// Most periods of one series: a year of days four times, or twelve weeks of hours.
pub const MOST_PERIODS: usize = 2000;

/// How long a period is (步长).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// An hour.
    Hour,
    /// A day from midnight.
    Day,
    /// A week from Monday.
    Week,
    /// A calendar month.
    Month,
}

/// A half-open stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub to: Timestamp,
}

/// Why there are no periods.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeriodError {
    /// No step has this name.
    #[error("there is no step “{0}”; there are hour, day, week, month")]
    UnknownStep(String),
    /// More than one answer holds.
    #[error(
        "steps of one {} from {from} to {to} are more than {MOST_PERIODS}; a longer step or a shorter time is needed",
        .step.as_str()
    )]
    TooMany {
        /// The step.
        step: Step,
        /// The begin.
        from: Timestamp,
        /// The end.
        to: Timestamp,
    },
}

impl Step {
    /// All steps, the shortest first.
    pub const ALL: [Self; 4] = [Self::Hour, Self::Day, Self::Week, Self::Month];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The shortest step that divides a time into at most a number of periods.
    #[must_use]
    pub fn suiting(length: SignedDuration, most: i64) -> Self {
        let hours = length.as_hours();
        let fits = |step: &Self| hours / step.least_hours() <= most;
        Self::ALL.into_iter().find(fits).unwrap_or(Self::Month)
    }

    const fn least_hours(self) -> i64 {
        match self {
            Self::Hour => 1,
            Self::Day => 24,
            Self::Week => 7 * 24,
            Self::Month => 28 * 24,
        }
    }

    /// The periods of the local calendar from one instant to another; the first and the last are cut off there.
    ///
    /// # Errors
    /// [`PeriodError::TooMany`].
    ///
    /// # Complexity
    /// O(periods).
    pub fn periods(
        self,
        zone: &TimeZone,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Period>, PeriodError> {
        let mut periods = Vec::new();
        let mut at = from;
        while at < to {
            if periods.len() == MOST_PERIODS {
                return Err(PeriodError::TooMany { step: self, from, to });
            }
            // A clock that is put back can make the next begin an earlier one: then the period goes on to the end.
            let next = self.next(zone, at).filter(|next| at < *next).unwrap_or(to);
            periods.push(Period { from: at, to: next.min(to) });
            at = next;
        }
        Ok(periods)
    }

    /// Where the period after the one that holds an instant begins; `None` at the end of all time.
    fn next(self, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
        let local = zone.to_datetime(at);
        if self == Self::Hour {
            let into = i64::from(local.minute()) * 60 + i64::from(local.second());
            let begin = at.as_second() - into;
            return Timestamp::from_second(begin + 3600).ok();
        }
        let next = match self {
            Self::Hour | Self::Day => local.date().tomorrow().ok()?,
            Self::Week => monday(local.date())?.checked_add(7.days()).ok()?,
            Self::Month => local.date().first_of_month().checked_add(1.month()).ok()?,
        };
        midnight(zone, next)
    }
}

impl FromStr for Step {
    type Err = PeriodError;

    fn from_str(name: &str) -> Result<Self, PeriodError> {
        let known = Self::ALL.into_iter().find(|step| step.as_str() == name);
        known.ok_or_else(|| PeriodError::UnknownStep(name.to_owned()))
    }
}

/// The Monday on or before a date.
pub(super) fn monday(date: Date) -> Option<Date> {
    let since = date.weekday().since(Weekday::Monday);
    date.checked_sub(i64::from(since).days()).ok()
}

/// The first instant of a date.
pub(super) fn midnight(zone: &TimeZone, date: Date) -> Option<Timestamp> {
    zone.to_zoned(date.at(0, 0, 0, 0)).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
#[path = "period_tests.rs"]
mod tests;
