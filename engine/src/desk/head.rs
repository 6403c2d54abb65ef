//! The row of a case from its fold: codes become positions.

use super::codes::{CodeTable, Codes};
use crate::assign::Answered;
use crate::cases::{AppealState, CaseHead, CaseState, flag};
use crate::ids::UnitCode;
use crate::measure::LonLat;
use crate::rules::CaseKind;

/// What a row says of a place, and under which versions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Whereabout {
    pub place: Option<LonLat>,
    pub cells: Vec<u32>,
    pub plan: u32,
    pub rules: u32,
    pub calendar: u32,
    pub review: bool,
    pub urgent: bool,
}

impl Whereabout {
    pub(super) fn of(answered: &Answered) -> Self {
        Self {
            place: answered.place,
            cells: answered.cells.clone(),
            plan: answered.assignment.plan.0,
            rules: answered.assignment.rules.0,
            calendar: answered.assignment.calendar.0,
            review: answered.assignment.review,
            urgent: answered.urgent,
        }
    }

    pub(super) fn of_head(head: &CaseHead) -> Self {
        Self {
            place: head.place,
            cells: head.cells.clone(),
            plan: head.plan,
            rules: head.rules,
            calendar: head.calendar,
            review: head.flags & flag::REVIEW != 0,
            urgent: head.flags & flag::URGENT != 0,
        }
    }
}

/// The row of a case.
pub(super) fn head_of(
    state: &CaseState,
    at: &Whereabout,
    kind: Option<CaseKind>,
    body: [u8; 32],
    codes: &Codes,
) -> CaseHead {
    CaseHead {
        number: state.number,
        id: state.id.clone(),
        stage: state.stage,
        class: codes.classes.position(&state.class),
        condition: state.condition.unwrap_or(0),
        kind: state.kind.or(kind).map_or(1, kind_number),
        source: codes.sources.position(&state.source),
        grade: state.grade.map_or(u8::MAX, |grade| grade.0),
        level: state.level,
        supervised: state.supervised,
        place: at.place,
        cells: at.cells.clone(),
        plan: at.plan,
        rules: at.rules,
        calendar: at.calendar,
        unit: state.actor().map_or(CodeTable::<UnitCode>::NONE, |unit| codes.units.position(unit)),
        queue: state.queue,
        reported_at: state.reported_at,
        filed_at: state.filed_at,
        dispatched_at: state.dispatched_at(),
        due_at: state.due_at().map(|due| due.at),
        handled_at: state.handled_at,
        ended_at: state.ended_at,
        flags: flags_of(state, at),
        reward_fen: state.reward_fen.unwrap_or(0),
        revision: state.revision,
        body,
    }
}

const fn kind_number(kind: CaseKind) -> u8 {
    match kind {
        CaseKind::Service => 0,
        CaseKind::Management => 1,
        CaseKind::Enforcement => 2,
    }
}

fn flags_of(state: &CaseState, at: &Whereabout) -> u16 {
    let bits = [
        (flag::EXTENDED, state.extensions > 0),
        (flag::SUSPENDED, state.suspensions > 0),
        (flag::REWORKED, state.reworks > 0),
        (flag::REWORKED_OFTEN, state.reworks > 1),
        (flag::RETURNED, !state.returns.is_empty()),
        (flag::WRONGLY_DISPATCHED, state.wrongly_dispatched()),
        (flag::EXCUSED, state.appeal == Some(AppealState::Granted)),
        (flag::URGENT, at.urgent),
        (flag::REVIEW, at.review),
        (flag::PROVISIONAL, state.due_at().is_some_and(|due| due.provisional)),
        (flag::STANDS, state.stands()),
        (flag::DUPLICATE, state.duplicate_of.is_some()),
        (flag::ERASED, state.erased),
        (flag::SYNTHETIC, state.synthetic),
        (flag::HELPED, !state.helpers.is_empty()),
    ];
    bits.iter().filter(|(_, set)| *set).fold(0, |flags, (bit, _)| flags | bit)
}
