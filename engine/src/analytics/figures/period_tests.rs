use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

#[test]
fn months_begin_at_local_midnight_and_the_ends_are_cut_off() {
    let zone = zone("Asia/Shanghai");
    let periods = Step::Month.periods(&zone, at("2012-01-15T00:00:00Z"), at("2012-03-01T00:00:00Z")).unwrap();
    let begins: Vec<String> = periods.iter().map(|period| period.from.to_string()).collect();
    assert_eq!(begins, ["2012-01-15T00:00:00Z", "2012-01-31T16:00:00Z", "2012-02-29T16:00:00Z"]);
    assert_eq!(periods.last().unwrap().to, at("2012-03-01T00:00:00Z"));
}

#[test]
fn weeks_begin_on_monday_and_a_day_with_a_changed_clock_is_one_day() {
    let shanghai = zone("Asia/Shanghai");
    let weeks =
        Step::Week.periods(&shanghai, at("2012-01-01T00:00:00Z"), at("2012-01-10T00:00:00Z")).unwrap();
    assert_eq!(weeks[1].from, at("2012-01-01T16:00:00Z"), "2012-01-02 is a Monday");
    let berlin = zone("Europe/Berlin");
    let days = Step::Day.periods(&berlin, at("2012-03-24T23:00:00Z"), at("2012-03-26T22:00:00Z")).unwrap();
    let hours: Vec<i64> = days.iter().map(|day| day.to.duration_since(day.from).as_hours()).collect();
    assert_eq!(hours, [23, 24]);
}

#[test]
fn too_many_periods_are_refused_with_what_would_be_right() {
    let fault = Step::Hour.periods(&TimeZone::UTC, at("2012-01-01T00:00:00Z"), at("2013-01-01T00:00:00Z"));
    assert!(fault.unwrap_err().to_string().ends_with("a longer step or a shorter time is needed"));
    assert!("year".parse::<Step>().is_err());
    assert_eq!(Step::suiting(SignedDuration::from_hours(366 * 24), 120), Step::Week);
}

proptest! {
    #[test]
    fn periods_cover_the_time_without_gap_or_overlap(
        from in 0..4_000_000_000_i64, hours in 1..1500_i64, step in 0..4_usize, name in 0..3_usize,
    ) {
        let zone = zone(["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe"][name]);
        let (from, to) = (Timestamp::from_second(from).unwrap(), Timestamp::from_second(from + hours * 3600).unwrap());
        let periods = Step::ALL[step].periods(&zone, from, to).unwrap();
        prop_assert_eq!((periods[0].from, periods[periods.len() - 1].to), (from, to));
        prop_assert!(periods.iter().all(|period| period.from < period.to));
        prop_assert!(periods.windows(2).all(|pair| pair[0].to == pair[1].from));
    }
}
