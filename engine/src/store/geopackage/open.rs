//! Opening a store: what it is, who holds it, whether all that was acknowledged is there.

use std::io::Read;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::block::Hash;
use super::connect;
use super::encode::Encoder;
use super::fault::fault;
use super::live::{GeoPackageStore, LogEnd};
use super::migrate::{STEPS, Step, migrate, newest, recognise};
use super::owner::{Owner, beside};
use super::read::GeoPackageReader;
use super::schema::{create, guard};
use super::tip::{End, Tip};
use crate::store::StoreError;
use crate::store::private::Salts;

/// What a store needs from its caller.
#[derive(Debug, Clone)]
pub struct Opening {
    /// 32 bytes that nobody can guess: the salts of personal words come from them. Never written.
    pub entropy: [u8; 32],
    /// Who holds the file from now on, for whoever is refused: the number of the process, its machine.
    pub holder: String,
    /// When it is opened, for the date of a new file.
    pub at: Timestamp,
    /// Whether to make the file where there is none.
    pub create: bool,
}

impl GeoPackageStore {
    /// Opens a store for writing, brings it to this program's layout, and makes sure that nothing acknowledged is missing.
    ///
    /// # Errors
    /// [`StoreError::Held`] where another server has it, [`StoreError::Foreign`] where the file is no store or a newer one,
    /// [`StoreError::Corrupt`] where the log ends before the last acknowledged event.
    pub fn open(path: &Path, opening: &Opening) -> Result<Self, StoreError> {
        Self::open_with(path, opening, STEPS)
    }

    /// [`Self::open`] with other steps of migration.
    pub(super) fn open_with(path: &Path, opening: &Opening, steps: &[Step]) -> Result<Self, StoreError> {
        let new = is_missing(path, opening.create)?;
        let owner = Owner::take(path, &opening.holder)?;
        let connection = connect::writer(path, new)?;
        let action = path.display().to_string();
        let sql = fault(&action);
        if new {
            let transaction = connection.unchecked_transaction().map_err(&sql)?;
            create(&transaction, &opening.at.to_string()).and_then(|()| guard(&transaction)).map_err(&sql)?;
            transaction.commit().map_err(&sql)?;
            sync_folder_of(path)?;
        } else {
            let schema = recognise(&connection, path, newest(steps))?;
            migrate(&connection, schema, steps)?;
        }
        connect::make_durable(&connection).map_err(&sql)?;
        let end = end_of_log(&connection)?;
        let mut tip = Tip::open(path)?;
        match tip.read() {
            Some(noted) if !new => compare(&connection, path, &end.chain, &noted)?,
            _ => tip.write(&end.chain)?,
        }
        let salts = Salts::new(opening.entropy);
        Ok(Self {
            path: path.into(),
            reader: GeoPackageReader::open(path)?,
            encoder: Encoder::new(salts.clone())?,
            connection,
            salts,
            end,
            tip,
            broken: None,
            _owner: owner,
        })
    }

    /// Makes room for the write-ahead log of a store that is open, so that commits need not make it longer; about a tenth of a
    /// second. Only before anything is written; whoever opened the store may read it meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Io`], where the disk has no such room; the store works all the same.
    pub fn make_room(path: &Path) -> Result<(), StoreError> {
        super::room::make(path).map_err(|fault| StoreError::io(path.display().to_string(), fault))
    }

    /// Brings the write-ahead log into the file and empties it.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        let sql = fault("checkpoint");
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(&sql)
    }
}

/// Whether the file is to be made.
fn is_missing(path: &Path, create: bool) -> Result<bool, StoreError> {
    let foreign = |found: &str| StoreError::Foreign { file: path.display().to_string(), found: found.into() };
    let mut start = [0; 16];
    match std::fs::File::open(path).and_then(|mut file| file.read(&mut start)) {
        Ok(0) if create => Ok(true),
        Ok(_) if &start == b"SQLite format 3\0" => Ok(false),
        Ok(_) => Err(foreign("no SQLite file, so no store")),
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound && create => Ok(true),
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
            Err(foreign("there is no such file; name an existing store, or let one be made"))
        }
        Err(fault) => Err(StoreError::io(path.display().to_string(), fault)),
    }
}

/// Where the log ends.
pub(super) fn end_of_log(connection: &Connection) -> Result<LogEnd, StoreError> {
    let sql = fault("blocks");
    let last = connection
        .query_row(
            "SELECT first, count, recorded_ms, hash FROM blocks ORDER BY first DESC LIMIT 1",
            [],
            |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, u32>(1)?,
                    row.get::<_, i64>(2)?,
                    row.get::<_, Hash>(3)?,
                ))
            },
        )
        .optional()
        .map_err(&sql)?;
    let delivery: Option<i64> =
        connection.query_row("SELECT max(number) FROM outbox", [], |row| row.get(0)).map_err(&sql)?;
    let next_delivery = delivery.map_or(1, |number| number.cast_unsigned() + 1);
    let Some((first, count, recorded_ms, hash)) = last else {
        return Ok(LogEnd { chain: End::EMPTY, recorded_at: Timestamp::MIN, next_delivery });
    };
    let recorded_at = Timestamp::from_millisecond(recorded_ms)
        .map_err(|fault| StoreError::corrupt(format!("blocks {first}"), fault))?;
    let chain = End { next: first.cast_unsigned() + u64::from(count), hash };
    Ok(LogEnd { chain, recorded_at, next_delivery })
}

/// Compares the log with the note of how far it was acknowledged.
fn compare(connection: &Connection, path: &Path, end: &End, noted: &End) -> Result<(), StoreError> {
    let note = beside(path, ".tip");
    let advice = format!("where a backup was put in place on purpose, remove {}", note.display());
    if noted.next > end.next {
        return Err(StoreError::corrupt(
            path.display().to_string(),
            format!(
                "the log ends before event {}, but {} events were acknowledged: its end was cut off, or an older copy stands here ({advice})",
                end.next, noted.next
            ),
        ));
    }
    if noted.next == 0 {
        return Ok(());
    }
    let hash: Option<Hash> = connection
        .query_row(
            "SELECT hash FROM blocks WHERE first + count = ?1 AND first < ?1 ORDER BY first DESC LIMIT 1",
            [noted.next.cast_signed()],
            |row| row.get(0),
        )
        .optional()
        .map_err(fault("blocks"))?;
    if hash == Some(noted.hash) {
        Ok(())
    } else {
        Err(StoreError::corrupt(
            path.display().to_string(),
            format!("its events are not those acknowledged up to number {} ({advice})", noted.next),
        ))
    }
}

/// Makes a new or renamed file itself durable, not only its content.
pub(super) fn sync_folder_of(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|fault| StoreError::io(format!("{}", folder.display()), fault))
}
