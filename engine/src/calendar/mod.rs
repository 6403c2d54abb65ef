//! When is this due? Working time, urgent time, natural days, staged limits, pauses (处置时限).
//!
//! A calendar is data: working hours by season, holidays and make-up days by year. A deadline past the last known year
//! is provisional and is computed anew when the calendar grows.

mod deadline;
pub mod definition;
mod limit;
mod pauses;
mod schedule;
mod timeline;
#[cfg(test)]
mod vectors_tests;
mod work_calendar;
mod year;

pub use limit::{DayReading, Due, Limit, LimitParseError, LimitUnit, Milestone, Pause};
pub use schedule::{DayHours, HoursError, MonthDay, Schedule};
pub use work_calendar::{CalendarError, Moment, WorkCalendar};
pub use year::{DayKind, Holiday, KnownYear};
