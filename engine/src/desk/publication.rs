//! What is published, from when, and what becomes of open cases (发布).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::plan_edition::PlanEdition;
use crate::grid::Title;
use crate::rules::definition::FolderFiles;

/// What becomes of cases in flight (在办案件) when a plan or rules come into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InFlight {
    /// They stay with whom they are.
    #[default]
    Keep,
    /// Their owner is determined anew; the deadline stays.
    Reassign,
    /// They stay, and those whose owner would be another one are listed for a person.
    Ask,
}

/// A plan, rules or a calendar, or several that appear together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The layers.
    pub plan: Option<PlanEdition>,
    /// Units, classes, sources, routing table, settings, and where the district has them `components.csv` and `places.csv`.
    pub rules: Option<FolderFiles>,
    /// `calendar.json`.
    pub calendar: Option<FolderFiles>,
    /// From when it is in force; may lie ahead.
    pub valid_from: Timestamp,
    /// What becomes of open cases.
    pub in_flight: InFlight,
    /// What people call it.
    pub title: Title,
}

/// The file of a version's body that says how it came into force.
pub(super) const TERMS_FILE: &str = "publication.json";

/// How a version came into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Terms {
    pub in_flight: InFlight,
}
