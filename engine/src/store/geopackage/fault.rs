//! What `SQLite` reports, in our words.

use rusqlite::{Error, ErrorCode};

use crate::store::StoreError;

/// The error of something that was being done.
pub(super) fn fault(action: &str) -> impl Fn(Error) -> StoreError + '_ {
    move |error| match code(&error) {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::corrupt(action, error),
        Some(ErrorCode::DiskFull) => StoreError::Full { action: action.into() },
        _ => StoreError::io(action, error),
    }
}

fn code(error: &Error) -> Option<ErrorCode> {
    match error {
        Error::SqliteFailure(failure, _) => Some(failure.code),
        _ => None,
    }
}
