//! The desk on a store in memory, act by act.

use super::*;
use crate::assign::Outcome;
use crate::cases::{ActKind, Actor, Intake, Stage};
use crate::desk::district_for_tests::{at, calendar, case, first, moved};
use crate::desk::{ActRequest, Attempt, InFlight, Publication, verify_assignments};
use crate::grid::Title;
use crate::rules::{Grade, QueueName};
use crate::store::{FaultPoint, FaultyStore, MemoryStore, PublishedKind};

pub(super) fn noon() -> Timestamp {
    at("2012-05-15T09:00:00+08:00")
}

pub(super) fn minutes(n: i64) -> Timestamp {
    noon() + SignedDuration::from_mins(n)
}

pub(super) fn opened() -> Desk<MemoryStore> {
    let mut desk = Desk::open(MemoryStore::new([7; 32]), noon(), DeskOptions::default()).unwrap();
    let publish = Command::Publish { publication: Box::new(first()), by: Actor::System };
    let reply = desk.handle(noon(), vec![publish]).remove(0);
    assert!(matches!(reply, Reply::Published { .. }), "{reply:?}");
    desk
}

pub(super) fn intake(intake: Intake) -> Command {
    Command::Intake { intake: Box::new(intake), by: Actor::System }
}

pub(super) fn act(case: &str, act: ActRequest) -> Command {
    Command::Act { case: CaseId::new(case), by: Actor::System, at: None, revision: None, act: Box::new(act) }
}

pub(super) fn one<S: Store>(desk: &mut Desk<S>, now: Timestamp, command: Command) -> Reply {
    desk.handle(now, vec![command]).remove(0)
}

pub(super) fn record(reply: Reply) -> Arc<CaseRecord> {
    match reply {
        Reply::Created(record) | Reply::Exists(record) | Reply::Done { record, .. } => record,
        other => panic!("{other:?}"),
    }
}

fn unit(record: &CaseRecord) -> &str {
    record.state.unit.as_ref().unwrap().as_str()
}

#[test]
fn a_retry_is_the_same_case_and_another_body_a_conflict_also_inside_one_batch() {
    let mut desk = opened();
    let same = case("A-1", "E0101", 1, 1, noon());
    let mut other = same.clone();
    other.condition = Some(1);
    let replies =
        desk.handle(noon(), vec![intake(same.clone()), intake(same.clone()), intake(other.clone())]);
    assert!(matches!(&replies[0], Reply::Created(_)), "{:?}", replies[0]);
    assert!(matches!(&replies[1], Reply::Exists(_)));
    assert!(matches!(&replies[2], Reply::Refused(Refusal::Conflict { .. })));
    let created = record(replies[0].clone());
    assert_eq!(unit(&created), "town-1");
    let mut again = Desk::open(desk.into_store().after_crash(), noon(), DeskOptions::default()).unwrap();
    let replies = again.handle(minutes(5), vec![intake(same), intake(other)]);
    assert_eq!(record(replies[0].clone()), created);
    assert!(matches!(&replies[1], Reply::Refused(Refusal::Conflict { .. })));
}

#[test]
fn an_invented_case_is_marked_in_its_row_its_state_and_its_extract_for_ever() {
    let mut desk = opened();
    let invented = case("A-1", "E0101", 1, 1, noon());
    let real = Intake { synthetic: false, ..case("SYN-2", "E0101", 1, 1, noon()) };
    desk.handle(noon(), vec![intake(invented), intake(real), act("A-1", ActRequest::Accept { grade: None })]);
    let mut desk = Desk::open(desk.into_store().after_crash(), noon(), DeskOptions::default()).unwrap();
    let column = crate::desk::EXTRACT_COLUMNS.iter().position(|name| *name == "synthetic").unwrap();
    for (id, expected) in [("A-1", true), ("SYN-2", false)] {
        let record = desk.case(&CaseId::new(id)).unwrap().unwrap();
        assert_eq!((record.state.synthetic, record.head.is_synthetic()), (expected, expected), "{id}");
        let columns = desk.view().columns;
        let row = columns.head(columns.find(&record.head.id).unwrap()).unwrap();
        assert_eq!(row.is_synthetic(), expected, "{id}");
        let cells = crate::desk::extract(&record.state, None, true, &jiff::tz::TimeZone::UTC);
        assert_eq!(cells[column], Some(expected.to_string()), "{id}");
    }
}

