use std::sync::Arc;

use jiff::Timestamp;

use crate::cases::{Actor, Intake};
use crate::desk::district_for_tests::{at, case, first};
use crate::desk::{ActRequest, Command, Desk, DeskOptions, Reply};
use crate::ids::CaseId;
use crate::store::{MemoryStore, StoreReader};

fn noon() -> Timestamp {
    at("2012-05-15T09:00:00+08:00")
}

fn worked() -> Desk<MemoryStore> {
    let mut desk = Desk::open(MemoryStore::new([7; 32]), noon(), DeskOptions::default()).unwrap();
    let publish = Command::Publish { publication: Box::new(first()), by: Actor::System };
    let intake = |intake: Intake| Command::Intake { intake: Box::new(intake), by: Actor::System };
    let act = |act| Command::Act {
        case: CaseId::new("A-1"),
        by: Actor::System,
        at: None,
        revision: None,
        act: Box::new(act),
    };
    let commands = vec![
        publish,
        intake(case("A-1", "E0101", 1, 1, noon())),
        intake(case("A-2", "E0101", 6, 2, noon())),
        act(ActRequest::Accept { grade: None }),
        act(ActRequest::File { condition: None }),
    ];
    for reply in desk.handle(noon(), commands) {
        assert!(!matches!(reply, Reply::Refused(_) | Reply::Failed(_)), "{reply:?}");
    }
    desk
}

#[test]
fn rows_that_are_what_their_events_make_are_sound_and_any_other_field_is_named() {
    let desk = worked();
    let world = Arc::clone(&desk.world);
    let store = desk.into_store();
    let mut heads = Vec::new();
    store
        .heads(&mut |more| {
            heads.extend(more.iter().cloned());
            Ok(())
        })
        .unwrap();
    assert_eq!(heads.len(), 2);
    for head in heads {
        let events = store.history(head.number).unwrap();
        let state = world.judge(&head, &events).unwrap();
        assert_eq!(state.id, head.id);
        let mut other = head.clone();
        other.class += 1;
        assert_eq!(world.judge(&other, &events).unwrap_err(), "class is not what its events make");
        let mut other = head.clone();
        other.reward_fen += 1;
        assert_eq!(world.judge(&other, &events).unwrap_err(), "reward_fen is not what its events make");
        let mut twice = events.clone();
        twice.extend(events.last().cloned());
        assert!(world.judge(&head, &twice).is_err(), "an event twice is unlawful or another row");
        assert!(world.judge(&head, &[]).is_err());
    }
}
