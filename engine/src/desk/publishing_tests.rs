//! What may be published, and what a second sending of it does.

use super::*;
use crate::desk::district_for_tests::{at, case, first, moved, plan_with, rules};
use crate::desk::{Command, DeskOptions, InFlight};
use crate::store::MemoryStore;

fn publish(desk: &mut Desk<MemoryStore>, publication: Publication) -> Reply {
    let now = at("2012-05-15T09:00:00+08:00");
    let command = Command::Publish { publication: Box::new(publication), by: Actor::System };
    desk.handle(now, vec![command]).remove(0)
}

fn empty() -> Desk<MemoryStore> {
    Desk::open(MemoryStore::new([7; 32]), at("2012-05-15T09:00:00+08:00"), DeskOptions::default()).unwrap()
}

#[test]
fn rules_with_a_hole_are_refused_and_the_hole_is_told() {
    let mut files = rules();
    let table = String::from_utf8(files["rules.csv"].clone()).unwrap();
    let without: Vec<&str> = table.lines().filter(|line| !line.starts_with("block")).collect();
    files.insert("rules.csv".into(), without.join("\n").into_bytes());
    let reply = publish(&mut empty(), Publication { rules: Some(files), ..first() });
    let Reply::Refused(Refusal::Publication(fault)) = reply else { panic!("{reply:?}") };
    assert!(fault.contains("combinations have no unit"), "{fault}");
}

#[test]
fn a_plan_with_overlapping_cells_is_refused_by_layer() {
    let mut faulty = first();
    let plan = faulty.plan.as_mut().unwrap();
    let towns = crate::ids::LayerName::new("town");
    let mut cells = plan.layers[&towns].cells().to_vec();
    cells[1].shape = cells[0].shape.clone();
    let layer = crate::grid::Layer::new(
        towns.clone(),
        crate::grid::Title::default(),
        crate::grid::LayerRole::Town,
        cells,
    );
    plan.layers.insert(towns, Arc::new(layer.unwrap()));
    let reply = publish(&mut empty(), faulty);
    let Reply::Refused(Refusal::Publication(fault)) = reply else { panic!("{reply:?}") };
    assert!(fault.contains("layer town: its cells overlap"), "{fault}");
}

#[test]
fn the_same_publication_sent_twice_is_one() {
    let mut desk = empty();
    let numbers = |reply: Reply| match reply {
        Reply::Published { versions, .. } => versions,
        other => panic!("{other:?}"),
    };
    assert_eq!(numbers(publish(&mut desk, first())).len(), 3);
    let later = || moved(at("2012-06-01T00:00:00+08:00"), InFlight::Reassign);
    let once = numbers(publish(&mut desk, later()));
    assert_eq!(numbers(publish(&mut desk, later())), once);
    assert_eq!(desk.world().of_kind(PublishedKind::Plan).count(), 2);
    assert_eq!(once, [(PublishedKind::Plan, 2)]);
}

#[test]
fn the_only_version_cannot_be_withdrawn_and_nothing_comes_in_before_there_is_one() {
    let mut desk = empty();
    let now = at("2012-05-15T09:00:00+08:00");
    let intake = Command::Intake { intake: Box::new(case("A-1", "E0101", 1, 1, now)), by: Actor::System };
    let reply = desk.handle(now, vec![intake]).remove(0);
    assert!(matches!(reply, Reply::Refused(Refusal::NotReady(PublishedKind::Plan))), "{reply:?}");
    publish(&mut desk, first());
    let rollback = Command::Rollback { kind: PublishedKind::Plan, number: 1, by: Actor::System };
    let reply = desk.handle(now, vec![rollback]).remove(0);
    assert!(matches!(reply, Reply::Refused(Refusal::Publication(_))), "{reply:?}");
}

#[test]
fn a_plan_is_not_withdrawn_where_the_one_before_it_leaves_holes_in_the_rules_in_force() {
    let mut desk = empty();
    publish(&mut desk, first());
    let mut named = moved(at("2012-05-15T09:00:00+08:00"), InFlight::Keep);
    // The second town gets another code, and the rules know only that one.
    named.plan = Some(plan_with(4, "T9"));
    let mut files = rules();
    let table = String::from_utf8(files["units.csv"].clone()).unwrap();
    files.insert("units.csv".into(), table.replace(",town,T2,", ",town,T9,").into_bytes());
    named.rules = Some(files);
    let reply = publish(&mut desk, named);
    assert!(matches!(reply, Reply::Published { .. }), "{reply:?}");
    let now = at("2012-05-15T10:00:00+08:00");
    let back = |kind| Command::Rollback { kind, number: 2, by: Actor::System };
    let reply = desk.handle(now, vec![back(PublishedKind::Plan)]).remove(0);
    let Reply::Refused(Refusal::Publication(fault)) = reply else { panic!("{reply:?}") };
    assert!(fault.contains("plan 1 and rules 2 would be in force together again"), "{fault}");
    assert_eq!(desk.view().versions.unwrap().plan, 2, "nothing happened");
}

#[test]
fn near_cases_of_one_class_are_offered_as_the_same() {
    let mut desk = empty();
    publish(&mut desk, first());
    let now = at("2012-05-15T09:00:00+08:00");
    let intake = |id: &str, class: &str, column: i64| Command::Intake {
        intake: Box::new(case(id, class, column, 1, now)),
        by: Actor::System,
    };
    desk.handle(now, vec![intake("A-1", "E0101", 1), intake("A-2", "E0101", 3), intake("A-3", "E0102", 1)]);
    let view = desk.view();
    let place = desk.case(&crate::ids::CaseId::new("A-1")).unwrap().unwrap().head.place.unwrap();
    let similar = view.similar(&crate::ids::ClassCode::new("E0101"), place, now);
    assert_eq!(similar.iter().map(|similar| similar.number.0).collect::<Vec<_>>(), [0]);
    let day_later = now + jiff::SignedDuration::from_hours(25);
    assert!(view.similar(&crate::ids::ClassCode::new("E0101"), place, day_later).is_empty());
}

#[test]
fn a_clock_that_ran_backwards_over_a_restart_does_not_stop_work() {
    let mut desk = empty();
    publish(&mut desk, first());
    let (late, early) = (at("2012-05-15T12:00:00+08:00"), at("2012-05-15T11:00:00+08:00"));
    let intake = Command::Intake { intake: Box::new(case("A-1", "E0101", 1, 1, early)), by: Actor::System };
    desk.handle(late, vec![intake]);
    let mut again = Desk::open(desk.into_store().after_crash(), early, DeskOptions::default()).unwrap();
    let accept = Command::Act {
        case: crate::ids::CaseId::new("A-1"),
        by: Actor::System,
        at: None,
        revision: None,
        act: Box::new(crate::desk::ActRequest::Accept { grade: None }),
    };
    let reply = again.handle(early, vec![accept]).remove(0);
    assert!(matches!(reply, Reply::Done { .. }), "{reply:?}");
}
