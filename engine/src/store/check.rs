//! What every store refuses, so that all refuse the same.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::contract::Entry;
use super::error::StoreError;
use super::publication::{Published, PublishedKind};
use crate::ids::{CaseId, CaseNumber};

/// What a store knows of a case before a batch.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Its identity.
    pub id: CaseId,
    /// Its revision.
    pub revision: u32,
}

/// Refuses a batch that makes no sense. `by_number` and `by_id` say what stood there before the batch.
///
/// # Errors
/// [`StoreError::Refused`], and those of the two questions.
pub(super) fn check_batch(
    entries: &[Entry],
    mut by_number: impl FnMut(CaseNumber) -> Result<Option<Known>, StoreError>,
    mut by_id: impl FnMut(&CaseId) -> Result<Option<CaseNumber>, StoreError>,
) -> Result<(), StoreError> {
    let mut numbers: BTreeMap<CaseNumber, Known> = BTreeMap::new();
    let mut ids: BTreeMap<&CaseId, CaseNumber> = BTreeMap::new();
    for entry in entries {
        let head = &entry.head;
        let refused = |why: String| StoreError::Refused(format!("case {}: {why}", head.id));
        let known = match numbers.get(&head.number) {
            Some(known) => Some(known.clone()),
            None => by_number(head.number)?,
        };
        if let Some(known) = &known {
            if known.id != head.id {
                return Err(refused(format!("its number {} belongs to case {}", head.number.0, known.id)));
            }
        } else if let Some(other) =
            ids.get(&head.id).copied().map_or_else(|| by_id(&head.id), |n| Ok(Some(n)))?
        {
            return Err(refused(format!("it is number {} already, not {}", other.0, head.number.0)));
        }
        let before = known.map_or(0, |known| known.revision);
        let events = u32::try_from(entry.events.len()).unwrap_or(u32::MAX);
        if events == 0 {
            return Err(refused("an entry needs at least one event".into()));
        }
        if before.checked_add(events) != Some(head.revision) {
            let right = u64::from(before) + u64::from(events);
            return Err(refused(format!(
                "its head says revision {}; after {before} events and {events} more it is {right}",
                head.revision
            )));
        }
        numbers.insert(head.number, Known { id: head.id.clone(), revision: head.revision });
        ids.insert(&head.id, head.number);
    }
    Ok(())
}

/// Refuses versions whose numbers do not rise, or whose digest is not that of the body. `last` says the highest number so far.
///
/// # Errors
/// [`StoreError::Refused`], and those of the question.
pub(super) fn check_versions(
    versions: &[Published],
    mut last: impl FnMut(PublishedKind) -> Result<Option<u32>, StoreError>,
) -> Result<(), StoreError> {
    let mut given: BTreeMap<PublishedKind, u32> = BTreeMap::new();
    for version in versions {
        let before = match given.get(&version.kind) {
            Some(number) => Some(*number),
            None => last(version.kind)?,
        };
        if let Some(before) = before.filter(|before| *before >= version.number) {
            return Err(StoreError::Refused(format!(
                "{} {}: {before} is published already; the next number is {}",
                version.kind.as_str(),
                version.number,
                u64::from(before) + 1
            )));
        }
        if <[u8; 32]>::from(Sha256::digest(&version.body)) != version.digest {
            return Err(StoreError::Refused(format!(
                "{} {}: the digest is not the SHA-256 of the body",
                version.kind.as_str(),
                version.number
            )));
        }
        given.insert(version.kind, version.number);
    }
    Ok(())
}
