//! What the desk works out for an act: kind, condition, collector, owner, deadline.

use std::sync::Arc;

use jiff::Timestamp;

use super::head::Whereabout;
use super::intake::query_of;
use super::service::Desk;
use super::working::Working;
use crate::assign::{Answered, Assigner, Outcome};
use crate::calendar::{Due, Milestone, Pause};
use crate::cases::{AssignCause, CaseState, Procedure, Unlawful};
use crate::ids::UnitCode;
use crate::rules::settings::ClockStart;
use crate::rules::{CaseKind, QueueName, UnitKind};
use crate::store::Store;

impl<S: Store> Desk<S> {
    /// What the settings of an assigner's rules say about acts.
    pub(super) fn procedure(&self, assigner: &Assigner) -> Option<Arc<Procedure>> {
        let rules = self.world.rules(assigner.rules().version.0).ok()?;
        Some(Arc::clone(&rules.procedure))
    }

    /// The kind of handling: the stated one, or the class's usual one.
    pub(super) fn kind_of(&self, assigner: &Assigner, state: &CaseState) -> Option<CaseKind> {
        let classes = &assigner.rules().classes;
        classes.kind_of(classes.index_of(&state.class)?, state.kind)
    }

    /// The filing condition: the stated one, or the first that fits the grade; 0 where the class has none.
    pub(super) fn condition_of(&self, assigner: &Assigner, state: &CaseState) -> u8 {
        let rules = assigner.rules();
        let class = rules.classes.index_of(&state.class).and_then(|at| rules.classes.get(at));
        let conditions = class.map_or(&[][..], |class| &class.conditions);
        let grade = rules.settings.grade_of(state.grade);
        let fits = conditions.iter().find(|condition| condition.grade.is_none_or(|wanted| wanted == grade));
        state.condition.or(fits.map(|condition| condition.number)).unwrap_or(0)
    }

    /// Who looks on the spot: the finest unit with a territory there, teams before workstations; otherwise whoever answers.
    pub(super) fn collector_of(&self, assigner: &Assigner, working: &Working) -> Option<UnitCode> {
        let layers = assigner.plan().layers();
        let rank = |kind: UnitKind| match kind {
            UnitKind::PatrolTeam => 3,
            UnitKind::CommunityTeam => 2,
            UnitKind::Workstation => 1,
            _ => 0,
        };
        let here = |unit: &&crate::rules::Unit| {
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

    /// Determines the owner anew and writes it down.
    pub(super) fn reassign(
        &self,
        assigner: &Assigner,
        working: &mut Working,
        cause: AssignCause,
    ) -> Result<(), Unlawful> {
        let mut answered = assigner.answer(&query_of(&working.state, self.now));
        self.keep_from_returners(assigner, &working.state, &mut answered);
        working.at = Whereabout::of(&answered);
        working.kind = self.kind_of(assigner, &working.state);
        working.assign(self.now, cause, answered.assignment)
    }

    /// A unit that gave the case back does not get it again by rule: it is between units then (争议).
    fn keep_from_returners(&self, assigner: &Assigner, state: &CaseState, answered: &mut Answered) {
        let Outcome::Owner { unit, rule, .. } = &answered.assignment.outcome else { return };
        if state.returns.iter().any(|returning| returning.unit == *unit) {
            let keeper = assigner.rules().settings.queue_keepers.of(QueueName::Contested).clone();
            let tied = vec![rule.clone()];
            answered.assignment.outcome = Outcome::Queue { queue: QueueName::Contested, keeper, tied };
        }
    }

    /// The stages of the limit of a case as it now stands.
    pub(super) fn limits_of(&self, assigner: &Assigner, state: &CaseState) -> Vec<Milestone> {
        assigner.answer(&query_of(state, self.now)).limits
    }

    /// The instant from which the clock runs (D6).
    fn clock_start(assigner: &Assigner, state: &CaseState) -> Option<Timestamp> {
        match assigner.rules().settings.switches.clock_start {
            ClockStart::Dispatch => state.dispatched_at(),
            ClockStart::Filing => state.filed_at,
        }
    }

    /// The deadline of a dispatch at an instant; pauses before the start of the clock do not count.
    pub(super) fn due_of_dispatch(&self, assigner: &Assigner, state: &CaseState, at: Timestamp) -> Vec<Due> {
        let limits = self.limits_of(assigner, state);
        let start = match assigner.rules().settings.switches.clock_start {
            ClockStart::Dispatch => at,
            ClockStart::Filing => state.filed_at.unwrap_or(at),
        };
        let stages = assigner.stages_that_count(&limits);
        let pauses = ended(&state.pauses, at);
        assigner.calendar().milestones_with(start, stages, &pauses, 0).unwrap_or_default()
    }

    /// The deadline as it is with so many extensions, an open pause ending at `resumed`; `None` without a limit or while the
    /// clock stands.
    pub(super) fn due_with(
        &self,
        assigner: &Assigner,
        state: &CaseState,
        extensions: u8,
        resumed: Option<Timestamp>,
    ) -> Option<Vec<Due>> {
        let start = Self::clock_start(assigner, state)?;
        let limits = self.limits_of(assigner, state);
        let stages = assigner.stages_that_count(&limits);
        let pauses = resumed.map_or_else(|| state.pauses.clone(), |at| ended(&state.pauses, at));
        let due = assigner.calendar().milestones_with(start, stages, &pauses, u32::from(extensions))?;
        (!due.is_empty()).then_some(due)
    }
}

/// Pauses of which none is open after an instant.
fn ended(pauses: &[Pause], at: Timestamp) -> Vec<Pause> {
    let end = |pause: &Pause| Pause { until: Some(pause.until.unwrap_or(at).max(pause.from)), ..*pause };
    pauses.iter().map(end).collect()
}
