//! What the desk works out for an act: kind, condition, collector, owner, deadline. Pure functions of case and versions.

use jiff::Timestamp;

use super::head::Whereabout;
use super::intake::query_of;
use super::working::Working;
use crate::assign::{Answered, Assigner, Outcome};
use crate::calendar::{Due, Pause};
use crate::cases::{Act, Actor, AssignCause, CaseState, Unlawful};
use crate::ids::UnitCode;
use crate::rules::settings::ClockStart;
use crate::rules::{CaseKind, QueueName, Unit, UnitKind};

/// The kind of handling: the stated one, or the class's usual one.
pub(super) fn kind_of(assigner: &Assigner, state: &CaseState) -> Option<CaseKind> {
    let classes = &assigner.rules().classes;
    classes.kind_of(classes.index_of(&state.class)?, state.kind)
}

/// The filing condition: the stated one, or the first that fits the grade; 0 where the class has none.
pub(super) fn condition_of(assigner: &Assigner, state: &CaseState) -> u8 {
    let rules = assigner.rules();
    let class = rules.classes.index_of(&state.class).and_then(|at| rules.classes.get(at));
    let conditions = class.map_or(&[][..], |class| &class.conditions);
    let grade = rules.settings.grade_of(state.grade);
    let fits = conditions.iter().find(|condition| condition.grade.is_none_or(|wanted| wanted == grade));
    state.condition.or(fits.map(|condition| condition.number)).unwrap_or(0)
}

/// Who looks on the spot: a team whose territory it is, else the workstation; otherwise whoever answers.
pub(super) fn collector_of(assigner: &Assigner, working: &Working) -> Option<UnitCode> {
    let layers = assigner.plan().layers();
    let rank = |kind: UnitKind| match kind {
        UnitKind::PatrolTeam => 3,
        UnitKind::CommunityTeam => 2,
        UnitKind::Workstation => 1,
        _ => 0,
    };
    let here = |unit: &&Unit| {
        let Some((layer, code)) = &unit.territory else { return false };
        let position = assigner.plan().position(layer);
        let cell = position.and_then(|at| working.at.cells.get(at));
        let found = position.and_then(|at| layers.get(at)).zip(cell);
        found.is_some_and(|(layer, cell)| layer.locator().code(*cell) == Some(code))
    };
    let teams = assigner.rules().units.all().iter().filter(|unit| rank(unit.kind) > 0).filter(here);
    let nearest = teams.max_by_key(|unit| (rank(unit.kind), std::cmp::Reverse(&unit.code)));
    nearest.map(|unit| unit.code.clone()).or_else(|| working.state.unit.clone())
}

/// Who answers for a case as it stands, at an instant. A unit that gave it back does not get it again by rule: the case is
/// between units then (争议).
pub(super) fn decide(assigner: &Assigner, state: &CaseState, at: Timestamp) -> Answered {
    let mut answered = assigner.answer(&query_of(state, at));
    if let Outcome::Owner { unit, .. } = &answered.assignment.outcome
        && state.returns.iter().any(|returning| returning.unit == *unit)
    {
        let keeper = assigner.rules().settings.queue_keepers.of(QueueName::Contested).clone();
        answered.assignment.outcome =
            Outcome::Queue { queue: QueueName::Contested, keeper, tied: Vec::new() };
    }
    answered
}

/// Determines the owner anew and writes it down.
pub(super) fn reassign(
    assigner: &Assigner,
    working: &mut Working,
    by: &Actor,
    cause: AssignCause,
    now: Timestamp,
) -> Result<(), Unlawful> {
    let answered = decide(assigner, &working.state, now);
    working.at = Whereabout::of(&answered);
    working.kind = kind_of(assigner, &working.state);
    working.assign(now, by, cause, answered.assignment)
}

/// The deadline of a dispatch at an instant; pauses before the start of the clock do not count (D6).
pub(super) fn due_of_dispatch(assigner: &Assigner, state: &CaseState, at: Timestamp) -> Vec<Due> {
    let limits = decide(assigner, state, at).limits;
    let start = match assigner.rules().settings.switches.clock_start {
        ClockStart::Dispatch => at,
        ClockStart::Filing => state.filed_at.unwrap_or(at),
    };
    let stages = assigner.stages_that_count(&limits);
    let pauses = ended(&state.pauses, at);
    assigner.calendar().milestones_with(start, stages, &pauses, 0).unwrap_or_default()
}

/// The deadline as it is with so many extensions, an open pause ending at `resumed`; `None` without a limit or while the
/// clock stands. The limit is that of the dispatch, or of the filing where the clock starts there.
pub(super) fn due_with(
    assigner: &Assigner,
    state: &CaseState,
    extensions: u8,
    resumed: Option<Timestamp>,
) -> Option<Vec<Due>> {
    let start = match assigner.rules().settings.switches.clock_start {
        ClockStart::Dispatch => state.dispatched_at(),
        ClockStart::Filing => state.filed_at,
    }?;
    let limits = decide(assigner, state, state.dispatched_at().unwrap_or(start)).limits;
    let stages = assigner.stages_that_count(&limits);
    let pauses = resumed.map_or_else(|| state.pauses.clone(), |at| ended(&state.pauses, at));
    let due = assigner.calendar().milestones_with(start, stages, &pauses, u32::from(extensions))?;
    (!due.is_empty()).then_some(due)
}

/// The clock of a suspended case goes on at an instant, or at the end of its suspension if that was earlier; the deadline moves
/// by the pause.
pub(super) fn resume(assigner: &Assigner, state: &CaseState, at: Timestamp) -> Act {
    let end = state.suspension_ends_at().map_or(at, |end| end.min(at));
    let resumed = (!state.frozen).then_some(end);
    Act::Resume { due: due_with(assigner, state, state.extensions, resumed).unwrap_or_default() }
}

/// Pauses of which none is open after an instant.
fn ended(pauses: &[Pause], at: Timestamp) -> Vec<Pause> {
    let end = |pause: &Pause| Pause { until: Some(pause.until.unwrap_or(at).max(pause.from)), ..*pause };
    pauses.iter().map(end).collect()
}
