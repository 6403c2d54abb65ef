//! Connections to the file.

use std::path::Path;

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};

use super::fault::fault;
use super::schema::{GUARD, PAGE_BYTES};
use crate::store::StoreError;

/// Pages of the write-ahead log after which it is brought into the file: 64 MB.
pub(super) const CHECKPOINT_PAGES: i64 = 16_384;

/// Kilobytes of pages that the writer keeps.
const WRITER_CACHE_KB: i64 = 65_536;

/// Opens for writing; makes the file where `create` is set.
///
/// # Errors
/// [`StoreError`].
pub(super) fn writer(path: &Path, create: bool) -> Result<Connection, StoreError> {
    let action = path.display().to_string();
    let sql = fault(&action);
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, create);
    let connection = Connection::open_with_flags(path, flags).map_err(&sql)?;
    introduce(&connection).map_err(&sql)?;
    if create {
        connection.pragma_update(None, "page_size", PAGE_BYTES).map_err(&sql)?;
    }
    Ok(connection)
}

/// Makes a connection one of ours.
pub(super) fn introduce(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(64);
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function(GUARD, 0, flags, |_| Ok(1))
}

/// Sets how the writer works: write-ahead log, every commit synchronised.
pub(super) fn make_durable(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KB)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "journal_size_limit", CHECKPOINT_PAGES * PAGE_BYTES)
}

/// Opens for reading.
///
/// # Errors
/// [`StoreError`].
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let action = path.display().to_string();
    let sql = fault(&action);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(&sql)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.busy_timeout(std::time::Duration::from_secs(10)).map_err(&sql)?;
    Ok(connection)
}
