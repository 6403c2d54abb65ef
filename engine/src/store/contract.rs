//! What a store must do. The seam for fault injection, and for a database server.

use jiff::Timestamp;

use super::delivery::{Delivery, DeliveryState};
use super::error::StoreError;
use super::ground::GroundCopies;
use super::head::CaseHead;
use super::publication::{Published, PublishedKind};
use crate::cases::{Act, Actor, Event};
use crate::ids::{CaseId, CaseNumber, EventNumber, UnitCode};

/// What is written for one case at once: its events without numbers, and the head that they make.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The head after the events.
    pub head: CaseHead,
    /// When they took effect, who did them, what was done; in order, at least one. Instants count to the millisecond.
    pub events: Vec<(Timestamp, Actor, Act)>,
    /// Messages to deliver, made durable with the events. They hold no personal words: erasing does not reach them.
    pub outbox: Vec<(UnitCode, String)>,
}

/// What a durable append gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// The number of the first event written.
    pub first: EventNumber,
    /// The first number not written yet.
    pub next: EventNumber,
    /// The instant under which the events are recorded: that which was given, or that of the event before them where a clock ran
    /// backwards.
    pub recorded_at: Timestamp,
}

/// Why an append did not happen. After [`StoreError::Io`] the store must be opened anew before anything else is acknowledged.
pub type AppendError = StoreError;

/// Takes heads batch by batch.
pub type HeadSink<'a> = dyn FnMut(Vec<CaseHead>) -> Result<(), StoreError> + 'a;

/// What can be asked of a store, by its writer and by any number of readers beside it.
pub trait StoreReader: Send {
    /// The number that the next event gets.
    ///
    /// # Errors
    /// [`StoreError`].
    fn next_event(&self) -> Result<EventNumber, StoreError>;

