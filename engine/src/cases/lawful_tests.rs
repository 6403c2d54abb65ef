//! The whole table, and the guards.

use std::collections::BTreeSet;

use super::super::state_for_tests::{
    after, dispatch, due, event, minute, report, returned, sample, to_closed, to_done, to_unit, unit,
};
use super::super::{
    Act, ActKind, AppealState, Because, CaseState, Event, Procedure, Satisfaction, Stage, TRANSITIONS,
    Target, target,
};
use crate::ids::{CaseNumber, ClassCode, SourceCode};

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
                    (Err(refusal), row) => {
                        let untold = matches!(refusal.because, Because::Stage | Because::Beginning);
                        assert_eq!(untold, row.is_none(), "{refusal}");
                        assert_eq!(state, before, "a refused {} changed the case", kind.as_str());
                        assert_eq!((refusal.act, refusal.stage), (kind, stage));
                        assert_eq!(refusal.lawful, before.lawful());
                        assert!(refusal.to_string().contains(kind.as_str()));
                        continue;
                    }
                }
                assert!(before.lawful().contains(&kind), "{} in {}", kind.as_str(), stage.as_str());
            }
        }
    }
}

#[test]
fn each_stage_allows_what_the_trade_allows() {
    // Beside these: assign, attach, note, erase everywhere; void, duplicate, supervise, reclassify, locate while it is open.
    let expected = [
        (Stage::Reported, "accept"),
        (Stage::Accepted, "verify file not-file"),
        (Stage::Verifying, "verify verified"),
        (Stage::Filed, "dispatch suspend reward"),
        (Stage::Dispatched, "dispatch return handle feedback extend suspend appeal reward"),
        (Stage::Handling, "dispatch return feedback extend suspend appeal reward"),
        (Stage::Returned, "dispatch suspend appeal reward"),
        (Stage::Done, "check rework appeal visit reward"),
        (Stage::Checking, "check checked appeal visit reward"),
        (Stage::Passed, "rework close appeal visit reward"),
        (Stage::Suspended, "resume reward"),
        (Stage::Closed, "appeal locate visit reward"),
        (Stage::NotFiled, "visit"),
        (Stage::Void, ""),
    ];
    let everywhere = [ActKind::Assign, ActKind::Attach, ActKind::Note, ActKind::Erase];
    let open = [ActKind::Void, ActKind::Duplicate, ActKind::Supervise, ActKind::Reclassify, ActKind::Locate];
    for (stage, words) in expected {
        let lawful = in_stage("H0101", stage).lawful();
        let beside = |act: &ActKind| everywhere.contains(act) || (!stage.is_final() && open.contains(act));
        let (common, own): (Vec<ActKind>, Vec<ActKind>) = lawful.into_iter().partition(beside);
        assert_eq!(common.len(), if stage.is_final() { 4 } else { 9 }, "{}", stage.as_str());
        let own: Vec<&str> = own.iter().map(|act| act.as_str()).collect();
        assert_eq!(own.join(" "), words, "{}", stage.as_str());
    }
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

#[test]
fn a_dispatch_again_names_the_wrong_first_one() {
    let acts = [to_unit("u1", 60), vec![(4, dispatch("u2", 60))]].concat();
    assert!(after("E0101", acts).unwrap().wrongly_dispatched());
    let back = [to_unit("u1", 60), vec![(4, returned()), (5, dispatch("u1", 60))]].concat();
    assert!(!after("E0101", back).unwrap().wrongly_dispatched());
}
