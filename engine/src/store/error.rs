//! Why a store cannot do what was asked.

/// Why a store cannot do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another program holds the file.
    #[error(
        "{file}: another server holds this store (process {holder}); stop it first, or serve another file"
    )]
    Held {
        /// The file.
        file: String,
        /// Who holds it.
        holder: String,
    },
    /// An input/output failed; nothing of the call is acknowledged, and the store must be opened anew.
    #[error("{action}: {fault}")]
    Io {
        /// What was being done.
        action: String,
        /// What the system said.
        fault: String,
    },
    /// There is no room; nothing of the call was written, and the store goes on as soon as there is some.
    #[error("{action}: the disk is full; make room and try again, nothing of this was written")]
    Full {
        /// What was being done.
        action: String,
    },
    /// What stands on disk is not what was written.
    #[error("{place}: {found}; restore it from a backup, `gridward verify` names all that is affected")]
    Corrupt {
        /// Table and row.
        place: String,
        /// What is wrong.
        found: String,
    },
    /// The file is no store of this program, or of a newer one.
    #[error("{file}: {found}")]
    Foreign {
        /// The file.
        file: String,
        /// What it is.
        found: String,
    },
    /// The request makes no sense for what stands there.
    #[error("{0}")]
    Refused(String),
}

impl StoreError {
    /// An input/output fault while something was done.
    #[must_use]
    pub fn io(action: impl Into<String>, fault: impl std::fmt::Display) -> Self {
        Self::Io { action: action.into(), fault: fault.to_string() }
    }

    /// A fault of what stands on disk.
    #[must_use]
    pub fn corrupt(place: impl Into<String>, found: impl std::fmt::Display) -> Self {
        Self::Corrupt { place: place.into(), found: found.to_string() }
    }
}