    /// All heads in order of case number, handed over in batches.
    ///
    /// # Errors
    /// What the sink returns, or [`StoreError`].
    fn heads(&self, sink: &mut HeadSink<'_>) -> Result<(), StoreError>;

    /// The head of the case with this identity.
    ///
    /// # Errors
    /// [`StoreError`].
    fn head(&self, id: &CaseId) -> Result<Option<CaseHead>, StoreError>;

    /// The head of the case with this number.
    ///
    /// # Errors
    /// [`StoreError`].
    fn head_at(&self, case: CaseNumber) -> Result<Option<CaseHead>, StoreError>;

    /// A case's events in order, with the words that were not erased; empty where there is no such case.
    ///
    /// # Errors
    /// [`StoreError`].
    fn history(&self, case: CaseNumber) -> Result<Vec<Event>, StoreError>;

    /// Events from a number on, at most so many, with their words.
    ///
    /// # Errors
    /// [`StoreError`].
    fn events_from(&self, from: EventNumber, most: usize) -> Result<Vec<Event>, StoreError>;

    /// All versions, withdrawn ones included, in order of kind and number.
    ///
    /// # Errors
    /// [`StoreError`].
    fn published(&self) -> Result<Vec<Published>, StoreError>;

    /// Deliveries that wait and are due, the longest due first, at most so many.
    ///
    /// # Errors
    /// [`StoreError`].
    fn due_deliveries(&self, now: Timestamp, most: usize) -> Result<Vec<Delivery>, StoreError>;

    /// Deliveries in one state from a number on, at most so many: the dead ones are for people to look at.
    ///
    /// # Errors
    /// [`StoreError`].
    fn deliveries(&self, state: DeliveryState, from: u64, most: usize) -> Result<Vec<Delivery>, StoreError>;

    /// A named small document: accounts, settings, checkpoints of readers.
    ///
    /// # Errors
    /// [`StoreError`].
    fn document(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;
}

/// Durable memory of a district.
///
/// One writer. What a call acknowledged is on disk; what it did not acknowledge is there wholly or not at all after the
/// store was opened anew (a disk may report a fault after it wrote), so that whoever retries under the same identity is safe.
pub trait Store: StoreReader {
    /// Writes a batch: events get their numbers in order, heads replace those of the same case number. An
    /// [`Act::Erase`] takes the case's personal words up to it away in the same stroke.
    ///
    /// # Errors
    /// [`StoreError::Io`]; [`StoreError::Full`]; [`StoreError::Refused`] for a batch that makes no sense (no events, a number or identity that belongs to
    /// another case, a revision that does not fit), of which nothing is written.
    fn append(&mut self, recorded_at: Timestamp, entries: &[Entry]) -> Result<Committed, StoreError>;

    /// Erases the personal words of a case; the digests stay, and the chain with them. Gives the number of texts erased.
    ///
    /// # Errors
    /// [`StoreError`].
    fn erase(&mut self, case: CaseNumber) -> Result<u64, StoreError>;

    /// Writes versions. Plan, rules and calendar of one publication are given together and appear together.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where a number does not rise or a digest is not that of the body.
    fn publish(&mut self, versions: &[Published]) -> Result<(), StoreError>;

    /// As [`Self::publish`], with copies of cells and units for GIS programs, in the same stroke. A store without tables for
    /// them leaves them out: the versions say it all.
    ///
    /// # Errors
    /// As [`Self::publish`].
    fn publish_with(&mut self, versions: &[Published], copies: &GroundCopies) -> Result<(), StoreError> {
        let _ = copies;
        self.publish(versions)
    }

    /// Versions whose copies for GIS programs are missing; none where the store has no tables for them.
    ///
    /// # Errors
    /// [`StoreError`].
    fn without_copies(&self) -> Result<Vec<(PublishedKind, u32)>, StoreError> {
        Ok(Vec::new())
    }

    /// Marks a version as withdrawn (rollback); it stays readable. A second time changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where there is none.
    fn withdraw(&mut self, kind: PublishedKind, number: u32, at: Timestamp) -> Result<(), StoreError>;

    /// Writes how deliveries went: state, attempts, next instant and error of each number.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a number that was never sent.
    fn settle(&mut self, deliveries: &[Delivery]) -> Result<(), StoreError>;

    /// Writes a named small document; `None` removes it.
    ///
    /// # Errors
    /// [`StoreError`].
    fn set_document(&mut self, name: &str, body: Option<&[u8]>) -> Result<(), StoreError>;

    /// A reader for another thread; it sees what was acknowledged before each of its calls.
    ///
    /// # Errors
    /// [`StoreError`].
    fn reader(&self) -> Result<Box<dyn StoreReader>, StoreError>;

    /// Begins to write a batch and stops in the middle, as a loss of power would. For fault injection; gives the fault.
    fn append_torn(&mut self, recorded_at: Timestamp, entries: &[Entry]) -> StoreError {
        let _ = (recorded_at, entries);
        StoreError::io("append", "power was lost")
    }
}

/// Implements [`StoreReader`] by a field that has it.
macro_rules! reads_through {
    ($type:ty, $field:ident) => {
        impl $crate::store::StoreReader for $type {
            fn next_event(&self) -> Result<EventNumber, StoreError> {
                self.$field.next_event()
            }
            fn heads(&self, sink: &mut HeadSink<'_>) -> Result<(), StoreError> {
                self.$field.heads(sink)
            }
            reads_through!(@rest $field);
        }
    };
    (@rest $field:ident) => {
        fn head(&self, id: &CaseId) -> Result<Option<CaseHead>, StoreError> {
            self.$field.head(id)
        }
        fn head_at(&self, case: CaseNumber) -> Result<Option<CaseHead>, StoreError> {
            self.$field.head_at(case)
        }
        fn history(&self, case: CaseNumber) -> Result<Vec<Event>, StoreError> {
            self.$field.history(case)
        }
        fn events_from(&self, from: EventNumber, most: usize) -> Result<Vec<Event>, StoreError> {
            self.$field.events_from(from, most)
        }
        fn published(&self) -> Result<Vec<Published>, StoreError> {
            self.$field.published()
        }
        fn due_deliveries(&self, now: Timestamp, most: usize) -> Result<Vec<Delivery>, StoreError> {
            self.$field.due_deliveries(now, most)
        }
        fn deliveries(&self, state: DeliveryState, from: u64, most: usize) -> Result<Vec<Delivery>, StoreError> {
            self.$field.deliveries(state, from, most)
        }
        fn document(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
            self.$field.document(name)
        }
    };
}
pub(super) use reads_through;
