//! The store as its server holds it: one writer, group commit.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::block::EVENTS_OF_BLOCK;
use super::encode::{Encoder, pieces};
use super::fault::fault;
use super::owner::Owner;
use super::read::{GeoPackageReader, row_of, row_with_id};
use super::tip::{End, Tip};
use super::{documents, gis, outbox, versions, write};
use crate::cases::Event;
use crate::ids::{CaseId, CaseNumber, EventNumber};
use crate::store::check::{Known, check_batch, check_versions};
use crate::store::contract::reads_through;
use crate::store::private::Salts;
use crate::store::{
    CaseHead, Committed, Delivery, DeliveryState, Entry, GroundCopies, HeadSink, Published, PublishedKind,
    Store, StoreError, StoreReader,
};

/// A district's memory in one GeoPackage.
///
/// Beside `FILE` lie `FILE-wal` and `FILE-shm` (`SQLite`'s), `FILE.lock` (who holds it) and `FILE.tip` (how far it was acknowledged).
pub struct GeoPackageStore {
    pub(super) path: PathBuf,
    /// Goes before the writer: whichever connection is the last one brings the write-ahead log into the file, and this one cannot.
    pub(super) reader: GeoPackageReader,
    pub(super) connection: Connection,
    pub(super) salts: Salts,
    pub(super) encoder: Encoder,
    pub(super) end: LogEnd,
    pub(super) tip: Tip,
    /// Why nothing is acknowledged any more.
    pub(super) broken: Option<String>,
    pub(super) _owner: Owner,
}

/// Where the log ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct LogEnd {
    /// The next event and the hash before it.
    pub chain: End,
    /// When the last event became known.
    pub recorded_at: Timestamp,
    /// The number of the next delivery.
    pub next_delivery: u64,
}

impl GeoPackageStore {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs a change in a transaction; after a fault that leaves the disk unknown, nothing is acknowledged any more.
    pub(super) fn transact<T>(
        &mut self,
        action: &str,
        change: impl FnOnce(&Connection, &mut Encoder) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Some(why) = &self.broken {
            return Err(StoreError::io(
                action,
                format!("an earlier write failed ({why}); open the store anew"),
            ));
        }
        let sql = fault(action);
        let run = || {
            let transaction =
                Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate).map_err(&sql)?;
            let value = change(&transaction, &mut self.encoder)?;
            transaction.commit().map_err(&sql)?;
            Ok(value)
        };
        let result = run();
        if let Err(error @ StoreError::Io { .. }) = &result {
            self.broken = Some(error.to_string());
        }
        result
    }
}

/// Writes a batch inside a transaction; gives where the log then ends, and whether words were erased.
fn write_batch(
    transaction: &Connection,
    encoder: &mut Encoder,
    mut end: LogEnd,
    recorded_at: Timestamp,
    entries: &[Entry],
) -> Result<(LogEnd, bool), StoreError> {
    end.recorded_at = end.recorded_at.max(recorded_at);
    let mut last: BTreeMap<CaseNumber, u64> = BTreeMap::new();
    check_batch(
        entries,
        |number| {
            let row = row_of(transaction, number)?;
            Ok(row.map(|row| {
                last.insert(number, row.last_event());
                Known { id: row.id().clone(), revision: row.revision() }
            }))
        },
        |id| Ok(row_with_id(transaction, id)?.map(|row| CaseNumber(row.number()))),
    )?;
    let known: Vec<CaseNumber> = last.keys().copied().collect();
    let sql = fault("append");
    let mut erased = false;
    for piece in pieces(entries, EVENTS_OF_BLOCK) {
        let mut block = encoder.block(end.chain.next, end.recorded_at, piece, &mut last)?;
        let hash = block.hash(&end.chain.hash);
        end.next_delivery =
            write::encoded(transaction, &mut block, &hash, end.next_delivery).map_err(&sql)?;
        let mut new =
            block.heads.iter().filter(|row| known.binary_search(&CaseNumber(row.number())).is_err());
        new.try_for_each(|row| write::id(transaction, row)).map_err(&sql)?;
        end.chain = End { next: end.chain.next + u64::from(block.header.count), hash };
        for (case, until) in block.erased {
            let mut places = write::places_of(transaction, case)?;
            places.retain(|(block, position)| block + u64::from(*position) <= until);
            write::erase(transaction, &places)?;
            erased = true;
        }
    }
    Ok((end, erased))
}

