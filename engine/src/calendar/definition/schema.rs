//! The form of `calendar.json`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::grid::Title;

/// The value of `schema` that this version reads.
pub const SCHEMA: &str = "gridward/calendar/1";

/// `calendar.json`: the working calendar of a district.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarFile {
    /// `gridward/calendar/1`.
    pub schema: String,
    /// The calendar's number; it rises with every calendar that is published.
    pub version: u32,
    /// The IANA name of the time zone whose days are counted, the same as in `district.json`.
    pub zone: String,
    /// Where holidays and hours come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Title>,
    /// Working hours. Every day of the year needs exactly one schedule, holidays and weekends too: it says what the day's
    /// hours would be.
    pub schedules: Vec<ScheduleEntry>,
    /// The years whose holidays are published, in order and without a hole.
    pub years: Vec<YearEntry>,
}

/// Working hours and the days for which they are meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleEntry {
    /// Its name.
    pub name: Title,
    /// The part of the year that it is for; without it, the whole year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<SeasonEntry>,
    /// The first day on which it is valid, like `2012-01-01`; without it, it always was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    pub valid_from: Option<String>,
    /// The last day on which it is valid, like `2012-12-31`; without it, it still is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    pub valid_to: Option<String>,
    /// The spans of a working day in order, like `08:00-12:00`, the last end at most `24:00`.
    #[schemars(inner(regex(pattern = r"^\d{2}:\d{2}-\d{2}:\d{2}$")))]
    pub hours: Vec<String>,
    /// Whether the public record does not say it and the district may set it.
    #[serde(default)]
    pub setting: bool,
}

/// A part of every year, its first and its last day in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeasonEntry {
    /// The first day, like `05-01`.
    #[schemars(regex(pattern = r"^\d{2}-\d{2}$"))]
    pub from: String,
    /// The last day, like `09-30`; before the first one, the season runs over New Year.
    #[schemars(regex(pattern = r"^\d{2}-\d{2}$"))]
    pub to: String,
}

/// A year whose holidays are published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearEntry {
    /// The year.
    pub year: i16,
    /// Its holidays (放假), days of this year only.
    pub holidays: Vec<HolidayEntry>,
    /// The Saturdays and Sundays on which work is made up (调休上班), like `2012-01-21`.
    #[schemars(inner(regex(pattern = r"^\d{4}-\d{2}-\d{2}$")))]
    pub make_up_days: Vec<String>,
}

/// A holiday: days in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HolidayEntry {
    /// Its name.
    pub name: Title,
    /// The first day, like `2012-01-22`.
    #[schemars(regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    pub from: String,
    /// The last day, like `2012-01-28`.
    #[schemars(regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    pub to: String,
}

/// The JSON Schema of `calendar.json`.
#[must_use]
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(CalendarFile)
}
