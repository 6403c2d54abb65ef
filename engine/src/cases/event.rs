//! What happened, when, and who did it (案件过程).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::act::Act;
use crate::ids::{AccountName, CaseNumber, EventNumber, UnitCode};

/// A text that may hold personal data: in the log stands only its salted digest, the words stand in a side table that can
/// be erased without breaking the chain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrivateText {
    /// The words themselves.
    Words(String),
    /// Words that were erased or are not for this reader; SHA-256 over salt and words.
    Digest([u8; 32]),
}

impl PrivateText {
    /// The words, where they are here.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Words(words) => Some(words),
            Self::Digest(_) => None,
        }
    }
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The program itself, following rules.
    System,
    /// An account, acting for its unit.
    Account {
        /// The account.
        name: AccountName,
        /// The unit that it acts for.
        unit: Option<UnitCode>,
    },
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its place in the whole log.
    pub number: EventNumber,
    /// The case that it belongs to.
    pub case: CaseNumber,
    /// When it took effect.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// When it became known here; never earlier than that of the event before it in the log.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub recorded_at: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// What was done.
    pub act: Act,
}
