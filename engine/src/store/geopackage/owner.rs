//! One server a file: a lock beside it that the system gives back when its holder dies, however it dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::store::StoreError;

/// A file beside the store.
pub(super) fn beside(store: &Path, ending: &str) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The lock, held as long as this lives.
#[derive(Debug)]
pub(super) struct Owner {
    _lock: File,
}

impl Owner {
    /// Takes the lock `FILE.lock` and writes the holder's name into it.
    ///
    /// # Errors
    /// [`StoreError::Held`] with the name of whoever has it.
    pub(super) fn take(store: &Path, holder: &str) -> Result<Self, StoreError> {
        let path = beside(store, ".lock");
        let fault = |fault: std::io::Error| StoreError::io(format!("{}", path.display()), fault);
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(fault)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = std::fs::read_to_string(&path).unwrap_or_default();
                let known = !holder.trim().is_empty();
                return Err(StoreError::Held {
                    file: store.display().to_string(),
                    holder: if known { holder.trim().into() } else { "unknown".into() },
                });
            }
            Err(TryLockError::Error(error)) => return Err(fault(error)),
        }
        lock.set_len(0).and_then(|()| lock.seek(SeekFrom::Start(0))).map_err(fault)?;
        lock.write_all(holder.as_bytes()).and_then(|()| lock.flush()).map_err(fault)?;
        Ok(Self { _lock: lock })
    }
}