reads_through!(GeoPackageStore, reader);

impl Store for GeoPackageStore {
    fn append(&mut self, recorded_at: Timestamp, entries: &[Entry]) -> Result<Committed, StoreError> {
        let before = self.end;
        let (after, erased) = self.transact("append", |transaction, encoder| {
            write_batch(transaction, encoder, before, recorded_at, entries)
        })?;
        if !entries.is_empty() {
            self.end = after;
            self.tip.write(&after.chain)?;
        }
        if erased {
            self.checkpoint()?;
        }
        Ok(Committed {
            first: EventNumber(before.chain.next),
            next: EventNumber(after.chain.next),
            recorded_at: after.recorded_at,
        })
    }

    fn erase(&mut self, case: CaseNumber) -> Result<u64, StoreError> {
        let erased = self.transact("erase", |transaction, _| {
            write::erase(transaction, &write::places_of(transaction, case)?)
        })?;
        self.checkpoint()?;
        Ok(erased)
    }

    fn publish(&mut self, given: &[Published]) -> Result<(), StoreError> {
        self.transact("publish", |transaction, _| {
            check_versions(given, |kind| versions::last(transaction, kind))?;
            given.iter().try_for_each(|version| versions::write(transaction, version))
        })
    }

    fn publish_with(&mut self, given: &[Published], copies: &GroundCopies) -> Result<(), StoreError> {
        self.transact("publish", |transaction, _| {
            check_versions(given, |kind| versions::last(transaction, kind))?;
            given.iter().try_for_each(|version| versions::write(transaction, version))?;
            gis::write(transaction, copies)
        })
    }

    fn without_copies(&self) -> Result<Vec<(PublishedKind, u32)>, StoreError> {
        gis::missing(&self.connection)
    }

    fn withdraw(&mut self, kind: PublishedKind, number: u32, at: Timestamp) -> Result<(), StoreError> {
        self.transact("withdraw", |transaction, _| {
            let mut version = versions::one(transaction, kind, number)?.ok_or_else(|| {
                StoreError::Refused(format!("{} {number} was never published", kind.as_str()))
            })?;
            version.withdrawn_at.get_or_insert(at);
            versions::write(transaction, &version)
        })
    }

    fn settle(&mut self, deliveries: &[Delivery]) -> Result<(), StoreError> {
        self.transact("settle", |transaction, _| {
            deliveries.iter().try_for_each(|delivery| outbox::settle(transaction, delivery))
        })
    }

    fn set_document(&mut self, name: &str, body: Option<&[u8]>) -> Result<(), StoreError> {
        self.transact("set_document", |transaction, _| {
            documents::write(transaction, name, body).map_err(fault("documents"))
        })
    }

    fn reader(&self) -> Result<Box<dyn StoreReader>, StoreError> {
        Ok(Box::new(GeoPackageReader::open(&self.path)?))
    }

    fn append_torn(&mut self, recorded_at: Timestamp, entries: &[Entry]) -> StoreError {
        let half = entries.get(..entries.len().div_ceil(2)).unwrap_or(entries);
        let before = self.end;
        let torn = self.transact("append", |transaction, encoder| {
            write_batch(transaction, encoder, before, recorded_at, half)?;
            Err::<(), _>(StoreError::io("append", "power was lost while the batch was written"))
        });
        torn.err().unwrap_or_else(|| StoreError::io("append", "power was lost"))
    }
}
