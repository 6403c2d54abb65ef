//! Events on disk: append-only blocks, each chained to the one before it by its hash.
//!
//! A block's body is columns of varints (case, distance to the case's event before it, instant, length), then the events themselves in
//! postcard; zstd where that is smaller. `hash = SHA-256(hash before ‖ header)`, and the header holds the SHA-256 of the body.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::packed::{Packed, Packer, Unpacker};
use super::varint::{Reader, put, put_signed};
use crate::cases::{Act, Actor, Event};
use crate::ids::{CaseNumber, EventNumber};
use crate::store::StoreError;

/// A hash of the chain.
pub(super) type Hash = [u8; 32];

/// The hash before the first block.
pub(super) const GENESIS: Hash = [0; 32];

/// The most events of one block, but for a case that has more: what a history of one case has to unpack.
pub(super) const EVENTS_OF_BLOCK: usize = 2048;

/// What a block holds, beside its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// The number of its first event.
    pub first: u64,
    /// How many events.
    pub count: u32,
    /// When they became known, in milliseconds since 1970.
    pub recorded_ms: i64,
}

/// The hash of a block from that before it; `digest` is the SHA-256 of the body.
pub(super) fn link(before: &Hash, header: &Header, body: &Packed, digest: &Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(b"GWB1");
    hash.update(header.first.to_le_bytes());
    hash.update(header.count.to_le_bytes());
    hash.update(header.recorded_ms.to_le_bytes());
    hash.update(body.raw.to_le_bytes());
    hash.update([u8::from(body.zstd)]);
    hash.update(digest);
    hash.finalize().into()
}

/// Gathers the events of one block.
#[derive(Default)]
pub(super) struct Builder {
    cases: Vec<u8>,
    distances: Vec<u8>,
    instants: Vec<u8>,
    lengths: Vec<u8>,
    payload: Vec<u8>,
    last_case: i64,
    last_ms: i64,
    count: u32,
}

impl Builder {
    /// Adds an event; `distance` counts events back to the case's one before it, 0 where it is the first.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an act that cannot be written.
    pub(super) fn add(
        &mut self,
        case: CaseNumber,
        distance: u64,
        at: Timestamp,
        by: &Actor,
        act: &Act,
    ) -> Result<(), StoreError> {
        let case = i64::from(case.0);
        let ms = at.as_millisecond();
        put_signed(&mut self.cases, case - self.last_case);
        put(&mut self.distances, distance);
        put_signed(&mut self.instants, ms - self.last_ms);
        (self.last_case, self.last_ms) = (case, ms);
        let start = self.payload.len();
        let payload = std::mem::take(&mut self.payload);
        self.payload = postcard::to_extend(&(by, act), payload).map_err(|fault| {
            StoreError::Refused(format!("case {case}: the event cannot be written: {fault}"))
        })?;
        put(&mut self.lengths, (self.payload.len() - start) as u64);
        self.count += 1;
        Ok(())
    }

    /// The packed body and the number of events; empty again.
    pub(super) fn finish(&mut self, packer: &mut Packer) -> Result<(u32, Packed), StoreError> {
        let mut raw = Vec::with_capacity(self.payload.len() + self.count as usize * 8);
        for column in [&mut self.cases, &mut self.distances, &mut self.instants, &mut self.lengths] {
            raw.append(column);
        }
        raw.append(&mut self.payload);
        (self.last_case, self.last_ms) = (0, 0);
        let count = std::mem::take(&mut self.count);
        Ok((count, packer.pack(raw)?))
    }
}

/// A block that was read and taken apart.
pub(super) struct Block {
    header: Header,
    cases: Vec<u32>,
    distances: Vec<u64>,
    instants: Vec<i64>,
    start: usize,
    ends: Vec<usize>,
    raw: Vec<u8>,
}

impl Block {
    /// Takes a body apart.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub(super) fn read(header: Header, body: &Packed, unpacker: &mut Unpacker) -> Result<Self, StoreError> {
        let corrupt = |found: String| StoreError::corrupt(format!("blocks {}", header.first), found);
        let raw = unpacker.unpack(body).map_err(&corrupt)?;
        let count = header.count as usize;
        if count > raw.len() {
            return Err(corrupt(format!("{count} events in {} bytes", raw.len())));
        }
        let short = || corrupt("a column ends too early".into());
        let mut reader = Reader::new(&raw);
        let mut case = 0_i64;
        let mut cases = Vec::with_capacity(count);
        for _ in 0..count {
            case = case.wrapping_add(reader.signed().ok_or_else(short)?);
            cases.push(u32::try_from(case).map_err(|_| corrupt(format!("{case} is no case number")))?);
        }
        let mut distances = Vec::with_capacity(count);
        for _ in 0..count {
            distances.push(reader.unsigned().ok_or_else(short)?);
        }
        let mut ms = 0_i64;
        let mut instants = Vec::with_capacity(count);
        for _ in 0..count {
            ms = ms.wrapping_add(reader.signed().ok_or_else(short)?);
            instants.push(ms);
        }
        let mut lengths = Vec::with_capacity(count);
        for _ in 0..count {
            lengths.push(reader.unsigned().ok_or_else(short)?);
        }
        let start = reader.position();
        let mut end = start;
        let mut ends = Vec::with_capacity(count);
        for length in lengths {
            end =
                usize::try_from(length).ok().and_then(|length| end.checked_add(length)).ok_or_else(short)?;
            ends.push(end);
        }
        if end != raw.len() {
            return Err(corrupt(format!("its events end at byte {end}, its body at {}", raw.len())));
        }
        Ok(Self { header, cases, distances, instants, start, ends, raw })
    }

    /// Whether it holds an event.
    pub(super) const fn holds(&self, event: u64) -> bool {
        event >= self.header.first && event - self.header.first < self.header.count as u64
    }

    /// The number of its first event.
    pub(super) const fn first(&self) -> u64 {
        self.header.first
    }

    /// How many events.
    pub(super) const fn len(&self) -> usize {
        self.cases.len()
    }

    /// The case of the event at a position.
    pub(super) fn case(&self, position: usize) -> Option<CaseNumber> {
        self.cases.get(position).copied().map(CaseNumber)
    }

    /// How far back the case's event before it is; 0 for its first one.
    pub(super) fn distance(&self, position: usize) -> Option<u64> {
        self.distances.get(position).copied()
    }

    /// The event at a position, its words still sealed.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub(super) fn event(&self, position: usize) -> Result<Event, StoreError> {
        let number = self.header.first + position as u64;
        let corrupt = |found: String| {
            StoreError::corrupt(format!("blocks {}, event {number}", self.header.first), found)
        };
        let end = self.ends.get(position).copied();
        let start = match position.checked_sub(1) {
            Some(before) => self.ends.get(before).copied(),
            None => Some(self.start),
        };
        let bytes = start.zip(end).and_then(|(start, end)| self.raw.get(start..end));
        let bytes = bytes.ok_or_else(|| corrupt("there is no such event".into()))?;
        let (by, act): (Actor, Act) =
            postcard::from_bytes(bytes).map_err(|fault| corrupt(fault.to_string()))?;
        let instant = |ms: i64| Timestamp::from_millisecond(ms).map_err(|fault| corrupt(fault.to_string()));
        let (case, ms) = self.cases.get(position).zip(self.instants.get(position)).unwrap_or((&0, &0));
        Ok(Event {
            number: EventNumber(number),
            case: CaseNumber(*case),
            at: instant(*ms)?,
            recorded_at: instant(self.header.recorded_ms)?,
            by,
            act,
        })
    }
}
