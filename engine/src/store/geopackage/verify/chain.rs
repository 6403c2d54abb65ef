//! The log: hashes, numbers, distances, and the words beside it.

use rayon::prelude::*;
use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};

use super::Verification;
use crate::store::StoreError;
use crate::store::geopackage::block::{Block, GENESIS, Hash, Header, link};
use crate::store::geopackage::fault::fault;
use crate::store::geopackage::packed::{Packed, Unpacker};
use crate::store::geopackage::read::{GeoPackageReader, block_columns};
use crate::store::geopackage::words;
use crate::store::private::unseal;

/// Blocks that are looked at together.
const AT_ONCE: usize = 128;

/// What the log says of each case, by its number.
#[derive(Default)]
pub(super) struct Known {
    /// The number of its last event.
    pub last: Vec<u64>,
    /// How many events it has.
    pub count: Vec<u32>,
    /// The number after the last event.
    pub next: u64,
}

/// A block as it stands on disk.
struct Raw {
    header: Header,
    body: Packed,
    hash: Hash,
    words: Option<(i64, Packed)>,
}

/// What a block shows by itself.
#[derive(Default)]
struct Seen {
    digest: Hash,
    /// Case and distance of each event.
    events: Vec<(u32, u64)>,
    texts: u64,
    faults: Vec<StoreError>,
}

/// Checks the log from its beginning to its end.
pub(super) fn check(reader: &GeoPackageReader, verification: &mut Verification) -> Known {
    let mut known = Known::default();
    if let Err(error) = scan(reader, &mut known, verification) {
        verification.add_error("blocks", error);
    }
    known
}

fn scan(
    reader: &GeoPackageReader,
    known: &mut Known,
    verification: &mut Verification,
) -> Result<(), StoreError> {
    let connection = reader.connection();
    let last: Option<u32> =
        connection.query_row("SELECT max(fid) FROM cases", [], |row| row.get(0)).map_err(fault("cases"))?;
    let cases = last.map_or(0, |last| last as usize + 1);
    (known.last, known.count) = (vec![0; cases], vec![0; cases]);
    let sql = fault("blocks");
    let mut statement = connection
        .prepare(
            "SELECT b.first, b.count, b.recorded_ms, b.raw, b.zstd, b.body, b.hash, w.raw, w.zstd, w.body, w.sum \
             FROM blocks b LEFT JOIN private_words w ON w.block = b.first ORDER BY b.first",
        )
        .map_err(&sql)?;
    let mut rows = statement.query([]).map_err(&sql)?;
    let mut chain = Chain { hash: GENESIS, recorded_ms: i64::MIN };
    let mut gathered = Vec::with_capacity(AT_ONCE);
    loop {
        let row = rows.next().map_err(&sql)?;
        let done = row.is_none();
        if let Some(row) = row {
            gathered.push(raw(row).map_err(&sql)?);
        }
        if done || gathered.len() == AT_ONCE {
            let seen: Vec<Seen> = gathered.par_iter().map(look).collect();
            for (raw, seen) in gathered.drain(..).zip(seen) {
                chain.follow(&raw, seen, known, verification);
            }
        }
        if done {
            break;
        }
    }
    verification.events = known.next;
    verification.tip = chain.hash;
    let stray = "SELECT block FROM private_words WHERE block NOT IN (SELECT first FROM blocks) LIMIT 1";
    let stray: Option<i64> = connection.query_row(stray, [], |row| row.get(0)).optional().map_err(&sql)?;
    if let Some(block) = stray {
        verification.add(format!("private_words {block}"), "there is no such block");
    }
    Ok(())
}

fn raw(row: &rusqlite::Row<'_>) -> rusqlite::Result<Raw> {
    let (header, body) = block_columns(row)?;
    let words = match row.get::<_, Option<i64>>(10)? {
        Some(sum) => Some((sum, Packed::of_row(row, 7)?)),
        None => None,
    };
    Ok(Raw { header, body, hash: row.get(6)?, words })
}

/// Looks at one block by itself: what may be done for many at once.
fn look(raw: &Raw) -> Seen {
    let mut seen = Seen { digest: Sha256::digest(&raw.body.bytes).into(), ..Seen::default() };
    if let Err(error) = look_inside(raw, &mut seen) {
        seen.faults.push(error);
    }
    seen
}

fn look_inside(raw: &Raw, seen: &mut Seen) -> Result<(), StoreError> {
    let mut unpacker = Unpacker::new()?;
    let block = Block::read(raw.header, &raw.body, &mut unpacker)?;
    for position in 0..block.len() {
        let case = block.case(position).map_or(u32::MAX, |case| case.0);
        seen.events.push((case, block.distance(position).unwrap_or(0)));
        block.event(position)?;
    }
    let Some((sum, packed)) = &raw.words else { return Ok(()) };
    let corrupt = |found: String| StoreError::corrupt(format!("private_words {}", raw.header.first), found);
    if *sum != words::sum(raw.header.first, packed) {
        seen.faults.push(corrupt("the row is not the one written (its sum differs)".into()));
    }
    for (position, words) in words::unpack(packed, &mut unpacker).map_err(corrupt)? {
        let mut event = block.event(position as usize)?;
        seen.texts += words.texts.len() as u64;
        if let Err(text) = unseal(&mut event.act, words) {
            seen.faults
                .push(corrupt(format!("text {text} of event {} is not the one written", event.number.0)));
        }
    }
    Ok(())
}

struct Chain {
    hash: Hash,
    recorded_ms: i64,
}

impl Chain {
    /// Looks at a block as the one after those before it.
    fn follow(&mut self, raw: &Raw, seen: Seen, known: &mut Known, verification: &mut Verification) {
        let Header { first, count, recorded_ms } = raw.header;
        let place = format!("blocks {first}");
        if first != known.next {
            verification.add(&place, format!("it begins with event {first}; {} comes next", known.next));
        }
        if link(&self.hash, &raw.header, &raw.body, &seen.digest) != raw.hash {
            verification.add(&place, "its hash does not follow from its content and the block before it");
        }
        if recorded_ms < self.recorded_ms {
            verification.add(&place, "it is recorded before the block before it");
        }
        for ((case, distance), number) in seen.events.into_iter().zip(first..) {
            let slot = usize::try_from(case).unwrap_or(usize::MAX);
            let (Some(last), Some(events)) = (known.last.get_mut(slot), known.count.get_mut(slot)) else {
                verification.add(format!("{place}, event {number}"), format!("there is no case {case}"));
                continue;
            };
            let right = if *events == 0 { 0 } else { number.wrapping_sub(*last) };
            if distance != right {
                verification.add(
                    format!("{place}, event {number}"),
                    format!("its distance is {distance}; {right} is right"),
                );
            }
            (*last, *events) = (number, *events + 1);
        }
        seen.faults.into_iter().for_each(|error| verification.add_error("blocks", error));
        verification.texts += seen.texts;
        verification.blocks += 1;
        (self.hash, self.recorded_ms) = (raw.hash, recorded_ms);
        known.next = first.saturating_add(u64::from(count));
    }
}
