use jiff::ToSpan;
use proptest::prelude::*;

use super::super::vectors_tests::{MINHANG, at};
use super::*;

const UNITS: [LimitUnit; 7] = [
    LimitUnit::WorkingDay,
    LimitUnit::WorkingHour,
    LimitUnit::WorkingMinute,
    LimitUnit::UrgentDay,
    LimitUnit::UrgentHour,
    LimitUnit::UrgentMinute,
    LimitUnit::NaturalDay,
];

fn limit(text: &str) -> Limit {
    text.parse().unwrap()
}

fn pause(from: &str, until: &str) -> Pause {
    Pause { from: at(from), until: Some(at(until)) }
}

fn due(start: &str, text: &str) -> Due {
    MINHANG.due(at(start), limit(text))
}

#[test]
fn time_that_runs_out_with_the_working_hours_is_due_then() {
    assert_eq!(due("2012-05-15T08:00", "4wh").at, at("2012-05-15T12:00"));
    assert_eq!(due("2012-05-15T08:00", "8wh").at, at("2012-05-15T18:00"));
    assert_eq!(due("2012-05-15T12:00", "4wh").at, at("2012-05-15T18:00"));
    assert_eq!(due("2012-05-15T11:59", "1wm").at, at("2012-05-15T12:00"));
    assert_eq!(due("2012-05-15T12:00", "1wm").at, at("2012-05-15T14:01"));
    assert_eq!(due("2012-05-15T18:00", "1wm").at, at("2012-05-16T08:01"));
    assert_eq!(due("2012-05-15T19:00", "0wm").at, at("2012-05-15T19:00"));
}

#[test]
fn pauses_stop_working_and_urgent_clocks() {
    let lunch_to_three = [pause("2012-05-15T10:00", "2012-05-15T15:00")];
    let with =
        |start, text, pauses: &[Pause]| MINHANG.due_with(at(start), limit(text), pauses, 0).unwrap().at;
    assert_eq!(with("2012-05-15T09:00", "4wh", &lunch_to_three), at("2012-05-15T18:00"));
    assert_eq!(with("2012-05-15T09:00", "2uh", &lunch_to_three), at("2012-05-15T16:00"));
    assert_eq!(with("2012-05-15T09:00", "1nd", &lunch_to_three), at("2012-05-16T14:00"));
    // One hour was used when the pause began: the limit had run out.
    assert_eq!(with("2012-05-15T09:00", "1uh", &lunch_to_three), at("2012-05-15T10:00"));
}

#[test]
fn nothing_is_due_while_the_clock_stands_unless_it_was_due_before() {
    let open = [Pause { from: at("2012-05-15T10:00"), until: None }];
    let start = at("2012-05-15T09:00");
    assert_eq!(MINHANG.due_with(start, limit("2uh"), &open, 0), None);
    assert_eq!(MINHANG.due_with(start, limit("2wh"), &open, 0), None);
    assert_eq!(MINHANG.due_with(start, limit("1uh"), &open, 0).unwrap().at, at("2012-05-15T10:00"));
    let ends = MINHANG.clone().with_reading(DayReading::EndOfDay);
    assert_eq!(ends.due_with(start, limit("1wd"), &open, 0), None);
}

#[test]
fn a_working_day_counts_if_the_clock_runs_at_its_end() {
    let ends = MINHANG.clone().with_reading(DayReading::EndOfDay);
    let with = |pauses: &[Pause]| ends.due_with(at("2012-05-14T09:00"), limit("2wd"), pauses, 0).unwrap().at;
    assert_eq!(with(&[]), at("2012-05-16T18:00"));
    assert_eq!(with(&[pause("2012-05-15T09:00", "2012-05-15T17:59")]), at("2012-05-16T18:00"));
    assert_eq!(with(&[pause("2012-05-15T09:00", "2012-05-15T18:00")]), at("2012-05-17T18:00"));
    assert_eq!(with(&[pause("2012-05-15T18:00", "2012-05-16T08:00")]), at("2012-05-16T18:00"));
    // From Tuesday to Sunday: four working days do not count.
    assert_eq!(with(&[pause("2012-05-15T09:00", "2012-05-20T12:00")]), at("2012-05-22T18:00"));
    // The day of the start does not count anyway.
    assert_eq!(with(&[pause("2012-05-14T10:00", "2012-05-14T23:00")]), at("2012-05-16T18:00"));
    // It was due when the pause began.
    assert_eq!(with(&[pause("2012-05-16T18:00", "2012-05-20T12:00")]), at("2012-05-16T18:00"));
}

