//! Each head against its events, and the key by which it is found.

use std::sync::atomic::{AtomicU32, Ordering};

use super::chain::Known;
use super::{Judge, Verification};
use crate::ids::CaseNumber;
use crate::store::StoreError;
use crate::store::geopackage::fault::fault;
use crate::store::geopackage::head_row::{COLUMNS, HeadRow, id_hash};
use crate::store::geopackage::read::GeoPackageReader;

/// Case numbers that are looked at together.
const AT_ONCE: u32 = 4096;

/// Checks all heads.
pub(super) fn check(
    reader: &GeoPackageReader,
    known: &Known,
    judge: Option<&Judge<'_>>,
    verification: &mut Verification,
) {
    let next = AtomicU32::new(0);
    let path = reader.path();
    let batches = u32::try_from(known.last.len()).unwrap_or(u32::MAX).div_ceil(AT_ONCE);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..rayon::current_num_threads())
            .map(|_| {
                scope.spawn(|| {
                    let mut found = Verification::default();
                    if let Err(error) = scan(path, &next, batches, known, judge, &mut found) {
                        found.add_error("cases", error);
                    }
                    found
                })
            })
            .collect();
        for thread in threads {
            match thread.join() {
                Ok(found) => verification.join(found),
                Err(_) => verification.add("cases", "a thread died"),
            }
        }
    });
    if let Err(error) = numbers(reader, known, verification) {
        verification.add_error("cases", error);
    }
}

fn scan(
    path: &std::path::Path,
    next: &AtomicU32,
    batches: u32,
    known: &Known,
    judge: Option<&Judge<'_>>,
    found: &mut Verification,
) -> Result<(), StoreError> {
    let reader = GeoPackageReader::open(path)?;
    let sql = fault("cases");
    let connection = reader.connection();
    let mut heads = connection
        .prepare(&format!("SELECT {COLUMNS} FROM cases WHERE fid >= ?1 AND fid < ?2 ORDER BY fid"))
        .map_err(&sql)?;
    let mut keys = connection.prepare("SELECT 1 FROM case_ids WHERE hash = ?1 AND fid = ?2").map_err(&sql)?;
    loop {
        let batch = next.fetch_add(1, Ordering::Relaxed);
        if batch >= batches {
            return Ok(());
        }
        let from = i64::from(batch) * i64::from(AT_ONCE);
        let mut rows = heads.query([from, from + i64::from(AT_ONCE)]).map_err(&sql)?;
        while let Some(row) = rows.next().map_err(&sql)? {
            found.cases += 1;
            match HeadRow::read(row) {
                Ok(row) => {
                    if let Err(error) = one(&reader, &row, known, judge) {
                        found.add_error("cases", error);
                    }
                    if !keys.exists((id_hash(row.id()), row.number())).map_err(&sql)? {
                        found
                            .add(format!("case_ids, fid {}", row.number()), "the key of the case is missing");
                    }
                }
                Err(error) => found.add_error("cases", error),
            }
        }
    }
}

fn one(
    reader: &GeoPackageReader,
    row: &HeadRow,
    known: &Known,
    judge: Option<&Judge<'_>>,
) -> Result<(), StoreError> {
    let corrupt = |found: String| StoreError::corrupt(format!("cases {}", row.number()), found);
    let slot = usize::try_from(row.number()).unwrap_or(usize::MAX);
    let events = known.count.get(slot).copied().unwrap_or(0);
    if row.revision() != events {
        return Err(corrupt(format!("revision {}, but {events} events", row.revision())));
    }
    let last = known.last.get(slot).copied().unwrap_or(0);
    if row.last_event() != last {
        return Err(corrupt(format!("its last event is said to be {}; {last} is right", row.last_event())));
    }
    let head = row.head()?;
    let Some(judge) = judge else { return Ok(()) };
    let events = reader.events_back_from(CaseNumber(row.number()), row.last_event(), |_, _| Ok(()))?;
    judge(&head, &events).map_err(corrupt)
}

/// Every case with events has a row, and there are no more keys than cases.
fn numbers(
    reader: &GeoPackageReader,
    known: &Known,
    verification: &mut Verification,
) -> Result<(), StoreError> {
    let sql = fault("cases");
    let count = |table: &str| -> Result<u64, StoreError> {
        let rows: i64 = reader
            .connection()
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .map_err(&sql)?;
        Ok(rows.cast_unsigned())
    };
    let (cases, keys) = (count("cases")?, count("case_ids")?);
    let spoken_of = known.count.iter().filter(|events| **events > 0).count() as u64;
    if cases < spoken_of {
        verification.add("cases", format!("{cases} rows, but the log speaks of {spoken_of} cases"));
    }
    if keys != cases {
        verification.add("case_ids", format!("{keys} rows; {cases} are right"));
    }
    Ok(())
}
