//! What a store must do, and what stands in it. The seam for fault injection, and for a database server.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cases::{Act, Actor, CaseHead, Event};
use crate::grid::Title;
use crate::ids::{CaseId, CaseNumber, EventNumber, UnitCode};

/// What is written for one case at once: its events without numbers, and the head that they make.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The head after the events.
    pub head: CaseHead,
    /// When they took effect, who did them, what was done; in order.
    pub events: Vec<(Timestamp, Actor, Act)>,
    /// Messages to deliver, made durable with the events.
    pub outbox: Vec<(UnitCode, String)>,
}

/// What a durable append gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// The number of the first event written.
    pub first: EventNumber,
    /// The first number not written yet.
    pub next: EventNumber,
}

/// What is published in versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublishedKind {
    /// Layers of cells.
    Plan,
    /// Units, classes, sources, routing table, settings.
    Rules,
    /// Working time and holidays.
    Calendar,
}

/// A published version: immutable, with both times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Of what.
    pub kind: PublishedKind,
    /// Its number; numbers rise and are never used twice.
    pub number: u32,
    /// From when it is in force.
    pub valid_from: Timestamp,
    /// When it became known here.
    pub recorded_at: Timestamp,
    /// When it was withdrawn by a rollback, if it was.
    pub withdrawn_at: Option<Timestamp>,
    /// Who published it, and why.
    pub by: Actor,
    /// What people call it.
    pub title: Title,
    /// The version itself, as files of a district folder: names and contents, packed.
    pub body: Vec<u8>,
    /// SHA-256 of the body.
    pub digest: [u8; 32],
}

/// How a delivery goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryState {
    /// It waits for its next attempt.
    Waiting,
    /// The recipient has it.
    Delivered,
    /// It was given up after the last attempt; a person must look.
    Dead,
}

/// A message to one recipient (外发消息).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its number, rising; the recipient drops what it has already.
    pub number: u64,
    /// The event that caused it.
    pub event: EventNumber,
    /// The case.
    pub case: CaseNumber,
    /// To whom.
    pub to: UnitCode,
    /// What, as JSON.
    pub body: String,
    /// How it goes.
    pub state: DeliveryState,
    /// Attempts so far.
    pub attempts: u32,
    /// When it is due next.
    pub next_at: Timestamp,
    /// What the last attempt said.
    pub last_error: Option<String>,
}

/// Why a store cannot do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another program holds the file.
    #[error(
        "{file}: another server holds this store (process {holder}); stop it first, or serve another file"
    )]
    Held {
        /// The file.
        file: String,
        /// Who holds it.
        holder: String,
    },
    /// The disk is full or an input/output failed; nothing of the batch is acknowledged.
    #[error("{action}: {fault}")]
    Io {
        /// What was being done.
        action: String,
        /// What the system said.
        fault: String,
    },
    /// What stands on disk is not what was written.
    #[error("{place}: {found}; restore it from a backup, `gridward verify` names all that is affected")]
    Corrupt {
        /// Table and row.
        place: String,
        /// What is wrong.
        found: String,
    },
    /// The file is no store of this program, or of a newer one.
    #[error("{file}: {found}")]
    Foreign {
        /// The file.
        file: String,
        /// What it is.
        found: String,
    },
    /// The request makes no sense for what stands there.
    #[error("{0}")]
    Refused(String),
}

/// Why an append did not happen. After it the store must be opened anew before anything else is acknowledged.
pub type AppendError = StoreError;

/// Durable memory of a district.
///
/// One writer. An append is atomic and durable when it returns; after an error nothing of it is visible, now or after a restart.
pub trait Store: Send {
    /// Writes a batch: events get their numbers in order, heads replace those of the same case number.
    ///
    /// # Errors
    /// [`StoreError::Io`]; nothing of the batch then exists.
    fn append(&mut self, recorded_at: Timestamp, entries: &[Entry]) -> Result<Committed, StoreError>;

    /// The number that the next event gets.
    fn next_event(&self) -> EventNumber;

    /// All heads in order of case number, handed over in batches.
    ///
    /// # Errors
    /// What the sink returns, or [`StoreError`].
    fn heads(&self, sink: &mut dyn FnMut(Vec<CaseHead>) -> Result<(), StoreError>) -> Result<(), StoreError>;

    /// The head of one case.
    ///
    /// # Errors
    /// [`StoreError`].
    fn head(&self, id: &CaseId) -> Result<Option<CaseHead>, StoreError>;

    /// A case's events in order, with the words that were not erased.
    ///
    /// # Errors
    /// [`StoreError`].
    fn history(&self, case: CaseNumber) -> Result<Vec<Event>, StoreError>;

    /// Events from a number on, at most so many, with their words.
    ///
    /// # Errors
    /// [`StoreError`].
    fn events_from(&self, from: EventNumber, most: usize) -> Result<Vec<Event>, StoreError>;

    /// Erases the personal words of a case; the digests stay, and the chain with them. An [`Act::Erase`] records it.
    ///
    /// # Errors
    /// [`StoreError`].
    fn erase(&mut self, case: CaseNumber) -> Result<u64, StoreError>;

    /// Writes a version. Plan, rules and calendar of one publication are given together and appear together.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where a number does not rise.
    fn publish(&mut self, versions: &[Published]) -> Result<(), StoreError>;

    /// All versions, withdrawn ones included, in order of kind and number.
    ///
    /// # Errors
    /// [`StoreError`].
    fn published(&self) -> Result<Vec<Published>, StoreError>;

    /// Marks a version as withdrawn (rollback); it stays readable.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where there is none.
    fn withdraw(&mut self, kind: PublishedKind, number: u32, at: Timestamp) -> Result<(), StoreError>;

    /// Deliveries that wait and are due, oldest first, at most so many.
    ///
    /// # Errors
    /// [`StoreError`].
    fn due_deliveries(&self, now: Timestamp, most: usize) -> Result<Vec<Delivery>, StoreError>;

    /// Writes how deliveries went.
    ///
    /// # Errors
    /// [`StoreError`].
    fn settle(&mut self, deliveries: &[Delivery]) -> Result<(), StoreError>;

    /// A named small document: accounts, settings, checkpoints of readers.
    ///
    /// # Errors
    /// [`StoreError`].
    fn document(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Writes a named small document; `None` removes it.
    ///
    /// # Errors
    /// [`StoreError`].
    fn set_document(&mut self, name: &str, body: Option<&[u8]>) -> Result<(), StoreError>;
}
