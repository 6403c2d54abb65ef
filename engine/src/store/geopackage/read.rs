//! Reading a store, beside its writer.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::block::{Block, Header};
use super::connect;
use super::fault::fault;
use super::head_row::{COLUMNS, HeadRow, id_hash};
use super::outbox::{self, delivery};
use super::packed::{Packed, Unpacker};
use super::versions;
use super::words;
use crate::cases::Event;
use crate::ids::{CaseId, CaseNumber, EventNumber};
use crate::store::private::unseal;
use crate::store::{CaseHead, Delivery, DeliveryState, HeadSink, Published, StoreError, StoreReader};

/// A reader of a store; it sees what was acknowledged before each of its calls.
pub struct GeoPackageReader {
    path: PathBuf,
    connection: Connection,
    unpacker: RefCell<Unpacker>,
    /// The block read last: cases that came together are asked for together, and blocks never change.
    latest: RefCell<Option<Arc<Block>>>,
}

impl GeoPackageReader {
    /// Opens a store for reading, also one that a server holds.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = connect::reader(path)?;
        Ok(Self {
            path: path.into(),
            connection,
            unpacker: RefCell::new(Unpacker::new()?),
            latest: RefCell::default(),
        })
    }

    /// The connection.
    pub(super) const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Closes the file and holds another connection instead.
    pub(super) fn let_go(&mut self, instead: Connection) {
        self.connection = instead;
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The head row of a case.
    pub(super) fn row(&self, case: CaseNumber) -> Result<Option<HeadRow>, StoreError> {
        row_of(&self.connection, case)
    }

    /// The block that holds an event.
    pub(super) fn block_with(&self, event: u64) -> Result<Option<Arc<Block>>, StoreError> {
        let mut latest = self.latest.borrow_mut();
        if latest.as_ref().is_none_or(|block| !block.holds(event)) {
            *latest = block_with(&self.connection, event, &mut self.unpacker.borrow_mut())?.map(Arc::new);
        }
        Ok(latest.clone())
    }

    /// A case's events in order, from its last one back to its first; `each` sees those of each block.
    pub(super) fn events_back_from(
        &self,
        case: CaseNumber,
        last: u64,
        each: impl Fn(u64, &mut [Event]) -> Result<(), StoreError>,
    ) -> Result<Vec<Event>, StoreError> {
        let mut blocks = Vec::new();
        let mut number = last;
        loop {
            let event = number;
            let broken = move |found: &str| {
                StoreError::corrupt(format!("blocks, event {event} of case {}", case.0), found)
            };
            let block = self.block_with(number)?.ok_or_else(|| broken("there is no such event"))?;
            let mut here = Vec::new();
            let mut first = false;
            while number >= block.first() && !first {
                let position = usize::try_from(number - block.first()).unwrap_or(usize::MAX);
                if block.case(position) != Some(case) {
                    return Err(broken("it belongs to another case"));
                }
                here.push(block.event(position)?);
                let distance = block.distance(position).unwrap_or(0);
                first = distance == 0;
                number = number.checked_sub(distance).ok_or_else(|| broken("its distance leads nowhere"))?;
            }
            here.reverse();
            each(block.first(), &mut here)?;
            blocks.push(here);
            if first {
                return Ok(blocks.into_iter().rev().flatten().collect());
            }
        }
    }

    /// Puts the words of a block's events back; events are in order of number.
    fn speak(&self, block: u64, events: &mut [Event]) -> Result<(), StoreError> {
        let sql = fault("private_words");
        let mut statement = self
            .connection
            .prepare_cached("SELECT raw, zstd, body FROM private_words WHERE block = ?1")
            .map_err(&sql)?;
        let found = statement.query_row([block.cast_signed()], |row| Packed::of_row(row, 0)).optional();
        let Some(packed) = found.map_err(&sql)? else { return Ok(()) };
        let corrupt = |found: String| StoreError::corrupt(format!("private_words {block}"), found);
        for (position, words) in words::unpack(&packed, &mut self.unpacker.borrow_mut()).map_err(corrupt)? {
            let number = EventNumber(block + u64::from(position));
            if let Ok(at) = events.binary_search_by_key(&number, |event| event.number)
                && let Some(event) = events.get_mut(at)
            {
                unseal(&mut event.act, words).map_err(|position| {
                    corrupt(format!("text {position} of event {} is not the one written", number.0))
                })?;
            }
        }
        Ok(())
    }
}

/// The block that holds an event.
pub(super) fn block_with(
    connection: &Connection,
    event: u64,
    unpacker: &mut Unpacker,
) -> Result<Option<Block>, StoreError> {
    let sql = fault("blocks");
    let mut statement = connection
        .prepare_cached(
            "SELECT first, count, recorded_ms, raw, zstd, body FROM blocks WHERE first <= ?1 ORDER BY first DESC LIMIT 1",
        )
        .map_err(&sql)?;
    let found = statement.query_row([i64::try_from(event).unwrap_or(i64::MAX)], block_columns).optional();
    match found.map_err(&sql)? {
        Some((header, body)) if event < header.first + u64::from(header.count) => {
            Block::read(header, &body, unpacker).map(Some)
        }
        _ => Ok(None),
    }
}

