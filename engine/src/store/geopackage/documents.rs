//! Small documents under names.

use rusqlite::{Connection, OptionalExtension};

use super::fault::fault;
use super::words::row_sum;
use crate::store::StoreError;

/// What the row's sum must be.
pub(super) fn sum(name: &str, body: &[u8]) -> i64 {
    row_sum(&[name.as_bytes(), body])
}

/// Reads one.
///
/// # Errors
/// [`StoreError`].
pub(super) fn read(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = fault("documents");
    let mut statement =
        connection.prepare_cached("SELECT body, sum FROM documents WHERE name = ?1").map_err(&sql)?;
    let found = statement.query_row([name], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?)));
    match found.optional().map_err(&sql)? {
        Some((body, kept)) if kept == sum(name, &body) => Ok(Some(body)),
        Some(_) => Err(StoreError::corrupt(
            format!("documents “{name}”"),
            "it is not the one written (its sum differs)",
        )),
        None => Ok(None),
    }
}

/// Writes one, or takes it away.
pub(super) fn write(connection: &Connection, name: &str, body: Option<&[u8]>) -> rusqlite::Result<()> {
    match body {
        Some(body) => connection
            .prepare_cached("INSERT OR REPLACE INTO documents VALUES (?1, ?2, ?3)")?
            .execute((name, sum(name, body), body))?,
        None => connection.prepare_cached("DELETE FROM documents WHERE name = ?1")?.execute([name])?,
    };
    Ok(())
}
