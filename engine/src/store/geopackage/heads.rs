//! All heads at once, read by several connections over ranges of rows.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

use rusqlite::Connection;

use super::connect;
use super::fault::fault;
use super::head_row::{COLUMNS, read_head};
use super::read::GeoPackageReader;
use crate::store::{CaseHead, HeadSink, StoreError};

/// Case numbers of one batch.
const BATCH: u32 = 8192;

/// Below so many cases one connection does.
const WORTH_THREADS: u32 = 65_536;

type Answer = (u32, Result<Vec<CaseHead>, StoreError>);

/// Hands over all heads in order of case number, as of one moment: of several connections those are used between whose beginnings
/// the log did not grow.
///
/// # Complexity
/// O(cases), on as many threads as rayon has.
pub(super) fn hand_over(reader: &GeoPackageReader, sink: &mut HeadSink<'_>) -> Result<(), StoreError> {
    let last: Option<u32> = reader
        .connection()
        .query_row("SELECT max(fid) FROM cases", [], |row| row.get(0))
        .map_err(fault("cases"))?;
    let Some(last) = last else { return Ok(()) };
    let threads = rayon::current_num_threads();
    if last < WORTH_THREADS || threads < 2 {
        let transaction = reader.connection().unchecked_transaction().map_err(fault("cases"))?;
        return (0..=last / BATCH).try_for_each(|batch| {
            let heads = read_batch(&transaction, batch)?;
            if heads.is_empty() { Ok(()) } else { sink(heads) }
        });
    }
    let mut snapshots = (0..threads).map(|_| snapshot(reader)).collect::<Result<Vec<_>, StoreError>>()?;
    let moment = snapshots.first().map(|(_, moment)| *moment);
    snapshots.retain(|(_, other)| Some(*other) == moment);
    in_parallel(snapshots.into_iter().map(|(connection, _)| connection).collect(), last / BATCH, sink)
}

/// A connection inside a read transaction, and the last block that it sees.
fn snapshot(reader: &GeoPackageReader) -> Result<(Connection, Option<i64>), StoreError> {
    let connection = connect::reader(reader.path())?;
    let sql = fault("cases");
    connection.execute_batch("BEGIN").map_err(&sql)?;
    let moment = connection.query_row("SELECT max(first) FROM blocks", [], |row| row.get(0)).map_err(&sql)?;
    Ok((connection, moment))
}

fn in_parallel(connections: Vec<Connection>, last: u32, sink: &mut HeadSink<'_>) -> Result<(), StoreError> {
    let next = AtomicU32::new(0);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Answer>(4 * connections.len());
        for connection in connections {
            let sender = sender.clone();
            let (next, stop) = (&next, &stop);
            scope.spawn(move || read_batches(&connection, next, stop, last, &sender));
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut wanted = 0;
        let mut result = Ok(());
        for (batch, heads) in receiver {
            waiting.insert(batch, heads);
            while let Some(heads) = waiting.remove(&wanted) {
                wanted += 1;
                if result.is_ok() {
                    result = heads.and_then(|heads| if heads.is_empty() { Ok(()) } else { sink(heads) });
                }
            }
            if result.is_err() {
                stop.store(true, Ordering::Relaxed);
            }
        }
        result
    })
}

fn read_batches(
    connection: &Connection,
    next: &AtomicU32,
    stop: &AtomicBool,
    last: u32,
    answers: &SyncSender<Answer>,
) {
    while !stop.load(Ordering::Relaxed) {
        let batch = next.fetch_add(1, Ordering::Relaxed);
        if batch > last || answers.send((batch, read_batch(connection, batch))).is_err() {
            return;
        }
    }
}

fn read_batch(connection: &Connection, batch: u32) -> Result<Vec<CaseHead>, StoreError> {
    let sql = fault("cases");
    let from = i64::from(batch) * i64::from(BATCH);
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM cases WHERE fid >= ?1 AND fid < ?2 ORDER BY fid"))
        .map_err(&sql)?;
    let mut rows = statement.query([from, from + i64::from(BATCH)]).map_err(&sql)?;
    let mut heads = Vec::with_capacity(BATCH as usize);
    while let Some(row) = rows.next().map_err(&sql)? {
        heads.push(read_head(row)?);
    }
    Ok(heads)
}
