//! The working calendar of a district (工作日历).

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use super::limit::DayReading;
use super::schedule::{DayHours, Schedule};
use super::timeline::Timeline;
use super::year::{DayKind, KnownYear, is_weekend, ordinary_kind};
use crate::ids::CalendarVersion;

/// Years before the first known one in which weekdays count as working days.
const YEARS_BEFORE: i16 = 10;
/// Years after the last known one in which weekdays count as working days; no deadline lies past them.
const YEARS_AFTER: i16 = 40;

/// Why years and hours make no calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// No year is known.
    #[error("no year is known; a calendar needs the holidays of at least one year")]
    NoYear,
    /// Years have a hole, are out of order or double.
    #[error("year {found} follows year {before}; years must follow one another without a hole, {} is next", before + 1)]
    Years {
        /// The year before.
        before: i16,
        /// The year found.
        found: i16,
    },
    /// A day stands under a year that it does not belong to.
    #[error("year {year}: {date} is in another year; write it there")]
    OtherYear {
        /// The year.
        year: i16,
        /// The day.
        date: Date,
    },
    /// A holiday ends before it begins.
    #[error("year {year}: the holiday from {first} ends on {last}, before it begins")]
    Backwards {
        /// The year.
        year: i16,
        /// Its first day.
        first: Date,
        /// Its last day.
        last: Date,
    },
    /// A day is named twice.
    #[error("year {year}: {date} is named twice; a day is a holiday or a make-up day, once")]
    Twice {
        /// The year.
        year: i16,
        /// The day.
        date: Date,
    },
    /// A make-up day is a working day anyway.
    #[error("year {year}: {date} is a weekday and no make-up day; only Saturdays and Sundays are made up")]
    WeekdayMadeUp {
        /// The year.
        year: i16,
        /// The day.
        date: Date,
    },
    /// A day has no working hours.
    #[error(
        "no working hours are valid on {date}; every day needs exactly one schedule, leave out valid_from of the first and valid_to of the last"
    )]
    NoHours {
        /// The first such day.
        date: Date,
    },
    /// A day has two schedules.
    #[error(
        "two working hours are valid on {date} (schedules {first} and {second}, from 1); every day needs exactly one"
    )]
    TwoHours {
        /// The first such day.
        date: Date,
        /// The first schedule, from 1.
        first: usize,
        /// The second schedule, from 1.
        second: usize,
    },
    /// A year is outside of what can be reckoned with.
    #[error("year {0} cannot be reckoned with; a year from 1900 to 2999 is needed")]
    Reach(i16),
}

/// What the clock on the wall and the calendar say of an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day in the calendar's zone.
    pub date: Date,
    /// The day of the week, Monday 1 to Sunday 7.
    pub weekday: u8,
    /// Seconds since midnight by the clock on the wall.
    pub second: u32,
    /// What the day is.
    pub kind: DayKind,
    /// Whether it lies in working hours.
    pub working: bool,
}

/// A district's working time: hours by season, holidays and make-up days by year, and how a working day is read.
///
/// Immutable; another version is another calendar. Before the first known year and after the last one weekdays count as
/// working days and what is computed is provisional; no deadline lies more than 40 years past the last known year.
///
/// # Complexity
/// Built in O(days), about a megabyte; every question is O(log days).
#[derive(Debug, Clone)]
pub struct WorkCalendar {
    pub(super) version: CalendarVersion,
    pub(super) zone: TimeZone,
    pub(super) reading: DayReading,
    pub(super) timeline: Timeline,
    schedules: Vec<Schedule>,
    years: Vec<KnownYear>,
    first_day: Date,
    kinds: Vec<DayKind>,
    /// The first instant of the first known year, and the first one after the last known year, in milliseconds.
    pub(super) known_ms: (i64, i64),
}

