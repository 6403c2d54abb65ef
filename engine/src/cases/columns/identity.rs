//! Identities by number, and numbers by identity.

use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use super::page::{Paged, Shared};
use crate::ids::{CaseId, CaseNumber};

/// Cases in one segment of texts.
const SEGMENT: usize = 512;
/// Parts of the look-up; a change copies one.
const SHARDS: usize = 1024;
const EMPTY: u32 = u32::MAX;

/// Texts and digests of some cases, in the order of their numbers; a number that is not in use has no text.
#[derive(Debug, Clone, Default)]
struct Segment {
    text: Vec<u8>,
    ends: Vec<u32>,
}

/// A part of the look-up: numbers in slots, open addressing.
#[derive(Debug, Clone)]
struct Shard {
    slots: Vec<u32>,
    taken: usize,
}

/// What never changes of a case.
#[derive(Debug, Clone)]
pub(super) struct Identities {
    segments: Shared<Segment>,
    bodies: Paged<[u8; 32]>,
    shards: Shared<Shard>,
    /// Unknown to those who send cases, so that nobody can choose identities that collide.
    seed: u64,
}

impl Identities {
    pub(super) fn new(seed: u64) -> Self {
        let shard = |_| Arc::new(Shard { slots: Vec::new(), taken: 0 });
        Self {
            segments: Shared::default(),
            bodies: Paged::default(),
            shards: (0..SHARDS).map(shard).collect(),
            seed,
        }
    }

    /// How many numbers have a place, used or not.
    pub(super) fn len(&self) -> usize {
        self.bodies.len()
    }

    fn text(&self, number: u32) -> Option<&[u8]> {
        let segment = self.segments.get(number as usize / SEGMENT)?;
        let at = number as usize % SEGMENT;
        let end = *segment.ends.get(at)? as usize;
        let start =
            at.checked_sub(1).and_then(|before| segment.ends.get(before)).map_or(0, |end| *end as usize);
        segment.text.get(start..end)
    }

    /// Whether a number belongs to an identity.
    pub(super) fn is(&self, number: CaseNumber, id: &CaseId) -> bool {
        self.text(number.0) == Some(id.as_str().as_bytes())
    }

    /// Identity and digest of a number; `None` if it is not in use.
    pub(super) fn get(&self, number: CaseNumber) -> Option<(CaseId, [u8; 32])> {
        let text = self.text(number.0).filter(|text| !text.is_empty())?;
        let body = self.bodies.get(number.0 as usize)?;
        Some((CaseId::new(std::str::from_utf8(text).ok()?), *body))
    }

    /// The number of an identity. O(1) expected.
    pub(super) fn find(&self, id: &CaseId) -> Option<CaseNumber> {
        let (shard, hash) = self.hash(id.as_str().as_bytes());
        let slots = &self.shards.get(shard)?.slots;
        for slot in probe(hash, slots.len()) {
            match *slots.get(slot)? {
                EMPTY => return None,
                number if self.text(number) == Some(id.as_str().as_bytes()) => {
                    return Some(CaseNumber(number));
                }
                _ => {}
            }
        }
        None
    }

    /// Adds an identity; numbers between the last one and this one stay unused. The caller has made sure that the number is
    /// new and the identity too.
    pub(super) fn push(&mut self, number: CaseNumber, id: &CaseId, body: [u8; 32]) {
        self.append(number, id, body);
        let (shard, hash) = self.hash(id.as_str().as_bytes());
        self.make_room(shard);
        if let Some(shard) = self.shards.get_mut(shard) {
            place(&mut shard.slots, hash, number.0);
            shard.taken += 1;
        }
    }

    /// As [`Self::push`], but the look-up does not find it before [`Self::index_all`].
    pub(super) fn append(&mut self, number: CaseNumber, id: &CaseId, body: [u8; 32]) {
        while self.len() < number.0 as usize {
            self.append_next(b"", [0; 32]);
        }
        self.append_next(id.as_str().as_bytes(), body);
    }

    fn append_next(&mut self, text: &[u8], body: [u8; 32]) {
        if self.segments.last().is_none_or(|last| last.ends.len() == SEGMENT) {
            self.segments.push(Arc::default());
        }
        if let Some(last) = self.segments.last_mut() {
            last.text.extend_from_slice(text);
            last.ends.push(u32::try_from(last.text.len()).unwrap_or(u32::MAX));
            if last.ends.len() == SEGMENT {
                last.text.shrink_to_fit();
            }
        }
        self.bodies.push(body);
    }

