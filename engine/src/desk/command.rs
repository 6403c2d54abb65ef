//! What comes in (指令), and what goes out (答复).

use std::sync::Arc;

use jiff::Timestamp;

use super::publication::Publication;
use super::request::ActRequest;
use crate::cases::{Actor, CaseHead, CaseState, Intake, IntakeFault, Unlawful};
use crate::ids::{CaseId, CaseNumber, EventNumber};
use crate::store::{Delivery, DeliveryState, PublishedKind};

/// One message to the desk. A call handles many at once and makes them durable together.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Command {
    /// A case comes in. The same identity with the same body is the same case, however often it is sent.
    Intake {
        /// As it came.
        intake: Box<Intake>,
        /// Who brought it.
        by: Actor,
    },
    /// Something is to be done with a case.
    Act {
        /// The case.
        case: CaseId,
        /// Who does it.
        by: Actor,
        /// When it was done, if that was before now; never before the case's last event.
        at: Option<Timestamp>,
        /// The revision that the sender saw, if it must still be that one.
        revision: Option<u32>,
        /// What.
        act: Box<ActRequest>,
    },
    /// The personal words of a case are to be erased.
    Erase {
        /// The case.
        case: CaseId,
        /// Who does it.
        by: Actor,
    },
    /// A plan, rules or a calendar, or several together, are to come into force.
    Publish {
        /// What, from when, and what becomes of open cases.
        publication: Box<Publication>,
        /// Who does it.
        by: Actor,
    },
    /// A version is to be withdrawn; the one before it is in force again.
    Rollback {
        /// Of what.
        kind: PublishedKind,
        /// Which.
        number: u32,
        /// Who does it.
        by: Actor,
    },
    /// How deliveries went.
    Settle {
        /// One entry a delivery.
        attempts: Vec<Attempt>,
    },
}

/// How one attempt to deliver a message went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The delivery, as [`super::Desk::due_deliveries`] gave it.
    pub delivery: Delivery,
    /// What went wrong; `None` when the recipient has it.
    pub error: Option<String>,
}

/// A case as the desk knows it: the row that readers scan and the fold of its events.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRecord {
    /// The row.
    pub head: CaseHead,
    /// The fold.
    pub state: CaseState,
}

/// The answer to one command.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Reply {
    /// The case is new and on disk.
    Created(Arc<CaseRecord>),
    /// The case was there already, with the same body.
    Exists(Arc<CaseRecord>),
    /// The act is on disk.
    Done {
        /// The case after it.
        record: Arc<CaseRecord>,
        /// The number of its first event, and of the first one after it.
        events: (EventNumber, EventNumber),
    },
    /// The versions are on disk.
    Published {
        /// Kind and number of each.
        versions: Vec<(PublishedKind, u32)>,
        /// From when they are in force.
        valid_from: Timestamp,
    },
    /// The version is withdrawn.
    RolledBack {
        /// Of what.
        kind: PublishedKind,
        /// Which.
        number: u32,
    },
    /// The results of deliveries are on disk.
    Settled {
        /// State of each delivery that was found, in the order of the attempts.
        states: Vec<(u64, DeliveryState)>,
    },
    /// The command makes no sense; nothing happened.
    Refused(Refusal),
    /// The store failed; nothing of the whole call happened, and nothing is acknowledged until the desk is opened anew.
    Failed(String),
}

/// Why a command is refused. Each message says what would be right.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The identity belongs to another case.
    #[error(
        "case {id} exists with another body; send the same body again, or give the new case an identity of its own"
    )]
    Conflict {
        /// The identity.
        id: CaseId,
        /// The case that has it.
        number: CaseNumber,
    },
    /// There is no such case.
    #[error("case {0} does not exist")]
    NoCase(CaseId),
    /// The act is not lawful where the case stands.
    #[error("case {case}: {unlawful}")]
    Unlawful {
        /// The case.
        case: CaseId,
        /// What was asked, where the case stands, what would be lawful, and why.
        unlawful: Box<Unlawful>,
    },
    /// Somebody else was quicker.
    #[error("case {case} is at revision {is}, not {expected}; read it again and decide anew")]
    Revision {
        /// The case.
        case: CaseId,
        /// The revision expected.
        expected: u32,
        /// The revision there is.
        is: u32,
    },
    /// What comes in makes no case.
    #[error("{0}")]
    Intake(#[from] IntakeFault),
    /// A value does not fit.
    #[error("{field} is “{value}”; {right}")]
    Value {
        /// The field.
        field: &'static str,
        /// What was given.
        value: String,
        /// What would be right.
        right: String,
    },
    /// A publication cannot be taken.
    #[error("{0}")]
    Publication(String),
    /// The desk has nothing to answer by.
    #[error("no {} is in force; publish one first", .0.as_str())]
    NotReady(PublishedKind),
}
