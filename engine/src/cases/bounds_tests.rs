//! What may come in, and what is said about what may not.

use proptest::prelude::*;

use super::super::state_for_tests::{intake, minute};
use super::super::{Intake, IntakeBounds, PrivateText};
use crate::crs::StatedPair;
use crate::ids::CaseId;
use crate::measure::Metres;

fn fault_after(change: impl FnOnce(&mut Intake)) -> String {
    let mut it = intake("E0101");
    change(&mut it);
    let faults = it.faults(&IntakeBounds::default(), minute(5));
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].to_string().contains(faults[0].field()));
    assert_eq!(it.validate(&IntakeBounds::default(), minute(5)), Err(faults[0].clone()));
    faults[0].to_string()
}

fn words(text: &str) -> PrivateText {
    PrivateText::Words(text.into())
}

#[test]
fn a_good_case_has_no_fault() {
    assert!(intake("E0101").faults(&IntakeBounds::default(), minute(5)).is_empty());
    let mut long = intake("E0101");
    long.text = Some(words(&"字".repeat(4000)));
    long.place.address = Some(words(&"路\n".repeat(250)));
    assert!(long.validate(&IntakeBounds::default(), minute(5)).is_ok());
}

#[test]
fn each_fault_is_one_line_that_names_its_field() {
    let expected = [
        (
            fault_after(|it| it.text = Some(words(&"字".repeat(4001)))),
            "text has 4001 characters; at most 4000 are taken",
        ),
        (
            fault_after(|it| it.place.address = Some(words(&"a".repeat(501)))),
            "address has 501 characters; at most 500 are taken",
        ),
        (
            fault_after(|it| it.text = Some(words("a\u{0}b"))),
            "text holds the control character U+0000; leave it out",
        ),
        (
            fault_after(|it| it.id = CaseId::new("../x")),
            "id is “../x”; 1 to 64 ASCII letters, digits and - _ . : are needed, the first a letter or digit",
        ),
        (
            fault_after(|it| it.reported_at = minute(16)),
            "reported_at is 2012-05-15T01:16:00Z, later than now, 2012-05-15T01:05:00Z; check the sender's clock and its \
             offset from UTC",
        ),
        (
            fault_after(|it| it.place.pair = Some(StatedPair { x: 121.0, y: 31.0 })),
            "datum: a place needs its datum: wgs84, cgcs2000, gcj02, bd09 or EPSG:n",
        ),
        (
            fault_after(|it| it.place.accuracy = Some(Metres(-1.0))),
            "accuracy_m is -1; a length from 0 to 100,000 m is needed",
        ),
        (
            fault_after(|it| it.condition = Some(0)),
            "condition is 0; the number of a filing condition, from 1 is needed",
        ),
        (
            fault_after(|it| it.reporter = Some(words("somebody"))),
            "reporter: an object with name, phone and email as texts is needed",
        ),
    ];
    for (found, wanted) in expected {
        assert_eq!(found, wanted);
    }
}

#[test]
fn the_senders_clock_may_be_ten_minutes_ahead() {
    let mut it = intake("E0101");
    it.reported_at = minute(15);
    assert!(it.validate(&IntakeBounds::default(), minute(5)).is_ok());
}

proptest! {
    #[test]
    fn whatever_is_sent_is_judged_without_panic(id in ".{0,80}", text in ".{0,200}", reporter in ".{0,60}", x in any::<f64>()) {
        let mut it = intake("E0101");
        it.id = CaseId::new(&id);
        it.text = Some(words(&text));
        it.reporter = Some(words(&reporter));
        it.place.pair = Some(StatedPair { x, y: x });
        for fault in it.faults(&IntakeBounds::default(), minute(5)) {
            prop_assert!(!fault.to_string().is_empty());
        }
        let _ = it.digest();
    }
}