    /// Makes the look-up for all identities at once, shard by shard on all threads. Two numbers with one identity are given
    /// back, the smaller one first.
    pub(super) fn index_all(&mut self) -> Option<(CaseNumber, CaseNumber)> {
        let numbers = 0..u32::try_from(self.len()).unwrap_or(EMPTY);
        let hashed: Vec<(usize, u32, u32)> = numbers
            .into_par_iter()
            .filter_map(|number| {
                let (shard, hash) = self.hash(self.text(number).filter(|text| !text.is_empty())?);
                Some((shard, hash, number))
            })
            .collect();
        let mut parts: Vec<Vec<(u32, u32)>> = vec![Vec::with_capacity(hashed.len() / SHARDS * 9 / 8); SHARDS];
        for (shard, hash, number) in hashed {
            if let Some(part) = parts.get_mut(shard) {
                part.push((hash, number));
            }
        }
        let made: Vec<(Arc<Shard>, Option<(u32, u32)>)> =
            parts.into_par_iter().map(|part| self.shard_of(&part)).collect();
        let double = made.iter().filter_map(|(_, double)| *double).min();
        self.shards = made.into_iter().map(|(shard, _)| shard).collect();
        double.map(|(first, second)| (CaseNumber(first), CaseNumber(second)))
    }

    fn shard_of(&self, members: &[(u32, u32)]) -> (Arc<Shard>, Option<(u32, u32)>) {
        let mut slots = vec![EMPTY; members.len() * 4 / 3 + 8];
        let mut double = None;
        for &(hash, number) in members {
            for slot in probe(hash, slots.len()) {
                let Some(slot) = slots.get_mut(slot) else { break };
                if *slot == EMPTY {
                    *slot = number;
                    break;
                }
                if self.text(*slot) == self.text(number) {
                    double = double.or(Some((*slot, number)));
                }
            }
        }
        (Arc::new(Shard { slots, taken: members.len() }), double)
    }

    /// At most four fifths of a shard's slots are taken.
    fn make_room(&mut self, shard: usize) {
        let Some(full) = self.shards.get(shard) else { return };
        if (full.taken + 1) * 5 <= full.slots.len() * 4 {
            return;
        }
        let mut wider = vec![EMPTY; full.slots.len() * 4 / 3 + 8];
        for &number in full.slots.iter().filter(|slot| **slot != EMPTY) {
            let (_, hash) = self.hash(self.text(number).unwrap_or_default());
            place(&mut wider, hash, number);
        }
        if let Some(shard) = self.shards.get_mut(shard) {
            shard.slots = wider;
        }
    }

    /// The shard, and the number that decides the slot in it.
    fn hash(&self, text: &[u8]) -> (usize, u32) {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(self.seed);
        hasher.write(text);
        let hash = hasher.finish();
        #[expect(clippy::cast_possible_truncation, reason = "ten high bits, then the low half")]
        let parts = ((hash >> 54) as usize, hash as u32);
        parts
    }

    /// Bytes of the identities' texts.
    pub(super) fn text_bytes(&self) -> usize {
        self.segments.iter().map(|segment| segment.text.len()).sum()
    }

    /// Bytes of memory without the texts themselves.
    pub(super) fn bytes(&self) -> usize {
        let spare = |s: &Segment| s.ends.capacity() * 4 + s.text.capacity() - s.text.len();
        let segments: usize = self.segments.iter().map(|s| size_of::<Segment>() + 16 + spare(s)).sum();
        let shards: usize = self.shards.iter().map(|shard| shard.slots.capacity() * 4 + 48).sum();
        segments + shards + self.bodies.bytes() + self.segments.bytes() + self.shards.bytes()
    }
}

/// Slots to look at, one after the other, from where the hash points.
fn probe(hash: u32, slots: usize) -> impl Iterator<Item = usize> {
    let first = ((u64::from(hash) * slots as u64) >> 32) as usize;
    (first..slots).chain(0..first)
}

fn place(slots: &mut [u32], hash: u32, number: u32) {
    let free = probe(hash, slots.len()).find(|&slot| slots.get(slot) == Some(&EMPTY));
    if let Some(slot) = free.and_then(|slot| slots.get_mut(slot)) {
        *slot = number;
    }
}