#[test]
fn simple_cases_of_trusted_sources_go_straight_to_their_unit_and_others_wait() {
    let mut desk = opened();
    let mut simple = case("A-1", "E0101", 6, 2, noon());
    simple.grade = Some(Grade(0));
    let mut public = case("A-2", "E0101", 6, 2, noon());
    (public.grade, public.source) = (Some(Grade(0)), crate::ids::SourceCode::new("hotline"));
    let replies =
        desk.handle(noon(), vec![intake(simple), intake(public), intake(case("A-3", "E0101", 6, 2, noon()))]);
    let records: Vec<_> = replies.into_iter().map(record).collect();
    assert_eq!(records[0].state.stage, Stage::Dispatched);
    assert_eq!(unit(&records[0]), "town-2");
    assert_eq!(records[0].head.due_at, Some(at("2012-05-15T15:00:00+08:00")));
    assert_eq!(records[1].state.stage, Stage::Reported);
    assert_eq!(records[2].state.stage, Stage::Reported);
    let due = desk.due_deliveries(noon(), 10).unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].to.as_str(), "town-2");
    let settle = Command::Settle { attempts: vec![Attempt { delivery: due[0].clone(), error: None }] };
    assert!(matches!(one(&mut desk, noon(), settle), Reply::Settled { .. }));
    assert!(desk.due_deliveries(minutes(1000), 10).unwrap().is_empty());
}

#[test]
fn a_case_without_a_place_is_queued_and_gets_its_owner_when_it_is_located() {
    let mut desk = opened();
    let located = case("A-1", "E0101", 2, 2, noon());
    let mut lost = located.clone();
    lost.place = crate::cases::StatedPlace::default();
    let created = record(one(&mut desk, noon(), intake(lost)));
    assert_eq!((created.state.queue, unit(&created)), (Some(QueueName::Unlocated), "centre"));
    assert_eq!(desk.view().counts.queues[&QueueName::Unlocated].count, 1);
    let found = act("A-1", ActRequest::Locate { place: Box::new(located.place) });
    let found = record(one(&mut desk, minutes(1), found));
    assert_eq!((found.state.queue, unit(&found)), (None, "town-1"));
    assert_eq!(desk.view().counts.queues.get(&QueueName::Unlocated).map_or(0, |queue| queue.count), 0);
}

#[test]
fn the_whole_way_of_a_case_to_its_end() {
    let mut desk = opened();
    desk.handle(noon(), vec![intake(case("A-1", "E0101", 1, 1, noon()))]);
    let steps = [
        (ActRequest::Accept { grade: None }, Stage::Accepted),
        (ActRequest::File { condition: None }, Stage::Filed),
        (ActRequest::Dispatch { unit: None, helpers: None }, Stage::Dispatched),
        (ActRequest::Handle {}, Stage::Handling),
        (ActRequest::Extend { reason: "雨".into() }, Stage::Handling),
        (ActRequest::Suspend { reason: "季节".into() }, Stage::Suspended),
        (ActRequest::Resume {}, Stage::Handling),
        (ActRequest::Feedback { text: Some("已清".into()) }, Stage::Done),
        (ActRequest::Check { unit: None }, Stage::Checking),
        (ActRequest::Checked { passed: true, text: None }, Stage::Passed),
        (ActRequest::Close {}, Stage::Closed),
    ];
    for (n, (request, stage)) in (1..).zip(steps) {
        let reply = one(&mut desk, minutes(n), act("A-1", request));
        assert_eq!(record(reply).state.stage, stage);
    }
    let closed = desk.case(&CaseId::new("A-1")).unwrap().unwrap();
    assert_eq!(closed.state.checks[0].unit.as_str(), "team-1");
    // 4 working hours from 09:03 and 4 more, one minute suspended, without the lunch from 12 to 14.
    assert_eq!(closed.head.due_at, Some(at("2012-05-16T09:04:00+08:00")));
    assert_eq!(desk.view().counts.open, 0);
}

