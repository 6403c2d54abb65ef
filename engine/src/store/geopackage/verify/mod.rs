//! Is everything as it was written? Names every fault with its table and row.

mod chain;
mod heads;
mod rows;
mod structure;

use std::fmt;
use std::path::Path;

use super::read::GeoPackageReader;
use crate::cases::{CaseHead, Event};
use crate::store::StoreError;

/// Faults that are named one by one; further ones are counted.
const FAULTS_NAMED: usize = 1000;

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Table and row.
    pub place: String,
    /// What is wrong.
    pub found: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.found)
    }
}

/// What was looked at, and what was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// Events.
    pub events: u64,
    /// Blocks of the chain.
    pub blocks: u64,
    /// The hash of the last block, to compare with one kept elsewhere.
    pub tip: [u8; 32],
    /// Cases.
    pub cases: u64,
    /// Texts whose digests were compared.
    pub texts: u64,
    /// Deliveries.
    pub deliveries: u64,
    /// Published versions.
    pub versions: u64,
    /// The faults, in order of discovery; at most a thousand.
    pub faults: Vec<Fault>,
    /// Faults beyond those.
    pub more: u64,
}

impl Verification {
    fn add(&mut self, place: impl Into<String>, found: impl fmt::Display) {
        if self.faults.len() < FAULTS_NAMED {
            self.faults.push(Fault { place: place.into(), found: found.to_string() });
        } else {
            self.more += 1;
        }
    }

    fn add_error(&mut self, part: &str, error: StoreError) {
        match error {
            StoreError::Corrupt { place, found } => self.add(place, found),
            other => self.add(part, other),
        }
    }

    fn join(&mut self, other: Self) {
        self.cases += other.cases;
        other.faults.into_iter().for_each(|fault| self.add(fault.place, fault.found));
        self.more += other.more;
    }
}

/// Says what of a head, if anything, is not what its events make; the words of the events are still sealed.
pub type Judge<'a> = dyn Fn(&CaseHead, &[Event]) -> Result<(), String> + Sync + 'a;

/// Checks a store, also one that a server holds: `SQLite`'s own check, the rules of GeoPackage, the chain of hashes, the digests of
/// personal words that were not erased, each head against its events (with a judge: its whole content), versions, deliveries.
///
/// # Errors
/// [`StoreError::Foreign`] where the file is no store at all. Faults of the content are in the answer.
///
/// # Complexity
/// O(bytes), on as many threads as rayon has.
pub fn verify(path: &Path, judge: Option<&Judge<'_>>) -> Result<Verification, StoreError> {
    let reader = GeoPackageReader::open(path)?;
    let schema = super::migrate::recognise(reader.connection(), path, super::schema::SCHEMA)?;
    let mut verification = Verification::default();
    if schema != super::schema::SCHEMA {
        let found =
            format!("layout {schema}; open it once for writing, that brings it to {}", super::schema::SCHEMA);
        return Err(StoreError::Foreign { file: path.display().to_string(), found });
    }
    std::thread::scope(|scope| {
        let integrity = scope.spawn(|| structure::integrity(path));
        structure::layout(&reader, &mut verification);
        let known = chain::check(&reader, &mut verification);
        heads::check(&reader, &known, judge, &mut verification);
        rows::check(&reader, &known, &mut verification);
        match integrity.join() {
            Ok(found) => found.into_iter().for_each(|found| verification.add("integrity_check", found)),
            Err(_) => verification.add("integrity_check", "it died"),
        }
    });
    Ok(verification)
}
