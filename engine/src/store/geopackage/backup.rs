//! Copies of a store that is being written to.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::fault::fault;
use super::open::sync_folder_of;
use super::owner::beside;
use super::read::GeoPackageReader;
use super::verify::{Verification, verify};
use crate::store::StoreError;

/// Pages that are copied at once.
const PAGES: i32 = 8192;

impl GeoPackageReader {
    /// Copies the store as it stands at the beginning of the call into a new file, while its writer goes on; the copy is verified and
    /// durable when this returns. To restore it, stop the server, put the copy in the place of the store, and remove the
    /// store's `-wal`, `-shm` and `.tip`.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where the target exists; [`StoreError::Corrupt`] where the copy shows a fault; [`StoreError::Io`].
    ///
    /// # Complexity
    /// O(bytes of the store), one read transaction long.
    pub fn backup(&self, to: &Path) -> Result<Verification, StoreError> {
        if to.exists() {
            return Err(StoreError::Refused(format!("{}: it exists; name a new file", to.display())));
        }
        let part = beside(to, ".part");
        drop(std::fs::remove_file(&part));
        let copied = self.copy(&part);
        let verified = copied.and_then(|()| verify(&part, None));
        let verification = verified.inspect_err(|_| drop(std::fs::remove_file(&part)))?;
        if let Some(fault) = verification.faults.first() {
            return Err(StoreError::corrupt(format!("{}, {}", part.display(), fault.place), &fault.found));
        }
        let io = |fault: std::io::Error| StoreError::io(to.display().to_string(), fault);
        std::fs::File::open(&part).and_then(|file| file.sync_all()).map_err(io)?;
        std::fs::rename(&part, to).map_err(io)?;
        for ending in ["-wal", "-shm"] {
            drop(std::fs::remove_file(beside(&part, ending)));
        }
        sync_folder_of(to)?;
        Ok(verification)
    }

    fn copy(&self, part: &Path) -> Result<(), StoreError> {
        let sql = fault("backup");
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut target = Connection::open_with_flags(part, flags).map_err(&sql)?;
        // The open read transaction holds the moment: without it the copy begins anew whenever the writer commits.
        let moment = self.connection().unchecked_transaction().map_err(&sql)?;
        moment.query_row("SELECT count(*) FROM gridward_meta", [], |_| Ok(())).map_err(&sql)?;
        let backup = Backup::new(&moment, &mut target).map_err(&sql)?;
        backup.run_to_completion(PAGES, Duration::ZERO, None).map_err(&sql)?;
        drop(backup);
        target.close().map_err(|(_, error)| sql(error))
    }
}
