//! What a case knows after its events.

use super::super::state_for_tests::{
    after, dispatch, due, event, minute, owned_by, queued, report, returned, to_closed, to_done, to_unit,
    unit,
};
use super::super::{Act, CaseState, Event, LONGEST_SUSPENSION_DAYS, PrivateText, Satisfaction, Stage};
use crate::assign::QueueName;
use crate::calendar::Pause;

fn suspend() -> Act {
    Act::Suspend { reason: "waiting for parts".into() }
}

#[test]
fn a_whole_case_leaves_its_times() {
    let state = after("E0101", to_closed("u1", 60, 40)).unwrap();
    assert_eq!(state.stage, Stage::Closed);
    assert_eq!((state.accepted_at, state.filed_at), (Some(minute(1)), Some(minute(2))));
    assert_eq!((state.dispatched_at(), state.handled_at), (Some(minute(3)), Some(minute(40))));
    assert_eq!((state.ended_at, state.due_at().unwrap().at), (Some(minute(56)), minute(60)));
    assert_eq!(state.revision, 8);
}

#[test]
fn the_decision_names_who_answers_until_a_unit_has_it_and_again_after_a_return() {
    let mut state = after("E0101", [(1, queued(QueueName::Unowned))]).unwrap();
    assert_eq!((state.unit.clone(), state.queue), (Some(unit("keeper")), Some(QueueName::Unowned)));
    let mut next = |minutes, act| {
        state.apply(&event(9, minutes, act)).map(|()| (state.unit.clone().unwrap(), state.queue)).unwrap()
    };
    assert_eq!(next(2, owned_by("u1")), (unit("u1"), None));
    next(3, Act::Accept { grade: None });
    next(4, Act::File { condition: 2 });
    assert_eq!(next(5, dispatch("u2", 60)), (unit("u2"), None));
    assert_eq!(next(6, owned_by("u3")), (unit("u2"), None), "what is with a unit moves by a dispatch only");
    assert_eq!(next(7, returned()), (unit("u2"), None));
    assert_eq!(next(8, queued(QueueName::Contested)), (unit("keeper"), Some(QueueName::Contested)));
    assert_eq!(next(9, dispatch("u1", 60)), (unit("u1"), None));
}

#[test]
fn a_collector_on_an_errand_is_who_must_act() {
    let acts = [to_done("u1", 60, 5), vec![(6, Act::Check { unit: unit("c1") })]].concat();
    let mut state = after("E0101", acts).unwrap();
    assert_eq!((state.actor(), state.unit.as_ref()), (Some(&unit("c1")), Some(&unit("u1"))));
    state.apply(&event(9, 7, Act::Checked { passed: false, text: None })).unwrap();
    assert_eq!((state.stage, state.actor()), (Stage::Done, Some(&unit("u1"))));
    state.apply(&event(9, 8, Act::Rework { reason: "still dirty".into() })).unwrap();
    assert_eq!((state.stage, state.handled_at, state.reworks), (Stage::Dispatched, None, 1));
}

#[test]
fn a_return_of_several_units_freezes_the_clock_until_the_dispatcher_decides() {
    let mut acts = to_unit("u1", 60);
    acts.extend([(10, returned()), (12, dispatch("u2", 60)), (20, returned())]);
    let mut state = after("E0101", acts).unwrap();
    assert!(state.frozen && state.stands());
    assert_eq!(state.pauses, [Pause { from: minute(20), until: None }]);
    assert!(!state.overdue(minute(1000)), "nobody is late while the clock stands");
    state.apply(&event(9, 50, dispatch("u1", 95))).unwrap();
    assert_eq!(state.pauses, [Pause { from: minute(20), until: Some(minute(50)) }]);
    assert!(!state.frozen && !state.overdue(minute(95)) && state.overdue(minute(96)));
}

#[test]
fn a_unit_that_gives_it_back_twice_freezes_nothing() {
    let mut acts = to_unit("u1", 60);
    acts.extend([(10, returned()), (12, dispatch("u1", 60)), (20, returned())]);
    let state = after("E0101", acts).unwrap();
    assert!(!state.frozen && state.pauses.is_empty() && state.returns.len() == 2);
}

