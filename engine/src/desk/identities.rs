//! Which identities are taken: 12 bytes a case in memory, so that a new case costs no look at the disk.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use sha2::{Digest, Sha256};

use crate::ids::{CaseId, CaseNumber};

/// Passes on what is evenly spread already.
#[derive(Debug, Clone, Copy, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// What is known of an identity without a look at the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// No case has it.
    Free,
    /// This case has it, or one whose identity has the same 64 bits.
    Probably(CaseNumber),
    /// This case has it.
    Taken(CaseNumber),
}

/// The identities of all cases, by the first 64 bits of their SHA-256.
#[derive(Debug, Clone, Default)]
pub(super) struct Identities {
    numbers: HashMap<u64, u32, BuildHasherDefault<AsItIs>>,
    /// Identities whose 64 bits another one had before.
    doubles: BTreeMap<CaseId, CaseNumber>,
}

impl Identities {
    /// Room for so many cases.
    pub(super) fn with_capacity(cases: usize) -> Self {
        Self { numbers: HashMap::with_capacity_and_hasher(cases, BuildHasherDefault::default()), doubles: BTreeMap::new() }
    }

    /// Takes an identity. O(1).
    pub(super) fn add(&mut self, id: &CaseId, number: CaseNumber) {
        let key = key_of(id);
        if *self.numbers.entry(key).or_insert(number.0) != number.0 {
            self.doubles.insert(id.clone(), number);
        }
    }

    /// What is known of an identity. O(1).
    pub(super) fn find(&self, id: &CaseId) -> Known {
        if let Some(&number) = self.doubles.get(id) {
            return Known::Taken(number);
        }
        self.numbers.get(&key_of(id)).map_or(Known::Free, |&number| Known::Probably(CaseNumber(number)))
    }
}

fn key_of(id: &CaseId) -> u64 {
    let digest = Sha256::digest(id.as_str().as_bytes());
    digest.iter().take(8).fold(0, |key, &byte| (key << 8) | u64::from(byte))
}
