//! What listeners are told about an event (动态), without a look at the disk.

use jiff::Timestamp;
use serde::Serialize;

use crate::assign::QueueName;
use crate::cases::{ActKind, Stage};
use crate::ids::{CaseId, CaseNumber, EventNumber};
use crate::store::Entry;

/// One event in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// The event.
    pub number: EventNumber,
    /// The case.
    pub case: CaseId,
    /// The case's number.
    #[serde(skip)]
    pub case_number: CaseNumber,
    /// What was done.
    pub act: ActKind,
    /// Where the case stands after all that was written with it.
    pub stage: Stage,
    /// Who must act, by position in the table of codes.
    #[serde(skip)]
    pub unit: u16,
    /// The queue that it stands in.
    pub queue: Option<QueueName>,
    /// By when.
    pub due_at: Option<Timestamp>,
    /// Whether that is past.
    pub overdue: bool,
}

impl Notice {
    pub(super) fn of_entry(entry: &Entry, first: u64, now: Timestamp) -> impl Iterator<Item = Self> + '_ {
        let head = &entry.head;
        let clock = matches!(head.stage, Stage::Dispatched | Stage::Handling | Stage::Returned);
        let overdue = clock && head.due_at.is_some_and(|due| now > due);
        (first..).zip(&entry.events).map(move |(number, (_, _, act))| Self {
            number: EventNumber(number),
            case: head.id.clone(),
            case_number: head.number,
            act: act.kind(),
            stage: head.stage,
            unit: head.unit,
            queue: head.queue,
            due_at: head.due_at,
            overdue,
        })
    }
}
