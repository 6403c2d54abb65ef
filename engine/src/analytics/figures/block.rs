//! The calendar of what is published (发布周期): weeks, and blocks of whole weeks that nest: 4-4-5 months in quarters of 13 weeks in
//! ISO years.

use std::cmp::Ordering;

use jiff::civil::{Date, ISOWeekDate};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::period::{Period, midnight, monday};

/// A week of the local calendar, Monday to Sunday, counted from the one of 5 January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week(pub i32);

const FIRST: Date = Date::constant(1970, 1, 5);

impl Week {
    /// The week that holds a date.
    #[must_use]
    pub fn of(date: Date) -> Self {
        let days = monday(date).and_then(|monday| FIRST.until(monday).ok()).map_or(0, |span| span.get_days());
        Self(days.div_euclid(7))
    }

    /// Its Monday.
    #[must_use]
    pub fn monday(self) -> Date {
        FIRST.checked_add((i64::from(self.0) * 7).days()).unwrap_or(FIRST)
    }

    /// Its first instant.
    #[must_use]
    pub fn begin(self, zone: &TimeZone) -> Timestamp {
        midnight(zone, self.monday()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// From its begin to that of another one.
    #[must_use]
    pub fn until(self, end: Self, zone: &TimeZone) -> Period {
        Period { from: self.begin(zone), to: end.begin(zone) }
    }

    const fn plus(self, weeks: i32) -> Self {
        Self(self.0.saturating_add(weeks))
    }

    /// Its ISO year and its place in it, from 0.
    fn in_year(self) -> (ISOWeekDate, i32) {
        let iso = self.monday().iso_week_date();
        (iso, i32::from(iso.week()) - 1)
    }
}

/// A length of time in which something is published. Each is made of whole ones of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Block {
    /// A week.
    Week,
    /// Four or five weeks, the last of a long year six: the 4-4-5 calendar.
    Month,
    /// Thirteen weeks, the last of a long year fourteen.
    Quarter,
}

impl Block {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    /// The block that holds a week: its first one and the one after its last.
    #[must_use]
    pub fn around(self, week: Week) -> (Week, Week) {
        if self == Self::Week {
            return (week, week.plus(1));
        }
        let (iso, place) = week.in_year();
        let quarter = (place / 13).min(3);
        let begin = week.plus(13 * quarter - place);
        let length = if quarter < 3 { 13 } else { i32::from(iso.weeks_in_year()) - 39 };
        if self == Self::Quarter {
            return (begin, begin.plus(length));
        }
        let month = ((place - 13 * quarter) / 4).min(2);
        let end = if month < 2 { begin.plus(4 * month + 4) } else { begin.plus(length) };
        (begin.plus(4 * month), end)
    }

    /// The begin of a block that is nearest to an instant, the earlier one of two.
    #[must_use]
    pub fn nearest(self, zone: &TimeZone, at: Timestamp) -> Week {
        let (begin, end) = self.around(Week::of(zone.to_datetime(at).date()));
        let (before, after) = (at.duration_since(begin.begin(zone)), end.begin(zone).duration_since(at));
        if before.cmp(&after) == Ordering::Greater { end } else { begin }
    }

    /// The begin of the block that an instant lies in: everything before it is over.
    #[must_use]
    pub fn last_begin(self, zone: &TimeZone, at: Timestamp) -> Week {
        self.around(Week::of(zone.to_datetime(at).date())).0
    }

    /// The blocks from one week to another, both of which begin one.
    pub fn between(self, from: Week, to: Week) -> impl Iterator<Item = (Week, Week)> {
        let next = move |(_, end): &(Week, Week)| (*end < to).then(|| self.around(*end));
        std::iter::successors((from < to).then(|| self.around(from)), next)
    }
}

#[cfg(test)]
#[path = "block_tests.rs"]
mod tests;
