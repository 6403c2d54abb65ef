//! Invented cases for the tests of stores (合成).

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{CaseHead, Entry, Published, PublishedKind};
use crate::cases::{Act, Actor, Intake, PrivateText, Stage, StatedPlace};
use crate::grid::Title;
use crate::ids::{AccountName, CaseId, CaseNumber, ClassCode, SourceCode, UnitCode};
use crate::measure::LonLat;

/// An instant, in milliseconds after the beginning of 2012.
pub(super) fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(1_325_347_200_000 + ms).unwrap()
}

/// A new case with its report.
pub(super) fn report(number: u32) -> Entry {
    let id = CaseId::new(&format!("合成-{number:06}"));
    let place = LonLat::new(121.3 + f64::from(number % 1000) * 1e-4, 31.1).ok().filter(|_| number % 7 != 3);
    let intake = Intake {
        id: id.clone(),
        class: ClassCode::new("E0401"),
        condition: None,
        kind: None,
        place: StatedPlace {
            address: Some(PrivateText::Words(format!("示例路{number}号"))),
            ..StatedPlace::default()
        },
        reported_at: at(i64::from(number)),
        source: SourceCode::new("hotline"),
        grade: None,
        text: (number % 3 != 1).then(|| PrivateText::Words(format!("示例描述 {number}"))),
        reporter: None,
        synthetic: false,
    };
    let head = CaseHead {
        number: CaseNumber(number),
        id,
        stage: Stage::Reported,
        class: 17,
        condition: 0,
        kind: 1,
        source: 3,
        grade: 255,
        level: None,
        supervised: 0,
        place,
        cells: vec![number % 13, number % 521, u32::MAX],
        plan: 1,
        rules: 1,
        calendar: 1,
        unit: 9,
        queue: None,
        reported_at: at(i64::from(number)),
        filed_at: None,
        dispatched_at: None,
        due_at: Some(at(86_400_000)),
        handled_at: None,
        ended_at: None,
        flags: 0,
        reward_fen: 0,
        revision: 1,
        body: Sha256::digest(number.to_le_bytes()).into(),
    };
    Entry {
        head,
        events: vec![(at(i64::from(number)), Actor::System, Act::Report { intake: Box::new(intake) })],
        outbox: vec![(UnitCode::new("T01"), format!("{{\"case\":{number}}}"))],
    }
}

/// A further note on a case.
pub(super) fn note(head: &CaseHead, words: &str) -> Entry {
    let by = Actor::Account { name: AccountName::new("demo"), unit: Some(UnitCode::new("T01")) };
    let act = Act::Note { text: Some(PrivateText::Words(words.into())) };
    follow(head, by, act)
}

/// A further act on a case.
pub(super) fn follow(head: &CaseHead, by: Actor, act: Act) -> Entry {
    let mut head = head.clone();
    head.revision += 1;
    head.flags = head.flags.wrapping_add(1);
    head.handled_at = Some(at(i64::from(head.revision) * 1000));
    Entry { events: vec![(at(5), by, act)], outbox: Vec::new(), head }
}

/// A version of rules.
pub(super) fn rules(number: u32) -> Published {
    let body = format!("rules {number}").into_bytes();
    Published {
        kind: PublishedKind::Rules,
        number,
        valid_from: at(i64::from(number)),
        recorded_at: at(0),
        withdrawn_at: None,
        by: Actor::System,
        title: Title::new("示例规则", "Sample rules"),
        digest: Sha256::digest(&body).into(),
        body,
    }
}