/// Header and body of a block from `first, count, recorded_ms, raw, zstd, body`.
pub(super) fn block_columns(row: &Row<'_>) -> rusqlite::Result<(Header, Packed)> {
    let header =
        Header { first: row.get::<_, i64>(0)?.cast_unsigned(), count: row.get(1)?, recorded_ms: row.get(2)? };
    Ok((header, Packed::of_row(row, 3)?))
}

/// The head row of a case.
pub(super) fn row_of(connection: &Connection, case: CaseNumber) -> Result<Option<HeadRow>, StoreError> {
    let sql = fault("cases");
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM cases WHERE fid = ?1")).map_err(&sql)?;
    let mut rows = statement.query([case.0]).map_err(&sql)?;
    rows.next().map_err(&sql)?.map(HeadRow::read).transpose()
}

/// The head row of the case with an identity.
pub(super) fn row_with_id(connection: &Connection, id: &CaseId) -> Result<Option<HeadRow>, StoreError> {
    let sql = fault("case_ids");
    let mut statement =
        connection.prepare_cached("SELECT fid FROM case_ids WHERE hash = ?1").map_err(&sql)?;
    let mut rows = statement.query([id_hash(id)]).map_err(&sql)?;
    while let Some(row) = rows.next().map_err(&sql)? {
        let number = CaseNumber(row.get(0).map_err(&sql)?);
        match row_of(connection, number)? {
            Some(found) if found.id() == id => return Ok(Some(found)),
            Some(_) => {}
            None => {
                return Err(StoreError::corrupt(
                    format!("case_ids, fid {}", number.0),
                    "there is no such case",
                ));
            }
        }
    }
    Ok(None)
}

/// The number after the last event.
pub(super) fn next_event(connection: &Connection) -> Result<u64, StoreError> {
    let sql = fault("blocks");
    let mut statement = connection
        .prepare_cached("SELECT first, count FROM blocks ORDER BY first DESC LIMIT 1")
        .map_err(&sql)?;
    let last = statement.query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, u32>(1)?)));
    let last = last.optional().map_err(&sql)?;
    Ok(last.map_or(0, |(first, count)| first.cast_unsigned() + u64::from(count)))
}

impl StoreReader for GeoPackageReader {
    fn next_event(&self) -> Result<EventNumber, StoreError> {
        next_event(&self.connection).map(EventNumber)
    }

    fn heads(&self, sink: &mut HeadSink<'_>) -> Result<(), StoreError> {
        super::heads::hand_over(self, sink)
    }

    fn head(&self, id: &CaseId) -> Result<Option<CaseHead>, StoreError> {
        row_with_id(&self.connection, id)?.map(|row| row.head()).transpose()
    }

    fn head_at(&self, case: CaseNumber) -> Result<Option<CaseHead>, StoreError> {
        self.row(case)?.map(|row| row.head()).transpose()
    }

    fn history(&self, case: CaseNumber) -> Result<Vec<Event>, StoreError> {
        let Some(row) = self.row(case)? else { return Ok(Vec::new()) };
        self.events_back_from(case, row.last_event(), |block, events| self.speak(block, events))
    }

    fn events_from(&self, from: EventNumber, most: usize) -> Result<Vec<Event>, StoreError> {
        let mut events = Vec::new();
        let mut next = from.0;
        while events.len() < most {
            let Some(block) = self.block_with(next)? else { break };
            let start = usize::try_from(next - block.first()).unwrap_or(usize::MAX);
            let end = block.len().min(start.saturating_add(most - events.len()));
            let mut here =
                (start..end).map(|position| block.event(position)).collect::<Result<Vec<_>, _>>()?;
            self.speak(block.first(), &mut here)?;
            next = block.first() + end as u64;
            events.append(&mut here);
        }
        Ok(events)
    }

    fn published(&self) -> Result<Vec<Published>, StoreError> {
        versions::all(&self.connection)
    }

    fn due_deliveries(&self, now: Timestamp, most: usize) -> Result<Vec<Delivery>, StoreError> {
        let sql = "SELECT {} FROM outbox WHERE state = 0 AND next_ms <= ?1 ORDER BY next_ms, number LIMIT ?2";
        outbox::select(&self.connection, sql, params![now.as_millisecond(), limit(most)], delivery)
    }

    fn deliveries(&self, state: DeliveryState, from: u64, most: usize) -> Result<Vec<Delivery>, StoreError> {
        let sql = "SELECT {} FROM outbox WHERE state = ?1 AND number >= ?2 ORDER BY number LIMIT ?3";
        let from = i64::try_from(from).unwrap_or(i64::MAX);
        outbox::select(&self.connection, sql, params![outbox::state_code(state), from, limit(most)], delivery)
    }

    fn document(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        super::documents::read(&self.connection, name)
    }
}

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}
