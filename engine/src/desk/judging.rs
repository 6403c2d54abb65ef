//! Whether a row is what its events make (复核): every event lawful after those before it, and their fold the row.

use super::head::{Whereabout, head_of};
use super::world::World;
use crate::cases::{CaseHead, CaseState, Event};
use crate::rules::CaseKind;

impl World {
    /// The state of a case whose row is what its events make. Cells and the versions' marks come from the decision and are judged
    /// by [`super::verify_assignments`]; the words of the events may be sealed.
    ///
    /// # Errors
    /// What is unlawful, or the first field that is not what the events make.
    ///
    /// # Complexity
    /// O(events).
    pub fn judge(&self, head: &CaseHead, events: &[Event]) -> Result<CaseState, String> {
        let state = CaseState::replay(events).map_err(|unlawful| unlawful.to_string())?;
        let state = state.ok_or_else(|| "it has no events".to_owned())?;
        let kind = match head.kind {
            0 => CaseKind::Service,
            1 => CaseKind::Management,
            _ => CaseKind::Enforcement,
        };
        let mut made = head_of(&state, &Whereabout::of_head(head), Some(kind), head.body, self.codes());
        // Rows of earlier programs do not tell it.
        made.level = head.level.and(made.level);
        if let Some(field) = difference(head, &made) {
            return Err(format!("{field} is not what its events make"));
        }
        Ok(state)
    }
}

/// The first field that differs.
fn difference(head: &CaseHead, made: &CaseHead) -> Option<&'static str> {
    let same = [
        ("number", head.number == made.number),
        ("id", head.id == made.id),
        ("stage", head.stage == made.stage),
        ("class", head.class == made.class),
        ("condition", head.condition == made.condition),
        ("kind", head.kind == made.kind),
        ("source", head.source == made.source),
        ("grade", head.grade == made.grade),
        ("level", head.level == made.level),
        ("supervised", head.supervised == made.supervised),
        ("unit", head.unit == made.unit),
        ("queue", head.queue == made.queue),
        ("reported_at", head.reported_at == made.reported_at),
        ("filed_at", head.filed_at == made.filed_at),
        ("dispatched_at", head.dispatched_at == made.dispatched_at),
        ("due_at", head.due_at == made.due_at),
        ("handled_at", head.handled_at == made.handled_at),
        ("ended_at", head.ended_at == made.ended_at),
        ("flags", head.flags == made.flags),
        ("reward_fen", head.reward_fen == made.reward_fen),
        ("revision", head.revision == made.revision),
    ];
    let first = same.iter().find(|(_, same)| !same).map(|(field, _)| *field);
    first.or((head != made).then_some("the row"))
}

#[cfg(test)]
#[path = "judging_tests.rs"]
mod tests;
