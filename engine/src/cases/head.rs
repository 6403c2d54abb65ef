//! A case as it now stands, in one row (案件现状).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::stage::Stage;
use crate::assign::QueueName;
use crate::ids::{CaseId, CaseNumber};
use crate::measure::LonLat;
use crate::rules::Level;

/// The row of a case as it now stands: what columns, queues and duplicate search need. The log is the truth, this is its fold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseHead {
    /// Its place in the order of arrival.
    pub number: CaseNumber,
    /// Its identity.
    pub id: CaseId,
    /// Where it stands.
    pub stage: Stage,
    /// The class's position in the rules' table of classes.
    pub class: u16,
    /// The filing condition; 0 while unknown.
    pub condition: u8,
    /// The kind of handling (0 service, 1 management, 2 enforcement).
    pub kind: u8,
    /// The source's position in the rules' table of sources.
    pub source: u16,
    /// The quality grade; 255 while unknown.
    pub grade: u8,
    /// The level that handles it; `None` before a unit has it, and in rows that were written before rows told it.
    pub level: Option<Level>,
    /// The highest level of supervision.
    pub supervised: u8,
    /// The place in WGS 84, if there is one.
    pub place: Option<LonLat>,
    /// The owning cell in each layer of the plan, coarse to fine, by index; [`crate::locate::NO_CELL`] where there is none.
    pub cells: Vec<u32>,
    /// The plan whose cells these are.
    pub plan: u32,
    /// The rules' number.
    pub rules: u32,
    /// The calendar's number.
    pub calendar: u32,
    /// The unit that must act, by position in the rules' table of units.
    pub unit: u16,
    /// The queue that it stands in, if no unit owns it.
    pub queue: Option<QueueName>,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// When it was filed.
    pub filed_at: Option<Timestamp>,
    /// When it was last dispatched.
    pub dispatched_at: Option<Timestamp>,
    /// By when it must be handled.
    pub due_at: Option<Timestamp>,
    /// When its handling last ended.
    pub handled_at: Option<Timestamp>,
    /// When it was closed, not filed or voided.
    pub ended_at: Option<Timestamp>,
    /// Bits that say what happened to it, for instance that its limit was extended.
    pub flags: u16,
    /// Reward in fen.
    pub reward_fen: u32,
    /// How many events it has: the revision that a writer may expect.
    pub revision: u32,
    /// SHA-256 of the body that it came with, so that a retry is told from another case with its identity; zeros in heads that
    /// columns give.
    pub body: [u8; 32],
}

/// The bits of [`CaseHead::flags`].
pub mod flag {
    /// The limit was extended.
    pub const EXTENDED: u16 = 1;
    /// It was suspended at some time.
    pub const SUSPENDED: u16 = 1 << 1;
    /// It went back to the unit because it was not done.
    pub const REWORKED: u16 = 1 << 2;
    /// It went back more than once.
    pub const REWORKED_OFTEN: u16 = 1 << 3;
    /// A unit gave it back.
    pub const RETURNED: u16 = 1 << 4;
    /// The last unit is not the first one.
    pub const WRONGLY_DISPATCHED: u16 = 1 << 5;
    /// An appeal about its lateness was granted.
    pub const EXCUSED: u16 = 1 << 6;
    /// The urgent lane takes it.
    pub const URGENT: u16 = 1 << 7;
    /// A person should look at its assignment.
    pub const REVIEW: u16 = 1 << 8;
    /// Its deadline is provisional.
    pub const PROVISIONAL: u16 = 1 << 9;
    /// The clock stands.
    pub const STANDS: u16 = 1 << 10;
    /// It doubles another one.
    pub const DUPLICATE: u16 = 1 << 11;
    /// Its personal words were erased.
    pub const ERASED: u16 = 1 << 12;
    /// It is invented: [`CaseHead::is_synthetic`](super::CaseHead::is_synthetic).
    pub const SYNTHETIC: u16 = 1 << 13;
    /// Somebody helps with it; who, its history says.
    pub const HELPED: u16 = 1 << 14;
}

impl CaseHead {
    /// Whether it is invented (合成), as its report says. The one answer for whoever has only the row.
    #[must_use]
    pub const fn is_synthetic(&self) -> bool {
        self.flags & flag::SYNTHETIC != 0
    }
}
