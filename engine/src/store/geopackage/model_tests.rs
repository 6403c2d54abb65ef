//! The store on disk does what the store in memory does: same operations, same observable results, through crashes and reopening.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::cases::{Act, Actor};
use crate::ids::{CaseNumber, EventNumber};
use crate::store::case_for_tests::{at, follow, note, report, rules};
use crate::store::{Backoff, CaseHead, DeliveryState, Entry, MemoryStore, PublishedKind, Store, StoreReader};

#[derive(Debug, Clone)]
enum Step {
    Append { new: u8, notes: Vec<u8>, erasing: bool },
    Torn { new: u8 },
    Erase(u8),
    Publish(u8),
    Withdraw(u8),
    Settle { delivered: bool },
    Document(u8, Option<Vec<u8>>),
    Reopen,
    Nonsense(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u8..5, prop::collection::vec(any::<u8>(), 0..4), prop::bool::weighted(0.1))
            .prop_map(|(new, notes, erasing)| Step::Append { new, notes, erasing }),
        1 => (1_u8..5).prop_map(|new| Step::Torn { new }),
        1 => any::<u8>().prop_map(Step::Erase),
        1 => (0_u8..6).prop_map(Step::Publish),
        1 => (0_u8..6).prop_map(Step::Withdraw),
        1 => any::<bool>().prop_map(|delivered| Step::Settle { delivered }),
        1 => (0_u8..3, prop::option::of(prop::collection::vec(any::<u8>(), 0..200))).prop_map(|(n, b)| Step::Document(n, b)),
        1 => Just(Step::Reopen),
        1 => (0_u8..4).prop_map(Step::Nonsense),
    ]
}

fn opening() -> Opening {
    Opening { entropy: [1; 32], holder: "test".into(), at: at(0), create: true }
}

/// Everything that can be seen of a store, as text.
fn observed(store: &dyn StoreReader) -> String {
    let mut heads: Vec<CaseHead> = Vec::new();
    store
        .heads(&mut |mut batch| {
            heads.append(&mut batch);
            Ok(())
        })
        .unwrap();
    let histories: Vec<_> = heads.iter().map(|head| store.history(head.number).unwrap()).collect();
    for head in &heads {
        assert_eq!(store.head(&head.id).unwrap().as_ref(), Some(head));
        assert_eq!(store.head_at(head.number).unwrap().as_ref(), Some(head));
    }
    assert_eq!(store.history(CaseNumber(u32::MAX)).unwrap(), []);
    format!(
        "{:#?}",
        (
            store.next_event().unwrap(),
            heads,
            histories,
            store.events_from(EventNumber(0), usize::MAX).unwrap(),
            store.events_from(EventNumber(3), 4).unwrap(),
            store.published().unwrap(),
            store.due_deliveries(at(10_000_000), 5).unwrap(),
            store.deliveries(DeliveryState::Delivered, 2, 3).unwrap(),
            (0..3).map(|n| store.document(&format!("d{n}")).unwrap()).collect::<Vec<_>>(),
        )
    )
}

/// A batch of new cases and notes on old ones, as the model's heads make it.
fn batch(model: &MemoryStore, new: u8, notes: &[u8], erasing: bool) -> Vec<Entry> {
    let mut heads = Vec::new();
    model
        .heads(&mut |mut batch| {
            heads.append(&mut batch);
            Ok(())
        })
        .unwrap();
    let next = u32::try_from(heads.len()).unwrap();
    let mut entries: Vec<Entry> = (0..u32::from(new)).map(|n| report(next + n)).collect();
    heads.extend(entries.iter().map(|entry| entry.head.clone()));
    let notes = if heads.is_empty() { &[] } else { notes };
    for pick in notes {
        let place = usize::from(*pick) % heads.len();
        let entry = if erasing && entries.len().is_multiple_of(2) {
            follow(&heads[place], Actor::System, Act::Erase)
        } else {
            note(&heads[place], "示例")
        };
        heads[place] = entry.head.clone();
        entries.push(entry);
    }
    entries
}

fn nonsense(model: &MemoryStore, which: u8) -> Vec<Entry> {
    let mut entries = batch(model, 2, &[], false);
    match which {
        0 => entries[1].head.number = entries[0].head.number,
        1 => entries[1].head.id = entries[0].head.id.clone(),
        2 => entries[1].head.revision = 5,
        _ => entries[1].events.clear(),
    }
    entries
}

fn apply(step: &Step, store: &mut dyn Store, model: &MemoryStore, clock: i64) -> String {
    let first = CaseNumber(0);
    match step {
        Step::Append { new, notes, erasing } => {
            format!(
                "{:?}",
                store.append(at(clock), &batch(model, *new, notes, *erasing)).map_err(|e| e.to_string())
            )
        }
        Step::Torn { new } => store.append_torn(at(clock), &batch(model, *new, &[], false)).to_string(),
        Step::Erase(pick) => {
            format!("{:?}", store.erase(CaseNumber(first.0 + u32::from(*pick % 16))).unwrap())
        }
        Step::Publish(number) => {
            format!("{:?}", store.publish(&[rules(u32::from(*number))]).map_err(|e| e.to_string()))
        }
        Step::Withdraw(number) => {
            let withdrawn = store.withdraw(PublishedKind::Rules, u32::from(*number), at(clock));
            format!("{:?}", withdrawn.map_err(|e| e.to_string()))
        }
        Step::Settle { delivered } => {
            let due = store.due_deliveries(at(100_000), 2).unwrap().into_iter();
            let settled: Vec<_> = due
                .map(|d| {
                    if *delivered {
                        d.delivered()
                    } else {
                        d.failed(at(clock), "示例", &Backoff::default())
                    }
                })
                .collect();
            format!("{:?}", store.settle(&settled).map_err(|e| e.to_string()))
        }
        Step::Document(n, body) => {
            format!("{:?}", store.set_document(&format!("d{n}"), body.as_deref()).is_ok())
        }
        Step::Reopen => String::new(),
        Step::Nonsense(which) => {
            format!("{:?}", store.append(at(clock), &nonsense(model, *which)).map_err(|e| e.to_string()))
        }
    }
}

fn run(path: &Path, steps: &[Step]) {
    let mut model = MemoryStore::new([1; 32]);
    let mut store = GeoPackageStore::open(path, &opening()).unwrap();
    for (clock, step) in (0..).zip(steps) {
        let before = model.after_crash();
        let expected = apply(step, &mut model, &before, clock * 10);
        assert_eq!(apply(step, &mut store, &before, clock * 10), expected, "{step:?}");
        if matches!(step, Step::Reopen | Step::Torn { .. }) {
            model = model.after_crash();
            drop(store);
            store = GeoPackageStore::open(path, &opening()).unwrap();
        }
    }
    assert_eq!(observed(&store), observed(&model));
    assert_eq!(observed(&*store.reader().unwrap()), observed(&model));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_file_does_what_the_model_does(steps in prop::collection::vec(step(), 1..20)) {
        let folder = tempfile::tempdir().unwrap();
        run(&folder.path().join("s.gpkg"), &steps);
    }
}
