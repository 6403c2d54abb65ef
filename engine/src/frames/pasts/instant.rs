//! Instants as tables write them.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// Reads instants: with an offset (RFC 3339), or as local time of the district, with `-`, `/` or `.` in the date, with or
/// without seconds, or a date alone.
#[derive(Debug, Clone)]
pub struct InstantReader {
    zone: TimeZone,
}

/// What would be right, for messages.
pub const WANTED: &str = "an instant such as 2012-06-04T10:46:00+08:00 or 2012-06-04 10:46 is needed";

impl InstantReader {
    /// Local times are meant in this zone.
    #[must_use]
    pub const fn new(zone: TimeZone) -> Self {
        Self { zone }
    }

    /// The instant of a text, to the second; `None` when it is none.
    ///
    /// # Example
    /// ```
    /// use gridward::frames::pasts::InstantReader;
    /// let reader = InstantReader::new(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)));
    /// assert_eq!(reader.read("2012/6/4 10:46").unwrap().to_string(), "2012-06-04T02:46:00Z");
    /// assert!(reader.read("4 June").is_none());
    /// ```
    #[must_use]
    pub fn read(&self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        if let Ok(at) = text.parse::<Timestamp>() {
            return Timestamp::from_second(at.as_second()).ok();
        }
        let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
        let date = date_of(date)?;
        let clock = if time.is_empty() {
            DateTime::from_parts(date, jiff::civil::Time::midnight())
        } else {
            at_time(date, time)?
        };
        self.zone.to_timestamp(clock).ok()
    }
}

fn date_of(text: &str) -> Option<Date> {
    let mut parts = text.split(['-', '/', '.']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn at_time(date: Date, text: &str) -> Option<DateTime> {
    let text = text.split_once('.').map_or(text, |(whole, _)| whole);
    let mut parts = text.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    let fits = (0..=24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    if !fits || parts.next().is_some() {
        return None;
    }
    let seconds = hour * 3600 + minute * 60 + second;
    date.at(0, 0, 0, 0).checked_add(Span::new().try_seconds(seconds).ok()?).ok()
}

#[cfg(test)]
#[path = "instant_tests.rs"]
mod tests;
