//! The columns that readers scan, kept up to date case by case.

use std::sync::mpsc::{Receiver, sync_channel};

use crate::cases::CaseHead;
use crate::cases::columns::{Columns, ColumnsError, LiveColumns, Merged};
use crate::store::{StoreError, StoreReader};

/// Batches of heads on their way from the store to the columns.
const BATCHES_AHEAD: usize = 4;
/// With more cases than this, rows are sorted beside the writer.
const SORTED_AT_ONCE: usize = 100_000;

/// The columns, and a sort of them that may be under way.
#[derive(Debug)]
pub(super) struct Board {
    live: LiveColumns,
    merging: Option<Receiver<Merged>>,
}

impl Board {
    /// Reads the rows of all cases; each is shown to `see` on the way.
    ///
    /// # Errors
    /// [`StoreError`], also where rows do not fit together.
    pub(super) fn load(
        store: &dyn StoreReader,
        seed: u64,
        mut see: impl FnMut(&CaseHead),
    ) -> Result<Self, StoreError> {
        let (sender, receiver) = sync_channel::<Vec<CaseHead>>(BATCHES_AHEAD);
        let live = std::thread::scope(|scope| {
            let build = scope.spawn(move || LiveColumns::build(seed, receiver.into_iter().flatten()));
            let read = store.heads(&mut |heads| {
                heads.iter().for_each(&mut see);
                sender.send(heads).map_err(|_| StoreError::corrupt("cases", "the rows do not fit together"))
            });
            drop(sender);
            let built =
                build.join().map_err(|_| StoreError::io("columns", "the thread that builds them ended"))?;
            // What is wrong with a row says more than that it could not be handed over.
            let live = built.map_err(|error| StoreError::corrupt("cases", error))?;
            read.map(|()| live)
        })?;
        Ok(Self { live, merging: None })
    }

    /// The state now.
    pub(super) const fn now(&self) -> &LiveColumns {
        &self.live
    }

    /// Takes a case as it now stands.
    pub(super) fn set(&mut self, head: &CaseHead) -> Result<(), ColumnsError> {
        self.live.apply(head)
    }

    /// Sorts what came, where that is worth it; many rows are sorted beside the writer.
    pub(super) fn tidy(&mut self) {
        if let Some(merging) = &self.merging {
            match merging.try_recv() {
                Ok(merged) => {
                    let before = self.live.finish_merge(merged);
                    // Its memory takes a while to free.
                    rayon::spawn(move || drop(before));
                }
                Err(std::sync::mpsc::TryRecvError::Empty) => return,
                Err(std::sync::mpsc::TryRecvError::Disconnected) => {}
            }
            self.merging = None;
        } else if self.live.merge_is_due() {
            if self.live.now().len() <= SORTED_AT_ONCE {
                self.live.merge();
                return;
            }
            let job = self.live.begin_merge();
            let (sender, receiver) = sync_channel(1);
            rayon::spawn(move || drop(sender.send(job.run())));
            self.merging = Some(receiver);
        }
    }

    /// What readers see from now on.
    pub(super) fn snapshot(&self) -> Columns {
        self.live.snapshot()
    }
}
