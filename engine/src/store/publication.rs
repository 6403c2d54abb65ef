//! What is published in numbered versions, bitemporally.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cases::Actor;
use crate::grid::Title;

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

impl PublishedKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Plan, Self::Rules, Self::Calendar];

    /// The word used in files and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Rules => "rules",
            Self::Calendar => "calendar",
        }
    }
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