#[test]
fn an_unlawful_act_names_the_lawful_ones_and_a_stale_revision_is_told() {
    let mut desk = opened();
    desk.handle(noon(), vec![intake(case("A-1", "E0101", 1, 1, noon()))]);
    let Reply::Refused(Refusal::Unlawful { unlawful, .. }) =
        one(&mut desk, noon(), act("A-1", ActRequest::Close {}))
    else {
        panic!("closing what was never accepted")
    };
    assert!(unlawful.lawful.contains(&ActKind::Accept));
    let stale = Command::Act {
        case: CaseId::new("A-1"),
        by: Actor::System,
        at: None,
        revision: Some(1),
        act: Box::new(ActRequest::Accept { grade: None }),
    };
    let reply = one(&mut desk, noon(), stale);
    assert!(matches!(reply, Reply::Refused(Refusal::Revision { expected: 1, is: 2, .. })), "{reply:?}");
    assert!(matches!(
        one(&mut desk, noon(), act("A-9", ActRequest::Close {})),
        Reply::Refused(Refusal::NoCase(_))
    ));
}

#[test]
fn what_two_units_return_stands_between_them_until_a_person_decides() {
    let mut desk = opened();
    desk.handle(noon(), vec![intake(case("A-1", "E0101", 1, 1, noon()))]);
    let wrong = || ActRequest::Return { reason: "wrong-unit".into(), proposes: None };
    let to = |unit: &str| ActRequest::Dispatch { unit: Some(crate::ids::UnitCode::new(unit)), helpers: None };
    for request in [ActRequest::Accept { grade: None }, ActRequest::File { condition: None }, to("town-1")] {
        record(one(&mut desk, minutes(1), act("A-1", request)));
    }
    let returned = record(one(&mut desk, minutes(2), act("A-1", wrong())));
    assert_eq!((returned.state.queue, unit(&returned)), (Some(QueueName::Contested), "centre"));
    let unlisted = ActRequest::Return { reason: "no".into(), proposes: None };
    assert!(matches!(
        one(&mut desk, minutes(2), act("A-1", unlisted)),
        Reply::Refused(Refusal::Unlawful { .. })
    ));
    let given = record(one(&mut desk, minutes(3), act("A-1", to("sanitation"))));
    assert_eq!((given.state.queue, unit(&given)), (None, "sanitation"));
    let frozen = record(one(&mut desk, minutes(4), act("A-1", wrong())));
    assert!(frozen.state.frozen);
    assert_eq!(frozen.state.queue, Some(QueueName::Contested));
    assert!(verify_assignments(desk.world(), desk.store()).unwrap().different.is_empty());
}

