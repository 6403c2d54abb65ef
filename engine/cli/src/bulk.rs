//! Many cases with their past into a store: made on one thread, decided on all, written on another.

use std::sync::mpsc::{SyncSender, sync_channel};

use gridward::cases::Past;
use gridward::desk::{PastEntries, PastRefusal, World};
use gridward::ids::{CaseId, CaseNumber};
use gridward::store::{Bulk, GeoPackageStore, StoreError, StoreReader};
use jiff::Timestamp;

use crate::failure::Failure;
use crate::progress::Progress;
use crate::store::{now, operator};

/// Batches that may wait for the writer.
const WAITING: usize = 1;

/// What came of it.
#[derive(Debug, Default, Clone, Copy, serde::Serialize)]
pub struct Written {
    /// Cases on disk.
    pub cases: usize,
    /// Events on disk.
    pub events: u64,
    /// Cases that were not taken, each told.
    pub refused: usize,
}

/// Makes entries of cases; on any thread.
#[derive(Clone, Copy)]
pub struct Maker<'a> {
    world: &'a World,
    recorded_at: Timestamp,
}

impl Maker<'_> {
    /// The entries of cases, not numbered yet.
    pub fn make(self, pasts: Vec<Past>) -> Result<PastEntries, Failure> {
        let made = self.world.entries_of(pasts, CaseNumber(0), self.recorded_at, &operator());
        made.map_err(Failure::data)
    }
}

/// A batch of cases on its way into the store.
pub struct Intake<'a> {
    maker: Maker<'a>,
    sender: SyncSender<Result<Bulk, StoreError>>,
    next: u32,
    progress: &'a Progress,
    written: Written,
}

impl<'a> Intake<'a> {
    /// What makes entries of cases.
    pub const fn maker(&self) -> Maker<'a> {
        self.maker
    }

    /// Takes cases; gives those that are refused, by their position among these.
    pub fn take(&mut self, pasts: Vec<Past>) -> Result<Vec<(usize, CaseId, PastRefusal)>, Failure> {
        let made = self.maker.make(pasts)?;
        self.put(made)
    }

    /// Takes what cases became and numbers it; gives those that are refused.
    pub fn put(&mut self, made: PastEntries) -> Result<Vec<(usize, CaseId, PastRefusal)>, Failure> {
        let PastEntries { mut entries, refused } = made;
        let cases = entries.len();
        let first = self.next;
        self.written.cases += cases;
        self.written.refused += refused.len();
        self.next = u32::try_from(cases)
            .ok()
            .and_then(|cases| self.next.checked_add(cases))
            .ok_or_else(|| Failure::data("a store holds at most 4,294,967,295 cases"))?;
        for (number, entry) in (first..).zip(&mut entries) {
            entry.head.number = CaseNumber(number);
        }
        self.progress.add(cases + refused.len());
        // A writer that gave up says why itself.
        drop(self.sender.send(Ok(Bulk { recorded_at: self.maker.recorded_at, entries })));
        Ok(refused)
    }
}

/// Lets a producer hand over cases and writes them, all or none.
pub fn write(
    store: &mut GeoPackageStore,
    world: &World,
    produce: impl FnOnce(&mut Intake<'_>) -> Result<(), Failure> + Send,
) -> Result<Written, Failure> {
    let mut next = 0;
    store
        .heads(&mut |heads| {
            next = heads.last().map_or(next, |head| head.number.0.saturating_add(1));
            Ok(())
        })
        .map_err(Failure::data)?;
    let progress = Progress::start("cases");
    // One instant for all of it, so that nothing depends on how long it takes.
    let maker = Maker { world, recorded_at: now() };
    let (sender, receiver) = sync_channel(WAITING);
    let outcome = std::thread::scope(|scope| {
        let making = scope.spawn(|| {
            let written = Written::default();
            let mut intake = Intake { maker, sender, next, progress: &progress, written };
            let produced = produce(&mut intake);
            if let Err(failure) = &produced {
                let stop = StoreError::Refused(format!("nothing was written: {failure}"));
                drop(intake.sender.send(Err(stop)));
            }
            produced.map(|()| intake.written)
        });
        let committed = store.bulk_append(receiver).map_err(Failure::data);
        let made = making.join().map_err(|_| Failure::data("the maker of cases stopped unexpectedly"))?;
        let (mut written, committed) = (made?, committed?);
        written.events = committed.next.0 - committed.first.0;
        Ok(written)
    });
    progress.end();
    outcome
}
