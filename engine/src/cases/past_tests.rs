use super::*;
use crate::cases::StatedPlace;
use crate::ids::{CaseId, ClassCode, SourceCode};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn past() -> Past {
    Past::new(Intake {
        id: CaseId::new("P-1"),
        class: ClassCode::new("E0110"),
        condition: None,
        kind: None,
        place: StatedPlace::default(),
        reported_at: at("2012-06-04T02:00:00Z"),
        source: SourceCode::new("S-1"),
        grade: None,
        text: None,
        reporter: None,
        synthetic: false,
    })
}

#[test]
fn stages_that_follow_one_another_are_fine_even_at_one_instant() {
    let same = Some(at("2012-06-04T02:00:00Z"));
    let quick = Past { filed_at: same, dispatched_at: same, handled_at: same, closed_at: same, ..past() };
    assert_eq!(quick.check(), Ok(()));
    assert_eq!(past().check(), Ok(()));
}

#[test]
fn a_stage_before_the_one_that_it_must_follow_is_named_with_both_instants() {
    let late = Past {
        filed_at: Some(at("2012-06-04T03:00:00Z")),
        closed_at: Some(at("2012-06-04T02:30:00Z")),
        ..past()
    };
    let text = late.check().unwrap_err().to_string();
    assert!(text.contains("closed_at is 2012-06-04T02:30:00Z") && text.contains("filed_at"), "{text}");
}
