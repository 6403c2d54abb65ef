//! Rows of flags, and the rates that sums of them make. All cases are reported on 2012-05-15 at 09:00 (a Tuesday).

use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::{CaseFlags, Flag, FlagRules, FlagSums, Rate, Urgency};
use crate::calendar::{LimitUnit, WorkCalendar, definition};
use crate::cases::state_for_tests::{
    after, dispatch, due, minute, returned, to_closed, to_done, to_unit, unit,
};
use crate::cases::{Act, Satisfaction};
use crate::rules::settings::{ClosingDenominator, OnTimeAt, ShouldClose, StageLimits, Switches};

const WORKING: Urgency = Urgency { urgent: false, unit: LimitUnit::WorkingHour };
const URGENT: Urgency = Urgency { urgent: true, unit: LimitUnit::UrgentHour };

static CALENDAR: LazyLock<WorkCalendar> = LazyLock::new(|| {
    let text = r#"{"schema":"gridward/calendar/1","version":1,"zone":"Asia/Shanghai",
        "schedules":[{"name":{"zh":"全年","en":"all year"},"hours":["08:00-12:00","14:00-18:00"]}],
        "years":[{"year":2012,"holidays":[],"make_up_days":[]}]}"#;
    definition::parse(text, Path::new("calendar.json")).unwrap()
});

fn row_by(switches: &Switches, acts: Vec<(i64, Act)>, urgency: Urgency, now: i64) -> CaseFlags {
    let stages = StageLimits::default();
    let rules = FlagRules { calendar: &CALENDAR, switches, stages: &stages };
    rules.flags(&after("E0101", acts).unwrap(), urgency, minute(now))
}

fn row(acts: Vec<(i64, Act)>, now: i64) -> CaseFlags {
    row_by(&Switches::default(), acts, WORKING, now)
}

fn words(row: CaseFlags) -> String {
    row.iter().map(Flag::as_str).collect::<Vec<_>>().join(" ")
}

const EARLY: &str = "report valid accepted accepted-on-time filed dispatched dispatched-on-time";

#[test]
fn a_case_handled_in_time_and_closed_late_is_on_time_by_one_reading_only() {
    // Due at minute 50, handled at 40, closed at 56.
    assert_eq!(
        words(row(to_closed("u1", 50, 40), 100)),
        format!(
            "{EARLY} need-dispose judged-dispose disposed disposed-on-time need-archive closing-base judged-archive archived \
             archived-handled-on-time check check-on-time"
        )
    );
    let both = row(to_closed("u1", 56, 40), 100);
    assert!(both.has(Flag::ArchivedClosedOnTime), "due exactly at the deadline is on time");
}

#[test]
fn a_late_case_has_its_overtime_multiple_on_the_clock_of_its_limit() {
    // 60 minutes from minute 3, handled 90 minutes later than due: 1.5 times the limit.
    let late = row_by(&Switches::default(), to_closed("u1", 63, 153), URGENT, 300);
    assert!(late.has(Flag::DisposedOvertime) && late.has(Flag::Archived) && late.has(Flag::Urgent));
    assert_eq!(late.overtime_hundredths, 150);
    // The lunch from 12:00 (minute 180) to 14:00 (minute 300) is no working time.
    assert_eq!(row(to_closed("u1", 123, 300), 400).overtime_hundredths, 48);
    assert_eq!(row(to_done("u1", 63, 153), 300).overtime_hundredths, 0, "only of closed cases");
    let closing = Switches { on_time_at: OnTimeAt::Closing, ..Switches::default() };
    assert_eq!(row_by(&closing, to_closed("u1", 63, 63), URGENT, 300).overtime_hundredths, 27);
}

#[test]
fn an_open_case_should_be_closed_once_its_deadline_has_passed() {
    assert_eq!(words(row(to_unit("u1", 60), 60)), format!("{EARLY} open-on-time stock"));
    let past = row(to_unit("u1", 60), 61);
    for flag in [Flag::NeedDispose, Flag::OpenOvertime, Flag::NeedArchive, Flag::Stock] {
        assert!(past.has(flag), "{}", flag.as_str());
    }
    let handled = Switches { should_close: ShouldClose::Handled, ..Switches::default() };
    assert!(!row_by(&handled, to_unit("u1", 60), WORKING, 61).has(Flag::NeedArchive));
    let past_only = Switches { should_close: ShouldClose::PastDeadline, ..Switches::default() };
    assert!(!row_by(&past_only, to_done("u1", 60, 30), WORKING, 50).has(Flag::NeedArchive));
}

#[test]
fn a_suspended_case_that_was_late_leaves_the_denominator_where_the_district_says_so() {
    let acts = [to_unit("u1", 60), vec![(70, Act::Suspend { reason: "rain".into() })]].concat();
    let leaves = row(acts.clone(), 100);
    assert!(leaves.has(Flag::NeedArchive) && leaves.has(Flag::Deferred) && !leaves.has(Flag::ClosingBase));
    let kept = Switches { deferred_leave_denominator: false, ..Switches::default() };
    assert!(row_by(&kept, acts, WORKING, 100).has(Flag::ClosingBase));
    let in_time = [to_unit("u1", 60), vec![(50, Act::Suspend { reason: "rain".into() })]].concat();
    assert!(!row(in_time, 10_000).has(Flag::NeedArchive), "the clock stands");
}

#[test]
fn an_excused_case_leaves_what_is_judged_and_stays_counted() {
    let mut acts = to_closed("u1", 30, 40);
    acts.extend([(60, Act::Appeal { reason: "flood".into() }), (61, Act::Appealed { granted: true })]);
    let excused = row(acts, 100);
    assert!(excused.has(Flag::Excused) && excused.has(Flag::NeedArchive) && excused.has(Flag::Archived));
    for flag in [Flag::JudgedDispose, Flag::JudgedArchive, Flag::DisposedOvertime, Flag::DisposedOnTime] {
        assert!(!excused.has(flag), "{}", flag.as_str());
    }
}