#[test]
fn a_plan_comes_into_force_at_its_instant_and_moves_open_cases_only_where_it_says_so() {
    for (policy, owner) in
        [(InFlight::Keep, "town-2"), (InFlight::Reassign, "town-1"), (InFlight::Ask, "town-2")]
    {
        let mut desk = opened();
        let mut simple = case("A-2", "E0101", 4, 2, noon());
        simple.grade = Some(Grade(0));
        desk.handle(noon(), vec![intake(case("A-1", "E0101", 4, 1, noon())), intake(simple)]);
        let publish =
            Command::Publish { publication: Box::new(moved(minutes(60), policy)), by: Actor::System };
        assert!(matches!(one(&mut desk, minutes(1), publish), Reply::Published { .. }));
        assert_eq!(
            unit(&record(one(&mut desk, minutes(59), intake(case("A-3", "E0101", 4, 3, noon()))))),
            "town-2"
        );
        desk.tick(minutes(60)).unwrap();
        let new = record(one(&mut desk, minutes(60), intake(case("A-4", "E0101", 4, 1, noon()))));
        assert_eq!((unit(&new), new.head.plan), ("town-1", 2));
        for id in ["A-1", "A-2", "A-3"] {
            let case = desk.case(&CaseId::new(id)).unwrap().unwrap();
            assert_eq!(unit(&case), owner, "{id} {policy:?}");
            assert!(!case.state.wrongly_dispatched(), "a new plan is no mistake of the dispatcher");
            assert_eq!(case.head.flags & crate::cases::flag::WRONGLY_DISPATCHED, 0);
            assert_eq!(
                case.state.dispatches.last().is_some_and(|last| last.handed_over),
                id == "A-2" && policy == InFlight::Reassign,
                "{id} {policy:?}"
            );
        }
        assert_eq!(desk.view().asked.len(), if policy == InFlight::Ask { 3 } else { 0 });
        let recomputed = verify_assignments(desk.world(), desk.store()).unwrap();
        assert!(recomputed.different.is_empty() && recomputed.faulty.is_empty());
        let before = desk.world().as_of(minutes(60), noon()).unwrap();
        let after = desk.world().as_of(minutes(60), minutes(60)).unwrap();
        assert_eq!((before.plan, after.plan), (1, 2), "as known then");
        let rollback = Command::Rollback { kind: PublishedKind::Plan, number: 2, by: Actor::System };
        assert!(matches!(one(&mut desk, minutes(70), rollback), Reply::RolledBack { .. }));
        let back = record(one(&mut desk, minutes(71), intake(case("A-5", "E0101", 4, 1, noon()))));
        assert_eq!((unit(&back), back.head.plan), ("town-2", 1));
    }
}

#[test]
fn a_case_that_a_person_moves_because_of_a_new_plan_was_not_wrongly_dispatched_and_one_given_back_was() {
    let mut desk = opened();
    let simple = |id: &str| Intake { grade: Some(Grade(0)), ..case(id, "E0101", 4, 2, noon()) };
    desk.handle(noon(), vec![intake(simple("A-1")), intake(simple("A-2"))]);
    let publish =
        Command::Publish { publication: Box::new(moved(minutes(60), InFlight::Ask)), by: Actor::System };
    assert!(matches!(one(&mut desk, minutes(1), publish), Reply::Published { .. }));
    desk.tick(minutes(60)).unwrap();
    let dispatch = || ActRequest::Dispatch { unit: None, helpers: None };
    record(one(&mut desk, minutes(61), act("A-1", ActRequest::Assign {})));
    let moved = record(one(&mut desk, minutes(62), act("A-1", dispatch())));
    assert_eq!((unit(&moved), moved.state.wrongly_dispatched()), ("town-1", false));
    let back = ActRequest::Return { reason: "wrong-unit".into(), proposes: None };
    record(one(&mut desk, minutes(61), act("A-2", back)));
    let wrong = record(one(&mut desk, minutes(62), act("A-2", dispatch())));
    assert_eq!((unit(&wrong), wrong.state.wrongly_dispatched()), ("town-1", true));
}

#[test]
fn a_provisional_deadline_settles_when_the_calendar_grows() {
    let mut desk = opened();
    let late = at("2012-12-31T16:00:00+08:00");
    let mut hazard = case("A-1", "H0101", 1, 1, late);
    hazard.grade = Some(Grade(0));
    let provisional = record(one(&mut desk, late, intake(hazard)));
    assert!(provisional.state.due_at().unwrap().provisional);
    let publication = Publication {
        plan: None,
        rules: None,
        calendar: Some(calendar(2013)),
        valid_from: late,
        in_flight: InFlight::Keep,
        title: Title::default(),
    };
    let publish = Command::Publish { publication: Box::new(publication), by: Actor::System };
    assert!(matches!(one(&mut desk, late, publish), Reply::Published { .. }));
    assert_eq!(desk.tick(late).unwrap().changed, 1);
    let settled = desk.case(&CaseId::new("A-1")).unwrap().unwrap();
    assert!(!settled.state.due_at().unwrap().provisional);
    assert_eq!(
        (settled.state.stage, settled.state.extensions, settled.state.dispatches.len()),
        (Stage::Dispatched, 0, 1)
    );
    assert!(verify_assignments(desk.world(), desk.store()).unwrap().different.is_empty());
}

