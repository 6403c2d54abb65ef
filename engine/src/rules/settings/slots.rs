//! Named time slots (时段): days and hours that rules may mention.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::grid::Title;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weekday {
    /// 星期一.
    Mon,
    /// 星期二.
    Tue,
    /// 星期三.
    Wed,
    /// 星期四.
    Thu,
    /// 星期五.
    Fri,
    /// 星期六.
    Sat,
    /// 星期日.
    Sun,
}

impl Weekday {
    /// All days, Monday first.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// The weekday of a date.
    #[must_use]
    pub const fn of(day: jiff::civil::Weekday) -> Self {
        match day {
            jiff::civil::Weekday::Monday => Self::Mon,
            jiff::civil::Weekday::Tuesday => Self::Tue,
            jiff::civil::Weekday::Wednesday => Self::Wed,
            jiff::civil::Weekday::Thursday => Self::Thu,
            jiff::civil::Weekday::Friday => Self::Fri,
            jiff::civil::Weekday::Saturday => Self::Sat,
            jiff::civil::Weekday::Sunday => Self::Sun,
        }
    }
}

/// The days of a slot: by calendar, or by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum DaySet {
    /// `every`, `workday` (make-up days included) or `restday` (holidays included).
    Calendar(CalendarDays),
    /// Days of the week, whatever the calendar says.
    Named(Vec<Weekday>),
}

/// Days by calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CalendarDays {
    /// Every day.
    Every,
    /// Working days, make-up days (调休) included.
    Workday,
    /// Days off, holidays included.
    Restday,
}

/// A minute of the day, 0 to 1440, written `HH:MM`; `24:00` is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockMinute(u16);

/// Why a text is no minute of the day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is no time of day; write HH:MM from 00:00 to 24:00")]
pub struct ClockMinuteError {
    /// What was given.
    pub text: String,
}

impl ClockMinute {
    /// Minutes since midnight.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl FromStr for ClockMinute {
    type Err = ClockMinuteError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (hours, minutes) = text.trim().split_once(':')?;
            let two = |part: &str| (part.len() == 2).then(|| part.parse::<u16>().ok()).flatten();
            let (hours, minutes) = (two(hours)?, two(minutes)?);
            (minutes < 60 && hours * 60 + minutes <= 1440).then_some(Self(hours * 60 + minutes))
        };
        parse().ok_or_else(|| ClockMinuteError { text: text.into() })
    }
}

impl fmt::Display for ClockMinute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for ClockMinute {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClockMinute {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A named time slot. Slots may overlap, and need not cover the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeSlot {
    /// The name that rules use, for instance `night`.
    pub name: String,
    /// Its name for people.
    #[serde(default)]
    pub title: Title,
    /// On which days.
    pub days: DaySet,
    /// The first minute, `HH:MM`.
    #[schemars(with = "String")]
    pub from: ClockMinute,
    /// The first minute not in it any more; not after `from` means past midnight, each part judged by its own day.
    #[schemars(with = "String")]
    pub to: ClockMinute,
}

/// An instant as slots see it: local time, and whether the calendar works that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The day of the week.
    pub weekday: Weekday,
    /// Whether it is a working day by the calendar.
    pub workday: bool,
    /// Minutes since midnight, 0 to 1439.
    pub minute: u16,
}

impl TimeSlot {
    /// Whether a moment lies in the slot.
    #[must_use]
    pub fn holds(&self, moment: Moment) -> bool {
        let day = match &self.days {
            DaySet::Calendar(CalendarDays::Every) => true,
            DaySet::Calendar(CalendarDays::Workday) => moment.workday,
            DaySet::Calendar(CalendarDays::Restday) => !moment.workday,
            DaySet::Named(days) => days.contains(&moment.weekday),
        };
        let (from, to) = (self.from.0, self.to.0);
        let hour = if from < to {
            (from..to).contains(&moment.minute)
        } else {
            moment.minute >= from || moment.minute < to
        };
        day && hour
    }
}
