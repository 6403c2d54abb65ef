//! A store in memory that knows what a crash would leave.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::contract::{Committed, Entry, HeadSink, Store, StoreReader, reads_through};
use super::delivery::{Delivery, DeliveryState};
use super::error::StoreError;
use super::head::CaseHead;
use super::memory_image::{Image, Operation, Outcome};
use super::private::Salts;
use super::publication::{Published, PublishedKind};
use crate::cases::Event;
use crate::ids::{CaseId, CaseNumber, EventNumber};

/// Heads handed over at once.
const HEADS_AT_ONCE: usize = 4096;

/// For tests and simulations: everything in memory, as the running program sees it (`live`) and as it would stand after a loss
/// of power (`durable`).
///
/// The model by which the other stores are judged.
pub struct MemoryStore {
    shared: MemoryReader,
    salts: Salts,
}

/// A view of a [`MemoryStore`] for another thread.
#[derive(Clone)]
struct MemoryReader(Arc<Mutex<Images>>);

#[derive(Clone, Default)]
struct Images {
    live: Image,
    durable: Image,
    /// After a torn write nothing is acknowledged any more.
    torn: bool,
}

impl MemoryStore {
    /// An empty store; the entropy makes the salts of personal words.
    #[must_use]
    pub fn new(entropy: [u8; 32]) -> Self {
        Self { shared: MemoryReader(Arc::default()), salts: Salts::new(entropy) }
    }

    /// The store that would be found after a loss of power at this moment. This one and its readers go on as they were.
    #[must_use]
    pub fn after_crash(&self) -> Self {
        let durable = self.shared.images().durable.clone();
        let images = Images { live: durable.clone(), durable, torn: false };
        Self { shared: MemoryReader(Arc::new(Mutex::new(images))), salts: self.salts.clone() }
    }

    fn run(&mut self, operation: &Operation) -> Result<Outcome, StoreError> {
        let mut images = self.shared.images();
        if images.torn {
            return Err(StoreError::io("write", "an earlier write was torn; open the store anew"));
        }
        let outcome = images.live.apply(operation, &self.salts)?;
        images.durable.apply(operation, &self.salts)?;
        Ok(outcome)
    }
}

impl MemoryReader {
    fn images(&self) -> MutexGuard<'_, Images> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StoreReader for MemoryReader {
    fn next_event(&self) -> Result<EventNumber, StoreError> {
        Ok(self.images().live.next_event())
    }

    fn heads(&self, sink: &mut HeadSink<'_>) -> Result<(), StoreError> {
        let heads: Vec<CaseHead> = self.images().live.heads.values().cloned().collect();
        heads.chunks(HEADS_AT_ONCE).try_for_each(|batch| sink(batch.to_vec()))
    }

    fn head(&self, id: &CaseId) -> Result<Option<CaseHead>, StoreError> {
        let images = self.images();
        Ok(images.live.ids.get(id).and_then(|number| images.live.heads.get(number)).cloned())
    }

    fn head_at(&self, case: CaseNumber) -> Result<Option<CaseHead>, StoreError> {
        Ok(self.images().live.heads.get(&case).cloned())
    }

    fn history(&self, case: CaseNumber) -> Result<Vec<Event>, StoreError> {
        let images = self.images();
        let places = images.live.of_case.get(&case).cloned().unwrap_or_default();
        images.live.with_words(places.into_iter())
    }

    fn events_from(&self, from: EventNumber, most: usize) -> Result<Vec<Event>, StoreError> {
        let images = self.images();
        let all = images.live.events.len();
        let first = usize::try_from(from.0).unwrap_or(usize::MAX).min(all);
        images.live.with_words(first..first.saturating_add(most).min(all))
    }

    fn published(&self) -> Result<Vec<Published>, StoreError> {
        Ok(self.images().live.published.values().cloned().collect())
    }

    fn due_deliveries(&self, now: Timestamp, most: usize) -> Result<Vec<Delivery>, StoreError> {
        let waits =
            |delivery: &&Delivery| delivery.state == DeliveryState::Waiting && delivery.next_at <= now;
        let mut due: Vec<Delivery> = self.images().live.outbox.iter().filter(waits).cloned().collect();
        due.sort_by_key(|delivery| (delivery.next_at, delivery.number));
        due.truncate(most);
        Ok(due)
    }

    fn deliveries(&self, state: DeliveryState, from: u64, most: usize) -> Result<Vec<Delivery>, StoreError> {
        let images = self.images();
        let wanted =
            images.live.outbox.iter().filter(|delivery| delivery.state == state && delivery.number >= from);
        Ok(wanted.take(most).cloned().collect())
    }

    fn document(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.images().live.documents.get(name).cloned())
    }
}

reads_through!(MemoryStore, shared);

impl Store for MemoryStore {
    fn append(&mut self, recorded_at: Timestamp, entries: &[Entry]) -> Result<Committed, StoreError> {
        match self.run(&Operation::Append(recorded_at, entries.to_vec()))? {
            Outcome::Committed(committed) => Ok(committed),
            Outcome::Erased(_) | Outcome::Done => Err(StoreError::io("append", "no numbers were given")),
        }
    }

    fn erase(&mut self, case: CaseNumber) -> Result<u64, StoreError> {
        Ok(match self.run(&Operation::Erase(case))? {
            Outcome::Erased(texts) => texts,
            Outcome::Committed(_) | Outcome::Done => 0,
        })
    }

    fn publish(&mut self, versions: &[Published]) -> Result<(), StoreError> {
        self.run(&Operation::Publish(versions.to_vec())).map(drop)
    }

    fn withdraw(&mut self, kind: PublishedKind, number: u32, at: Timestamp) -> Result<(), StoreError> {
        self.run(&Operation::Withdraw(kind, number, at)).map(drop)
    }

    fn settle(&mut self, deliveries: &[Delivery]) -> Result<(), StoreError> {
        self.run(&Operation::Settle(deliveries.to_vec())).map(drop)
    }

    fn set_document(&mut self, name: &str, body: Option<&[u8]>) -> Result<(), StoreError> {
        self.run(&Operation::Document(name.into(), body.map(<[u8]>::to_vec))).map(drop)
    }

    fn reader(&self) -> Result<Box<dyn StoreReader>, StoreError> {
        Ok(Box::new(self.shared.clone()))
    }

    fn append_torn(&mut self, recorded_at: Timestamp, entries: &[Entry]) -> StoreError {
        let mut images = self.shared.images();
        for entry in entries.iter().take(entries.len().div_ceil(2)) {
            images.live.write(recorded_at, entry, &self.salts);
        }
        images.torn = true;
        StoreError::io("append", "power was lost while the batch was written")
    }
}

#[cfg(test)]
#[path = "memory_tests.rs"]
mod tests;
