//! From entries to rows: the part of writing that needs no file, so that it can run on many threads.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::block::{Builder, Hash, Header, link};
use super::head_row::HeadRow;
use super::packed::{Packed, Packer};
use super::words::{self, Spoken};
use crate::cases::Act;
use crate::ids::{CaseNumber, EventNumber};
use crate::store::private::{Salts, has_words, seal};
use crate::store::{Delivery, DeliveryState, Entry, StoreError};

/// A block with everything that is written beside it.
pub(super) struct Encoded {
    /// Its header.
    pub header: Header,
    /// Its body.
    pub body: Packed,
    /// The SHA-256 of the body.
    pub digest: Hash,
    /// Its events' words.
    pub words: Option<Packed>,
    /// Heads after it; where a case comes twice, the later one counts.
    pub heads: Vec<HeadRow>,
    /// Deliveries, not numbered yet.
    pub outbox: Vec<Delivery>,
    /// Cases whose words are to be erased, up to that event.
    pub erased: Vec<(CaseNumber, u64)>,
}

impl Encoded {
    /// Its hash from that of the block before it.
    pub(super) fn hash(&self, before: &Hash) -> Hash {
        link(before, &self.header, &self.body, &self.digest)
    }
}

/// Makes rows; keeps its buffers between blocks.
pub(super) struct Encoder {
    builder: Builder,
    packer: Packer,
    salts: Salts,
}

impl Encoder {
    /// An encoder; the salts are for personal words.
    pub(super) fn new(salts: Salts) -> Result<Self, StoreError> {
        Ok(Self { builder: Builder::default(), packer: Packer::new()?, salts })
    }

    /// Makes a block of entries whose first event gets the number `first`. `last` holds the last event of each case that
    /// has some already, and is brought up to date.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for what cannot be written.
    pub(super) fn block(
        &mut self,
        first: u64,
        recorded_at: Timestamp,
        entries: &[Entry],
        last: &mut BTreeMap<CaseNumber, u64>,
    ) -> Result<Encoded, StoreError> {
        let mut number = first;
        let mut spoken: Vec<Spoken> = Vec::new();
        let mut heads = Vec::with_capacity(entries.len());
        let mut outbox = Vec::new();
        let mut erased = Vec::new();
        for entry in entries {
            let case = entry.head.number;
            let mut distance = last.get(&case).map_or(0, |before| number - before);
            for (at, by, act) in &entry.events {
                if has_words(act) {
                    let mut act = act.clone();
                    if let Some(words) = seal(&mut act, EventNumber(number), &self.salts) {
                        spoken.push((u32::try_from(number - first).unwrap_or(u32::MAX), words));
                    }
                    self.builder.add(case, distance, *at, by, &act)?;
                } else {
                    self.builder.add(case, distance, *at, by, act)?;
                }
                if matches!(act, Act::Erase) {
                    erased.push((case, number));
                }
                distance = 1;
                number += 1;
            }
            last.insert(case, number - 1);
            heads.push(HeadRow::new(&entry.head, number - 1)?);
            outbox.extend(entry.outbox.iter().map(|(to, body)| Delivery {
                number: 0,
                event: EventNumber(number - 1),
                case,
                to: to.clone(),
                body: body.clone(),
                state: DeliveryState::Waiting,
                attempts: 0,
                next_at: recorded_at,
                last_error: None,
            }));
        }
        let (count, body) = self.builder.finish(&mut self.packer)?;
        let words = words::pack(spoken, &mut self.packer)?;
        let header = Header { first, count, recorded_ms: recorded_at.as_millisecond() };
        let digest = Sha256::digest(&body.bytes).into();
        Ok(Encoded { header, body, digest, words, heads, outbox, erased })
    }
}

/// Cuts entries into pieces of about a block each; an entry stays whole.
pub(super) fn pieces(entries: &[Entry], most: usize) -> impl Iterator<Item = &[Entry]> {
    let mut rest = entries;
    std::iter::from_fn(move || {
        let mut events = 0;
        let fits = rest.iter().take_while(|entry| {
            events += entry.events.len();
            events <= most
        });
        let length = fits.count().max(1).min(rest.len());
        let (piece, after) = rest.split_at_checked(length)?;
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}
