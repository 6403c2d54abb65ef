//! The two sides of an import: this thread and rayon's make blocks, a second thread writes them.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rayon::prelude::*;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::block::{EVENTS_OF_BLOCK, Hash};
use super::bulk::Bulk;
use super::encode::{Encoded, Encoder, pieces};
use super::fault::fault;
use super::head_row::id_hash;
use super::live::LogEnd;
use super::read::{row_of, row_with_id};
use super::schema::{guard, unguard};
use super::tip::End;
use super::write;
use crate::ids::{CaseId, CaseNumber};
use crate::store::private::Salts;
use crate::store::{Entry, StoreError};

/// Events that are made into blocks at once.
const EVENTS_AT_ONCE: usize = 32 * EVENTS_OF_BLOCK;

/// Keys that are written at once: sorted, so that they go into the index side by side, and early enough that little is left to do
/// when all blocks are made.
const KEYS_AT_ONCE: usize = 1 << 19;

/// A key and the case that it finds.
type Key = (i64, u32);

/// What goes to the writing side.
enum Ready {
    /// Blocks with their hashes, and the keys of their cases.
    Blocks(Vec<(Encoded, Hash)>),
    /// Some keys, in order.
    Keys(Vec<Key>),
    /// Cases whose keys are the same: the last message. Without it nothing is committed.
    Alike(Vec<(u32, u32)>),
}

/// Writes all batches in one transaction; gives where the log then ends.
///
/// # Errors
/// [`StoreError`]; nothing is then written.
pub(super) fn fill(
    connection: &mut Connection,
    end: LogEnd,
    salts: &Salts,
    batches: impl Iterator<Item = Result<Bulk, StoreError>>,
) -> Result<LogEnd, StoreError> {
    let last =
        connection.query_row("SELECT max(fid) FROM cases", [], |row| row.get(0)).map_err(fault("import"))?;
    let (sender, receiver) = sync_channel::<Ready>(2);
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || write_all(connection, end.next_delivery, receiver));
        let mut maker = Maker { end, last, salts, keys: Vec::new(), sent: 0, sender };
        let made = maker.run(batches);
        let end = maker.end;
        drop(maker);
        let written =
            writer.join().unwrap_or_else(|_| Err(StoreError::io("import", "the writing thread died")));
        match (made, written) {
            // Where the writing side failed, the making side only saw that nobody listens any more.
            (Err(error), Ok(_)) | (_, Err(error)) => Err(error),
            (Ok(()), Ok(Some(next_delivery))) => Ok(LogEnd { next_delivery, ..end }),
            (Ok(()), Ok(None)) => Err(StoreError::io("import", "the last batch did not arrive")),
        }
    })
}

/// The making side.
struct Maker<'a> {
    end: LogEnd,
    last: Option<u32>,
    salts: &'a Salts,
    keys: Vec<Key>,
    /// How many of the keys went to the writing side.
    sent: usize,
    sender: SyncSender<Ready>,
}

