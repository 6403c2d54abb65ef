//! The whole table, the guards, and random walks over both.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::state_for_tests::{
    after, dispatch, due, event, intake, minute, owned_by, queued, report, returned, to_closed, to_done,
    to_unit, unit,
};
use super::super::{
    Act, ActKind, AppealState, Because, CaseState, Event, Procedure, Satisfaction, Stage, StatedPlace,
    TRANSITIONS, Target, target,
};
use crate::assign::QueueName;
use crate::ids::{CaseId, CaseNumber, ClassCode, SourceCode};

/// An act of each kind, as harmless as it may be; `n` makes different ones.
fn sample(kind: ActKind, n: u8, at: i64) -> Act {
    let reason = || "as the settings say".to_owned();
    let somebody = || unit(&format!("u{}", n % 3));
    match kind {
        ActKind::Report => Act::Report { intake: Box::new(intake("E0101")) },
        ActKind::Assign if n % 2 == 0 => queued(QueueName::Contested),
        ActKind::Assign => owned_by("u1"),
        ActKind::Accept => Act::Accept { grade: None },
        ActKind::Verify => Act::Verify { unit: somebody() },
        ActKind::Verified => Act::Verified { found: n % 3 != 0, text: None },
        ActKind::File => Act::File { condition: 1 },
        ActKind::NotFile => Act::NotFile { reason: reason() },
        ActKind::Dispatch => Act::Dispatch { unit: somebody(), helpers: Vec::new(), due: due(at + 60) },
        ActKind::Return => Act::Return { reason: reason(), proposes: Some(somebody()) },
        ActKind::Handle => Act::Handle,
        ActKind::Feedback => Act::Feedback { text: None },
        ActKind::Check => Act::Check { unit: somebody() },
        ActKind::Checked => Act::Checked { passed: n % 2 == 0, text: None },
        ActKind::Rework => Act::Rework { reason: reason() },
        ActKind::Close => Act::Close,
        ActKind::Extend => Act::Extend { reason: reason(), due: due(at + 100_000) },
        ActKind::Suspend => Act::Suspend { reason: reason() },
        ActKind::Resume => Act::Resume { due: due(at + 120) },
        ActKind::Void => Act::Void { reason: reason() },
        ActKind::Appeal => Act::Appeal { reason: reason() },
        ActKind::Appealed => Act::Appealed { granted: n % 2 == 0 },
        ActKind::Supervise => Act::Supervise { level: n % 3 + 1 },
        ActKind::Locate => Act::Locate { place: Box::new(StatedPlace::default()) },
        ActKind::Reclassify => {
            Act::Reclassify { class: ClassCode::new("M0101"), condition: None, kind: None, grade: None }
        }
        ActKind::Duplicate => Act::Duplicate { of: CaseId::new("T-2") },
        ActKind::Visit => Act::Visit { satisfaction: Satisfaction::Fair, text: None },
        ActKind::Reward => Act::Reward { fen: 10_000 },
        ActKind::Attach => Act::Attach { digest: [n; 32], bytes: 1, media: "image/png".into(), name: None },
        ActKind::Note => Act::Note { text: None },
        ActKind::Erase => Act::Erase,
    }
}

/// A case of a class in a stage, by the shortest way.
fn in_stage(class: &str, stage: Stage) -> CaseState {
    let accept = || (1, Act::Accept { grade: None });
    let file = || (2, Act::File { condition: 1 });
    let check = || (6, Act::Check { unit: unit("collector") });
    let mut done = to_done("u1", 60, 5);
    let acts = match stage {
        Stage::Reported => vec![],
        Stage::Accepted => vec![accept()],
        Stage::Verifying => vec![accept(), (2, Act::Verify { unit: unit("collector") })],
        Stage::Filed => vec![accept(), file()],
        Stage::Dispatched => to_unit("u1", 60),
        Stage::Handling => [to_unit("u1", 60), vec![(4, Act::Handle)]].concat(),
        Stage::Returned => [to_unit("u1", 60), vec![(4, returned())]].concat(),
        Stage::Done => done,
        Stage::Checking => [done, vec![check()]].concat(),
        Stage::Passed => [done, vec![check(), (7, Act::Checked { passed: true, text: None })]].concat(),
        Stage::Suspended => [to_unit("u1", 60), vec![(4, Act::Suspend { reason: "rain".into() })]].concat(),
        Stage::Closed if class.starts_with('M') => {
            done.push((6, Act::Visit { satisfaction: Satisfaction::Satisfied, text: None }));
            [done, vec![(7, Act::Close)]].concat()
        }
        Stage::Closed => to_closed("u1", 60, 5),
        Stage::NotFiled => vec![accept(), (2, Act::NotFile { reason: "no case".into() })],
        Stage::Void => vec![(1, Act::Void { reason: "no case".into() })],
    };
    let state = after(class, acts).unwrap();
    assert_eq!(state.stage, stage);
    state
}

