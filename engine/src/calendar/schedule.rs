//! Working hours of a day, by season and by the years in which they are valid (作息时间).

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// Seconds in a day of 24 hours.
const DAY_S: u32 = 86_400;

/// Why texts are no working hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HoursError {
    /// A text is not a span of the day.
    #[error(
        "“{text}” is no span of a day; write it like 08:00-12:00, the end at most 24:00 and after the begin"
    )]
    Span {
        /// What was given.
        text: String,
    },
    /// A span begins before the one before it ends.
    #[error(
        "“{text}” begins before the span before it ends; write the spans in order, apart from each other"
    )]
    Order {
        /// The later span.
        text: String,
    },
    /// There is no span at all.
    #[error("there are no hours; a working day needs at least one span like 08:00-12:00")]
    Empty,
    /// A text is not a day of the year.
    #[error("“{text}” is no day of the year; write it like 05-01")]
    MonthDay {
        /// What was given.
        text: String,
    },
}

/// The working hours of a day: spans in order that do not touch.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DayHours {
    /// Begin and end in seconds of the clock on the wall.
    spans: Vec<(u32, u32)>,
}

impl DayHours {
    /// Working hours from texts like `08:00-12:00`; spans that touch become one.
    ///
    /// # Errors
    /// [`HoursError`].
    ///
    /// # Example
    /// ```
    /// use gridward::calendar::DayHours;
    /// let hours = DayHours::parse(&["08:00-12:00", "14:00-18:00"])?;
    /// assert_eq!(hours.seconds(), 8 * 3600);
    /// # Ok::<(), gridward::calendar::HoursError>(())
    /// ```
    pub fn parse<T: AsRef<str>>(texts: &[T]) -> Result<Self, HoursError> {
        let mut spans: Vec<(u32, u32)> = Vec::with_capacity(texts.len());
        for text in texts {
            let text = text.as_ref();
            let wrong = || HoursError::Span { text: text.into() };
            let (from, to) = text.split_once('-').ok_or_else(wrong)?;
            let (from, to) = (clock(from).ok_or_else(wrong)?, clock(to).ok_or_else(wrong)?);
            if from >= to {
                return Err(wrong());
            }
            match spans.last_mut() {
                Some(last) if last.1 > from => return Err(HoursError::Order { text: text.into() }),
                Some(last) if last.1 == from => last.1 = to,
                _ => spans.push((from, to)),
            }
        }
        if spans.is_empty() { Err(HoursError::Empty) } else { Ok(Self { spans }) }
    }

    /// The spans in order: begin and end in seconds since midnight, by the clock on the wall.
    #[must_use]
    pub fn spans(&self) -> &[(u32, u32)] {
        &self.spans
    }

    /// Working seconds of the day.
    #[must_use]
    pub fn seconds(&self) -> u32 {
        self.spans.iter().map(|(from, to)| to - from).sum()
    }

    /// Whether work is done at this second of the day.
    #[must_use]
    pub fn contains(&self, second: u32) -> bool {
        self.spans.iter().any(|&(from, to)| from <= second && second < to)
    }
}

/// `08:00` in seconds since midnight; up to `24:00`.
fn clock(text: &str) -> Option<u32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let two = |text: &str| {
        Some(text)
            .filter(|text| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|text| text.parse::<u32>().ok())
    };
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    Some(hours * 3600 + minutes * 60).filter(|&second| minutes < 60 && second <= DAY_S)
}

/// A day of every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: i8,
    day: i8,
}

impl MonthDay {
    /// The day of the year on which a date falls.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self { month: date.month(), day: date.day() }
    }
}

impl FromStr for MonthDay {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || HoursError::MonthDay { text: text.into() };
        // A leap year, so that 02-29 is one of the days.
        let date: Date = format!("2000-{text}").parse().map_err(|_| wrong())?;
        Some(Self::of(date)).filter(|day| day.to_string() == text).ok_or_else(wrong)
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// Working hours, and the days for which they are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The first and the last day of the season, both in it; one that ends before it begins runs over New Year. `None`: all year.
    pub season: Option<(MonthDay, MonthDay)>,
    /// The first day on which it is valid; `None`: always was.
    pub valid_from: Option<Date>,
    /// The last day on which it is valid; `None`: still is.
    pub valid_to: Option<Date>,
    /// The hours of a working day.
    pub hours: DayHours,
}

impl Schedule {
    /// Whether a working day has these hours.
    #[must_use]
    pub fn applies(&self, date: Date) -> bool {
        let day = MonthDay::of(date);
        let in_season = self.season.is_none_or(|(first, last)| {
            if first <= last { first <= day && day <= last } else { day >= first || day <= last }
        });
        in_season
            && self.valid_from.is_none_or(|first| first <= date)
            && self.valid_to.is_none_or(|last| date <= last)
    }
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
