//! Identities by number, and numbers by identity.

use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use super::page::Shared;
use super::texts::{Text, Texts};
use crate::ids::{CaseId, CaseNumber};

/// Cases in one segment of texts.
const SEGMENT: usize = 512;
/// Parts of the look-up; a change copies one.
const SHARDS: usize = 1024;
/// Most identities whose hashes are kept at a time while the look-up is made.
const INDEXED_AT_ONCE: usize = 1 << 22;
const EMPTY: u32 = u32::MAX;

/// A part of the look-up: numbers in slots, open addressing.
#[derive(Debug, Clone)]
struct Shard {
    slots: Vec<u32>,
    taken: usize,
}

/// What never changes of a case.
#[derive(Debug, Clone)]
pub(super) struct Identities {
    segments: Shared<Texts>,
    /// The last text: the next one is written as what it has beyond it.
    last: Text,
    count: usize,
    shards: Shared<Shard>,
    /// Unknown to those who send cases, so that nobody can choose identities that collide.
    seed: u64,
}

impl Identities {
    pub(super) fn new(seed: u64) -> Self {
        let shard = |_| Arc::new(Shard { slots: Vec::new(), taken: 0 });
        Self {
            segments: Shared::default(),
            last: Text::new(),
            count: 0,
            shards: (0..SHARDS).map(shard).collect(),
            seed,
        }
    }

    /// How many numbers have a place, used or not.
    pub(super) const fn len(&self) -> usize {
        self.count
    }

    fn text(&self, number: u32) -> Option<Text> {
        self.segments.get(number as usize / SEGMENT)?.get(number as usize % SEGMENT)
    }

    /// Whether a number belongs to an identity.
    pub(super) fn is(&self, number: CaseNumber, id: &CaseId) -> bool {
        self.text(number.0).as_deref() == Some(id.as_str().as_bytes())
    }

    /// The identity of a number; `None` if it is not in use.
    pub(super) fn get(&self, number: CaseNumber) -> Option<CaseId> {
        let text = self.text(number.0).filter(|text| !text.is_empty())?;
        Some(CaseId::new(std::str::from_utf8(&text).ok()?))
    }

    /// The number of an identity. O(1) expected.
    pub(super) fn find(&self, id: &CaseId) -> Option<CaseNumber> {
        let (shard, hash) = self.hash(id.as_str().as_bytes());
        let slots = &self.shards.get(shard)?.slots;
        for slot in probe(hash, slots.len()) {
            match *slots.get(slot)? {
                EMPTY => return None,
                number if self.text(number).as_deref() == Some(id.as_str().as_bytes()) => {
                    return Some(CaseNumber(number));
                }
                _ => {}
            }
        }
        None
    }

    /// Adds an identity; numbers between the last one and this one stay unused. The caller has made sure that the number is
    /// new and the identity too.
    pub(super) fn push(&mut self, number: CaseNumber, id: &CaseId) {
        self.append(number, id.as_str());
        let (shard, hash) = self.hash(id.as_str().as_bytes());
        self.make_room(shard);
        if let Some(shard) = self.shards.get_mut(shard) {
            place(&mut shard.slots, hash, number.0);
            shard.taken += 1;
        }
    }

    /// As [`Self::push`], but the look-up does not find it before [`Self::index_all`].
    pub(super) fn append(&mut self, number: CaseNumber, id: &str) {
        while self.count < number.0 as usize {
            self.append_next(b"");
        }
        self.append_next(id.as_bytes());
    }

    fn append_next(&mut self, text: &[u8]) {
        if self.segments.last().is_none_or(|last| last.len() == SEGMENT) {
            self.segments.push(Arc::default());
        }
        if let Some(segment) = self.segments.last_mut() {
            segment.push(&self.last, text);
            if segment.len() == SEGMENT {
                segment.shrink();
            }
        }
        self.last.clear();
        self.last.extend_from_slice(text);
        self.count += 1;
    }

    /// Makes the look-up for all identities at once, shard by shard on all threads. Two numbers with one identity are given
    /// back, the smaller one first.
    ///
    /// # Complexity
    /// O(identities), once for each few millions of them, so that memory is bounded.
    pub(super) fn index_all(&mut self) -> Option<(CaseNumber, CaseNumber)> {
        let passes = self.count.div_ceil(INDEXED_AT_ONCE).clamp(1, SHARDS);
        let of_pass = SHARDS.div_ceil(passes);
        let mut made: Vec<(Arc<Shard>, Option<(u32, u32)>)> = Vec::with_capacity(SHARDS);
        for first in (0..SHARDS).step_by(of_pass) {
            let parts = self.hashed(first, of_pass.min(SHARDS - first));
            made.par_extend(parts.into_par_iter().map(|part| self.shard_of(&part)));
        }
        let double = made.iter().filter_map(|(_, double)| *double).min();
        self.shards = made.into_iter().map(|(shard, _)| shard).collect();
        double.map(|(first, second)| (CaseNumber(first), CaseNumber(second)))
    }

    /// Hash and number of the identities of some shards.
    fn hashed(&self, first: usize, shards: usize) -> Vec<Vec<(u32, u32)>> {
        let segments: Vec<(usize, &Texts)> = self.segments.iter().enumerate().collect();
        let of_segment = |(at, texts): (usize, &Texts)| {
            let mut hashed = Vec::new();
            let mut number = u32::try_from(at * SEGMENT).unwrap_or(EMPTY);
            texts.each(|text| {
                if !text.is_empty() {
                    let (shard, hash) = self.hash(text);
                    let shard = shard.checked_sub(first).filter(|shard| *shard < shards);
                    hashed.extend(
                        shard.and_then(|shard| u16::try_from(shard).ok()).map(|shard| (shard, hash, number)),
                    );
                }
                number = number.saturating_add(1);
            });
            hashed
        };
        let hashed: Vec<Vec<(u16, u32, u32)>> = segments.into_par_iter().map(of_segment).collect();
        let mut parts: Vec<Vec<(u32, u32)>> = vec![Vec::new(); shards];
        for (shard, hash, number) in hashed.into_iter().flatten() {
            if let Some(part) = parts.get_mut(usize::from(shard)) {
                part.push((hash, number));
            }
        }
        parts
    }

    fn shard_of(&self, members: &[(u32, u32)]) -> (Arc<Shard>, Option<(u32, u32)>) {
        let mut slots = vec![EMPTY; members.len() * 4 / 3 + 8];
        // Texts lie far away; they are looked at where hashes are the same.
        let mut hashes = vec![0u32; slots.len()];
        let mut double = None;
        for &(hash, number) in members {
            for slot in probe(hash, slots.len()) {
                let (Some(slot), Some(its)) = (slots.get_mut(slot), hashes.get_mut(slot)) else { break };
                if *slot == EMPTY {
                    (*slot, *its) = (number, hash);
                    break;
                }
                if *its == hash && self.text(*slot) == self.text(number) {
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
            let (_, hash) = self.hash(&self.text(number).unwrap_or_default());
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
        self.segments.iter().map(Texts::bytes).sum()
    }

    /// Bytes of memory without the texts themselves.
    pub(super) fn bytes(&self) -> usize {
        let segments = self.segments.iter().count() * (size_of::<Texts>() + 16);
        let shards: usize = self.shards.iter().map(|shard| shard.slots.capacity() * 4 + 48).sum();
        segments + shards + self.segments.bytes() + self.shards.bytes()
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