#[test]
fn every_act_has_exactly_one_row_of_the_table() {
    for act in ActKind::ALL {
        assert_eq!(TRANSITIONS.iter().filter(|row| row.act == *act).count(), 1, "{}", act.as_str());
    }
}

#[test]
fn every_pair_of_stage_and_act_does_what_the_table_says_or_changes_nothing() {
    let mut lawful_pairs = 0;
    for class in ["E0101", "H0101", "A0101"] {
        for stage in Stage::ALL {
            for &kind in ActKind::ALL {
                let before = in_stage(class, stage);
                let mut state = before.clone();
                let result = state.apply(&event(99, 30, sample(kind, 1, 30)));
                match (result, target(stage, kind)) {
                    (Ok(()), Some(Target::Stay)) => assert_eq!(state.stage, stage),
                    (Ok(()), Some(Target::To(next))) => assert_eq!(state.stage, next),
                    (Ok(()), Some(Target::Back)) => assert_eq!(state.stage, Stage::Dispatched),
                    (Ok(()), Some(Target::Verdict)) => assert_eq!(state.stage, Stage::Done),
                    (Ok(()), None) => panic!("{} in {} is not in the table", kind.as_str(), stage.as_str()),
                    (Err(refusal), _) => {
                        assert_eq!(state, before, "a refused {} changed the case", kind.as_str());
                        assert_eq!((refusal.act, refusal.stage), (kind, stage));
                        assert_eq!(refusal.lawful, before.lawful());
                        assert!(refusal.to_string().contains(kind.as_str()));
                        continue;
                    }
                }
                assert!(before.lawful().contains(&kind), "{} in {}", kind.as_str(), stage.as_str());
                lawful_pairs += 1;
            }
        }
    }
    assert_eq!(lawful_pairs, 399, "the table changed: look at it, then at this number");
}

#[test]
fn a_refusal_is_one_sentence_that_names_what_is_lawful() {
    let refusal = in_stage("E0101", Stage::Filed).check(&Act::Close, minute(9)).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "close (结案) is not lawful while the case is filed (待派遣): the stage does not allow it; lawful now: \
         assign, dispatch, suspend, void, supervise, locate, reclassify, duplicate, attach, note, erase"
    );
}

#[test]
fn a_case_begins_with_a_report_only() {
    let refusal = CaseState::start(&event(0, 0, Act::Close)).unwrap_err();
    assert_eq!((refusal.because, refusal.lawful), (Because::Beginning, vec![ActKind::Report]));
    let mut state = in_stage("E0101", Stage::Reported);
    assert_eq!(state.apply(&report("E0101")).unwrap_err().because, Because::Beginning);
    let stray = Event { case: CaseNumber(8), ..event(1, 1, Act::Note { text: None }) };
    assert_eq!(state.apply(&stray).unwrap_err().because, Because::OtherCase { other: 8 });
}

#[test]
fn a_finding_is_not_closed_before_a_passed_check_and_a_wish_is() {
    assert_eq!(
        after("E0101", [to_done("u", 60, 5), vec![(6, Act::Close)]].concat()).unwrap_err().because,
        Because::Unchecked
    );
    let failed = [
        to_done("u", 60, 5),
        vec![
            (6, Act::Check { unit: unit("c") }),
            (7, Act::Checked { passed: false, text: None }),
            (8, Act::Close),
        ],
    ]
    .concat();
    assert_eq!(after("E0101", failed.clone()).unwrap_err().because, Because::Unchecked);
    assert_eq!(after("A0101", failed).unwrap_err().because, Because::Unchecked);
    assert_eq!(
        after("A0101", [to_done("u", 60, 5), vec![(6, Act::Close)]].concat()).unwrap().stage,
        Stage::Closed
    );
}

#[test]
fn mediation_closes_after_a_visit_and_knows_no_check_and_no_reward() {
    let done = to_done("u", 60, 5);
    assert_eq!(
        after("M0101", [done.clone(), vec![(6, Act::Close)]].concat()).unwrap_err().because,
        Because::Unvisited
    );
    let state = in_stage("M0101", Stage::Done);
    for act in [ActKind::Check, ActKind::Checked, ActKind::Reward] {
        assert!(!state.lawful().contains(&act));
    }
    let visit = (6, Act::Visit { satisfaction: Satisfaction::Satisfied, text: None });
    let reworked = [
        done,
        vec![
            visit,
            (7, Act::Rework { reason: "again".into() }),
            (8, Act::Feedback { text: None }),
            (9, Act::Close),
        ],
    ]
    .concat();
    assert_eq!(after("M0101", reworked).unwrap_err().because, Because::Unvisited);
    assert_eq!(in_stage("M0101", Stage::Closed).course().stage_zh(Stage::Closed), "已化解");
}

