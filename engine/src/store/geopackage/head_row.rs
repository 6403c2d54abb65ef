//! A case's head as a row: what GIS readers filter by in columns, the rest in one compact value.

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Row, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use smallvec::SmallVec;

use super::geometry::{point, read_point};
use crate::assign::QueueName;
use crate::cases::Stage;
use crate::ids::{CaseId, CaseNumber};
use crate::rules::Level;
use crate::store::{CaseHead, StoreError};

/// The columns in the order in which rows are written and read.
pub(super) const COLUMNS: &str =
    "fid, geom, id, stage, class, source, unit, queue, reported_ms, due_ms, revision, last_event, rest, sum";

/// How a row is written.
pub(super) const UPSERT: &str = "INSERT OR REPLACE INTO cases (fid, geom, id, stage, class, source, unit, queue, reported_ms, due_ms, \
     revision, last_event, rest, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

const QUEUES: [QueueName; 4] =
    [QueueName::Unowned, QueueName::Unlocated, QueueName::Contested, QueueName::Unclassified];

/// What no GIS reader needs: instants as distances from the report, cells one higher so that "none" is 0.
#[derive(Serialize, Deserialize)]
struct Rest {
    condition: u8,
    kind: u8,
    grade: u8,
    supervised: u8,
    flags: u16,
    versions: [u32; 3],
    cells: Vec<u32>,
    instants: [Option<i64>; 4],
    reward_fen: u32,
    body: [u8; 32],
}

/// What stands behind [`Rest`]; rows of earlier programs end before it.
#[derive(Serialize, Deserialize, Default)]
struct Later {
    level: Option<Level>,
}

/// What of a row has a fixed length.
#[derive(Clone, Copy)]
struct Fields {
    number: u32,
    geom: Option<[u8; 29]>,
    numbers: [u16; 4],
    queue: Option<u8>,
    reported_ms: i64,
    due_ms: Option<i64>,
    revision: u32,
    last_event: u64,
}

/// A head made ready to be written.
pub(super) struct HeadRow {
    fields: Fields,
    id: CaseId,
    rest: Vec<u8>,
    sum: i64,
}

impl Fields {
    /// Four bytes of a hash over every column.
    fn sum(&self, id: &str, rest: &[u8]) -> i64 {
        let mut form = SmallVec::<[u8; 256]>::new();
        form.extend_from_slice(&self.number.to_le_bytes());
        form.extend_from_slice(&self.reported_ms.to_le_bytes());
        form.extend_from_slice(&self.due_ms.unwrap_or(i64::MIN).to_le_bytes());
        form.extend_from_slice(&self.revision.to_le_bytes());
        form.extend_from_slice(&self.last_event.to_le_bytes());
        form.extend_from_slice(&[
            self.queue.unwrap_or(u8::MAX),
            u8::from(self.geom.is_some()),
            u8::from(self.due_ms.is_some()),
        ]);
        self.numbers.iter().for_each(|number| form.extend_from_slice(&number.to_le_bytes()));
        form.resize(64, 0);
        form.extend_from_slice(&self.geom.unwrap_or([0; 29]));
        form.extend_from_slice(&(id.len() as u64).to_le_bytes());
        form.extend_from_slice(id.as_bytes());
        form.extend_from_slice(rest);
        let digest: [u8; 32] = Sha256::digest(&form).into();
        i64::from(u32::from_le_bytes(*digest.first_chunk().unwrap_or(&[0; 4])))
    }

    /// Of a row of [`COLUMNS`].
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let geom = match row.get_ref(1)? {
            ValueRef::Blob(bytes) => Some(*bytes.as_array::<29>().unwrap_or(&[0; 29])),
            _ => None,
        };
        Ok(Self {
            number: row.get(0)?,
            geom,
            numbers: [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?],
            queue: row.get(7)?,
            reported_ms: row.get(8)?,
            due_ms: row.get(9)?,
            revision: row.get(10)?,
            last_event: row.get::<_, i64>(11)?.cast_unsigned(),
        })
    }

    /// The head.
    fn head(&self, id: CaseId, rest: &[u8]) -> Result<CaseHead, StoreError> {
        let corrupt = |found: &str| StoreError::corrupt(format!("cases {}", self.number), found);
        let (rest, later): (Rest, &[u8]) =
            postcard::take_from_bytes(rest).map_err(|fault| corrupt(&fault.to_string()))?;
        let later = if later.is_empty() { Ok(Later::default()) } else { postcard::from_bytes(later) };
        let later = later.map_err(|fault| corrupt(&fault.to_string()))?;
        let instant = |ms: i64| Timestamp::from_millisecond(ms).map_err(|fault| corrupt(&fault.to_string()));
        let since = |ms: Option<i64>| ms.map(|ms| instant(ms.wrapping_add(self.reported_ms))).transpose();
        let [stage, class, source, unit] = self.numbers;
        let [plan, rules, calendar] = rest.versions;
        let [filed, dispatched, handled, ended] = rest.instants;
        Ok(CaseHead {
            number: CaseNumber(self.number),
            id,
            stage: Stage::ALL.get(usize::from(stage)).copied().ok_or_else(|| corrupt("no such stage"))?,
            class,
            condition: rest.condition,
            kind: rest.kind,
            source,
            grade: rest.grade,
            level: later.level,
            supervised: rest.supervised,
            place: self
                .geom
                .map(|geom| read_point(&geom).ok_or_else(|| corrupt("its geometry is no point")))
                .transpose()?,
            cells: rest.cells.into_iter().map(|cell| cell.wrapping_sub(1)).collect(),
            plan,
            rules,
            calendar,
            unit,
            queue: match self.queue {
                Some(queue) => {
                    Some(QUEUES.get(usize::from(queue)).copied().ok_or_else(|| corrupt("no such queue"))?)
                }
                None => None,
            },
            reported_at: instant(self.reported_ms)?,
            filed_at: since(filed)?,
            dispatched_at: since(dispatched)?,
            due_at: self.due_ms.map(instant).transpose()?,
            handled_at: since(handled)?,
            ended_at: since(ended)?,
            flags: rest.flags,
            reward_fen: rest.reward_fen,
            revision: self.revision,
            body: rest.body,
        })
    }
}