impl WorkCalendar {
    /// A calendar from its parts; a working day is read as eight hours until [`Self::with_reading`] says otherwise.
    ///
    /// # Errors
    /// [`CalendarError`]: the first thing that is wrong.
    ///
    /// # Complexity
    /// O(days × schedules).
    pub fn new(
        version: CalendarVersion,
        zone: TimeZone,
        schedules: Vec<Schedule>,
        years: Vec<KnownYear>,
    ) -> Result<Self, CalendarError> {
        let (first, last) = known_range(&years)?;
        years.iter().try_for_each(check_year)?;
        let reach = |year: i16| Date::new(year, 1, 1).map_err(|_| CalendarError::Reach(year));
        let (mut date, end) = (reach(first - YEARS_BEFORE)?, reach(last + 1 + YEARS_AFTER)?);
        let known_ms = (midnight(&zone, reach(first)?), midnight(&zone, reach(last + 1)?));
        let mut calendar = Self {
            version,
            zone,
            reading: DayReading::default(),
            timeline: Timeline::default(),
            schedules,
            years,
            first_day: date,
            kinds: Vec::new(),
            known_ms,
        };
        let mut start = midnight(&calendar.zone, date);
        while date < end {
            let next_date = date.tomorrow().map_err(|_| CalendarError::Reach(date.year()))?;
            let next = midnight(&calendar.zone, next_date);
            calendar.add_day(date, start, next)?;
            (date, start) = (next_date, next);
        }
        Ok(calendar)
    }

    fn add_day(&mut self, date: Date, start: i64, next: i64) -> Result<(), CalendarError> {
        let kind = match self.years.first().and_then(|first| usize::try_from(date.year() - first.year).ok()) {
            Some(index) => self.years.get(index).map_or_else(|| ordinary_kind(date), |year| year.kind(date)),
            None => ordinary_kind(date),
        };
        self.kinds.push(kind);
        let mut valid = (1..).zip(&self.schedules).filter(|(_, schedule)| schedule.applies(date));
        let (number, schedule) = valid.next().ok_or(CalendarError::NoHours { date })?;
        if let Some((second, _)) = valid.next() {
            return Err(CalendarError::TwoHours { date, first: number, second });
        }
        if kind.is_workday() {
            let even = next - start == 86_400_000;
            let zone = &self.zone;
            let edge = |second: u32| match second {
                86_400 => next,
                second if even => start + i64::from(second) * 1000,
                second => instant(zone, date, second).unwrap_or(start + i64::from(second) * 1000),
            };
            self.timeline
                .push(start, schedule.hours.spans().iter().map(|&(from, to)| (edge(from), edge(to))));
        }
        Ok(())
    }

    /// The same calendar with another reading of the working day (switch D5).
    #[must_use]
    pub fn with_reading(self, reading: DayReading) -> Self {
        Self { reading, ..self }
    }

    /// The same calendar under another number, for instance the one under which it is published.
    #[must_use]
    pub fn with_version(self, version: CalendarVersion) -> Self {
        Self { version, ..self }
    }

    /// Its number.
    #[must_use]
    pub fn version(&self) -> CalendarVersion {
        self.version
    }

    /// The zone whose days it counts.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// How a working day is read.
    #[must_use]
    pub fn reading(&self) -> DayReading {
        self.reading
    }

    /// Working hours and the days for which they are meant.
    #[must_use]
    pub fn schedules(&self) -> &[Schedule] {
        &self.schedules
    }

    /// The years whose holidays are known, in order.
    #[must_use]
    pub fn years(&self) -> &[KnownYear] {
        &self.years
    }

    /// The first instant after the last known year: from here on weekdays are taken as working days.
    #[must_use]
    pub fn known_until(&self) -> Timestamp {
        super::deadline::timestamp(self.known_ms.1)
    }

    /// What a day is.
    #[must_use]
    pub fn kind(&self, date: Date) -> DayKind {
        let days = self.first_day.duration_until(date).as_hours() / 24;
        let kind = usize::try_from(days).ok().and_then(|index| self.kinds.get(index));
        kind.copied().unwrap_or_else(|| ordinary_kind(date))
    }

