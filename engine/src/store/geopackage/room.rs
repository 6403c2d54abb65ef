//! Room for the write-ahead log, made before it is needed.
//!
//! A commit that makes a file longer waits for the disk twice: for its bytes, and for the file's new length in the journal of
//! the file system. Over zeros that are there already it waits once. `SQLite` takes a log of zeros, or zeros after its last
//! frame, for an empty rest: a frame counts only with the salt of the log's header and the sum of all before it.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use super::connect::CHECKPOINT_PAGES;
use super::owner::beside;
use super::schema::PAGE_BYTES;

/// Bytes written at a time.
const PIECE: usize = 1 << 20;

/// Makes the write-ahead log of a store as long as it grows between two checkpoints. What is in it stays. Only while nobody
/// writes to the store.
///
/// A disk without that much room gets it back: room is a matter of speed, never of success.
///
/// # Errors
/// What the system says; the log is then as before.
pub(super) fn make(store: &Path) -> std::io::Result<()> {
    let wanted = u64::try_from(CHECKPOINT_PAGES.saturating_mul(PAGE_BYTES)).unwrap_or(0);
    let mut log = OpenOptions::new().write(true).open(beside(store, "-wal"))?;
    let before = log.seek(SeekFrom::End(0))?;
    let mut write = || {
        let zeros = vec![0; PIECE];
        let mut left = usize::try_from(wanted.saturating_sub(before)).unwrap_or(0);
        while left > 0 {
            let piece = zeros.get(..left).unwrap_or(&zeros);
            log.write_all(piece)?;
            left -= piece.len();
        }
        log.sync_all()
    };
    let written = write();
    if written.is_err() {
        log.set_len(before)?;
    }
    written
}

#[cfg(test)]
#[path = "room_tests.rs"]
mod tests;