/// A row of [`COLUMNS`] with its sum checked: what has a fixed length, the identity and the rest, borrowed.
fn checked<'a>(row: &'a Row<'_>) -> Result<(Fields, &'a str, &'a [u8], i64), StoreError> {
    let number: u32 = row.get(0).map_err(|fault| StoreError::corrupt("cases", fault))?;
    let corrupt = |found: String| StoreError::corrupt(format!("cases {number}"), found);
    let parts = || -> rusqlite::Result<_> {
        let (id, rest) = (row.get_ref(2)?.as_str()?, row.get_ref(12)?.as_blob()?);
        Ok((Fields::read(row)?, id, rest, row.get::<_, i64>(13)?))
    };
    let (fields, id, rest, sum) = parts().map_err(|fault| corrupt(fault.to_string()))?;
    if sum == fields.sum(id, rest) {
        Ok((fields, id, rest, sum))
    } else {
        Err(corrupt("the row is not the one written (its sum differs)".into()))
    }
}

/// The head in a row of [`COLUMNS`], its sum checked; without a copy of what is not needed.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub(super) fn read_head(row: &Row<'_>) -> Result<CaseHead, StoreError> {
    let (fields, id, rest, _) = checked(row)?;
    fields.head(CaseId::new(id), rest)
}

impl HeadRow {
    /// From a head and the number of its last event.
    pub(super) fn new(head: &CaseHead, last_event: u64) -> Result<Self, StoreError> {
        let reported_ms = head.reported_at.as_millisecond();
        let since = |at: Option<Timestamp>| at.map(|at| at.as_millisecond() - reported_ms);
        let rest = Rest {
            condition: head.condition,
            kind: head.kind,
            grade: head.grade,
            supervised: head.supervised,
            flags: head.flags,
            versions: [head.plan, head.rules, head.calendar],
            cells: head.cells.iter().map(|cell| cell.wrapping_add(1)).collect(),
            instants: [
                since(head.filed_at),
                since(head.dispatched_at),
                since(head.handled_at),
                since(head.ended_at),
            ],
            reward_fen: head.reward_fen,
            body: head.body,
        };
        let later = Later { level: head.level };
        let rest = postcard::to_extend(&(rest, later), Vec::with_capacity(96))
            .map_err(|fault| StoreError::Refused(fault.to_string()))?;
        let queue = head.queue.and_then(|queue| (0_u8..).zip(QUEUES).find(|(_, q)| *q == queue));
        let fields = Fields {
            number: head.number.0,
            geom: head.place.map(point),
            numbers: [head.stage as u16, head.class, head.source, head.unit],
            queue: queue.map(|(n, _)| n),
            reported_ms,
            due_ms: head.due_at.map(Timestamp::as_millisecond),
            revision: head.revision,
            last_event,
        };
        let sum = fields.sum(head.id.as_str(), &rest);
        Ok(Self { fields, id: head.id.clone(), rest, sum })
    }

    /// The number of the case.
    pub(super) const fn number(&self) -> u32 {
        self.fields.number
    }

    /// The case's identity.
    pub(super) const fn id(&self) -> &CaseId {
        &self.id
    }

    /// How many events the case has.
    pub(super) const fn revision(&self) -> u32 {
        self.fields.revision
    }

    /// The number of the case's last event.
    pub(super) const fn last_event(&self) -> u64 {
        self.fields.last_event
    }

    /// Writes the row with [`UPSERT`].
    pub(super) fn write(&self, statement: &mut CachedStatement<'_>) -> rusqlite::Result<()> {
        let [stage, class, source, unit] = self.fields.numbers;
        statement.execute(params![
            self.fields.number,
            self.fields.geom.as_ref().map(<[u8; 29]>::as_slice),
            self.id.as_str(),
            stage,
            class,
            source,
            unit,
            self.fields.queue,
            self.fields.reported_ms,
            self.fields.due_ms,
            self.fields.revision,
            self.fields.last_event.cast_signed(),
            self.rest,
            self.sum,
        ])?;
        Ok(())
    }

    /// Reads a row of [`COLUMNS`] and checks its sum.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub(super) fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let (fields, id, rest, sum) = checked(row)?;
        Ok(Self { fields, id: CaseId::new(id), rest: rest.to_vec(), sum })
    }

    /// The head.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub(super) fn head(&self) -> Result<CaseHead, StoreError> {
        self.fields.head(self.id.clone(), &self.rest)
    }
}

/// Eight bytes of a hash of the identity: the key by which cases are found.
pub(super) fn id_hash(id: &CaseId) -> i64 {
    let digest: [u8; 32] = Sha256::digest(id.as_str()).into();
    i64::from_le_bytes(*digest.first_chunk().unwrap_or(&[0; 8]))
}
