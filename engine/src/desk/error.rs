//! Why the desk cannot be opened, or a version not be read.

use crate::assign::LocatedPlanError;
use crate::ids::CaseNumber;
use crate::store::{PublishedKind, StoreError};

/// A version's body that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {fault}")]
pub struct EditionError {
    /// The file inside the body.
    pub file: String,
    /// What is wrong.
    pub fault: String,
}

impl EditionError {
    pub(super) fn new(file: &str, fault: &str) -> Self {
        Self { file: file.into(), fault: fault.into() }
    }
}

/// Why a version cannot answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorldError {
    /// There is no such version.
    #[error("{kind:?} {number} was never published")]
    NoVersion {
        /// Of what.
        kind: PublishedKind,
        /// Which.
        number: u32,
    },
    /// Nothing is in force.
    #[error("no {0:?} is in force; publish one first")]
    NothingInForce(PublishedKind),
    /// Its body cannot be read.
    #[error("{kind:?} {number}: {source}")]
    Edition {
        /// Of what.
        kind: PublishedKind,
        /// Which.
        number: u32,
        /// What is wrong.
        source: EditionError,
    },
    /// Its layers cannot be searched.
    #[error(transparent)]
    Plan(#[from] LocatedPlanError),
    /// Rules and plan do not fit.
    #[error("rules {rules} do not fit plan {plan}: {fault}")]
    Bind {
        /// The rules.
        rules: u32,
        /// The plan.
        plan: u32,
        /// What is wrong.
        fault: String,
    },
}

/// Why the desk cannot go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// The store failed; open it anew.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A version cannot be used.
    #[error(transparent)]
    World(#[from] WorldError),
    /// A case's history does not make a case.
    #[error("case number {}: {fault}; `gridward verify` names all that is affected", case.0)]
    History {
        /// The case.
        case: CaseNumber,
        /// What is wrong.
        fault: String,
    },
    /// A write failed before; nothing is acknowledged until the desk is opened anew.
    #[error("the store failed before ({0}); open the desk anew")]
    Broken(String),
}