#[test]
fn outside_of_the_unit_grids_the_territory_answers_and_a_person_looks() {
    let mut desk = opened();
    let outside = record(one(&mut desk, noon(), intake(case("A-1", "E0101", 6, 0, noon()))));
    let assignment = outside.state.assignment.as_ref().unwrap();
    assert!(matches!(&assignment.outcome, Outcome::Owner { fallback: true, .. }), "{assignment:?}");
    assert_eq!(unit(&outside), "town-2");
    assert!(assignment.review);
    let far = record(one(&mut desk, noon(), intake(case("A-2", "E0101", 600, 0, noon()))));
    assert_eq!(far.state.queue, Some(QueueName::Unowned));
    let why = desk.world().why(&outside.state, assignment, noon()).unwrap();
    assert!(why.iter().any(|reason| reason.zh.contains("属地兜底")), "{why:?}");
    assert!(why.iter().all(|reason| !reason.zh.is_empty() && !reason.en.is_empty()));
}

#[test]
fn overdue_and_near_deadlines_are_counted_as_time_passes() {
    let mut desk = opened();
    let mut noise = case("A-1", "E0102", 1, 1, noon());
    noise.grade = Some(Grade(0));
    desk.handle(noon(), vec![intake(noise)]);
    let counts = |desk: &mut Desk<MemoryStore>, n: i64| {
        desk.tick(minutes(n)).unwrap();
        let counts = desk.view().counts;
        (counts.open, counts.due_soon, counts.overdue)
    };
    assert_eq!(counts(&mut desk, 1), (1, 1, 0));
    assert_eq!(counts(&mut desk, 120), (1, 1, 0), "due exactly at the deadline is on time");
    assert_eq!(counts(&mut desk, 121), (1, 0, 1));
}

#[test]
fn a_store_that_fails_answers_all_of_the_call_and_leaves_memory_as_it_was() {
    for point in FaultPoint::ALL {
        let store = opened().into_store();
        let mut desk =
            Desk::open(FaultyStore::new(store, Some((1, point))), noon(), DeskOptions::default()).unwrap();
        assert!(matches!(
            one(&mut desk, noon(), intake(case("A-1", "E0101", 1, 1, noon()))),
            Reply::Created(_)
        ));
        let before = desk.view();
        let commands = || {
            vec![intake(case("A-2", "E0101", 1, 1, noon())), act("A-1", ActRequest::Accept { grade: None })]
        };
        let replies = desk.handle(minutes(1), commands());
        assert!(replies.iter().all(|reply| matches!(reply, Reply::Failed(_))), "{replies:?}");
        let after = desk.view();
        assert_eq!((&before.counts, before.next_event), (&after.counts, after.next_event));
        assert!(desk.broken().is_some());
        assert!(matches!(
            one(&mut desk, minutes(2), intake(case("A-3", "E0101", 1, 1, noon()))),
            Reply::Failed(_)
        ));
        let mut again =
            Desk::open(desk.into_store().into_inner().after_crash(), minutes(3), DeskOptions::default())
                .unwrap();
        let replies = again.handle(minutes(4), commands());
        assert!(matches!(&replies[0], Reply::Created(_) | Reply::Exists(_)));
        assert_eq!(again.view().counts.open, 2);
    }
}

#[test]
fn erased_words_are_gone_and_the_case_goes_on() {
    let mut desk = opened();
    desk.handle(noon(), vec![intake(case("A-1", "E0101", 1, 1, noon()))]);
    let erase = Command::Erase { case: CaseId::new("A-1"), by: Actor::System };
    let erased = record(one(&mut desk, minutes(1), erase));
    assert!(erased.state.erased && erased.state.text.is_none());
    let mut again = Desk::open(desk.into_store().after_crash(), minutes(2), DeskOptions::default()).unwrap();
    let read = again.case(&CaseId::new("A-1")).unwrap().unwrap();
    assert_eq!(read.state, erased.state);
    assert!(verify_assignments(again.world(), again.store()).unwrap().different.is_empty());
}