#[test]
fn a_mediation_case_never_becomes_an_ordinary_one() {
    let to = |class: &str| Act::Reclassify {
        class: ClassCode::new(class),
        condition: None,
        kind: None,
        grade: None,
    };
    let state = in_stage("M0101", Stage::Accepted);
    assert_eq!(state.check(&to("E0101"), minute(9)).unwrap_err().because, Because::Private);
    assert!(state.check(&to("M0102"), minute(9)).is_ok());
    assert!(in_stage("E0101", Stage::Accepted).check(&to("M0102"), minute(9)).is_ok());
}

#[test]
fn a_case_is_extended_at_most_twice_and_only_to_a_later_deadline() {
    let extend = |minutes| Act::Extend { reason: "rain".into(), due: due(minutes) };
    let acts = [to_unit("u", 60), vec![(4, extend(120)), (5, extend(180))]].concat();
    let state = after("E0101", acts).unwrap();
    assert_eq!((state.extensions, state.due_at().unwrap().at), (2, minute(180)));
    assert_eq!(
        state.check(&extend(240), minute(6)).unwrap_err().because,
        Because::ExtensionsUsed { used: 2 }
    );
    let earlier = after("E0101", [to_unit("u", 60), vec![(4, extend(60))]].concat()).unwrap_err();
    assert_eq!(earlier.because, Because::NotLater { present: minute(60) });
    let without = Act::Dispatch { unit: unit("u"), helpers: vec![], due: vec![] };
    let acts = [to_unit("u", 60), vec![(4, without), (5, extend(60))]].concat();
    assert_eq!(after("E0101", acts).unwrap_err().because, Because::NoDeadline);
}

#[test]
fn only_a_hazard_is_rewarded_and_only_once() {
    let reward = Act::Reward { fen: 10_436 };
    assert_eq!(
        in_stage("E0101", Stage::Closed).check(&reward, minute(60)).unwrap_err().because,
        Because::NoHazard
    );
    let mut state = in_stage("H0101", Stage::Closed);
    state.apply(&event(20, 60, reward.clone())).unwrap();
    assert_eq!(state.reward_fen, Some(10_436));
    assert_eq!(state.check(&reward, minute(61)).unwrap_err().because, Because::Rewarded);
}

#[test]
fn a_report_of_the_public_is_verified_before_it_is_filed() {
    let procedure =
        Procedure { public_sources: BTreeSet::from([SourceCode::new("patrol")]), ..Procedure::default() };
    let file = Act::File { condition: 1 };
    let mut state = in_stage("E0101", Stage::Accepted);
    let refusal = state.permit(&file, minute(9), &procedure).unwrap_err();
    assert_eq!(refusal.because, Because::Unverified);
    assert!(!refusal.lawful.contains(&ActKind::File) && refusal.lawful.contains(&ActKind::Verify));
    assert!(state.permit(&file, minute(9), &Procedure::default()).is_ok());
    assert!(in_stage("A0101", Stage::Accepted).permit(&file, minute(9), &procedure).is_ok());
    state.apply(&event(2, 10, Act::Verify { unit: unit("c") })).unwrap();
    let mut other = state.clone();
    state.apply(&event(3, 20, Act::Verified { found: true, text: None })).unwrap();
    assert!(state.permit(&file, minute(21), &procedure).is_ok());
    other.apply(&event(3, 20, Act::Verified { found: false, text: None })).unwrap();
    assert_eq!(other.permit(&file, minute(21), &procedure).unwrap_err().because, Because::NotFound);
}

#[test]
fn a_reason_is_one_of_the_districts() {
    let mut procedure = Procedure::default();
    procedure.reasons.insert(ActKind::Void, vec!["重复".into(), "测试".into()]);
    let state = in_stage("E0101", Stage::Filed);
    let void = |reason: &str| Act::Void { reason: reason.into() };
    assert!(state.permit(&void("测试"), minute(9), &procedure).is_ok());
    assert_eq!(state.permit(&void(" "), minute(9), &procedure).unwrap_err().because, Because::NoReason);
    let refusal = state.permit(&void("累了"), minute(9), &procedure).unwrap_err().to_string();
    assert!(refusal.contains("“累了” is none of the district's reasons: 重复, 测试"), "{refusal}");
}

