use proptest::prelude::*;

use super::*;
use crate::ids::{CaseId, CaseNumber};

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(1_325_347_200_000 + ms).unwrap()
}

/// An invented case that a unit works on (合成).
fn dispatched(number: u32, unit: u16, due_ms: i64) -> CaseHead {
    CaseHead {
        number: CaseNumber(number),
        id: CaseId::new(&format!("合成-{number}")),
        stage: Stage::Dispatched,
        class: 0,
        condition: 0,
        kind: 1,
        source: 0,
        grade: 255,
        level: None,
        supervised: 0,
        place: None,
        cells: Vec::new(),
        plan: 1,
        rules: 1,
        calendar: 1,
        unit,
        queue: None,
        reported_at: at(0),
        filed_at: None,
        dispatched_at: None,
        due_at: Some(at(due_ms)),
        handled_at: None,
        ended_at: None,
        flags: 0,
        reward_fen: 0,
        revision: 1,
        body: [0; 32],
    }
}

proptest! {
    #[test]
    fn time_that_passes_in_steps_leads_to_the_counts_that_a_fresh_look_finds(
        soon in 0i64..40,
        dues in proptest::collection::vec((0u16..3, 0i64..120), 1..40),
        steps in proptest::collection::vec(0i64..50, 1..12),
    ) {
        let soon = SignedDuration::from_millis(soon);
        let mut walked = Tally::new(at(0), soon);
        let heads: Vec<CaseHead> = (0..).zip(&dues).map(|(number, &(unit, due))| dispatched(number, unit, due)).collect();
        heads.iter().for_each(|head| walked.set(head));
        let mut now = 0;
        for step in steps {
            now += step;
            walked.advance(at(now));
            let mut fresh = Tally::new(at(now), soon);
            heads.iter().for_each(|head| fresh.set(head));
            prop_assert_eq!(walked.counts(), fresh.counts());
        }
    }
}
