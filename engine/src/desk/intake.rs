//! A case comes in (受理): known or new, assigned at once, and sent on where the settings say so.

use std::sync::Arc;

use super::batch::Batch;
use super::command::{CaseRecord, Refusal, Reply};
use super::deciding;
use super::head::Whereabout;
use super::outbox;
use super::service::Desk;
use super::working::Working;
use crate::assign::{Answered, Assigner, Outcome, Query, Whereabouts};
use crate::cases::{Act, Actor, AssignCause, CaseState, Intake, PrivateText, StatedPlace, Unlawful};
use crate::ids::{CaseId, CaseNumber};
use crate::store::Store;

/// Events of a case that goes straight to its unit.
const EVENTS_MOST: usize = 5;

impl<S: Store> Desk<S> {
    pub(super) fn take_intake(&mut self, batch: &mut Batch, intake: Intake, by: Actor) -> Reply {
        match self.try_intake(batch, intake, by) {
            Ok(reply) => reply,
            Err(refusal) => Reply::Refused(refusal),
        }
    }

    fn try_intake(&mut self, batch: &mut Batch, intake: Intake, by: Actor) -> Result<Reply, Refusal> {
        if let Some(fault) = &self.broken {
            return Ok(Reply::Failed(fault.clone()));
        }
        let body = intake.digest();
        let made = batch.made(&intake.id);
        match made.or_else(|| self.number_of(&intake.id)) {
            Some(number) => Ok(self.known_case(batch, number, &intake.id, body)),
            None => self.new_case(batch, intake, by, body),
        }
    }

    /// A case that is there already: the same one, or another one under the same identity.
    fn known_case(&mut self, batch: &Batch, number: CaseNumber, id: &CaseId, body: [u8; 32]) -> Reply {
        match self.staged(batch, number) {
            Ok(record) if record.head.body == body => Reply::Exists(record),
            Ok(_) => Reply::Refused(Refusal::Conflict { id: id.clone(), number }),
            Err(reply) => reply,
        }
    }

    /// A case as this batch leaves it.
    pub(super) fn staged(&mut self, batch: &Batch, number: CaseNumber) -> Result<Arc<CaseRecord>, Reply> {
        match batch.record(number) {
            Some(record) => Ok(Arc::clone(record)),
            None => self.record(number).map_err(|error| Reply::Failed(error.to_string())),
        }
    }

    fn new_case(
        &self,
        batch: &mut Batch,
        intake: Intake,
        by: Actor,
        body: [u8; 32],
    ) -> Result<Reply, Refusal> {
        intake.validate(&self.options.bounds, self.now)?;
        let assigner = self.assigner()?;
        let answered = assigner.answer(&Query {
            class: &intake.class,
            condition: intake.condition,
            kind: intake.kind,
            source: &intake.source,
            grade: intake.grade,
            at: self.now,
            place: whereabouts(&intake.place),
        });
        let id = intake.id.clone();
        let at = Whereabout::of(&answered);
        let act = Act::Report { intake: Box::new(intake) };
        let unlawful = |unlawful| Refusal::Unlawful { case: id.clone(), unlawful: Box::new(unlawful) };
        let mut working =
            Working::report(batch.next_case(), self.now, by, act, at, body, EVENTS_MOST).map_err(unlawful)?;
        working.kind = deciding::kind_of(&assigner, &working.state);
        self.send_on(&assigner, &mut working, answered).map_err(unlawful)?;
        let (entry, record) = self.finish(working);
        batch.add_new(entry, Arc::clone(&record));
        Ok(Reply::Created(record))
    }

    /// Writes the decision down; a certain simple case of a source that is trusted goes straight to its unit (S12).
    fn send_on(
        &self,
        assigner: &Assigner,
        working: &mut Working,
        answered: Answered,
    ) -> Result<(), Unlawful> {
        let straight = self.goes_straight(assigner, &working.state, &answered);
        let Answered { assignment, limits, .. } = answered;
        let (unit, helpers) = match &assignment.outcome {
            Outcome::Owner { unit, helpers, .. } if straight => (unit.clone(), helpers.clone()),
            _ => return working.assign(self.now, &Actor::System, AssignCause::Intake, assignment),
        };
        let due = assigner.due(self.now, &limits);
        working.assign(self.now, &Actor::System, AssignCause::Intake, assignment)?;
        let grade = assigner.rules().settings.grade_of(working.state.grade);
        let condition = deciding::condition_of(assigner, &working.state);
        let system = Actor::System;
        working.apply(self.now, self.now, &system, Act::Accept { grade: Some(grade) })?;
        working.apply(self.now, self.now, &system, Act::File { condition })?;
        working.apply(self.now, self.now, &system, Act::Dispatch { unit, helpers, due })?;
        outbox::tell_dispatch(working);
        Ok(())
    }

    fn goes_straight(&self, assigner: &Assigner, state: &CaseState, answered: &Answered) -> bool {
        let rules = assigner.rules();
        let owned = matches!(answered.assignment.outcome, Outcome::Owner { .. });
        if !owned || answered.assignment.review {
            return false;
        }
        let grade = rules.settings.grade_of(state.grade);
        let name = rules.settings.grade_name(grade).map_or("", |grade| grade.name.as_str());
        let takes = rules.settings.auto_dispatch.takes(&state.source, name, answered.urgent);
        takes && self.procedure(assigner).is_some_and(|procedure| !state.needs_verification(&procedure))
    }
}

/// A stated place as it is asked about.
pub(super) fn whereabouts(place: &StatedPlace) -> Whereabouts<'_> {
    Whereabouts {
        pair: place.pair,
        datum: place.datum.as_ref(),
        accuracy: place.accuracy,
        shape: place.shape.as_ref(),
        address: place.address.as_ref().and_then(PrivateText::words),
        component: place.component.as_ref(),
    }
}

/// A case as it is asked about: who would answer for it at an instant, as it is now stated?
#[must_use]
pub fn query_of(state: &CaseState, at: jiff::Timestamp) -> Query<'_> {
    Query {
        class: &state.class,
        condition: state.condition,
        kind: state.kind,
        source: &state.source,
        grade: state.grade,
        at,
        place: whereabouts(&state.place),
    }
}