#[test]
fn wrong_dispatch_shuffle_and_rework_are_told_apart() {
    let back = |code: &str| [to_unit("u1", 600), vec![(10, returned()), (12, dispatch(code, 600))]].concat();
    let wrong = row(back("u2"), 20);
    assert!(wrong.has(Flag::WrongDispatch) && wrong.has(Flag::Returned) && !wrong.has(Flag::Shuffle));
    let passed_on = row(back("u1"), 20);
    assert!(!passed_on.has(Flag::WrongDispatch) && passed_on.has(Flag::Shuffle));
    let several = row([back("u2"), vec![(15, returned())]].concat(), 20);
    assert!(several.has(Flag::Shuffle));
    assert_eq!(several.returns, 2);
    let rework = |n: i64| (n, Act::Rework { reason: "dirty".into() });
    let feedback = |n: i64| (n, Act::Feedback { text: None });
    let twice = row([to_done("u1", 600, 20), vec![rework(21), feedback(22), rework(23)]].concat(), 30);
    assert!(twice.has(Flag::Rework) && twice.has(Flag::MultiRework) && !twice.has(Flag::Disposed));
}

#[test]
fn errands_answered_late_or_never_are_not_on_time() {
    let errand = |sent: i64, answered: i64| {
        let acts = vec![
            (sent, Act::Check { unit: unit("c") }),
            (answered, Act::Checked { passed: true, text: None }),
        ];
        row([to_done("u1", 600, 20), acts].concat(), 300)
    };
    assert!(errand(30, 60).has(Flag::CheckOnTime));
    assert!(errand(30, 61).has(Flag::Check) && !errand(30, 61).has(Flag::CheckOnTime));
    let never = row([to_done("u1", 600, 20), vec![(30, Act::Check { unit: unit("c") })]].concat(), 300);
    assert!(never.has(Flag::Check) && !never.has(Flag::CheckOnTime));
}

#[test]
fn void_cases_count_as_reported_and_void_only() {
    let void = row(
        [to_unit("u1", 60), vec![(9, Act::Duplicate { of: crate::ids::CaseId::new("T-2") })]].concat(),
        100,
    );
    assert_eq!(words(void), "report void duplicate");
    let not_filed =
        row(vec![(1, Act::Accept { grade: None }), (2, Act::NotFile { reason: "no".into() })], 100);
    assert_eq!(words(not_filed), "report accepted accepted-on-time not-filed");
}

#[test]
fn extensions_supervision_and_call_backs_are_counted() {
    let mut acts = to_unit("u1", 60);
    acts.push((4, Act::Extend { reason: "rain".into(), due: due(120) }));
    acts.push((5, Act::Supervise { level: 2 }));
    acts.push((90, Act::Feedback { text: None }));
    acts.push((91, Act::Visit { satisfaction: Satisfaction::Fair, text: None }));
    let row = row(acts, 95);
    assert_eq!((row.extensions, row.supervised), (1, 2));
    for flag in [Flag::Postponed, Flag::Supervised, Flag::Visited, Flag::Fair, Flag::DisposedOnTime] {
        assert!(row.has(flag), "{}", flag.as_str());
    }
}

#[test]
fn every_rate_has_its_denominator_and_its_definition() {
    let mut sums = FlagSums::default();
    for row in [
        row(to_closed("u1", 50, 40), 100),
        row(to_closed("u1", 30, 40), 100),
        row(to_unit("u1", 60), 61),
        row(vec![], 100),
        row([to_unit("u1", 60), vec![(70, Act::Suspend { reason: "rain".into() })]].concat(), 100),
    ] {
        sums.add(&row);
    }
    let definition = |rate: Rate| (rate.numerator, rate.denominator, rate.definition);
    assert_eq!(
        sums.closing_by_all().map(definition),
        [(2, 4, "archived/filed"), (2, 5, "archived/report"), (2, 3, "archived/closing-base")]
    );
    assert_eq!(sums.closing(ClosingDenominator::Filed).value(), Some(0.5));
    assert_eq!(definition(sums.on_time_closing(OnTimeAt::HandlingEnd)).0, 1);
    assert_eq!(
        definition(sums.on_time_closing(OnTimeAt::Closing)),
        (0, 3, "archived-closed-on-time/judged-archive")
    );
    assert_eq!(definition(sums.overtime()).0, 3);
    assert_eq!(sums.satisfaction().value(), None, "out of nothing there is no rate");
}

#[test]
fn flags_fit_into_one_word_of_memory() {
    assert!(Flag::ALL.len() <= 64);
    assert!(Flag::ALL.iter().enumerate().all(|(position, flag)| position == *flag as usize));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sums_of_parts_are_the_sum_of_the_whole(handled in prop::collection::vec((10i64..100, 30i64..80), 1..12), cut in 0usize..12) {
        let rows: Vec<CaseFlags> = handled.iter().map(|&(handled, due)| row(to_closed("u1", due, handled), 500)).collect();
        let sum = |rows: &[CaseFlags]| rows.iter().fold(FlagSums::default(), |mut sums, row| { sums.add(row); sums });
        let cut = cut.min(rows.len());
        let mut parts = sum(&rows[..cut]);
        parts.merge(&sum(&rows[cut..]));
        prop_assert_eq!(parts, sum(&rows));
        let rate = parts.on_time_handling();
        prop_assert_eq!(rate.numerator + parts.overtime().numerator, rate.denominator);
    }
}
