//! What is the same body, and what is another one.

use super::super::state_for_tests::{intake, minute};
use super::super::{Intake, PrivateText, Reporter};
use crate::crs::{Datum, StatedPair};
use crate::ids::{CaseId, ClassCode, ComponentCode, SourceCode};
use crate::locate::Location;
use crate::measure::{LonLat, Metres};
use crate::rules::{CaseKind, Grade};

fn words(text: &str) -> PrivateText {
    PrivateText::Words(text.into())
}

fn full() -> Intake {
    let mut full = intake("E0101");
    full.condition = Some(2);
    full.kind = Some(CaseKind::Management);
    full.place.pair = Some(StatedPair { x: 121.38, y: 31.11 });
    full.place.datum = Some(Datum::Gcj02);
    full.place.accuracy = Some(Metres(15.0));
    full.place.address = Some(words("莘谷路1号"));
    full.place.component = Some(ComponentCode::new("3101120101000001"));
    full.grade = Some(Grade(1));
    full.text = Some(words("井盖缺失"));
    full.reporter = Some(words(r#"{"name":"甲","phone":"000"}"#));
    full
}

#[test]
fn every_field_counts() {
    let changes: [fn(&mut Intake); 18] = [
        |it| it.id = CaseId::new("T-2"),
        |it| it.class = ClassCode::new("E0102"),
        |it| it.condition = None,
        |it| it.kind = Some(CaseKind::Service),
        |it| it.place.pair = Some(StatedPair { x: 31.11, y: 121.38 }),
        |it| it.place.pair = None,
        |it| it.place.datum = Some(Datum::Bd09),
        |it| it.place.accuracy = Some(Metres(15.5)),
        |it| it.place.address = Some(words("莘谷路2号")),
        |it| it.place.component = Some(ComponentCode::new("3101120101000002")),
        |it| it.place.shape = Some(Location::Point(LonLat::new(121.38, 31.11).unwrap())),
        |it| it.reported_at = minute(1),
        |it| it.source = SourceCode::new("12345"),
        |it| it.grade = None,
        |it| it.synthetic = true,
        |it| it.text = Some(words("井盖缺失。")),
        |it| it.text = Some(PrivateText::Digest([0; 32])),
        |it| it.reporter = Some(words(r#"{"name":"000","phone":"甲"}"#)),
    ];
    let mut digests = std::collections::BTreeSet::from([full().digest()]);
    for (number, change) in changes.into_iter().enumerate() {
        let mut other = full();
        change(&mut other);
        assert!(digests.insert(other.digest()), "change {number} is not seen");
    }
}

#[test]
fn the_same_meaning_is_the_same_body() {
    let mut same = full();
    same.reporter = Some(words(r#"{ "phone": "000", "email": null, "name": "甲" }"#));
    assert_eq!(same.digest(), full().digest());
    let (mut empty, mut none) = (intake("E0101"), intake("E0101"));
    (empty.text, none.text) = (Some(words("  ")), None);
    empty.reporter = Some(words(&serde_json::to_string(&Reporter::default()).unwrap()));
    assert_eq!(empty.digest(), none.digest());
    let (mut minus, mut zero) = (intake("E0101"), intake("E0101"));
    minus.place.pair = Some(StatedPair { x: -0.0, y: 31.0 });
    zero.place.pair = Some(StatedPair { x: 0.0, y: 31.0 });
    assert_eq!(minus.digest(), zero.digest());
}

#[test]
fn texts_do_not_run_into_each_other() {
    let (mut a, mut b) = (intake("E0101"), intake("E0101"));
    (a.place.address, a.text) = (Some(words("ab")), Some(words("c")));
    (b.place.address, b.text) = (Some(words("a")), Some(words("bc")));
    assert_ne!(a.canonical(), b.canonical());
}

#[test]
fn the_form_is_fixed_for_ever() {
    // Computed apart from this program, by the description of the form alone; a stored digest must stay recognisable after every later version of the program.
    assert_eq!(
        hex::encode(full().digest()),
        "54d1e4ff6ea7004fbc32c5805666e9bbf7d0572d37faabeca6818db19aef9128"
    );
}
