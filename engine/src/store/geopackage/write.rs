//! Rows into tables.

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::block::{Hash, Header};
use super::encode::Encoded;
use super::fault::fault;
use super::head_row::{self, HeadRow, id_hash};
use super::packed::{Packed, Packer, Unpacker};
use super::{outbox, words};
use crate::ids::CaseNumber;
use crate::store::StoreError;

/// Writes a block.
pub(super) fn block(
    connection: &Connection,
    header: &Header,
    body: &Packed,
    hash: &Hash,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO blocks (first, count, recorded_ms, hash, raw, zstd, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            header.first.cast_signed(),
            header.count,
            header.recorded_ms,
            hash,
            body.raw,
            body.zstd,
            body.bytes
        ])?;
    Ok(())
}

/// Writes the words of a block, or takes them away where none are left.
pub(super) fn words(connection: &Connection, block: u64, packed: Option<&Packed>) -> rusqlite::Result<()> {
    let key = block.cast_signed();
    match packed {
        Some(packed) => connection
            .prepare_cached("INSERT OR REPLACE INTO private_words (block, sum, raw, zstd, body) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![key, words::sum(block, packed), packed.raw, packed.zstd, packed.bytes])?,
        None => connection.prepare_cached("DELETE FROM private_words WHERE block = ?1")?.execute([key])?,
    };
    Ok(())
}

/// Writes heads.
pub(super) fn heads(connection: &Connection, rows: &[HeadRow]) -> rusqlite::Result<()> {
    let mut statement: CachedStatement<'_> = connection.prepare_cached(head_row::UPSERT)?;
    rows.iter().try_for_each(|row| row.write(&mut statement))
}

/// Writes the key by which a case is found.
pub(super) fn id(connection: &Connection, row: &HeadRow) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("INSERT OR IGNORE INTO case_ids (hash, fid) VALUES (?1, ?2)")?;
    statement.execute(params![id_hash(row.id()), row.number()]).map(drop)
}

/// Writes a block with its words, heads and deliveries; gives the next delivery's number.
pub(super) fn encoded(
    connection: &Connection,
    encoded: &mut Encoded,
    hash: &Hash,
    mut delivery: u64,
) -> rusqlite::Result<u64> {
    block(connection, &encoded.header, &encoded.body, hash)?;
    if encoded.words.is_some() {
        words(connection, encoded.header.first, encoded.words.as_ref())?;
    }
    heads(connection, &encoded.heads)?;
    for sent in &mut encoded.outbox {
        sent.number = delivery;
        outbox::insert(connection, sent)?;
        delivery += 1;
    }
    Ok(delivery)
}

/// Takes the words of these events away, block by block; gives the number of texts erased.
///
/// # Errors
/// [`StoreError`].
pub(super) fn erase(connection: &Connection, events: &[(u64, u32)]) -> Result<u64, StoreError> {
    let sql = fault("private_words");
    let (mut packer, mut unpacker) = (Packer::new()?, Unpacker::new()?);
    let mut erased = 0;
    for of_block in events.chunk_by(|a, b| a.0 == b.0) {
        let Some(key) = of_block.first().map(|(key, _)| *key) else { continue };
        let mut statement = connection
            .prepare_cached("SELECT raw, zstd, body FROM private_words WHERE block = ?1")
            .map_err(&sql)?;
        let found = statement.query_row([key.cast_signed()], |row| Packed::of_row(row, 0)).optional();
        let Some(packed) = found.map_err(&sql)? else { continue };
        let spoken = words::unpack(&packed, &mut unpacker);
        let mut spoken =
            spoken.map_err(|found| StoreError::corrupt(format!("private_words {key}"), found))?;
        let before = erased;
        spoken.retain(|(position, words)| {
            let keep = !of_block.iter().any(|(_, erased)| erased == position);
            erased += if keep { 0 } else { words.texts.len() as u64 };
            keep
        });
        if erased > before {
            words(connection, key, words::pack(spoken, &mut packer)?.as_ref()).map_err(&sql)?;
        }
    }
    Ok(erased)
}

/// Block and position of each event of a case.
///
/// # Errors
/// [`StoreError`].
pub(super) fn places_of(connection: &Connection, case: CaseNumber) -> Result<Vec<(u64, u32)>, StoreError> {
    let Some(row) = super::read::row_of(connection, case)? else { return Ok(Vec::new()) };
    let mut unpacker = Unpacker::new()?;
    let mut places = Vec::new();
    let mut number = Some(row.last_event());
    while let Some(event) = number {
        let block = super::read::block_with(connection, event, &mut unpacker)?;
        let broken = || {
            StoreError::corrupt(format!("blocks, event {event} of case {}", case.0), "there is no such event")
        };
        let block = block.ok_or_else(broken)?;
        let mut here = event;
        number = loop {
            let position = u32::try_from(here - block.first()).map_err(|_| broken())?;
            places.push((block.first(), position));
            match block.distance(position as usize) {
                Some(0) | None => break None,
                Some(distance) => here = here.checked_sub(distance).ok_or_else(broken)?,
            }
            if here < block.first() {
                break Some(here);
            }
        };
    }
    places.sort_unstable();
    Ok(places)
}