#[test]
fn an_extension_adds_the_original_limit() {
    for text in ["3wd", "4wh", "2uh", "2nd"] {
        let start = at("2012-09-28T17:00");
        let single = limit(text);
        let triple = Limit { amount: single.amount * 3, ..single };
        assert_eq!(MINHANG.due_with(start, single, &[], 2), Some(MINHANG.due(start, triple)));
    }
}

#[test]
fn stages_count_from_the_start_and_an_extension_moves_the_last() {
    let stage = |name: &str, text| Milestone { name: name.into(), limit: limit(text) };
    let stages = [stage("stop", "2uh"), stage("penalise", "3wd"), stage("demolish", "20wd")];
    let start = at("2012-05-15T09:00");
    let plain = MINHANG.milestones(start, &stages);
    let wanted = ["2012-05-15T11:00", "2012-05-18T09:00", "2012-06-12T09:00"].map(at);
    assert_eq!(plain.iter().map(|due| due.at).collect::<Vec<_>>(), wanted);
    let extended = MINHANG.milestones_with(start, &stages, &[], 1).unwrap();
    assert_eq!(extended[..2], plain[..2]);
    assert_eq!(extended[2], MINHANG.due(start, limit("40wd")));
    assert_eq!(MINHANG.milestones_with(start, &[], &[], 1), Some(Vec::new()));
}

#[test]
fn a_deadline_past_the_known_years_is_provisional_and_settles_when_the_calendar_grows() {
    let until = |last: i16| {
        let years = MINHANG.years().iter().filter(|known| known.year <= last).cloned().collect();
        WorkCalendar::new(MINHANG.version(), MINHANG.zone().clone(), MINHANG.schedules().to_vec(), years)
            .unwrap()
    };
    let (old, new) = (until(2012), until(2013));
    let start = at("2012-12-31T11:30");
    let guess = old.due(start, limit("1wd"));
    // January 1 to 3 are not known as holidays yet.
    assert_eq!(guess, Due { at: at("2013-01-01T11:30"), provisional: true });
    assert_eq!(new.due(start, limit("1wd")), Due { at: at("2013-01-04T11:30"), provisional: false });
    assert!(!old.due(start, limit("4wh")).provisional, "it ends in the last known year");
    assert!(!old.due(start, limit("2nd")).provisional, "natural days need no calendar");
    assert!(old.due(at("2009-12-30T10:00"), limit("1wh")).provisional, "before the first known year");
    assert_eq!(old.known_until(), at("2013-01-01T00:00"));
}

#[test]
fn no_deadline_lies_past_the_horizon() {
    let huge = Limit { amount: u32::MAX, unit: LimitUnit::WorkingDay };
    let last = MINHANG.due(at("2012-01-04T08:00"), huge);
    assert!(last.provisional && last.at < at("2067-01-01T00:00"), "{last:?}");
    let ends = MINHANG.clone().with_reading(DayReading::EndOfDay);
    assert_eq!(ends.due(at("2012-01-04T08:00"), huge), last);
    let late = at("2100-01-04T08:00");
    assert_eq!(MINHANG.due(late, limit("1wd")), Due { at: late, provisional: true });
}

#[test]
fn what_was_used_of_a_limit_leaves_out_the_pauses() {
    let used = |unit, pauses: &[Pause]| {
        MINHANG.used(at("2012-05-15T09:00"), at("2012-05-16T09:00"), unit, pauses).as_mins()
    };
    let pauses =
        [pause("2012-05-15T11:00", "2012-05-15T16:00"), pause("2012-05-16T08:30", "2012-05-18T08:00")];
    assert_eq!(used(LimitUnit::WorkingHour, &[]), 8 * 60);
    assert_eq!(used(LimitUnit::WorkingDay, &pauses), 8 * 60 - 3 * 60 - 30);
    assert_eq!(used(LimitUnit::UrgentHour, &pauses), 24 * 60 - 5 * 60 - 30);
}