impl Maker<'_> {
    fn run(&mut self, batches: impl Iterator<Item = Result<Bulk, StoreError>>) -> Result<(), StoreError> {
        for batch in batches {
            let batch = batch?;
            self.check(&batch.entries)?;
            self.end.recorded_at = self.end.recorded_at.max(batch.recorded_at);
            for part in pieces(&batch.entries, EVENTS_AT_ONCE) {
                self.make(part)?;
            }
            // Millions of small texts: one thread would take seconds to give them back.
            batch.entries.into_par_iter().for_each(drop);
            if self.keys.len() - self.sent >= KEYS_AT_ONCE {
                self.send_keys()?;
            }
        }
        self.send_keys()?;
        let mut keys = std::mem::take(&mut self.keys);
        keys.par_sort_unstable();
        let alike = keys.windows(2).filter_map(|pair| match pair {
            [(hash, a), (other, b)] if hash == other => Some((*a, *b)),
            _ => None,
        });
        self.send(Ready::Alike(alike.collect()))
    }

    fn send_keys(&mut self) -> Result<(), StoreError> {
        let mut run = self.keys.get(self.sent..).unwrap_or_default().to_vec();
        self.sent = self.keys.len();
        run.par_sort_unstable();
        self.send(Ready::Keys(run))
    }

    /// Each case is new, comes once, and its head counts its events.
    fn check(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        for Entry { head, events, .. } in entries {
            let refused = |why: String| StoreError::Refused(format!("case {}: {why}", head.id));
            if let Some(last) = self.last.filter(|last| head.number.0 <= *last) {
                return Err(refused(format!("its number {} does not follow {last}", head.number.0)));
            }
            if events.is_empty() || u32::try_from(events.len()) != Ok(head.revision) {
                return Err(refused(format!(
                    "it has {} events and its head says {}; both must be the same, at least 1",
                    events.len(),
                    head.revision
                )));
            }
            self.last = Some(head.number.0);
        }
        Ok(())
    }

    fn make(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        let mut first = self.end.chain.next;
        let cut: Vec<(u64, &[Entry])> = pieces(entries, EVENTS_OF_BLOCK)
            .map(|piece| {
                let start = first;
                first += piece.iter().map(|entry| entry.events.len() as u64).sum::<u64>();
                (start, piece)
            })
            .collect();
        let recorded_at = self.end.recorded_at;
        let blocks: Vec<Encoded> = cut
            .into_par_iter()
            .map_init(
                || Encoder::new(self.salts.clone()),
                |encoder, (first, piece)| match encoder {
                    Ok(encoder) => encoder.block(first, recorded_at, piece, &mut BTreeMap::new()),
                    Err(error) => Err(StoreError::io("import", &*error)),
                },
            )
            .collect::<Result<_, _>>()?;
        let keys: Vec<Key> =
            entries.par_iter().map(|entry| (id_hash(&entry.head.id), entry.head.number.0)).collect();
        self.keys.extend(keys);
        let mut chained = Vec::with_capacity(blocks.len());
        for block in blocks {
            let hash = block.hash(&self.end.chain.hash);
            self.end.chain = End { next: self.end.chain.next + u64::from(block.header.count), hash };
            chained.push((block, hash));
        }
        self.send(Ready::Blocks(chained))
    }

    fn send(&self, ready: Ready) -> Result<(), StoreError> {
        self.sender.send(ready).map_err(|_| StoreError::io("import", "the writing thread stopped"))
    }
}

/// The writing side; gives the next delivery's number, or nothing where the making side gave up.
fn write_all(
    connection: &mut Connection,
    mut delivery: u64,
    ready: Receiver<Ready>,
) -> Result<Option<u64>, StoreError> {
    let sql = fault("import");
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&sql)?;
    unguard(&transaction).map_err(&sql)?;
    let known: i64 = transaction
        .query_row("SELECT EXISTS (SELECT 1 FROM case_ids)", [], |row| row.get(0))
        .map_err(fault("case_ids"))?;
    for message in ready {
        match message {
            Ready::Blocks(blocks) => {
                for (mut block, hash) in blocks {
                    delivery = write::encoded(&transaction, &mut block, &hash, delivery).map_err(&sql)?;
                }
            }
            Ready::Keys(keys) => write_keys(&transaction, &keys, known > 0)?,
            Ready::Alike(cases) => {
                check_alike(&transaction, &cases)?;
                guard(&transaction).map_err(&sql)?;
                transaction.commit().map_err(&sql)?;
                return Ok(Some(delivery));
            }
        }
    }
    Ok(None)
}

fn id_of(transaction: &Transaction<'_>, number: u32) -> Result<Option<CaseId>, StoreError> {
    Ok(row_of(transaction, CaseNumber(number))?.map(|row| row.id().clone()))
}

fn twice(id: &CaseId, a: u32, b: u32) -> StoreError {
    StoreError::Refused(format!("case {id}: it comes twice, as number {a} and {b}"))
}

/// Refuses an identity that comes twice among the new ones: only those whose keys are the same can be the same.
fn check_alike(transaction: &Transaction<'_>, cases: &[(u32, u32)]) -> Result<(), StoreError> {
    for &(a, b) in cases {
        if let (Some(first), Some(second)) = (id_of(transaction, a)?, id_of(transaction, b)?)
            && first == second
        {
            return Err(twice(&first, a, b));
        }
    }
    Ok(())
}

/// Writes keys, and refuses an identity that the store had before, or that came in a run before.
fn write_keys(transaction: &Transaction<'_>, keys: &[Key], known: bool) -> Result<(), StoreError> {
    if known {
        for (_, number) in keys {
            if let Some(id) = id_of(transaction, *number)?
                && let Some(before) = row_with_id(transaction, &id)?
            {
                return Err(twice(&id, before.number(), *number));
            }
        }
    }
    let sql = fault("case_ids");
    let mut statement =
        transaction.prepare_cached("INSERT INTO case_ids (hash, fid) VALUES (?1, ?2)").map_err(&sql)?;
    keys.iter()
        .try_for_each(|(hash, number)| statement.execute(params![hash, number]).map(drop))
        .map_err(&sql)
}
