//! Whatever is changed behind the program's back is found and named: a byte in each table, a cut log, a missing or foreign file.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::schema::{TABLES, guard, unguard};
use super::store_tests::{filled, opening};
use super::*;
use crate::store::case_for_tests::{at, report};
use crate::store::{Store, StoreError};

/// The file as another program would change it, guards taken off and put back.
fn tamper(path: &Path, change: impl FnOnce(&Connection)) {
    let connection = Connection::open(path).unwrap();
    connect::introduce(&connection).unwrap();
    connection.pragma_update(None, "foreign_keys", "OFF").unwrap();
    connection.pragma_update(None, "synchronous", "OFF").unwrap();
    let transaction = connection.unchecked_transaction().unwrap();
    unguard(&transaction).unwrap();
    change(&transaction);
    guard(&transaction).unwrap();
    transaction.commit().unwrap();
}

/// Flips one bit in the middle of a value.
fn flipped(value: Value) -> Option<Value> {
    Some(match value {
        Value::Null => return None,
        Value::Integer(number) => Value::Integer(number ^ 1),
        Value::Real(number) => Value::Real(f64::from_bits(number.to_bits() ^ 1)),
        Value::Text(text) if text.is_empty() => return None,
        Value::Text(text) => {
            let mut bytes = text.into_bytes();
            bytes[0] ^= 1;
            Value::Text(String::from_utf8(bytes).ok()?)
        }
        Value::Blob(bytes) if bytes.is_empty() => return None,
        Value::Blob(mut bytes) => {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 4;
            Value::Blob(bytes)
        }
    })
}

#[test]
fn a_flipped_bit_in_any_column_of_any_table_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    drop(filled(&path));
    let whole = std::fs::read(&path).unwrap();
    let sound = verify(&path, None).unwrap();
    assert_eq!(sound.faults, []);
    let columns: Vec<(&str, String)> = {
        let connection = Connection::open(&path).unwrap();
        TABLES
            .into_iter()
            .flat_map(|table| {
                let names = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
                names.column_names().into_iter().map(|name| (table, name.to_owned())).collect::<Vec<_>>()
            })
            .collect()
    };
    let mut touched = BTreeSet::new();
    for (table, column) in columns {
        std::fs::write(&path, &whole).unwrap();
        let mut changed = false;
        tamper(&path, |connection| {
            let select = format!("SELECT {column} FROM {table} WHERE {column} IS NOT NULL LIMIT 1");
            let found: Option<Value> =
                connection.query_row(&select, [], |row| row.get(0)).optional().unwrap();
            if let Some(other) = found.clone().and_then(flipped) {
                let update = format!("UPDATE OR IGNORE {table} SET {column} = ?1 WHERE {column} IS ?2");
                changed = connection.execute(&update, (other, found)).unwrap() > 0;
            }
        });
        if changed {
            touched.insert(table);
            let faults = verify(&path, None).map_or(1, |found| found.faults.len());
            assert!(faults > 0, "a flipped bit in {table}.{column} was not found");
        }
    }
    let empty = BTreeSet::from(["gpkg_extensions"]);
    assert_eq!(TABLES.into_iter().filter(|table| !touched.contains(table)).collect::<BTreeSet<_>>(), empty);
}

#[test]
fn a_row_that_was_taken_away_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    drop(filled(&path));
    let whole = std::fs::read(&path).unwrap();
    for (table, row) in [
        ("cases", "fid = 2"),
        ("case_ids", "fid = 3"),
        ("blocks", "first = (SELECT min(first) FROM blocks)"),
        ("outbox", "number = 1"),
        ("gpkg_contents", "table_name = 'cases'"),
    ] {
        std::fs::write(&path, &whole).unwrap();
        tamper(&path, |connection| {
            connection.execute(&format!("DELETE FROM {table} WHERE {row}"), []).unwrap();
        });
        let found = verify(&path, None).unwrap();
        assert!(!found.faults.is_empty(), "{table}");
    }
}

#[test]
fn a_judge_hears_every_case_and_its_word_is_reported_with_the_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    drop(filled(&path));
    let judge: &Judge = &|head, events| {
        let right =
            head.revision as usize == events.len() && events.iter().all(|event| event.case == head.number);
        if right && head.number.0 != 2 { Ok(()) } else { Err("its stage is another one".into()) }
    };
    let lines: Vec<String> =
        verify(&path, Some(judge)).unwrap().faults.iter().map(ToString::to_string).collect();
    assert_eq!(lines, ["cases 2: its stage is another one"]);
}

#[test]
fn a_log_whose_end_was_cut_off_is_refused_and_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    let mut store = filled(&path);
    store.checkpoint().unwrap();
    for number in 100..103 {
        store.append(at(9), &[report(number)]).unwrap();
    }
    // What kill -9 leaves: file, log and note as they are, without the last words of the connection.
    let other = folder.path().join("cut.gpkg");
    for ending in ["", "-wal", ".tip"] {
        std::fs::copy(owner::beside(&path, ending), owner::beside(&other, ending)).unwrap();
    }
    let whole = std::fs::metadata(owner::beside(&other, "-wal")).unwrap().len();
    drop(GeoPackageStore::open(&other, &opening()).unwrap());
    for ending in ["", "-wal", ".tip"] {
        std::fs::copy(owner::beside(&path, ending), owner::beside(&other, ending)).unwrap();
    }
    let wal = std::fs::OpenOptions::new().write(true).open(owner::beside(&other, "-wal")).unwrap();
    wal.set_len(whole / 2).unwrap();
    drop(wal);
    let line = GeoPackageStore::open(&other, &opening()).err().unwrap().to_string();
    assert!(line.contains("events were acknowledged: its end was cut off"), "{line}");
    std::fs::remove_file(owner::beside(&other, ".tip")).unwrap();
    drop(GeoPackageStore::open(&other, &opening()).unwrap());
}

#[test]
fn what_is_no_store_gets_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    let existing = Opening { create: false, ..opening() };
    let line = |path: &Path| GeoPackageStore::open(path, &existing).err().unwrap().to_string();
    assert!(line(&path).ends_with("there is no such file; name an existing store, or let one be made"));
    std::fs::write(&path, "PK\u{3}\u{4} this is something else altogether").unwrap();
    assert!(line(&path).ends_with("no SQLite file, so no store"));
    std::fs::remove_file(&path).unwrap();
    let foreign = Connection::open(&path).unwrap();
    foreign.execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(line(&path).ends_with("a SQLite file, but no GeoPackage, so no store"));
    foreign.pragma_update(None, "application_id", schema::APPLICATION_ID).unwrap();
    assert!(line(&path).ends_with("a GeoPackage, but no store of Gridward"));
    assert!(matches!(verify(&path, None), Err(StoreError::Foreign { .. })));
}
