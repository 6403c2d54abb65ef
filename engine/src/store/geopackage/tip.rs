//! The end of the chain, noted beside the store after each acknowledgement, so that a cut log is noticed.
//!
//! `SQLite` forgets silently what is missing at the end of its write-ahead log: it cannot tell a cut file from a commit that never
//! happened. The note is written after the commit is durable and not synchronised itself; it may be behind the store, never
//! ahead of it, unless the store lost something.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::block::{GENESIS, Hash};
use super::owner::beside;
use crate::store::StoreError;

/// The next event's number and the hash before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    /// The number that the next event gets.
    pub next: u64,
    /// The hash of the last block.
    pub hash: Hash,
}

impl End {
    /// Of an empty log.
    pub(super) const EMPTY: Self = Self { next: 0, hash: GENESIS };
}

/// `FILE.tip`.
pub(super) struct Tip {
    path: PathBuf,
    file: File,
}

impl Tip {
    /// Opens or makes the note.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub(super) fn open(store: &Path) -> Result<Self, StoreError> {
        let path = beside(store, ".tip");
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(|fault| StoreError::io(format!("{}", path.display()), fault))?;
        Ok(Self { path, file })
    }

    /// What the note says; `None` where there is none or a loss of power tore it.
    pub(super) fn read(&mut self) -> Option<End> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0)).ok()?;
        Read::by_ref(&mut self.file).take(73).read_to_end(&mut bytes).ok()?;
        let (next, rest) = bytes.split_first_chunk::<8>()?;
        let (hash, sum) = rest.split_first_chunk::<32>()?;
        let whole = Sha256::digest(bytes.get(..40)?).as_slice() == sum;
        whole.then_some(End { next: u64::from_le_bytes(*next), hash: *hash })
    }

    /// Writes the note.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub(super) fn write(&mut self, end: &End) -> Result<(), StoreError> {
        let mut bytes = [end.next.to_le_bytes().as_slice(), &end.hash].concat();
        let sum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&sum);
        let written = self.file.seek(SeekFrom::Start(0)).and_then(|_| self.file.write_all(&bytes));
        written.map_err(|fault| StoreError::io(format!("{}", self.path.display()), fault))
    }
}
