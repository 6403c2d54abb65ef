//! A case's row with everything in numbers.

use jiff::Timestamp;

use crate::assign::QueueName;
use crate::cases::{CaseHead, Stage};
use crate::crs::LatticePoint;
use crate::ids::{CaseId, CaseNumber};
use crate::measure::LonLat;
use crate::rules::Level;

use super::cell_sets::CellSet;

/// The value of both coordinates where a case has no place.
pub const NO_PLACE: i32 = i32::MIN;
/// The value of a column of time where there is no instant.
pub const NO_TIME: u32 = u32::MAX;

/// The digest in heads that come from columns: only the store has it, and only a retry asks for it.
pub const NO_BODY: [u8; 32] = [0; 32];

/// The columns: name, type, meaning. One list, so that row, chunk and slices agree.
macro_rules! columns {
    ($with:ident) => {
        $with! {
            /// Longitude in lattice steps of 1e-7 degree; [`NO_PLACE`](super::NO_PLACE) without a place.
            lon: i32,
            /// Latitude in lattice steps of 1e-7 degree; [`NO_PLACE`](super::NO_PLACE) without a place.
            lat: i32,
            /// When it was reported, seconds since 1970.
            reported_at: u32,
            /// When it was filed, seconds since 1970; [`NO_TIME`](super::NO_TIME) if it was not.
            filed_at: u32,
            /// When it was last dispatched, seconds since 1970, or [`NO_TIME`](super::NO_TIME).
            dispatched_at: u32,
            /// By when it must be handled, seconds since 1970, or [`NO_TIME`](super::NO_TIME).
            due_at: u32,
            /// When its handling last ended, seconds since 1970, or [`NO_TIME`](super::NO_TIME).
            handled_at: u32,
            /// When it was closed, not filed or voided, seconds since 1970, or [`NO_TIME`](super::NO_TIME).
            ended_at: u32,
            /// Its number in the order of arrival.
            number: u32,
            /// Its combination of cells: [`Columns::cell_set`](super::Columns::cell_set).
            cell_set: u32,
            /// How many events it has: the low half of the number; more than 65,535 is a fault elsewhere already.
            revision: u16,
            /// The class's position in the table of classes.
            class: u16,
            /// The source's position in the table of sources.
            source: u16,
            /// The position of the unit that must act.
            unit: u16,
            /// Rules and calendar: [`Columns::versions`](super::Columns::versions).
            version: u16,
            /// Bits that say what happened to it.
            flags: u16,
            /// The stage, as its position in [`Stage::ALL`](crate::cases::Stage::ALL).
            stage: u8,
            /// The queue: [`queue_number`](super::queue_number).
            queue: u8,
            /// The kind of handling.
            kind: u8,
            /// The quality grade; 255 while unknown.
            grade: u8,
            /// The level that handles it: [`level_number`](super::level_number).
            level: u8,
            /// The filing condition; 0 while unknown.
            condition: u8,
            /// The highest level of supervision.
            supervised: u8,
        }
    };
}
pub(super) use columns;

/// What few rows have: kept only in chunks where one has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rare {
    /// Reward in fen.
    pub(super) reward_fen: u32,
    /// The high half of the number of events.
    pub(super) revision_high: u16,
    /// Milliseconds of reported, filed, dispatched, due, handled, ended.
    pub(super) millis: [u16; 6],
}

