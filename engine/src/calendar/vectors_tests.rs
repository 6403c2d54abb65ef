//! The calendar of Minhang against lists and deadlines that were worked out by other means (DOMAIN 5.2, 5.3: days from the State
//! Council's notices, deadlines by a separate program).

use std::path::Path;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, date};
use jiff::{Timestamp, ToSpan, tz::TimeZone};

use super::*;

/// Minhang's calendar, as it stands in its folder.
pub(super) static MINHANG: LazyLock<WorkCalendar> = LazyLock::new(|| {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../grid-definitions/minhang/calendar.json");
    definition::load(Path::new(file)).unwrap()
});

/// An instant by the clock on Minhang's wall.
pub(super) fn at(text: &str) -> Timestamp {
    let local: DateTime = text.parse().unwrap();
    TimeZone::fixed(jiff::tz::offset(8)).to_timestamp(local).unwrap()
}

fn limit(text: &str) -> Limit {
    text.parse().unwrap()
}

/// Start; then due after 2 urgent hours, 4 working hours, 1 and 2 working days of eight hours, the end of the second working
/// day, 5 working days of eight hours, 2 natural days.
const VECTORS: [[&str; 8]; 8] = [
    [
        "2012-09-28T17:00",
        "09-28T19:00",
        "09-29T11:00",
        "09-29T17:00",
        "10-08T17:00",
        "10-08T18:00",
        "10-11T17:00",
        "09-30T17:00",
    ],
    [
        "2012-09-30T10:00",
        "09-30T12:00",
        "10-08T12:00",
        "10-08T18:00",
        "10-09T18:00",
        "10-09T18:00",
        "10-12T18:00",
        "10-02T10:00",
    ],
    [
        "2012-01-20T16:30",
        "01-20T18:30",
        "01-21T10:30",
        "01-21T16:30",
        "01-29T16:30",
        "01-29T18:00",
        "02-01T16:30",
        "01-22T16:30",
    ],
    [
        "2012-12-31T11:30",
        "12-31T13:30",
        "12-31T17:30",
        "01-04T11:30",
        "01-05T11:30",
        "01-05T18:00",
        "01-08T11:30",
        "01-02T11:30",
    ],
    [
        "2013-04-26T15:00",
        "04-26T17:00",
        "04-27T09:00",
        "04-27T15:00",
        "04-28T15:00",
        "04-28T18:00",
        "05-06T15:00",
        "04-28T15:00",
    ],
    [
        "2012-05-15T12:30",
        "05-15T14:30",
        "05-15T18:00",
        "05-16T12:00",
        "05-17T12:00",
        "05-17T18:00",
        "05-22T12:00",
        "05-17T12:30",
    ],
    [
        "2012-06-22T09:00",
        "06-22T11:00",
        "06-25T12:00",
        "06-25T18:00",
        "06-26T18:00",
        "06-26T18:00",
        "06-29T18:00",
        "06-24T09:00",
    ],
    [
        "2012-07-07T20:15",
        "07-07T22:15",
        "07-09T12:00",
        "07-09T18:00",
        "07-10T18:00",
        "07-10T18:00",
        "07-13T18:00",
        "07-09T20:15",
    ],
];

#[test]
fn deadlines_are_those_of_the_published_vectors_under_both_readings() {
    let hours = MINHANG.clone();
    let ends = MINHANG.clone().with_reading(DayReading::EndOfDay);
    for row in VECTORS {
        let start = at(row[0]);
        let columns = [
            ("2uh", &hours),
            ("4wh", &hours),
            ("1wd", &hours),
            ("2wd", &hours),
            ("2wd", &ends),
            ("5wd", &hours),
            ("2nd", &hours),
        ];
        for ((text, calendar), &wanted) in columns.iter().zip(&row[1..]) {
            let started: i16 = row[0][..4].parse().unwrap();
            let year = if wanted < &row[0][5..10] { started + 1 } else { started };
            let due = calendar.due(start, limit(text));
            assert_eq!(
                due.at,
                at(&format!("{year}-{wanted}")),
                "{} + {text} ({:?})",
                row[0],
                calendar.reading()
            );
            assert!(!due.provisional);
            assert_eq!(calendar.due_with(start, limit(text), &[], 0), Some(due));
        }
    }
}

#[test]
fn years_have_as_many_working_days_as_the_notices_say() {
    let counted = [(2010, 250), (2011, 250), (2012, 249), (2013, 250), (2014, 250), (2025, 248), (2026, 248)];
    for (year, days) in counted {
        assert_eq!(MINHANG.workdays(date(year, 1, 1), date(year, 12, 31)), days, "{year}");
    }
    assert_eq!(MINHANG.workdays(date(2013, 1, 1), date(2013, 6, 30)), 122);
}

#[test]
fn the_whole_of_2012_and_2013_is_as_published() {
    let expand = |year: i16, days: &[(i8, &[i8])]| -> Vec<Date> {
        days.iter().flat_map(|&(month, days)| days.iter().map(move |&day| date(year, month, day))).collect()
    };
    let make_up_2012: &[(i8, &[i8])] = &[(1, &[21, 29]), (3, &[31]), (4, &[1, 28]), (9, &[29])];
    let off_2012: &[(i8, &[i8])] = &[
        (1, &[2, 3, 23, 24, 25, 26, 27]),
        (4, &[2, 3, 4, 30]),
        (5, &[1]),
        (6, &[22]),
        (10, &[1, 2, 3, 4, 5]),
    ];
    let make_up_2013: &[(i8, &[i8])] =
        &[(1, &[5, 6]), (2, &[16, 17]), (4, &[7, 27, 28]), (6, &[8, 9]), (9, &[22, 29]), (10, &[12])];
    let off_2013: &[(i8, &[i8])] = &[
        (1, &[1, 2, 3]),
        (2, &[11, 12, 13, 14, 15]),
        (4, &[4, 5, 29, 30]),
        (5, &[1]),
        (6, &[10, 11, 12]),
        (9, &[19, 20]),
        (10, &[1, 2, 3, 4, 7]),
    ];
    for (year, make_up, off) in [(2012, make_up_2012, off_2012), (2013, make_up_2013, off_2013)] {
        let days = date(year, 1, 1).series(1.day()).take_while(|day| day.year() == year);
        let (weekdays, weekends): (Vec<Date>, Vec<Date>) = days.partition(|day| !year::is_weekend(*day));
        let worked: Vec<Date> = weekends.into_iter().filter(|day| MINHANG.is_workday(*day)).collect();
        let free: Vec<Date> = weekdays.into_iter().filter(|day| !MINHANG.is_workday(*day)).collect();
        assert_eq!(worked, expand(year, make_up));
        assert_eq!(free, expand(year, off));
        assert!(worked.iter().all(|day| MINHANG.kind(*day) == DayKind::MakeUp));
        assert!(free.iter().all(|day| MINHANG.kind(*day) == DayKind::Holiday));
    }
}
