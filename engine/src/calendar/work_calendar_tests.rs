use jiff::civil::date;

use super::super::vectors_tests::{MINHANG, at};
use super::*;
use crate::calendar::{Holiday, Limit, LimitUnit};
use crate::grid::Title;

fn hours(season: Option<(&str, &str)>, spans: &[&str]) -> Schedule {
    Schedule {
        season: season.map(|(first, last)| (first.parse().unwrap(), last.parse().unwrap())),
        valid_from: None,
        valid_to: None,
        hours: DayHours::parse(spans).unwrap(),
    }
}

fn year(year: i16) -> KnownYear {
    KnownYear { year, holidays: Vec::new(), make_up_days: Vec::new() }
}

fn calendar(schedules: Vec<Schedule>, years: Vec<KnownYear>) -> Result<WorkCalendar, CalendarError> {
    let zone = jiff::tz::TimeZoneDatabase::bundled().get("Asia/Shanghai").unwrap();
    WorkCalendar::new(CalendarVersion(1), zone, schedules, years)
}

fn whole_year() -> Vec<Schedule> {
    vec![hours(None, &["08:00-12:00", "14:00-18:00"])]
}

#[test]
fn summer_has_other_hours_than_winter() {
    let summer = hours(Some(("05-01", "09-30")), &["07:30-11:30", "14:30-18:30"]);
    let winter = hours(Some(("10-01", "04-30")), &["08:30-12:00", "13:00-17:30"]);
    let seasonal = calendar(vec![summer, winter], vec![year(2012)]).unwrap();
    let due =
        |start: &str, amount| seasonal.due(at(start), Limit { amount, unit: LimitUnit::WorkingHour }).at;
    assert_eq!(due("2012-04-30T16:30", 2), at("2012-05-01T08:30"));
    assert_eq!(due("2012-09-28T18:00", 1), at("2012-10-01T09:00"));
    assert_eq!(seasonal.hours(date(2012, 12, 31)).unwrap().seconds(), 8 * 3600);
    assert!(seasonal.moment(at("2012-05-01T07:45")).working);
    assert!(!seasonal.moment(at("2012-04-30T08:15")).working);
}

#[test]
fn a_day_with_two_hours_or_with_none_is_named() {
    let gap = vec![
        hours(Some(("05-01", "09-30")), &["08:00-12:00"]),
        hours(Some(("10-02", "04-30")), &["08:00-12:00"]),
    ];
    assert_eq!(
        calendar(gap, vec![year(2012)]).unwrap_err(),
        CalendarError::NoHours { date: date(2002, 10, 1) }
    );
    let double = vec![
        hours(Some(("05-01", "10-01")), &["08:00-12:00"]),
        hours(Some(("10-01", "04-30")), &["08:00-12:00"]),
    ];
    assert_eq!(
        calendar(double, vec![year(2012)]).unwrap_err(),
        CalendarError::TwoHours { date: date(2002, 10, 1), first: 1, second: 2 }
    );
    let mut old = whole_year();
    old[0].valid_to = Some(date(2012, 12, 31));
    assert_eq!(
        calendar(old, vec![year(2012)]).unwrap_err(),
        CalendarError::NoHours { date: date(2013, 1, 1) }
    );
}

#[test]
fn years_that_make_no_calendar_are_refused() {
    let refused = |years| calendar(whole_year(), years).unwrap_err();
    assert_eq!(refused(vec![]), CalendarError::NoYear);
    assert_eq!(refused(vec![year(2012), year(2014)]), CalendarError::Years { before: 2012, found: 2014 });
    assert_eq!(refused(vec![year(2012), year(2012)]), CalendarError::Years { before: 2012, found: 2012 });
    assert_eq!(refused(vec![year(-5)]), CalendarError::Reach(-5));
    let mut known = year(2012);
    known.make_up_days = vec![date(2012, 1, 20)];
    assert_eq!(
        refused(vec![known.clone()]),
        CalendarError::WeekdayMadeUp { year: 2012, date: date(2012, 1, 20) }
    );
    known.make_up_days = vec![date(2013, 1, 5)];
    assert_eq!(refused(vec![known.clone()]), CalendarError::OtherYear { year: 2012, date: date(2013, 1, 5) });
    known.make_up_days = vec![date(2012, 1, 21)];
    known.holidays =
        vec![Holiday { name: Title::default(), first: date(2012, 1, 21), last: date(2012, 1, 25) }];
    assert_eq!(refused(vec![known.clone()]), CalendarError::Twice { year: 2012, date: date(2012, 1, 21) });
    known.holidays[0].last = date(2012, 1, 20);
    assert!(matches!(refused(vec![known]), CalendarError::Backwards { .. }));
}

#[test]
fn an_instant_is_told_with_day_kind_and_second() {
    let moment = MINHANG.moment(at("2012-09-29T08:00"));
    let wanted =
        Moment { date: date(2012, 9, 29), weekday: 6, second: 28_800, kind: DayKind::MakeUp, working: true };
    assert_eq!(moment, wanted);
    assert_eq!(MINHANG.moment(at("2012-09-30T23:59:59")).kind, DayKind::Holiday);
    assert_eq!(MINHANG.moment(at("2012-07-07T09:00")).kind, DayKind::Weekend);
    assert!(!MINHANG.moment(at("2012-05-15T12:00")).working);
    assert!(MINHANG.moment(at("2012-05-15T14:00")).working);
}

#[test]
fn hours_are_those_of_the_clock_on_the_wall_where_it_is_moved() {
    let zone = jiff::tz::TimeZoneDatabase::bundled().get("Europe/Berlin").unwrap();
    let night = vec![hours(None, &["00:00-06:00"])];
    let mut known = year(2024);
    known.make_up_days = vec![date(2024, 3, 31)];
    let berlin = WorkCalendar::new(CalendarVersion(1), zone.clone(), night, vec![known]).unwrap();
    let midnight = |day| instant(&zone, day, 0).map(super::super::deadline::timestamp).unwrap();
    let worked = |day: Date| berlin.working_between(midnight(day), midnight(day.tomorrow().unwrap()));
    assert_eq!(worked(date(2024, 3, 31)).as_hours(), 5, "the hour from two to three is missing");
    assert_eq!(worked(date(2024, 4, 1)).as_hours(), 6);
}
