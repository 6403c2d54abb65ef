//! From `calendar.json` to a calendar.

use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;

use super::schema::{CalendarFile, SCHEMA, ScheduleEntry, YearEntry};
use crate::calendar::schedule::{DayHours, MonthDay, Schedule};
use crate::calendar::year::{Holiday, KnownYear};
use crate::calendar::{HoursError, WorkCalendar};
use crate::grid::definition::{DefinitionError, DefinitionErrors, syntax};
use crate::ids::CalendarVersion;

/// Reads a calendar's file.
///
/// # Errors
/// Everything that is wrong, one line each with file, entry, field, value and what would be right.
pub fn load(file: &Path) -> Result<WorkCalendar, DefinitionErrors> {
    let text = std::fs::read_to_string(file)
        .map_err(|source| DefinitionErrors(vec![DefinitionError::Read { file: file.into(), source }]))?;
    parse(&text, file)
}

/// A calendar from the text of its file; `file` is named in errors.
///
/// # Errors
/// As [`load`].
pub fn parse(text: &str, file: &Path) -> Result<WorkCalendar, DefinitionErrors> {
    let entries: CalendarFile =
        serde_json::from_str(text).map_err(|error| DefinitionErrors(vec![syntax(file.into(), &error)]))?;
    let mut reader = Reader { file, errors: Vec::new() };
    match reader.calendar(&entries) {
        Some(calendar) if reader.errors.is_empty() => Ok(calendar),
        _ => Err(DefinitionErrors(reader.errors)),
    }
}

struct Reader<'a> {
    file: &'a Path,
    errors: Vec<DefinitionError>,
}

impl Reader<'_> {
    fn fault(&mut self, place: &str, field: &str, value: impl std::fmt::Debug, wanted: impl ToString) {
        self.errors.push(DefinitionError::Value {
            file: self.file.into(),
            place: place.into(),
            field: field.into(),
            value: format!("{value:?}"),
            wanted: wanted.to_string(),
        });
    }

    fn calendar(&mut self, entries: &CalendarFile) -> Option<WorkCalendar> {
        if entries.schema != SCHEMA {
            self.fault("top level", "schema", &entries.schema, format!("{SCHEMA:?} is read by this version"));
        }
        let zone = TimeZoneDatabase::bundled().get(&entries.zone);
        if zone.is_err() {
            let wanted = "an IANA time zone is needed, for instance Asia/Shanghai";
            self.fault("top level", "zone", &entries.zone, wanted);
        }
        let schedules: Vec<Option<Schedule>> =
            entries.schedules.iter().enumerate().map(|(at, entry)| self.schedule(at, entry)).collect();
        let years: Vec<Option<KnownYear>> = entries.years.iter().map(|entry| self.year(entry)).collect();
        let schedules = schedules.into_iter().collect::<Option<Vec<_>>>()?;
        let years = years.into_iter().collect::<Option<Vec<_>>>()?;
        match WorkCalendar::new(CalendarVersion(entries.version), zone.ok()?, schedules, years) {
            Ok(calendar) => Some(calendar),
            Err(error) => {
                let found = entries.years.len();
                self.fault("top level", "years and schedules", format!("{found} years"), error);
                None
            }
        }
    }

    fn schedule(&mut self, at: usize, entry: &ScheduleEntry) -> Option<Schedule> {
        let place = format!("schedules[{at}] ({})", entry.name.en);
        let hours = DayHours::parse(&entry.hours);
        let hours = self.read(&place, "hours", &entry.hours, hours);
        let season = entry.season.as_ref().map(|season| {
            let mut day =
                |field: &str, text: &String| self.read(&place, field, text, text.parse::<MonthDay>());
            let (first, last) = (day("season.from", &season.from), day("season.to", &season.to));
            Some((first?, last?))
        });
        let mut day = |field: &str, text: &Option<String>| match text {
            Some(text) => self.date(&place, field, text).map(Some),
            None => Some(None),
        };
        let valid_from = day("valid_from", &entry.valid_from);
        let valid_to = day("valid_to", &entry.valid_to);
        let schedule = Schedule {
            season: match season {
                Some(season) => Some(season?),
                None => None,
            },
            valid_from: valid_from?,
            valid_to: valid_to?,
            hours: hours?,
        };
        if let (Some(first), Some(last)) = (schedule.valid_from, schedule.valid_to)
            && last < first
        {
            self.fault(&place, "valid_to", last, format!("a day on or after valid_from, {first}, is needed"));
            return None;
        }
        Some(schedule)
    }

    fn year(&mut self, entry: &YearEntry) -> Option<KnownYear> {
        let mut holidays = Vec::with_capacity(entry.holidays.len());
        for (at, holiday) in entry.holidays.iter().enumerate() {
            let place = format!("year {}, holidays[{at}] ({})", entry.year, holiday.name.en);
            let (first, last) =
                (self.date(&place, "from", &holiday.from), self.date(&place, "to", &holiday.to));
            holidays.push(first.zip(last).map(|(first, last)| Holiday {
                name: holiday.name.clone(),
                first,
                last,
            }));
        }
        let place = format!("year {}, make_up_days", entry.year);
        let made_up: Vec<Option<Date>> =
            entry.make_up_days.iter().map(|day| self.date(&place, "day", day)).collect();
        Some(KnownYear {
            year: entry.year,
            holidays: holidays.into_iter().collect::<Option<_>>()?,
            make_up_days: made_up.into_iter().collect::<Option<_>>()?,
        })
    }

    fn date(&mut self, place: &str, field: &str, text: &str) -> Option<Date> {
        // A date parses from the first part of an instant too; only a day alone is one here.
        let date = text.parse::<Date>().ok().filter(|date| date.to_string() == text);
        if date.is_none() {
            self.fault(place, field, text, "a day like 2012-01-22 is needed");
        }
        date
    }

    fn read<T>(
        &mut self,
        place: &str,
        field: &str,
        value: &impl std::fmt::Debug,
        read: Result<T, HoursError>,
    ) -> Option<T> {
        match read {
            Ok(read) => Some(read),
            Err(error) => {
                self.fault(place, field, value, error);
                None
            }
        }
    }
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
