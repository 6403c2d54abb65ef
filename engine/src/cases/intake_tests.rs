//! The mark of invented cases, and logs from before it.

use super::super::state_for_tests::intake;
use super::*;
use crate::cases::{Act, Actor};

#[test]
fn the_mark_of_an_invented_case_is_kept_in_its_report() {
    for synthetic in [false, true] {
        let intake = Intake { synthetic, ..intake("E0101") };
        let report = (Actor::System, Act::Report { intake: Box::new(intake) });
        let bytes = postcard::to_stdvec(&report).unwrap();
        assert_eq!(postcard::from_bytes::<(Actor, Act)>(&bytes).unwrap(), report);
    }
}

#[test]
fn a_report_written_before_there_was_a_mark_is_read_as_one_without_it() {
    let report = (Actor::System, Act::Report { intake: Box::new(intake("E0101")) });
    let bytes = postcard::to_stdvec(&report).unwrap();
    let old = &bytes[..bytes.len() - 1];
    assert_eq!(postcard::from_bytes::<(Actor, Act)>(old).unwrap(), report);
    assert!(
        postcard::from_bytes::<(Actor, Act)>(&bytes[..bytes.len() - 2]).is_err(),
        "only the mark may be missing"
    );
    let text = serde_json::to_string(&intake("E0101")).unwrap().replace(",\"synthetic\":false", "");
    assert_eq!(serde_json::from_str::<Intake>(&text).unwrap(), intake("E0101"));
}
