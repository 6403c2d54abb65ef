//! Millions of new cases at once: blocks are made on all threads, one thread writes.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::Connection;

use super::connect;
use super::fault::fault;
use super::fill::fill;
use super::live::{GeoPackageStore, LogEnd};
use super::open::sync_folder_of;
use super::owner::beside;
use super::read::GeoPackageReader;
use super::tip::End;
use crate::ids::EventNumber;
use crate::store::private::Salts;
use crate::store::{Committed, Entry, StoreError};

/// New cases that became known at one instant.
#[derive(Debug, Clone)]
pub struct Bulk {
    /// When they became known; not before those given earlier.
    pub recorded_at: Timestamp,
    /// New cases with all their events, in rising order of case number; each comes once.
    pub entries: Vec<Entry>,
}

impl GeoPackageStore {
    /// Writes new cases, all or none. Into a store without cases it works on a copy without a journal, which takes the file's place when
    /// it is whole and durable; otherwise in one transaction. No reader may be open meanwhile in the first case: it would go on
    /// reading the former file.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a case number or identity that is there already or comes twice; those of the given batches;
    /// [`StoreError::Io`].
    ///
    /// # Complexity
    /// O(events) with one sort of the identities.
    pub fn bulk_append(
        &mut self,
        batches: impl IntoIterator<Item = Result<Bulk, StoreError>>,
    ) -> Result<Committed, StoreError> {
        if let Some(why) = &self.broken {
            return Err(StoreError::io(
                "import",
                format!("an earlier write failed ({why}); open the store anew"),
            ));
        }
        let before = self.end;
        let result = if before.chain == End::EMPTY {
            self.fill_copy(batches.into_iter())
        } else {
            self.fill_in_place(batches.into_iter())
        };
        if let Err(error @ StoreError::Io { .. }) = &result {
            self.broken = Some(error.to_string());
        }
        self.end = result?;
        self.tip.write(&self.end.chain)?;
        Ok(Committed {
            first: EventNumber(before.chain.next),
            next: EventNumber(self.end.chain.next),
            recorded_at: self.end.recorded_at,
        })
    }

    fn fill_in_place(
        &mut self,
        batches: impl Iterator<Item = Result<Bulk, StoreError>>,
    ) -> Result<LogEnd, StoreError> {
        let end = fill(&mut self.connection, self.end, &self.salts, batches)?;
        self.checkpoint()?;
        Ok(end)
    }

    fn fill_copy(
        &mut self,
        batches: impl Iterator<Item = Result<Bulk, StoreError>>,
    ) -> Result<LogEnd, StoreError> {
        let copy = beside(&self.path, ".import");
        let io = |fault: std::io::Error| StoreError::io(copy.display().to_string(), fault);
        let sql = fault("import");
        match std::fs::remove_file(&copy) {
            Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => return Err(io(fault)),
            _ => {}
        }
        let name =
            copy.to_str().ok_or_else(|| StoreError::Refused("the store's path is not UTF-8".into()))?;
        self.connection.execute("VACUUM INTO ?1", [name]).map_err(&sql)?;
        let filled = fill_file(&copy, self.end, &self.salts, batches);
        let end = match filled {
            Ok(end) => end,
            Err(error) => {
                drop(std::fs::remove_file(&copy));
                return Err(error);
            }
        };
        std::fs::File::open(&copy).and_then(|file| file.sync_all()).map_err(io)?;
        // Both connections go before the file does, so that its write-ahead log goes with them.
        let spare = || Connection::open_in_memory().map_err(&sql);
        self.reader.let_go(spare()?);
        drop(std::mem::replace(&mut self.connection, spare()?));
        std::fs::rename(&copy, &self.path).map_err(io)?;
        sync_folder_of(&self.path)?;
        self.connection = connect::writer(&self.path, false)?;
        connect::make_durable(&self.connection).map_err(&sql)?;
        self.reader = GeoPackageReader::open(&self.path)?;
        Ok(end)
    }
}

fn fill_file(
    copy: &Path,
    end: LogEnd,
    salts: &Salts,
    batches: impl Iterator<Item = Result<Bulk, StoreError>>,
) -> Result<LogEnd, StoreError> {
    let sql = fault("import");
    let mut connection = connect::writer(copy, false)?;
    for (name, value) in [("journal_mode", "OFF"), ("synchronous", "OFF"), ("locking_mode", "EXCLUSIVE")] {
        connection.pragma_update(None, name, value).map_err(&sql)?;
    }
    let end = fill(&mut connection, end, salts, batches)?;
    connection.pragma_update(None, "locking_mode", "NORMAL").map_err(&sql)?;
    connection.close().map_err(|(_, error)| sql(error))?;
    Ok(end)
}
