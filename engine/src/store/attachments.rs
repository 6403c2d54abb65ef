//! Files that belong to cases (附件), beside the store, each under the SHA-256 of its content.
//!
//! `FOLDER/ab/abcdef…`: the same file is kept once, whoever sends it, and its name proves its content.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::error::StoreError;

/// How much may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttachmentLimits {
    /// Bytes of one file.
    pub bytes_of_one: u64,
    /// Bytes of all files together.
    pub bytes_of_all: u64,
}

impl Default for AttachmentLimits {
    /// 32 MB a file, 256 GB together. Settings.
    fn default() -> Self {
        Self { bytes_of_one: 32 << 20, bytes_of_all: 256 << 30 }
    }
}

/// A folder of attachments. One for each folder and process.
#[derive(Debug)]
pub struct Attachments {
    folder: PathBuf,
    limits: AttachmentLimits,
    bytes: AtomicU64,
    parts: AtomicU64,
}

/// The digest as hexadecimal digits.
#[must_use]
pub fn hex(digest: &[u8; 32]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        text.extend([digit(byte >> 4), digit(byte & 15)]);
        text
    })
}

impl Attachments {
    /// Opens a folder, makes it where there is none, and clears away what an interrupted write left.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    ///
    /// # Complexity
    /// O(files): their sizes are added up.
    pub fn open(folder: &Path, limits: AttachmentLimits) -> Result<Self, StoreError> {
        let fault = |fault: io::Error| StoreError::io(folder.display().to_string(), fault);
        fs::create_dir_all(folder).map_err(fault)?;
        let mut bytes = 0_u64;
        for file in files_in(folder).map_err(fault)? {
            if file.extension().is_some_and(|ending| ending == "part") {
                fs::remove_file(&file).map_err(fault)?;
            } else {
                bytes = bytes.saturating_add(fs::metadata(&file).map_err(fault)?.len());
            }
        }
        Ok(Self { folder: folder.into(), limits, bytes: AtomicU64::new(bytes), parts: AtomicU64::new(0) })
    }

    /// The files beside a store, to be looked at only: nothing is made or cleared away, so a server may hold them.
    #[must_use]
    pub fn beside(store: &Path) -> Self {
        let mut folder = store.as_os_str().to_owned();
        folder.push(".attachments");
        let limits = AttachmentLimits { bytes_of_one: 0, bytes_of_all: 0 };
        Self { folder: folder.into(), limits, bytes: AtomicU64::new(0), parts: AtomicU64::new(0) }
    }

    /// The files whose names are none of these digests, in order of path: nobody's (孤儿文件). What a server is just writing may be
    /// among them.
    ///
    /// # Errors
    /// [`StoreError::Io`] where the folder cannot be read; one that is not there has no files.
    pub fn strangers(&self, wanted: &BTreeSet<[u8; 32]>) -> Result<Vec<PathBuf>, StoreError> {
        let known: BTreeSet<PathBuf> = wanted.iter().map(|digest| self.path(digest)).collect();
        match files_in(&self.folder) {
            Ok(files) => Ok(files.into_iter().filter(|file| !known.contains(file)).collect()),
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(fault) => Err(StoreError::io(self.folder.display().to_string(), fault)),
        }
    }

    /// Where the file with a digest lies, whether it is there or not.
    #[must_use]
    pub fn path(&self, digest: &[u8; 32]) -> PathBuf {
        let name = hex(digest);
        self.folder.join(name.get(..2).unwrap_or_default()).join(&name)
    }

    /// Keeps a file; durable when this returns. Gives its digest; a file that is there already is not written again.
    ///
    /// # Errors
    /// [`StoreError::Refused`] beyond a limit, [`StoreError::Io`].
    pub fn keep(&self, content: &[u8]) -> Result<[u8; 32], StoreError> {
        let length = content.len() as u64;
        if length > self.limits.bytes_of_one {
            return Err(StoreError::Refused(format!(
                "an attachment of {length} bytes; at most {} are allowed",
                self.limits.bytes_of_one
            )));
        }
        let digest: [u8; 32] = Sha256::digest(content).into();
        let path = self.path(&digest);
        if path.exists() {
            return Ok(digest);
        }
        let before = self.bytes.fetch_add(length, Ordering::Relaxed);
        let kept = if before.saturating_add(length) > self.limits.bytes_of_all {
            let most = self.limits.bytes_of_all;
            Err(StoreError::Refused(format!(
                "{length} bytes more than {before}; at most {most} are kept in all"
            )))
        } else {
            self.write(&path, content).map_err(|fault| match fault.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    StoreError::Full { action: path.display().to_string() }
                }
                _ => StoreError::io(path.display().to_string(), fault),
            })
        };
        match kept {
            Ok(()) => Ok(digest),
            Err(error) => {
                self.bytes.fetch_sub(length, Ordering::Relaxed);
                Err(error)
            }
        }
    }

    /// Writes aside, synchronises, renames, synchronises the folders: the name never stands for half a file.
    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.folder);
        let new = !folder.exists();
        fs::create_dir_all(folder)?;
        let part = self.folder.join(format!("{}.part", self.parts.fetch_add(1, Ordering::Relaxed)));
        let written = File::create(&part)
            .and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&part, path));
        if written.is_err() {
            drop(fs::remove_file(&part));
        }
        written?;
        File::open(folder)?.sync_all()?;
        if new { File::open(&self.folder)?.sync_all() } else { Ok(()) }
    }

    /// The content of the file with a digest; `None` where there is none.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where the content is another one, [`StoreError::Io`].
    pub fn read(&self, digest: &[u8; 32]) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(digest);
        match fs::read(&path) {
            Ok(content) if <[u8; 32]>::from(Sha256::digest(&content)) == *digest => Ok(Some(content)),
            Ok(_) => {
                Err(StoreError::corrupt(path.display().to_string(), "the content is not that of its name"))
            }
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(fault) => Err(StoreError::io(path.display().to_string(), fault)),
        }
    }

    /// Checks that each of these is there with its content; gives one line for each fault.
    ///
    /// # Errors
    /// [`StoreError::Io`] where the folder cannot be read at all.
    pub fn verify<'a>(
        &self,
        wanted: impl IntoIterator<Item = &'a [u8; 32]>,
    ) -> Result<Vec<String>, StoreError> {
        let mut faults = Vec::new();
        for digest in wanted {
            match self.read(digest) {
                Ok(Some(_)) => {}
                Ok(None) => faults.push(format!("{}: it is missing", self.path(digest).display())),
                Err(error @ StoreError::Corrupt { .. }) => faults.push(error.to_string()),
                Err(error) => return Err(error),
            }
        }
        Ok(faults)
    }
}

/// All files of a folder and of the folders in it.
fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(
                fs::read_dir(entry.path())?
                    .map(|file| file.map(|file| file.path()))
                    .collect::<io::Result<Vec<_>>>()?,
            );
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
#[path = "attachments_tests.rs"]
mod tests;
