//! `calendar.json`: working hours by season, years with their holidays and make-up days.

mod load;
mod schema;

pub use load::{load, parse};
pub use schema::{CalendarFile, HolidayEntry, SCHEMA, ScheduleEntry, SeasonEntry, YearEntry, schema};