#[test]
fn a_step_does_not_go_back_in_time_and_a_note_may_be_told_late() {
    let state = in_stage("E0101", Stage::Dispatched);
    let refusal = state.check(&Act::Handle, minute(2)).unwrap_err();
    assert_eq!(refusal.because, Because::TooEarly { at: minute(2), latest: minute(3) });
    assert!(state.check(&Act::Note { text: None }, minute(2)).is_ok());
    assert!(state.check(&Act::Note { text: None }, minute(-1)).is_err());
}

#[test]
fn an_appeal_is_made_once_and_answered_once() {
    let appeal = Act::Appeal { reason: "flood".into() };
    let mut state = in_stage("E0101", Stage::Closed);
    let answer = Act::Appealed { granted: true };
    assert_eq!(state.check(&answer, minute(60)).unwrap_err().because, Because::NoAppeal);
    state.apply(&event(20, 60, appeal.clone())).unwrap();
    assert_eq!(state.check(&appeal, minute(61)).unwrap_err().because, Because::Appealed);
    state.apply(&event(21, 61, answer.clone())).unwrap();
    assert_eq!(state.appeal, Some(AppealState::Granted));
    assert!(state.check(&answer, minute(62)).is_err());
}

/// Whether a case can still end by work, not only by voiding it.
fn can_end(state: &CaseState) -> bool {
    let way_on = [
        ActKind::Accept,
        ActKind::Verified,
        ActKind::NotFile,
        ActKind::Dispatch,
        ActKind::Resume,
        ActKind::Feedback,
        ActKind::Visit,
        ActKind::Check,
        ActKind::Checked,
        ActKind::Close,
    ];
    let mut state = state.clone();
    for step in 0..20 {
        if state.stage.is_final() {
            return true;
        }
        let at = 1_000_000 + step;
        let lawful = state.lawful();
        let Some(&next) = way_on.iter().rev().find(|act| {
            lawful.contains(act)
                && !(**act == ActKind::Visit
                    && state.visited_at >= state.handled_at
                    && state.visited_at.is_some())
                && !(**act == ActKind::Check && state.stage == Stage::Checking)
                && !(**act == ActKind::Dispatch
                    && state.stage != Stage::Filed
                    && state.stage != Stage::Returned)
        }) else {
            return false;
        };
        state.apply(&event(500, at, sample(next, 2, at))).unwrap();
    }
    false
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_walks_never_panic_end_and_are_told_again_the_same(
        class in prop::sample::select(vec!["E0101", "C0101", "H0101", "A0101", "M0101"]),
        wishes in prop::collection::vec((0..ActKind::ALL.len(), any::<u8>(), 0i64..500), 1..60),
    ) {
        let mut state = CaseState::start(&report(class)).unwrap();
        let mut told = vec![report(class)];
        let mut at = 0;
        for (number, (wish, n, minutes)) in wishes.into_iter().enumerate() {
            at += minutes;
            let happening = event(number as u64 + 1, at, sample(ActKind::ALL[wish], n, at));
            let before = state.clone();
            match state.apply(&happening) {
                Ok(()) => {
                    told.push(happening);
                    prop_assert!(before.lawful().contains(&ActKind::ALL[wish]));
                    prop_assert_eq!(state.revision as usize, told.len());
                }
                Err(refusal) => {
                    prop_assert_eq!(&state, &before);
                    prop_assert!(!refusal.lawful.is_empty());
                    prop_assert!(refusal.to_string().contains("lawful now: "));
                }
            }
            prop_assert!(state.stage.is_final() == state.ended_at.is_some());
            prop_assert!(state.pauses.iter().rev().skip(1).all(|pause| pause.until.is_some()));
            prop_assert!(state.stage != Stage::Suspended || state.before.is_some());
            prop_assert!(can_end(&state), "stuck in {}", state.stage.as_str());
        }
        let again = CaseState::replay(&told).unwrap().unwrap();
        prop_assert_eq!(&again, &state);
        for instant in [0, at / 3, at / 2, at] {
            prop_assert!(CaseState::as_of(&told, minute(instant)).unwrap().is_some());
        }
        prop_assert_eq!(CaseState::as_known(&told, minute(at)).unwrap().unwrap(), state);
    }
}

#[test]
fn a_dispatch_again_names_the_wrong_first_one() {
    let acts = [to_unit("u1", 60), vec![(4, dispatch("u2", 60))]].concat();
    assert!(after("E0101", acts).unwrap().wrongly_dispatched());
    let back = [to_unit("u1", 60), vec![(4, returned()), (5, dispatch("u1", 60))]].concat();
    assert!(!after("E0101", back).unwrap().wrongly_dispatched());
}
