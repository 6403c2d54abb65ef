//! A store that fails when it is told to, for proofs that nothing acknowledged is lost.

use jiff::Timestamp;

use super::contract::{Committed, Entry, HeadSink, Store, StoreReader, reads_through};
use super::delivery::{Delivery, DeliveryState};
use super::error::StoreError;
use super::ground::GroundCopies;
use super::head::CaseHead;
use super::publication::{Published, PublishedKind};
use crate::cases::Event;
use crate::ids::{CaseId, CaseNumber, EventNumber};

/// Where in a call the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultPoint {
    /// Before anything was written.
    Before,
    /// In the middle of an append; before it for other calls.
    Torn,
    /// After all was durable, before the caller heard of it.
    After,
}

impl FaultPoint {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Before, Self::Torn, Self::After];
}

/// Fails at the n-th writing call, counted from 0, and at every one after it, as a program does whose power went. Reading goes on.
///
/// What stands in the store after that is asked of [`FaultyStore::into_inner`], opened anew.
pub struct FaultyStore<S> {
    inner: S,
    calls: u64,
    fault: Option<(u64, FaultPoint)>,
}

impl<S: Store> FaultyStore<S> {
    /// A store that fails at that writing call; `None` never fails and counts the calls.
    pub const fn new(inner: S, fault: Option<(u64, FaultPoint)>) -> Self {
        Self { inner, calls: 0, fault }
    }

    /// Writing calls so far.
    pub const fn calls(&self) -> u64 {
        self.calls
    }

    /// Whether the fault has happened.
    pub fn has_failed(&self) -> bool {
        self.fault.is_some_and(|(at, _)| self.calls > at)
    }

    /// The store itself.
    pub fn into_inner(self) -> S {
        self.inner
    }

    fn write<T>(
        &mut self,
        call: &str,
        write: impl FnOnce(&mut S) -> Result<T, StoreError>,
        tear: impl FnOnce(&mut S) -> StoreError,
    ) -> Result<T, StoreError> {
        let number = self.calls;
        self.calls += 1;
        let lost = || StoreError::io(call, "power was lost (injected fault)");
        match self.fault {
            Some((at, point)) if at == number => match point {
                FaultPoint::Before => Err(lost()),
                FaultPoint::Torn => Err(tear(&mut self.inner)),
                FaultPoint::After => {
                    write(&mut self.inner)?;
                    Err(lost())
                }
            },
            Some((at, _)) if at < number => Err(lost()),
            _ => write(&mut self.inner),
        }
    }
}

fn untouched<S>(_: &mut S) -> StoreError {
    StoreError::io("write", "power was lost (injected fault)")
}

impl<S: Store> StoreReader for FaultyStore<S> {
    fn next_event(&self) -> Result<EventNumber, StoreError> {
        self.inner.next_event()
    }
    fn heads(&self, sink: &mut HeadSink<'_>) -> Result<(), StoreError> {
        self.inner.heads(sink)
    }
    reads_through!(@rest inner);
}

impl<S: Store> Store for FaultyStore<S> {
    fn append(&mut self, recorded_at: Timestamp, entries: &[Entry]) -> Result<Committed, StoreError> {
        self.write("append", |s| s.append(recorded_at, entries), |s| s.append_torn(recorded_at, entries))
    }

    fn erase(&mut self, case: CaseNumber) -> Result<u64, StoreError> {
        self.write("erase", |s| s.erase(case), untouched)
    }

    fn publish(&mut self, versions: &[Published]) -> Result<(), StoreError> {
        self.write("publish", |s| s.publish(versions), untouched)
    }

    fn publish_with(&mut self, versions: &[Published], copies: &GroundCopies) -> Result<(), StoreError> {
        self.write("publish", |s| s.publish_with(versions, copies), untouched)
    }

    fn without_copies(&self) -> Result<Vec<(PublishedKind, u32)>, StoreError> {
        self.inner.without_copies()
    }

    fn withdraw(&mut self, kind: PublishedKind, number: u32, at: Timestamp) -> Result<(), StoreError> {
        self.write("withdraw", |s| s.withdraw(kind, number, at), untouched)
    }

    fn settle(&mut self, deliveries: &[Delivery]) -> Result<(), StoreError> {
        self.write("settle", |s| s.settle(deliveries), untouched)
    }

    fn set_document(&mut self, name: &str, body: Option<&[u8]>) -> Result<(), StoreError> {
        self.write("set_document", |s| s.set_document(name, body), untouched)
    }

    fn reader(&self) -> Result<Box<dyn StoreReader>, StoreError> {
        self.inner.reader()
    }

    fn append_torn(&mut self, recorded_at: Timestamp, entries: &[Entry]) -> StoreError {
        self.inner.append_torn(recorded_at, entries)
    }
}