/// An instant from 2010 to 2015, to the second.
fn instants() -> impl Strategy<Value = Timestamp> {
    let (from, to) = (at("2010-01-01T00:00").as_second(), at("2016-01-01T00:00").as_second());
    (from..to).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn limits(most: u32) -> impl Strategy<Value = Limit> {
    (0..most, 0..UNITS.len()).prop_map(|(amount, unit)| Limit { amount, unit: UNITS[unit] })
}

fn readings() -> impl Strategy<Value = WorkCalendar> {
    prop_oneof![Just(DayReading::EightHours), Just(DayReading::EndOfDay)]
        .prop_map(|reading| MINHANG.clone().with_reading(reading))
}

/// Pauses of up to five days in the fortnight after a start.
fn pauses_after(start: Timestamp) -> impl Strategy<Value = Vec<Pause>> {
    let one = (-86_400i64..1_209_600, 0i64..432_000).prop_map(move |(after, length)| {
        let from = start + after.seconds();
        Pause { from, until: Some(from + length.seconds()) }
    });
    prop::collection::vec(one, 0..5)
}

fn with_pauses() -> impl Strategy<Value = (Timestamp, Vec<Pause>)> {
    instants().prop_flat_map(|start| (Just(start), pauses_after(start)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_later_start_or_a_longer_limit_is_never_due_earlier(
        calendar in readings(), a in instants(), b in instants(), limit in limits(200), more in 0u32..50
    ) {
        let (first, second) = (a.min(b), a.max(b));
        prop_assert!(calendar.due(first, limit).at <= calendar.due(second, limit).at);
        let longer = Limit { amount: limit.amount + more, ..limit };
        prop_assert!(calendar.due(first, limit).at <= calendar.due(first, longer).at);
        prop_assert!(first <= calendar.due(first, limit).at);
    }

    #[test]
    fn a_limit_in_two_parts_is_due_when_the_whole_is(
        calendar in readings(), start in instants(), limit in limits(100), rest in 0u32..100
    ) {
        let whole = Limit { amount: limit.amount + rest, ..limit };
        let then = Limit { amount: rest, ..limit };
        prop_assert_eq!(calendar.due(calendar.due(start, limit).at, then).at, calendar.due(start, whole).at);
    }

    #[test]
    fn working_time_to_the_deadline_is_the_limit_and_none_is_left_over(start in instants(), minutes in 1u32..20_000) {
        let limit = Limit { amount: minutes, unit: LimitUnit::WorkingMinute };
        let due = MINHANG.due(start, limit).at;
        prop_assert_eq!(MINHANG.working_between(start, due).as_mins(), i64::from(minutes));
        let earlier = due - 1.second();
        prop_assert!(MINHANG.working_between(start, earlier).as_secs() < i64::from(minutes) * 60);
        prop_assert_eq!(MINHANG.working_between(due, start), SignedDuration::ZERO);
    }

    #[test]
    fn pauses_without_length_change_nothing(
        calendar in readings(), start in instants(), limit in limits(60), after in prop::collection::vec(-9_999i64..999_999, 0..6)
    ) {
        let empty: Vec<Pause> = after
            .iter()
            .map(|&after| start + after.seconds())
            .map(|from| Pause { from, until: Some(from) })
            .collect();
        prop_assert_eq!(calendar.due_with(start, limit, &empty, 0), Some(calendar.due(start, limit)));
    }

    #[test]
    fn it_does_not_matter_how_pauses_are_cut(
        calendar in readings(), (start, pauses) in with_pauses(), limit in limits(40), cuts in prop::collection::vec(1i64..9, 5)
    ) {
        let mut pieces = Vec::new();
        for (pause, cut) in pauses.iter().zip(cuts) {
            let until = pause.until.unwrap();
            let middle = pause.from + (until.duration_since(pause.from) * i32::try_from(cut).unwrap() / 10);
            pieces.push(Pause { from: middle, until: Some(until) });
            pieces.insert(0, Pause { from: pause.from, until: Some(middle) });
            pieces.push(Pause { from: middle, until: Some(middle + until.duration_since(middle) / 2) });
        }
        prop_assert_eq!(
            calendar.due_with(start, limit, &pauses, 0),
            calendar.due_with(start, limit, &pieces, 0)
        );
    }

    #[test]
    fn with_pauses_exactly_the_limit_is_used_by_the_deadline((start, pauses) in with_pauses(), limit in limits(40)) {
        let due = MINHANG.due_with(start, limit, &pauses, 0).unwrap();
        prop_assert!(due.at >= MINHANG.due(start, limit).at);
        let unit = match limit.unit {
            LimitUnit::WorkingDay => 480,
            LimitUnit::UrgentDay | LimitUnit::NaturalDay => 1440,
            LimitUnit::WorkingHour | LimitUnit::UrgentHour => 60,
            LimitUnit::WorkingMinute | LimitUnit::UrgentMinute => 1,
        };
        let used = MINHANG.used(start, due.at, limit.unit, &pauses);
        prop_assert_eq!(used.as_secs(), i64::from(limit.amount) * unit * 60);
    }

    #[test]
    fn sums_agree_with_counting_minute_by_minute(start in instants(), minutes in 0i64..4_000) {
        let from = Timestamp::from_second(start.as_second() / 60 * 60).unwrap();
        let counted = (0..minutes).filter(|&n| MINHANG.moment(from + n.minutes()).working).count();
        let exact = MINHANG.working_between(from, from + minutes.minutes());
        prop_assert_eq!(exact.as_secs(), i64::try_from(counted).unwrap() * 60);
    }
}
