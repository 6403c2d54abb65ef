//! Suspensions that end by themselves, and who helps meanwhile: what only histories tell.

use super::tests::{act, intake, minutes, noon, one, opened, record};
use super::*;
use crate::cases::{ActKind, Actor, Intake};
use crate::desk::ActRequest;
use crate::desk::district_for_tests::case;
use crate::rules::Grade;
use crate::store::{MemoryStore, StoreReader};

#[test]
fn a_suspension_of_a_year_ends_by_itself_also_when_nobody_was_there() {
    let mut desk = opened();
    let simple = Intake { grade: Some(Grade(0)), ..case("A-1", "E0101", 1, 1, noon()) };
    desk.handle(noon(), vec![intake(simple)]);
    let suspended =
        record(one(&mut desk, minutes(10), act("A-1", ActRequest::Suspend { reason: "雨".into() })));
    let end = minutes(10) + SignedDuration::from_hours(24 * 365);
    assert_eq!(suspended.state.suspension_ends_at(), Some(end));
    assert_eq!(desk.tick(end - SignedDuration::from_secs(1)).unwrap().resumed, 0);
    let later = end + SignedDuration::from_hours(70);
    let mut desk = Desk::open(desk.into_store().after_crash(), later, DeskOptions::default()).unwrap();
    let ticked = desk.tick(later).unwrap();
    assert_eq!((ticked.resumed, ticked.faulty, ticked.waiting), (1, 0, 0));
    let resumed = desk.case(&CaseId::new("A-1")).unwrap().unwrap();
    assert_eq!((resumed.state.stage, resumed.state.suspended_s), (Stage::Dispatched, 365 * 86_400));
    assert!(resumed.head.due_at > suspended.head.due_at, "the deadline moves by the pause");
    let events = desk.store().history(resumed.head.number).unwrap();
    let last = events.last().unwrap();
    assert_eq!(
        (last.act.kind(), &last.by, last.at, last.recorded_at),
        (ActKind::Resume, &Actor::System, end, later)
    );
    assert_eq!(desk.tick(later).unwrap(), crate::desk::Ticked::default());
    assert!(desk.take_notices().iter().any(|notice| notice.act == ActKind::Resume), "who watches is told");
}

#[test]
fn whoever_acts_after_the_end_of_a_suspension_acts_on_a_case_whose_clock_goes_on() {
    let mut desk = opened();
    let simple = Intake { grade: Some(Grade(0)), ..case("A-1", "E0101", 1, 1, noon()) };
    desk.handle(noon(), vec![intake(simple), act("A-1", ActRequest::Suspend { reason: "雨".into() })]);
    let year = noon() + SignedDuration::from_hours(24 * 365);
    let feedback = || act("A-1", ActRequest::Feedback { text: None });
    let early = one(&mut desk, year - SignedDuration::from_secs(1), feedback());
    assert!(matches!(early, Reply::Refused(Refusal::Unlawful { .. })), "{early:?}");
    let done = record(one(&mut desk, year + SignedDuration::from_secs(5), feedback()));
    let acts: Vec<ActKind> =
        desk.store().history(done.head.number).unwrap().iter().map(|event| event.act.kind()).collect();
    assert_eq!(acts[acts.len() - 3..], [ActKind::Suspend, ActKind::Resume, ActKind::Feedback]);
    assert_eq!(desk.tick(year + SignedDuration::from_secs(6)).unwrap().resumed, 0);
}

#[test]
fn who_helps_with_an_open_case_is_known_also_after_a_start_and_forgotten_when_it_is_over() {
    let mut desk = opened();
    let simple = Intake { grade: Some(Grade(0)), ..case("A-1", "C0101", 6, 2, noon()) };
    let number = record(one(&mut desk, noon(), intake(simple))).head.number;
    let helps = |desk: &mut Desk<MemoryStore>, unit: &str| {
        let view = desk.view();
        view.helping.helps(view.world.codes().units.position(&crate::ids::UnitCode::new(unit)), number)
    };
    assert_eq!((helps(&mut desk, "town-2"), helps(&mut desk, "water")), (true, false));
    let mut desk = Desk::open(desk.into_store().after_crash(), minutes(1), DeskOptions::default()).unwrap();
    assert!(!helps(&mut desk, "town-2"), "read as time passes");
    assert_eq!(desk.tick(minutes(1)).unwrap().waiting, 0);
    assert!(helps(&mut desk, "town-2"));
    record(one(&mut desk, minutes(2), act("A-1", ActRequest::Void { reason: "测试".into() })));
    assert!(!helps(&mut desk, "town-2"));
}
