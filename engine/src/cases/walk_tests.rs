//! Random walks over the table and the guards.

use proptest::prelude::*;

use super::super::state_for_tests::{event, minute, report, sample};
use super::super::{ActKind, CaseState, Stage};

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
