//! When is this due? Working time, urgent time, natural days, staged limits, pauses (处置时限).
//!
//! A calendar is data: working hours by season, holidays and make-up days by year. A deadline past the last known year
//! is provisional and is computed anew when the calendar grows.

mod limit;

pub use limit::{DayReading, Due, Limit, LimitParseError, LimitUnit, Milestone, Pause};
