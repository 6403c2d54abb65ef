use super::super::case_for_tests::{at, note, report, rules};
use super::super::{FaultPoint, FaultyStore};
use super::*;
use crate::cases::{Act, Actor, PrivateText};

#[test]
fn an_erased_case_keeps_its_events_and_loses_its_words() {
    let mut store = MemoryStore::new([1; 32]);
    let entry = report(0);
    store.append(at(0), std::slice::from_ref(&entry)).unwrap();
    store.append(at(1), &[note(&entry.head, "示例")]).unwrap();
    assert_eq!(store.erase(CaseNumber(0)).unwrap(), 3);
    let history = store.history(CaseNumber(0)).unwrap();
    assert_eq!(history.len(), 2);
    assert!(matches!(&history[1].act, Act::Note { text: Some(PrivateText::Digest(_)) }));
    assert_eq!(store.erase(CaseNumber(0)).unwrap(), 0);
}

#[test]
fn an_erase_event_takes_the_words_with_it() {
    let mut store = MemoryStore::new([1; 32]);
    let mut entry = report(0);
    entry.events.push((at(1), Actor::System, Act::Erase));
    entry.head.revision = 2;
    store.append(at(0), &[entry]).unwrap();
    assert_eq!(store.erase(CaseNumber(0)).unwrap(), 0);
}

#[test]
fn what_makes_no_sense_is_refused_with_one_line() {
    let mut store = MemoryStore::new([1; 32]);
    let first = report(0);
    store.append(at(0), std::slice::from_ref(&first)).unwrap();
    let mut other = report(1);
    other.head.number = CaseNumber(0);
    let line = |store: &mut MemoryStore, entry: Entry| store.append(at(1), &[entry]).unwrap_err().to_string();
    assert_eq!(line(&mut store, other), "case 合成-000001: its number 0 belongs to case 合成-000000");
    let mut twice = first.clone();
    twice.head.number = CaseNumber(4);
    assert_eq!(line(&mut store, twice), "case 合成-000000: it is number 0 already, not 4");
    let again = line(&mut store, first.clone());
    assert_eq!(again, "case 合成-000000: its head says revision 1; after 1 events and 1 more it is 2");
    let empty = Entry { events: Vec::new(), ..first };
    assert_eq!(line(&mut store, empty), "case 合成-000000: an entry needs at least one event");
    store.publish(&[rules(2)]).unwrap();
    let refused = store.publish(&[rules(3), rules(2)]).unwrap_err().to_string();
    assert_eq!(refused, "rules 2: 3 is published already; the next number is 4");
    assert_eq!(store.published().unwrap().len(), 1, "nothing of a refused publication stays");
}

#[test]
fn a_clock_that_runs_backwards_does_not_turn_the_log() {
    let mut store = MemoryStore::new([1; 32]);
    store.append(at(100), &[report(0)]).unwrap();
    let committed = store.append(at(50), &[report(1)]).unwrap();
    assert_eq!(committed.recorded_at, at(100));
}

#[test]
fn after_a_fault_at_any_call_the_acknowledged_batches_are_there_whole() {
    for point in FaultPoint::ALL {
        for n in 0..12 {
            let mut store = FaultyStore::new(MemoryStore::new([1; 32]), Some((n, point)));
            let mut acknowledged = 0;
            for batch in 0..12_u32 {
                match store.append(at(0), &[report(batch * 2), report(batch * 2 + 1)]) {
                    Ok(_) => acknowledged += 1,
                    Err(_) => break,
                }
            }
            assert!(store.has_failed());
            let found = store.into_inner().after_crash();
            let events = found.next_event().unwrap().0;
            let kept = if point == FaultPoint::After { acknowledged + 1 } else { acknowledged };
            assert_eq!((acknowledged, events), (n, kept * 2), "{point:?} at {n}");
        }
    }
}
