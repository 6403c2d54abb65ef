//! Identities by number, and numbers by identity.

use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use super::page::{Page, Paged};
use crate::ids::{CaseId, CaseNumber};

/// Cases in one segment of texts.
const SEGMENT: usize = 2048;
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
    segments: Arc<Page<Arc<Segment>>>,
    bodies: Paged<[u8; 32]>,
    shards: Arc<Page<Arc<Shard>>>,
    /// Unknown to those who send cases, so that nobody can choose identities that collide.
    seed: u64,
}

impl Identities {
    pub(super) fn new(seed: u64, expected: usize) -> Self {
        let room = expected.div_ceil(SHARDS) * 4 / 3 + usize::from(expected > 0) * 16;
        let shard = || Arc::new(Shard { slots: vec![EMPTY; room], taken: 0 });
        Self {
            segments: Arc::new(Page(Vec::new())),
            bodies: Paged::default(),
            shards: Arc::new(Page((0..SHARDS).map(|_| shard()).collect())),
            seed,
        }
    }

    /// How many numbers have a place, used or not.
    pub(super) fn len(&self) -> usize {
        self.bodies.len()
    }

    fn text(&self, number: u32) -> Option<&[u8]> {
        let segment = self.segments.0.get(number as usize / SEGMENT)?;
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
        let slots = &self.shards.0.get(shard)?.slots;
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
        while self.len() < number.0 as usize {
            self.append(b"", [0; 32]);
        }
        self.append(id.as_str().as_bytes(), body);
        let (shard, hash) = self.hash(id.as_str().as_bytes());
        self.make_room(shard);
        let shards = &mut Arc::make_mut(&mut self.shards).0;
        if let Some(shard) = shards.get_mut(shard) {
            let shard = Arc::make_mut(shard);
            place(&mut shard.slots, hash, number.0);
            shard.taken += 1;
        }
    }

    fn append(&mut self, text: &[u8], body: [u8; 32]) {
        let segments = &mut Arc::make_mut(&mut self.segments).0;
        if segments.last().is_none_or(|last| last.ends.len() == SEGMENT) {
            segments.push(Arc::default());
        }
        if let Some(last) = segments.last_mut() {
            let last = Arc::make_mut(last);
            last.text.extend_from_slice(text);
            last.ends.push(u32::try_from(last.text.len()).unwrap_or(u32::MAX));
            if last.ends.len() == SEGMENT {
                last.text.shrink_to_fit();
            }
        }
        self.bodies.push(body);
    }

    /// At most four fifths of a shard's slots are taken.
    fn make_room(&mut self, shard: usize) {
        let Some(full) = self.shards.0.get(shard) else { return };
        if (full.taken + 1) * 5 <= full.slots.len() * 4 {
            return;
        }
        let mut wider = vec![EMPTY; full.slots.len() * 4 / 3 + 8];
        for &number in full.slots.iter().filter(|slot| **slot != EMPTY) {
            let (_, hash) = self.hash(self.text(number).unwrap_or_default());
            place(&mut wider, hash, number);
        }
        let taken = full.taken;
        if let Some(shard) = Arc::make_mut(&mut self.shards).0.get_mut(shard) {
            *shard = Arc::new(Shard { slots: wider, taken });
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
        self.segments.0.iter().map(|segment| segment.text.len()).sum()
    }

    /// Bytes of memory without the texts themselves.
    pub(super) fn bytes(&self) -> usize {
        let segments: usize = self
            .segments
            .0
            .iter()
            .map(|s| size_of::<Segment>() + 24 + s.ends.capacity() * 4 + s.text.capacity() - s.text.len())
            .sum();
        let shards: usize = self.shards.0.iter().map(|shard| shard.slots.capacity() * 4 + 56).sum();
        segments + shards + self.bodies.bytes()
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
