//! A store's content as plain values: what [`super::MemoryStore`] holds twice, live and durable.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::check::{Known, check_batch, check_versions};
use super::contract::{Committed, Entry};
use super::delivery::{Delivery, DeliveryState};
use super::error::StoreError;
use super::head::CaseHead;
use super::private::{Salts, Words, seal, unseal};
use super::publication::{Published, PublishedKind};
use crate::cases::{Act, Event};
use crate::ids::{CaseId, CaseNumber, EventNumber};

/// One thing to be written.
#[derive(Debug, Clone)]
pub(super) enum Operation {
    Append(Timestamp, Vec<Entry>),
    Erase(CaseNumber),
    Publish(Vec<Published>),
    Withdraw(PublishedKind, u32, Timestamp),
    Settle(Vec<Delivery>),
    Document(String, Option<Vec<u8>>),
}

/// Everything that a store holds.
#[derive(Clone, Default)]
pub(super) struct Image {
    pub(super) events: Vec<Event>,
    pub(super) of_case: BTreeMap<CaseNumber, Vec<usize>>,
    pub(super) words: BTreeMap<EventNumber, Words>,
    pub(super) heads: BTreeMap<CaseNumber, CaseHead>,
    pub(super) ids: BTreeMap<CaseId, CaseNumber>,
    pub(super) published: BTreeMap<(PublishedKind, u32), Published>,
    pub(super) outbox: Vec<Delivery>,
    pub(super) documents: BTreeMap<String, Vec<u8>>,
}

impl Image {
    /// The number that the next event gets.
    pub(super) fn next_event(&self) -> EventNumber {
        EventNumber(self.events.len() as u64)
    }

    /// The events at these places, with their words.
    pub(super) fn with_words(&self, places: impl Iterator<Item = usize>) -> Result<Vec<Event>, StoreError> {
        places
            .filter_map(|at| self.events.get(at))
            .map(|sealed| {
                let mut event = sealed.clone();
                if let Some(words) = self.words.get(&event.number) {
                    unseal(&mut event.act, words.clone()).map_err(|position| {
                        StoreError::corrupt(
                            format!("event {}", event.number.0),
                            format!("text {position} is not the one written"),
                        )
                    })?;
                }
                Ok(event)
            })
            .collect()
    }

    /// Applies one operation.
    pub(super) fn apply(&mut self, operation: &Operation, salts: &Salts) -> Result<Outcome, StoreError> {
        match operation {
            Operation::Append(at, entries) => self.append(*at, entries, salts).map(Outcome::Committed),
            Operation::Erase(case) => Ok(Outcome::Erased(self.erase(*case))),
            Operation::Publish(versions) => self.publish(versions).map(|()| Outcome::Done),
            Operation::Withdraw(kind, number, at) => {
                let version = self.published.get_mut(&(*kind, *number)).ok_or_else(|| {
                    StoreError::Refused(format!("{} {number} was never published", kind.as_str()))
                })?;
                version.withdrawn_at.get_or_insert(*at);
                Ok(Outcome::Done)
            }
            Operation::Settle(deliveries) => self.settle(deliveries).map(|()| Outcome::Done),
            Operation::Document(name, body) => {
                match body {
                    Some(body) => drop(self.documents.insert(name.clone(), body.clone())),
                    None => drop(self.documents.remove(name)),
                }
                Ok(Outcome::Done)
            }
        }
    }

    fn append(
        &mut self,
        recorded_at: Timestamp,
        entries: &[Entry],
        salts: &Salts,
    ) -> Result<Committed, StoreError> {
        check_batch(
            entries,
            |number| {
                Ok(self.heads.get(&number).map(|head| Known { id: head.id.clone(), revision: head.revision }))
            },
            |id| Ok(self.ids.get(id).copied()),
        )?;
        let first = self.next_event();
        let recorded_at = self.events.last().map_or(recorded_at, |last| last.recorded_at.max(recorded_at));
        for entry in entries {
            self.write(recorded_at, entry, salts);
        }
        Ok(Committed { first, next: self.next_event(), recorded_at })
    }

    /// Writes one entry that was checked.
    pub(super) fn write(&mut self, recorded_at: Timestamp, entry: &Entry, salts: &Salts) {
        let case = entry.head.number;
        for (at, by, act) in &entry.events {
            let number = self.next_event();
            let mut act = act.clone();
            if let Some(words) = seal(&mut act, number, salts) {
                self.words.insert(number, words);
            }
            self.of_case.entry(case).or_default().push(self.events.len());
            self.events.push(Event { number, case, at: *at, recorded_at, by: by.clone(), act });
        }
        let event = EventNumber(self.next_event().0.saturating_sub(1));
        for (to, body) in &entry.outbox {
            self.outbox.push(Delivery {
                number: self.outbox.len() as u64 + 1,
                event,
                case,
                to: to.clone(),
                body: body.clone(),
                state: DeliveryState::Waiting,
                attempts: 0,
                next_at: recorded_at,
                last_error: None,
            });
        }
        if let Some(erasure) = entry.events.iter().rposition(|(_, _, act)| matches!(act, Act::Erase)) {
            let after = (entry.events.len() - 1 - erasure) as u64;
            self.erase_until(case, EventNumber(event.0 - after));
        }
        self.ids.insert(entry.head.id.clone(), case);
        self.heads.insert(case, entry.head.clone());
    }

    fn erase(&mut self, case: CaseNumber) -> u64 {
        self.erase_until(case, EventNumber(u64::MAX))
    }

    fn erase_until(&mut self, case: CaseNumber, until: EventNumber) -> u64 {
        let places = self.of_case.get(&case).map_or(&[][..], Vec::as_slice);
        let numbers = places.iter().filter_map(|at| self.events.get(*at)).map(|event| event.number);
        let numbers = numbers.filter(|number| *number <= until);
        numbers.filter_map(|number| self.words.remove(&number)).map(|words| words.texts.len() as u64).sum()
    }

    fn publish(&mut self, versions: &[Published]) -> Result<(), StoreError> {
        check_versions(versions, |kind| {
            Ok(self.published.range((kind, 0)..=(kind, u32::MAX)).next_back().map(|(key, _)| key.1))
        })?;
        for version in versions {
            self.published.insert((version.kind, version.number), version.clone());
        }
        Ok(())
    }

    fn settle(&mut self, deliveries: &[Delivery]) -> Result<(), StoreError> {
        let place = |number: u64| usize::try_from(number.wrapping_sub(1)).unwrap_or(usize::MAX);
        if let Some(unknown) = deliveries.iter().find(|given| self.outbox.get(place(given.number)).is_none())
        {
            return Err(StoreError::Refused(format!("delivery {} was never sent", unknown.number)));
        }
        for given in deliveries {
            if let Some(kept) = self.outbox.get_mut(place(given.number)) {
                kept.state = given.state;
                kept.attempts = given.attempts;
                kept.next_at = given.next_at;
                kept.last_error.clone_from(&given.last_error);
            }
        }
        Ok(())
    }
}

/// What an operation gave.
#[derive(Debug, Clone, Copy)]
pub(super) enum Outcome {
    Committed(Committed),
    Erased(u64),
    Done,
}
