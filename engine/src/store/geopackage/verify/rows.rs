//! Versions, deliveries, documents, cells and units, row by row.

use rusqlite::Row;
use sha2::{Digest, Sha256};

use super::Verification;
use super::chain::Known;
use crate::store::geopackage::fault::fault;
use crate::store::geopackage::gis::{cell_sum, unit_sum};
use crate::store::geopackage::outbox::delivery;
use crate::store::geopackage::read::GeoPackageReader;
use crate::store::geopackage::{documents, outbox, versions};
use crate::store::{PublishedKind, StoreError};

const DIFFERS: &str = "the row is not the one written (its sum differs)";

/// Checks the smaller tables.
pub(super) fn check(reader: &GeoPackageReader, known: &Known, verification: &mut Verification) {
    for (table, result) in [
        ("versions", check_versions(reader, verification)),
        ("outbox", check_outbox(reader, known, verification)),
        ("documents", check_documents(reader, verification)),
        ("cells", check_cells(reader, verification)),
        ("units", check_units(reader, verification)),
    ] {
        if let Err(error) = result {
            verification.add_error(table, error);
        }
    }
}

fn check_versions(reader: &GeoPackageReader, verification: &mut Verification) -> Result<(), StoreError> {
    for (kind, number) in versions::numbers(reader.connection())? {
        verification.versions += 1;
        let place = format!("versions {kind} {number}");
        let Some(kind) = PublishedKind::ALL.into_iter().find(|known| known.as_str() == kind) else {
            verification.add(place, "there is no such kind");
            continue;
        };
        match versions::one(reader.connection(), kind, number) {
            Ok(Some(version)) if <[u8; 32]>::from(Sha256::digest(&version.body)) != version.digest => {
                verification.add(place, "the body does not have its digest");
            }
            Ok(_) => {}
            Err(error) => verification.add_error("versions", error),
        }
    }
    Ok(())
}

fn check_outbox(
    reader: &GeoPackageReader,
    known: &Known,
    verification: &mut Verification,
) -> Result<(), StoreError> {
    let statement = "SELECT {} FROM outbox ORDER BY number";
    let rows = outbox::select(reader.connection(), statement, [], |row| Ok(delivery(row)))?;
    for (row, number) in rows.into_iter().zip(1..) {
        verification.deliveries += 1;
        let delivery = match row {
            Ok(delivery) => delivery,
            Err(error) => {
                verification.add_error("outbox", error);
                continue;
            }
        };
        if delivery.number != number {
            verification.add(format!("outbox {}", delivery.number), format!("its number is not {number}"));
        }
        let event = delivery.event.0;
        let owner = match reader.block_with(event)? {
            Some(block) if event < known.next => {
                block.case(usize::try_from(event - block.first()).unwrap_or(usize::MAX))
            }
            _ => None,
        };
        if owner != Some(delivery.case) {
            verification.add(
                format!("outbox {}", delivery.number),
                format!("event {event} is none of case {}", delivery.case.0),
            );
        }
    }
    Ok(())
}

fn check_documents(reader: &GeoPackageReader, verification: &mut Verification) -> Result<(), StoreError> {
    each(reader, "documents", "SELECT name, sum, body FROM documents", |row| {
        let (name, body) = (row.get_ref(0)?.as_str()?, row.get_ref(2)?.as_blob()?);
        let whole = row.get::<_, i64>(1)? == documents::sum(name, body);
        Ok((!whole).then(|| format!("“{name}”")))
    })?
    .into_iter()
    .for_each(|row| verification.add(format!("documents {row}"), DIFFERS));
    Ok(())
}

fn check_cells(reader: &GeoPackageReader, verification: &mut Verification) -> Result<(), StoreError> {
    let statement = "SELECT fid, geom, plan, layer, code, name_zh, name_en, sum FROM cells";
    each(reader, "cells", statement, |row| {
        let text = |column| -> rusqlite::Result<&str> { Ok(row.get_ref(column)?.as_str()?) };
        let texts = [text(3)?, text(4)?, text(5)?, text(6)?];
        let right = cell_sum(row.get(0)?, row.get_ref(1)?.as_blob()?, row.get(2)?, texts);
        Ok((row.get::<_, i64>(7)? != right).then_some(row.get::<_, i64>(0)?.to_string()))
    })?
    .into_iter()
    .for_each(|row| verification.add(format!("cells {row}"), DIFFERS));
    Ok(())
}

fn check_units(reader: &GeoPackageReader, verification: &mut Verification) -> Result<(), StoreError> {
    let statement = "SELECT fid, rules, position, code, kind, name_zh, name_en, sum FROM units";
    each(reader, "units", statement, |row| {
        let text = |column| -> rusqlite::Result<&str> { Ok(row.get_ref(column)?.as_str()?) };
        let texts = [text(3)?, text(4)?, text(5)?, text(6)?];
        let right = unit_sum(row.get(0)?, row.get(1)?, row.get(2)?, texts);
        Ok((row.get::<_, i64>(7)? != right).then_some(row.get::<_, i64>(0)?.to_string()))
    })?
    .into_iter()
    .for_each(|row| verification.add(format!("units {row}"), DIFFERS));
    Ok(())
}

/// The names of rows that are not as they were written; a row that cannot even be read counts as one.
fn each(
    reader: &GeoPackageReader,
    table: &str,
    statement: &str,
    wrong: impl Fn(&Row<'_>) -> rusqlite::Result<Option<String>>,
) -> Result<Vec<String>, StoreError> {
    let sql = fault(table);
    let mut statement = reader.connection().prepare(statement).map_err(&sql)?;
    let mut rows = statement.query([]).map_err(&sql)?;
    let mut found = Vec::new();
    let mut position = 0_u64;
    while let Some(row) = rows.next().map_err(&sql)? {
        position += 1;
        match wrong(row) {
            Ok(name) => found.extend(name),
            Err(error) => found.push(format!("(row {position} of the table: {error})")),
        }
    }
    Ok(found)
}
