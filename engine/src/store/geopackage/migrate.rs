//! From an older layout to this program's, one step at a time, each in a transaction of its own.

use std::path::Path;

use rusqlite::Connection;

use super::fault::fault;
use super::schema::{APPLICATION_ID, SCHEMA, add_views_in_time, guard, unguard};
use crate::store::StoreError;

/// A step to the next layout.
pub(super) struct Step {
    /// The layout that it starts from; it ends one higher.
    pub from: i64,
    /// What it changes, for people.
    pub what: &'static str,
    /// Changes the tables.
    pub run: fn(&Connection) -> rusqlite::Result<()>,
}

/// The steps so far.
pub(super) const STEPS: &[Step] = &[Step {
    from: 1,
    what: "cells and units with both times for GIS programs",
    run: |connection| {
        let created_at: String =
            connection.query_row("SELECT value FROM gridward_meta WHERE name = 'created_at'", [], |row| {
                row.get(0)
            })?;
        add_views_in_time(connection, &created_at)
    },
}];

/// Whether the file is a store that this program can read, and its layout.
///
/// # Errors
/// [`StoreError::Foreign`] for other files and for newer layouts.
pub(super) fn recognise(connection: &Connection, file: &Path, newest: i64) -> Result<i64, StoreError> {
    let foreign = |found: String| StoreError::Foreign { file: file.display().to_string(), found };
    let application: i64 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|error| foreign(format!("no SQLite file, so no store ({error})")))?;
    if application != APPLICATION_ID {
        return Err(foreign("a SQLite file, but no GeoPackage, so no store".into()));
    }
    let schema: Result<String, _> =
        connection.query_row("SELECT value FROM gridward_meta WHERE name = 'schema'", [], |row| row.get(0));
    let schema = schema.map_err(|_| foreign("a GeoPackage, but no store of Gridward".into()))?;
    match schema.parse::<i64>() {
        Ok(schema) if schema > newest => Err(foreign(format!(
            "written by a newer version (layout {schema}, this program knows {newest}); update this program"
        ))),
        Ok(schema) if schema > 0 => Ok(schema),
        _ => Err(foreign(format!("its layout is “{schema}”; a whole number from 1 is right"))),
    }
}

/// Brings a file to the newest layout.
///
/// # Errors
/// [`StoreError::Io`]; the file then stands as before the step that failed.
pub(super) fn migrate(connection: &Connection, mut schema: i64, steps: &[Step]) -> Result<i64, StoreError> {
    let newest = newest(steps);
    while schema < newest {
        let step = steps.iter().find(|step| step.from == schema).ok_or_else(|| {
            StoreError::Refused(format!("no step leads from layout {schema} to {}", schema + 1))
        })?;
        let action = format!("migration from layout {schema} ({})", step.what);
        let sql = fault(&action);
        let transaction = connection.unchecked_transaction().map_err(&sql)?;
        unguard(&transaction).map_err(&sql)?;
        (step.run)(&transaction).map_err(&sql)?;
        transaction
            .execute("UPDATE gridward_meta SET value = ?1 WHERE name = 'schema'", [(schema + 1).to_string()])
            .map_err(&sql)?;
        guard(&transaction).map_err(&sql)?;
        transaction.commit().map_err(&sql)?;
        schema += 1;
    }
    Ok(schema)
}

/// The layout after all steps.
pub(super) fn newest(steps: &[Step]) -> i64 {
    steps.iter().map(|step| step.from + 1).max().unwrap_or(SCHEMA)
}

#[cfg(test)]
#[path = "migrate_tests.rs"]
mod tests;