    /// Whether a day has working hours.
    #[must_use]
    pub fn is_workday(&self, date: Date) -> bool {
        self.kind(date).is_workday()
    }

    /// Working days from a day to another, both counted.
    #[must_use]
    pub fn workdays(&self, first: Date, last: Date) -> usize {
        let mut day = Some(first);
        let days = std::iter::from_fn(|| {
            let date = day.filter(|date| *date <= last)?;
            day = date.tomorrow().ok();
            Some(date)
        });
        days.filter(|date| self.is_workday(*date)).count()
    }

    /// The hours that a working day has or would have; `None` far outside of the known years.
    #[must_use]
    pub fn hours(&self, date: Date) -> Option<&DayHours> {
        self.schedules.iter().find(|schedule| schedule.applies(date)).map(|schedule| &schedule.hours)
    }

    /// What the clock on the wall and the calendar say of an instant: what time slots of rules ask for.
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> Moment {
        let local = self.zone.to_datetime(at);
        let part = |number: i8| u32::from(number.unsigned_abs());
        Moment {
            date: local.date(),
            weekday: local.weekday().to_monday_one_offset().unsigned_abs(),
            second: part(local.hour()) * 3600 + part(local.minute()) * 60 + part(local.second()),
            kind: self.kind(local.date()),
            working: self.timeline.is_working(at.as_millisecond()),
        }
    }
}

/// The first and the last year.
fn known_range(years: &[KnownYear]) -> Result<(i16, i16), CalendarError> {
    let (Some(first), Some(last)) = (years.first(), years.last()) else { return Err(CalendarError::NoYear) };
    for year in [first.year, last.year] {
        if !(1900..3000).contains(&year) {
            return Err(CalendarError::Reach(year));
        }
    }
    for pair in years.windows(2) {
        if let [before, after] = pair
            && after.year != before.year.saturating_add(1)
        {
            return Err(CalendarError::Years { before: before.year, found: after.year });
        }
    }
    Ok((first.year, last.year))
}

/// Every day of a year is named at most once, in its own year, and make-up days are weekend days.
fn check_year(known: &KnownYear) -> Result<(), CalendarError> {
    let year = known.year;
    let mut named = std::collections::BTreeSet::new();
    for holiday in &known.holidays {
        let (first, last) = (holiday.first, holiday.last);
        if let Some(date) = [first, last].into_iter().find(|date| date.year() != year) {
            return Err(CalendarError::OtherYear { year, date });
        }
        if last < first {
            return Err(CalendarError::Backwards { year, first, last });
        }
        let mut day = Some(first);
        while let Some(date) = day.filter(|date| *date <= last) {
            if !named.insert(date) {
                return Err(CalendarError::Twice { year, date });
            }
            day = date.tomorrow().ok();
        }
    }
    for &date in &known.make_up_days {
        if date.year() != year {
            return Err(CalendarError::OtherYear { year, date });
        }
        if !is_weekend(date) {
            return Err(CalendarError::WeekdayMadeUp { year, date });
        }
        if !named.insert(date) {
            return Err(CalendarError::Twice { year, date });
        }
    }
    Ok(())
}

/// The first instant of a day, in milliseconds.
fn midnight(zone: &TimeZone, date: Date) -> i64 {
    instant(zone, date, 0).unwrap_or(0)
}

/// The instant at which the clock on the wall shows a second of a day, in milliseconds.
fn instant(zone: &TimeZone, date: Date, second: u32) -> Option<i64> {
    let part = |value: u32| i8::try_from(value).ok();
    let local = date.at(part(second / 3600)?, part(second / 60 % 60)?, part(second % 60)?, 0);
    zone.to_timestamp(local).ok().map(Timestamp::as_millisecond)
}

#[cfg(test)]
#[path = "work_calendar_tests.rs"]
mod tests;
