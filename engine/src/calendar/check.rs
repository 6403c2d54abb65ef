//! What years and hours must fulfil to make a calendar.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::year::{KnownYear, is_weekend};

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

/// The first and the last year.
pub(super) fn known_range(years: &[KnownYear]) -> Result<(i16, i16), CalendarError> {
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
pub(super) fn check_year(known: &KnownYear) -> Result<(), CalendarError> {
    let year = known.year;
    let mut named = BTreeSet::new();
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
