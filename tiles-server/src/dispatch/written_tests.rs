//! What is written by hand is what the types say, byte for byte.

use gridward::assign::{Assigner, Query, Whereabouts};
use gridward::cases::Actor;
use gridward::crs::{Datum, StatedPair};
use gridward::desk::{Desk, DeskOptions};
use gridward::ids::{ClassCode, ComponentCode, SourceCode};
use gridward::locate::Location;
use gridward::measure::Metres;
use gridward::rules::{CaseKind, Grade};
use gridward::simulate::SplitMix64;
use gridward::store::MemoryStore;
use jiff::tz::TimeZone;

use super::super::decision::Decision;
use super::*;
use crate::routes::desk_for_tests::{TestDesk, now};
use crate::routes::registry::named_part;

/// The bytes by serde, from the answer that is kept.
fn by_serde(names: &Names<'_>, query: &Query<'_>) -> String {
    let answered = names.assigner.answer(query);
    let mut decision = Decision::of(names, &answered.assignment, answered.place, &answered.limits);
    decision.why = names.assigner.why_answered(query, &answered).into_iter().map(Into::into).collect();
    decision.places = answered.names.iter().map(named_part).collect();
    serde_json::to_string(&decision).unwrap()
}

fn by_hand(names: &Names<'_>, query: &Query<'_>) -> String {
    let worked = names.assigner.work_out(query);
    let places: Vec<NamedPart> = worked.names.iter().map(named_part).collect();
    String::from_utf8(decision(names, query, &worked, &[], &places)).unwrap()
}

/// Questions of every kind: places inside, beside and far off, each datum, circles, shapes, words, components, none at all.
fn same_answers(assigner: &Assigner, bounds: [f64; 4], seed: u64, count: usize) {
    let zone = TimeZone::fixed(jiff::tz::offset(8));
    let names = Names { assigner, zone: &zone };
    let mut random = SplitMix64::new(seed);
    let rules = assigner.rules();
    let codes: Vec<ClassCode> = rules.classes.all().iter().map(|class| class.code.clone()).collect();
    let sources: Vec<SourceCode> = rules.sources.all().iter().map(|source| source.code.clone()).collect();
    let nothing = (ClassCode::new("X9\"9"), SourceCode::new("no such"), ComponentCode::new("no such"));
    let datums = [Datum::Wgs84, Datum::Gcj02, Datum::Bd09];
    let [west, south, east, north] = bounds;
    for n in 0..count {
        let pick =
            |random: &mut SplitMix64, most: usize| usize::try_from(random.next_u64() % most as u64).unwrap();
        let pair = StatedPair { x: random.between(west, east), y: random.between(south, north) };
        let centre = gridward::measure::LonLat::new(pair.x, pair.y).unwrap();
        let shape = Location::Ellipse {
            centre,
            semi_major: Metres(random.between(1.0, 900.0)),
            semi_minor: Metres(random.between(1.0, 300.0)),
            orientation_degrees: 30.0,
        };
        let way = pick(&mut random, 12);
        let place = Whereabouts {
            pair: (way != 0).then_some(pair),
            datum: (way > 2).then(|| &datums[n % datums.len()]),
            accuracy: (way > 6).then(|| Metres(random.between(0.0, 400.0))),
            shape: (way == 1).then_some(&shape),
            address: (way == 0 && n % 2 == 0).then_some("一镇 “某路” \\ 1号"),
            component: (n % 17 == 0).then_some(&nothing.2),
        };
        let query = Query {
            class: if n % 23 == 0 { &nothing.0 } else { &codes[pick(&mut random, codes.len())] },
            condition: (n % 5 == 0).then_some(1 + u8::try_from(n % 3).unwrap()),
            kind: [None, None, Some(CaseKind::Service), Some(CaseKind::Enforcement)][n % 4],
            source: if n % 29 == 0 { &nothing.1 } else { &sources[pick(&mut random, sources.len())] },
            grade: [None, Some(Grade(0)), Some(Grade(1))][n % 3],
            at: now(),
            place,
        };
        let (expected, found) = (by_serde(&names, &query), by_hand(&names, &query));
        assert_eq!(found, expected, "{query:?}");
    }
}

#[test]
fn answers_of_the_invented_district_are_the_same_bytes_by_hand_and_by_serde() {
    let desk = TestDesk::empty();
    let assigner = desk.app.cases.as_ref().unwrap().assigner();
    same_answers(&assigner, [121.28, 30.98, 121.36, 31.06], 1, 1000);
}

#[test]
fn answers_of_minhang_are_the_same_bytes_by_hand_and_by_serde() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../grid-definitions/minhang");
    let mut desk = Desk::open(MemoryStore::new([7; 32]), now(), DeskOptions::default()).unwrap();
    assert!(gridward::desk::found(&mut desk, &folder, now(), &Actor::System).unwrap());
    same_answers(&desk.view().assigner().unwrap(), [121.30, 30.97, 121.58, 31.26], 2, 600);
}
