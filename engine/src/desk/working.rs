//! One case while a command is worked out: nothing of it is real before the batch is on disk.

use std::sync::Arc;

use jiff::Timestamp;

use super::codes::Codes;
use super::command::CaseRecord;
use super::head::{Whereabout, head_of};
use crate::assign::Assignment;
use crate::cases::{Act, Actor, AssignCause, CaseState, Event, Unlawful};
use crate::ids::{CaseNumber, EventNumber, UnitCode};
use crate::rules::CaseKind;
use crate::store::Entry;

/// A case in the making.
#[derive(Debug, Clone)]
pub(super) struct Working {
    pub state: CaseState,
    pub at: Whereabout,
    pub kind: Option<CaseKind>,
    pub body: [u8; 32],
    events: Vec<(Timestamp, Actor, Act)>,
    pub outbox: Vec<(UnitCode, String)>,
}

impl Working {
    /// A new case from its report, with room for so many events.
    pub(super) fn report(
        number: CaseNumber,
        now: Timestamp,
        by: Actor,
        act: Act,
        at: Whereabout,
        body: [u8; 32],
        room: usize,
    ) -> Result<Self, Unlawful> {
        let event = event(number, now, now, by, act);
        let state = CaseState::start(&event)?;
        let mut events = Vec::with_capacity(room);
        events.push((event.at, event.by, event.act));
        Ok(Self { state, at, kind: None, body, events, outbox: Vec::new() })
    }

    /// A case that exists.
    pub(super) fn of(record: &CaseRecord) -> Self {
        Self {
            state: record.state.clone(),
            at: Whereabout::of_head(&record.head),
            kind: match record.head.kind {
                0 => Some(CaseKind::Service),
                2 => Some(CaseKind::Enforcement),
                _ => Some(CaseKind::Management),
            },
            body: record.head.body,
            events: Vec::with_capacity(2),
            outbox: Vec::new(),
        }
    }

    /// Takes one event more.
    pub(super) fn apply(
        &mut self,
        now: Timestamp,
        at: Timestamp,
        by: &Actor,
        act: Act,
    ) -> Result<(), Unlawful> {
        let event = event(self.state.number, now, at, by.clone(), act);
        self.state.apply(&event)?;
        self.events.push((event.at, event.by, event.act));
        Ok(())
    }

    /// Whether anything happened.
    pub(super) fn is_untouched(&self) -> bool {
        self.events.is_empty()
    }

    /// What is to be written, and the case as it then stands.
    pub(super) fn finish(self, codes: &Codes) -> (Entry, Arc<CaseRecord>) {
        let head = head_of(&self.state, &self.at, self.kind, self.body, codes);
        let entry = Entry { head: head.clone(), events: self.events, outbox: self.outbox };
        (entry, Arc::new(CaseRecord { head, state: self.state }))
    }

    /// What is to be written.
    pub(super) fn into_entry(self, codes: &Codes) -> Entry {
        let head = head_of(&self.state, &self.at, self.kind, self.body, codes);
        Entry { head, events: self.events, outbox: self.outbox }
    }
}

/// An event before it has a number; the fold does not look at it.
fn event(case: CaseNumber, now: Timestamp, at: Timestamp, by: Actor, act: Act) -> Event {
    Event { number: EventNumber(0), case, at, recorded_at: now, by, act }
}

impl Working {
    /// Writes a decision down.
    pub(super) fn assign(
        &mut self,
        now: Timestamp,
        by: &Actor,
        cause: AssignCause,
        assignment: Assignment,
    ) -> Result<(), Unlawful> {
        self.apply(now, now, by, Act::Assign { cause, assignment: Box::new(assignment) })
    }
}