#[test]
fn a_resumed_case_stands_where_it_stood_and_knows_its_pause() {
    let acts =
        [to_unit("u1", 60), vec![(4, Act::Handle), (10, suspend()), (30, Act::Resume { due: due(80) })]]
            .concat();
    let state = after("E0101", acts).unwrap();
    assert_eq!((state.stage, state.before, state.suspended_s), (Stage::Handling, None, 1200));
    assert_eq!(state.pauses, [Pause { from: minute(10), until: Some(minute(30)) }]);
    assert_eq!(state.due_at().unwrap().at, minute(80));
}

#[test]
fn the_clock_stands_for_a_year_at_most() {
    let year = i64::from(LONGEST_SUSPENSION_DAYS) * 24 * 60;
    let acts = [to_unit("u1", 60), vec![(10, suspend())]].concat();
    let mut state = after("E0101", acts).unwrap();
    assert_eq!(state.suspension_ends_at(), Some(minute(10 + year)));
    state.apply(&event(9, 10 + year + 500, Act::Resume { due: Vec::new() })).unwrap();
    assert_eq!(state.pauses, [Pause { from: minute(10), until: Some(minute(10 + year)) }]);
    assert!(state.check(&suspend(), minute(year + 1000)).is_err());
}

#[test]
fn a_suspension_after_the_return_of_several_units_leaves_the_clock_frozen() {
    let mut acts = to_unit("u1", 60);
    acts.extend([(10, returned()), (12, dispatch("u2", 60)), (20, returned()), (30, suspend())]);
    acts.push((40, Act::Resume { due: Vec::new() }));
    let mut state = after("E0101", acts).unwrap();
    assert_eq!((state.stage, state.frozen), (Stage::Returned, true));
    state.apply(&event(9, 50, dispatch("u2", 60))).unwrap();
    assert_eq!(state.pauses, [Pause { from: minute(20), until: Some(minute(50)) }]);
}

#[test]
fn a_duplicate_is_void_and_names_the_other_one() {
    let of = crate::ids::CaseId::new("T-2");
    let state = after("E0101", [(1, Act::Duplicate { of: of.clone() })]).unwrap();
    assert_eq!((state.stage, state.duplicate_of, state.ended_at), (Stage::Void, Some(of), Some(minute(1))));
}

#[test]
fn a_call_back_that_reached_nobody_takes_no_answer_away() {
    let visit = |satisfaction| Act::Visit { satisfaction, text: None };
    let mut acts = to_closed("u1", 60, 10);
    acts.extend([
        (50, visit(Satisfaction::NotReached)),
        (60, visit(Satisfaction::Satisfied)),
        (70, visit(Satisfaction::NotReached)),
    ]);
    let state = after("E0101", acts).unwrap();
    assert_eq!((state.satisfaction, state.visited_at), (Some(Satisfaction::Satisfied), Some(minute(70))));
}

#[test]
fn after_an_erasure_words_and_digests_give_the_same_state() {
    let told = |text: PrivateText| -> Vec<Event> {
        let mut first = report("E0101");
        if let Act::Report { intake } = &mut first.act {
            intake.text = Some(text.clone());
            intake.reporter = Some(text.clone());
            intake.place.address = Some(text.clone());
        }
        let file = Act::Attach { digest: [1; 32], bytes: 5, media: "image/png".into(), name: Some(text) };
        vec![first, event(1, 1, file), event(2, 2, Act::Erase)]
    };
    let words = CaseState::replay(&told(PrivateText::Words("somebody said".into()))).unwrap().unwrap();
    let digests = CaseState::replay(&told(PrivateText::Digest([3; 32]))).unwrap().unwrap();
    assert_eq!(words, digests);
    assert!(words.erased && words.text.is_none() && words.attachments[0].name.is_none());
}

#[test]
fn no_events_are_no_case() {
    assert_eq!(CaseState::replay(&[]).unwrap(), None);
}