macro_rules! define_row {
    ($($(#[$doc:meta])* $name:ident : $type:ty),* $(,)?) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) struct Row {
            $(pub(super) $name: $type,)*
            pub(super) rare: Rare,
        }
    };
}
columns!(define_row);

/// The number that stands for a queue in the column: 0 for none, otherwise one more than its place in the list of queues.
#[must_use]
pub const fn queue_number(queue: Option<QueueName>) -> u8 {
    match queue {
        None => 0,
        Some(QueueName::Unowned) => 1,
        Some(QueueName::Unlocated) => 2,
        Some(QueueName::Contested) => 3,
        Some(QueueName::Unclassified) => 4,
    }
}

const fn queue_of(number: u8) -> Option<QueueName> {
    match number {
        1 => Some(QueueName::Unowned),
        2 => Some(QueueName::Unlocated),
        3 => Some(QueueName::Contested),
        4 => Some(QueueName::Unclassified),
        _ => None,
    }
}

/// The number that stands for a level in the column: 0 for none, otherwise one more than its place from district to workstation.
#[must_use]
pub const fn level_number(level: Option<Level>) -> u8 {
    match level {
        None => 0,
        Some(Level::District) => 1,
        Some(Level::Town) => 2,
        Some(Level::Workstation) => 3,
    }
}

const fn level_of(number: u8) -> Option<Level> {
    match number {
        1 => Some(Level::District),
        2 => Some(Level::Town),
        3 => Some(Level::Workstation),
        _ => None,
    }
}

/// Seconds since 1970 and milliseconds; instants outside of 1970 to 2106 become the nearest end.
pub(super) fn parts(at: Timestamp) -> (u32, u16) {
    let ms = at.as_millisecond().clamp(0, (i64::from(NO_TIME) - 1) * 1000);
    (u32::try_from(ms / 1000).unwrap_or(NO_TIME), u16::try_from(ms % 1000).unwrap_or(0))
}

fn optional_parts(at: Option<Timestamp>) -> (u32, u16) {
    at.map_or((NO_TIME, 0), parts)
}

fn instant(second: u32, ms: u16) -> Option<Timestamp> {
    let ms = i64::from(second) * 1000 + i64::from(ms);
    (second != NO_TIME).then(|| Timestamp::from_millisecond(ms).ok()).flatten()
}

impl Row {
    pub(super) fn of(head: &CaseHead, cell_set: u32, version: u16) -> Self {
        let point = head.place.map(LatticePoint::nearest);
        let (reported_at, reported_ms) = parts(head.reported_at);
        let (filed_at, filed_ms) = optional_parts(head.filed_at);
        let (dispatched_at, dispatched_ms) = optional_parts(head.dispatched_at);
        let (due_at, due_ms) = optional_parts(head.due_at);
        let (handled_at, handled_ms) = optional_parts(head.handled_at);
        let (ended_at, ended_ms) = optional_parts(head.ended_at);
        let [low_0, low_1, high_0, high_1] = head.revision.to_le_bytes();
        let (low, high) = (u16::from_le_bytes([low_0, low_1]), u16::from_le_bytes([high_0, high_1]));
        let millis = [reported_ms, filed_ms, dispatched_ms, due_ms, handled_ms, ended_ms];
        Self {
            lon: point.map_or(NO_PLACE, |point| point.x),
            lat: point.map_or(NO_PLACE, |point| point.y),
            reported_at,
            filed_at,
            dispatched_at,
            due_at,
            handled_at,
            ended_at,
            number: head.number.0,
            cell_set,
            revision: low,
            class: head.class,
            source: head.source,
            unit: head.unit,
            version,
            flags: head.flags,
            stage: head.stage as u8,
            queue: queue_number(head.queue),
            kind: head.kind,
            grade: head.grade,
            level: level_number(head.level),
            condition: head.condition,
            supervised: head.supervised,
            rare: Rare { reward_fen: head.reward_fen, revision_high: high, millis },
        }
    }

    pub(super) fn point(&self) -> Option<LatticePoint> {
        (self.lon != NO_PLACE).then_some(LatticePoint { x: self.lon, y: self.lat })
    }

    /// The head again; `None` if the row is none of ours.
    pub(super) fn head(&self, id: CaseId, set: &CellSet, (rules, calendar): (u32, u32)) -> Option<CaseHead> {
        let [reported_ms, filed_ms, dispatched_ms, due_ms, handled_ms, ended_ms] = self.rare.millis;
        let place = self.point().map(LatticePoint::degrees);
        Some(CaseHead {
            number: CaseNumber(self.number),
            id,
            stage: *Stage::ALL.get(usize::from(self.stage))?,
            class: self.class,
            condition: self.condition,
            kind: self.kind,
            source: self.source,
            grade: self.grade,
            level: level_of(self.level),
            supervised: self.supervised,
            place: place.and_then(|(lon, lat)| LonLat::new(lon, lat).ok()),
            cells: set.cells.to_vec(),
            plan: set.plan,
            rules,
            calendar,
            unit: self.unit,
            queue: queue_of(self.queue),
            reported_at: instant(self.reported_at, reported_ms)?,
            filed_at: instant(self.filed_at, filed_ms),
            dispatched_at: instant(self.dispatched_at, dispatched_ms),
            due_at: instant(self.due_at, due_ms),
            handled_at: instant(self.handled_at, handled_ms),
            ended_at: instant(self.ended_at, ended_ms),
            flags: self.flags,
            reward_fen: self.rare.reward_fen,
            revision: u32::from(self.rare.revision_high) << 16 | u32::from(self.revision),
            body: NO_BODY,
        })
    }
}
