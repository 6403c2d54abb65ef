//! Files of a district's folder in one body: names and contents, as versions are kept for ever.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::EditionError;
use crate::rules::definition::FolderFiles;

/// Names and contents, in order of name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pack(FolderFiles);

impl From<FolderFiles> for Pack {
    fn from(files: FolderFiles) -> Self {
        Self(files)
    }
}

impl Pack {
    /// Puts a file in.
    pub fn insert(&mut self, name: &str, content: Vec<u8>) {
        self.0.insert(name.to_owned(), content);
    }

    /// A file's content.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(Vec::as_slice)
    }

    /// A file's content as text.
    ///
    /// # Errors
    /// [`EditionError`] where there is none, or it is no UTF-8.
    pub fn text(&self, name: &str) -> Result<&str, EditionError> {
        let content = self.get(name).ok_or_else(|| EditionError::new(name, "the file is missing"))?;
        std::str::from_utf8(content).map_err(|error| EditionError::new(name, &error.to_string()))
    }

    /// All files, by name.
    #[must_use]
    pub const fn files(&self) -> &FolderFiles {
        &self.0
    }

    /// The body of a version.
    ///
    /// # Errors
    /// [`EditionError`] where memory does not suffice.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EditionError> {
        postcard::to_stdvec(self).map_err(|error| EditionError::new("pack", &error.to_string()))
    }

    /// The files of a body.
    ///
    /// # Errors
    /// [`EditionError`] where the body is no pack.
    pub fn from_bytes(body: &[u8]) -> Result<Self, EditionError> {
        postcard::from_bytes(body).map_err(|error| EditionError::new("pack", &error.to_string()))
    }
}

/// SHA-256 of a body.
#[must_use]
pub fn digest_of(body: &[u8]) -> [u8; 32] {
    Sha256::digest(body).into()
}
