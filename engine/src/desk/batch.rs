//! The work of one call until it is on disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::command::{CaseRecord, Reply};
use super::notice::Notice;
use super::service::Desk;
use super::working::Working;
use crate::ids::{CaseId, CaseNumber, EventNumber};
use crate::store::{Committed, Entry, Store, StoreError};

/// What a call wants to write, and what it will answer once that is written.
pub(super) struct Batch {
    entries: Vec<Entry>,
    records: BTreeMap<CaseNumber, Arc<CaseRecord>>,
    identities: BTreeMap<CaseId, CaseNumber>,
    next_case: u32,
    replies: Vec<Reply>,
    /// Replies from here on wait for the next write.
    unwritten: usize,
    /// For replies that tell event numbers: which reply, and the positions of its events in the write.
    numbered: Vec<(usize, u64, u64)>,
    events: u64,
}

impl Batch {
    pub(super) fn new(next_case: u32, commands: usize) -> Self {
        Self {
            entries: Vec::with_capacity(commands),
            records: BTreeMap::new(),
            identities: BTreeMap::new(),
            next_case,
            replies: Vec::with_capacity(commands),
            unwritten: 0,
            numbered: Vec::new(),
            events: 0,
        }
    }

    /// The number that a new case gets.
    pub(super) const fn next_case(&self) -> CaseNumber {
        CaseNumber(self.next_case)
    }

    /// A case that this batch made or changed.
    pub(super) fn record(&self, number: CaseNumber) -> Option<&Arc<CaseRecord>> {
        self.records.get(&number)
    }

    /// A case that this batch made.
    pub(super) fn made(&self, id: &CaseId) -> Option<CaseNumber> {
        self.identities.get(id).copied()
    }

    /// Takes a new case.
    pub(super) fn add_new(&mut self, entry: Entry, record: Arc<CaseRecord>) {
        self.identities.insert(record.head.id.clone(), record.head.number);
        self.next_case = self.next_case.saturating_add(1);
        self.add(entry, record);
    }

    /// Takes what happened to a case; gives the positions of its events.
    pub(super) fn add(&mut self, entry: Entry, record: Arc<CaseRecord>) -> (u64, u64) {
        let first = self.events;
        self.events += entry.events.len() as u64;
        self.entries.push(entry);
        self.records.insert(record.head.number, record);
        (first, self.events)
    }

    /// Takes a change whose reply tells the numbers of its events.
    pub(super) fn add_numbered(&mut self, entry: Entry, record: Arc<CaseRecord>) -> Reply {
        let (first, next) = self.add(entry, Arc::clone(&record));
        self.numbered.push((self.replies.len(), first, next));
        Reply::Done { record, events: (EventNumber(first), EventNumber(next)) }
    }

    pub(super) fn push(&mut self, reply: Reply) {
        self.replies.push(reply);
    }

    pub(super) fn into_replies(self) -> Vec<Reply> {
        self.replies
    }

    /// Whether there is anything to write.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn fail(&mut self, fault: &str) {
        for reply in self.replies.iter_mut().skip(self.unwritten) {
            *reply = Reply::Failed(fault.to_owned());
        }
        self.unwritten = self.replies.len();
        self.entries.clear();
        self.records.clear();
        self.identities.clear();
        self.numbered.clear();
        self.events = 0;
    }

    fn number(&mut self, committed: Committed) {
        for (reply, first, next) in self.numbered.drain(..) {
            if let Some(Reply::Done { events, .. }) = self.replies.get_mut(reply) {
                *events = (EventNumber(committed.first.0 + first), EventNumber(committed.first.0 + next));
            }
        }
        self.unwritten = self.replies.len();
        self.events = 0;
    }
}

impl<S: Store> Desk<S> {
    /// Writes what the batch has, then takes it into memory; or answers all of it with the fault.
    pub(super) fn write(&mut self, batch: &mut Batch) {
        if batch.is_empty() {
            batch.unwritten = batch.replies.len();
            return;
        }
        match self.store.append(self.now, &batch.entries) {
            Ok(committed) => self.take_written(batch, committed),
            Err(error) => {
                self.fail(&error);
                batch.next_case = self.next_case;
                batch.fail(&error.to_string());
            }
        }
    }

    fn take_written(&mut self, batch: &mut Batch, committed: Committed) {
        self.next_case = batch.next_case;
        self.next_event = committed.next;
        let mut number = committed.first.0;
        for entry in batch.entries.drain(..) {
            self.notices.extend(Notice::of_entry(&entry, number, committed.recorded_at));
            number += entry.events.len() as u64;
        }
        batch.identities.clear();
        for record in std::mem::take(&mut batch.records).into_values() {
            self.take_record(record);
        }
        batch.number(committed);
    }

    /// Takes a case as it now stands into memory.
    fn take_record(&mut self, record: Arc<CaseRecord>) {
        let head = &record.head;
        self.tally.set(head);
        self.take_state(&record.state);
        if head.stage.is_final() {
            self.open.remove(&head.number.0);
        } else {
            self.open.insert(head.number.0, Arc::new(head.clone()));
        }
        // A number and an identity that a store took fit the columns; if not, memory is not what is on disk.
        if let Err(error) = self.board.set(head) {
            self.broken = Some(error.to_string());
        }
        self.recent.put(record);
    }

    /// After a fault of the store nothing is acknowledged; a refusal of a batch that makes no sense leaves it in order.
    pub(super) fn fail(&mut self, error: &StoreError) {
        if !matches!(error, StoreError::Refused(_)) {
            self.broken = Some(error.to_string());
        }
    }

    /// Ends the work on a case.
    pub(super) fn finish(&self, working: Working) -> (Entry, Arc<CaseRecord>) {
        working.finish(self.world.codes())
    }
}
