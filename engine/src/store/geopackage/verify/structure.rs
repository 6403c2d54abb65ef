//! The file itself: pages, tables, guards, what every GeoPackage must have.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::Verification;
use crate::store::StoreError;
use crate::store::geopackage::connect;
use crate::store::geopackage::fault::fault;
use crate::store::geopackage::read::GeoPackageReader;
use crate::store::geopackage::schema::{GEOPACKAGE_VERSION, create, guard};

/// What `SQLite` finds wrong with its pages and indexes.
pub(super) fn integrity(path: &Path) -> Vec<String> {
    let run = || -> Result<Vec<String>, StoreError> {
        let connection = connect::reader(path)?;
        let sql = fault("integrity_check");
        let mut statement = connection.prepare("PRAGMA integrity_check(100)").map_err(&sql)?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0)).map_err(&sql)?;
        lines.collect::<Result<_, _>>().map_err(&sql)
    };
    match run() {
        Ok(lines) => lines.into_iter().filter(|line| line != "ok").collect(),
        Err(error) => vec![error.to_string()],
    }
}

/// Compares tables, triggers, indexes, views and the descriptive rows with those of a new store.
pub(super) fn layout(reader: &GeoPackageReader, verification: &mut Verification) {
    if let Err(error) = compare(reader.connection(), verification) {
        verification.add_error("sqlite_schema", error);
    }
}

fn compare(connection: &Connection, verification: &mut Verification) -> Result<(), StoreError> {
    let sql = fault("sqlite_schema");
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(&sql)?;
    if version != GEOPACKAGE_VERSION {
        verification.add("user_version", format!("{version}; {GEOPACKAGE_VERSION} is right"));
    }
    let created_at = connection
        .query_row("SELECT value FROM gridward_meta WHERE name = 'created_at'", [], |row| {
            row.get::<_, String>(0)
        })
        .unwrap_or_default();
    let fresh = Connection::open_in_memory().map_err(&sql)?;
    connect::introduce(&fresh).map_err(&sql)?;
    create(&fresh, &created_at).and_then(|()| guard(&fresh)).map_err(&sql)?;
    let (found, wanted) = (objects(connection)?, objects(&fresh)?);
    for (name, definition) in &wanted {
        match found.get(name) {
            None => verification.add(name.as_str(), "it is missing"),
            Some(other) if other != definition => {
                verification.add(name.as_str(), "it is not defined as it should be");
            }
            Some(_) => {}
        }
    }
    let strange = found.keys().filter(|name| !wanted.contains_key(*name) && !name.starts_with("sqlite_"));
    strange.for_each(|name| verification.add(name.as_str(), "it does not belong to a store"));
    for table in
        ["gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions", "gridward_meta"]
    {
        let (found, wanted) = (rows(connection, table)?, rows(&fresh, table)?);
        for row in wanted.iter().filter(|row| !found.contains(row)) {
            verification.add(
                format!("{table} {}", row.first().map_or("", String::as_str)),
                "the row is not as it should be",
            );
        }
        if found.len() > wanted.len() {
            verification.add(table, format!("{} rows; {} are right", found.len(), wanted.len()));
        }
    }
    Ok(())
}

/// What is defined, by name.
fn objects(connection: &Connection) -> Result<BTreeMap<String, String>, StoreError> {
    let sql = fault("sqlite_schema");
    let mut statement =
        connection.prepare("SELECT name, coalesce(sql, '') FROM sqlite_schema").map_err(&sql)?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(&sql)?;
    found.collect::<Result<_, _>>().map_err(&sql)
}

/// All rows of a small table, as text.
fn rows(connection: &Connection, table: &str) -> Result<Vec<Vec<String>>, StoreError> {
    let sql = fault(table);
    let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).map_err(&sql)?;
    let columns = statement.column_count();
    let found = statement
        .query_map([], |row| {
            (0..columns).map(|column| Ok(format!("{:?}", row.get::<_, Value>(column)?))).collect()
        })
        .map_err(&sql)?;
    found.collect::<Result<_, _>>().map_err(&sql)
}
