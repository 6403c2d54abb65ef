//! Whose a file is (附件): beside the store's files, each with a card that names its cases.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use gridward::ids::CaseId;
use gridward::store::{AttachmentLimits, Attachments as Files, StoreError};
use serde::{Deserialize, Serialize};

use crate::auth::secret::random;

/// The kinds that are taken. None of them is run by a browser that is told to save it.
pub const MEDIA: [&str; 13] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "image/heic",
    "audio/mpeg",
    "audio/mp4",
    "audio/amr",
    "audio/ogg",
    "video/mp4",
    "video/webm",
    "application/pdf",
    "text/plain",
];

/// Whose a file is and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    pub media: String,
    pub bytes: u64,
    /// The cases that it belongs to.
    pub cases: Vec<CaseId>,
}

/// The files of a store, and their cards.
#[derive(Debug)]
pub struct Attachments {
    files: Files,
    cards: PathBuf,
    /// Held while a card changes.
    changing: Mutex<()>,
}

impl Attachments {
    /// The folders that belong to a store.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn beside(store: &Path) -> Result<Self, StoreError> {
        let beside = |ending: &str| {
            let mut name = store.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        let files = Files::open(&beside(".attachments"), AttachmentLimits::default())?;
        Ok(Self { files, cards: beside(".attachment-cards"), changing: Mutex::new(()) })
    }

    fn card_path(&self, digest: &[u8; 32]) -> PathBuf {
        self.cards.join(hex::encode(digest)).with_extension("json")
    }

    /// Keeps a file and notes its case. It is on disk when this returns; the same content is kept once.
    ///
    /// # Errors
    /// What the file system says; that there is no room for it.
    pub fn keep(&self, content: &[u8], media: &str, case: &CaseId) -> Result<[u8; 32], StoreError> {
        let digest = self.files.keep(content)?;
        let fault = |fault: io::Error| StoreError::io("attachment card", fault);
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = u64::try_from(content.len()).unwrap_or(u64::MAX);
        let new = || Card { media: media.to_owned(), bytes, cases: Vec::new() };
        let mut card = self.card(&digest).map_err(fault)?.unwrap_or_else(new);
        if !card.cases.contains(case) {
            card.cases.push(case.clone());
            let text = serde_json::to_vec(&card).map_err(|error| fault(io::Error::other(error)))?;
            write_durably(&self.card_path(&digest), &text).map_err(fault)?;
        }
        Ok(digest)
    }

    /// Whose the file of this digest is; None where there is no such file.
    ///
    /// # Errors
    /// What the file system says, or that the card is no card.
    pub fn card(&self, digest: &[u8; 32]) -> io::Result<Option<Card>> {
        match fs::read(self.card_path(digest)) {
            Ok(text) => serde_json::from_slice(&text).map(Some).map_err(io::Error::other),
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// The content of a file, checked against its digest.
    ///
    /// # Errors
    /// What the file system says; that what stands there is not what was written.
    pub fn content(&self, digest: &[u8; 32]) -> Result<Option<Vec<u8>>, StoreError> {
        self.files.read(digest)
    }
}

/// Writes beside, makes durable, and moves into place.
fn write_durably(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let beside = folder.join(format!("new-{}", hex::encode(random::<8>()?)));
    let written = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    })();
    if written.is_err() {
        // What is left would only take room.
        let _ = fs::remove_file(&beside);
    }
    written?;
    File::open(folder)?.sync_all()?;
    // The folder itself may be new.
    folder.parent().map_or(Ok(()), |above| File::open(above)?.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_once_under_its_digest_and_knows_its_cases() {
        let folder = tempfile::tempdir().unwrap();
        let files = Attachments::beside(&folder.path().join("store.gpkg")).unwrap();
        let (a, b) = (CaseId::new("a"), CaseId::new("b"));
        let digest = files.keep(b"picture", "image/png", &a).unwrap();
        assert_eq!(files.keep(b"picture", "image/jpeg", &b).unwrap(), digest);
        assert_eq!(files.keep(b"picture", "image/png", &a).unwrap(), digest);
        let card = files.card(&digest).unwrap().unwrap();
        assert_eq!((card.media.as_str(), card.bytes, card.cases), ("image/png", 7, vec![a, b]));
        assert_eq!(files.content(&digest).unwrap().as_deref(), Some(b"picture".as_slice()));
        assert_eq!(files.card(&[0; 32]).unwrap(), None);
    }
}
