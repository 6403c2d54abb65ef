//! Time passes (时钟): versions come into force, deadlines settle, counts follow.

use super::batch::Batch;
use super::deciding;
use super::error::DeskError;
use super::head::flag;
use super::outbox;
use super::publication::InFlight;
use super::service::Desk;
use super::working::Working;
use super::world::Versions;
use crate::assign::{Assigner, Outcome};
use crate::cases::{Act, Actor, AssignCause, CaseHead, Stage, Unlawful};
use crate::ids::CaseNumber;
use crate::store::Store;

/// What a tick did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ticked {
    /// Cases whose owner or deadline was determined anew.
    pub changed: usize,
    /// Cases whose history cannot be read; they stay as they are.
    pub faulty: usize,
    /// Cases that still wait for it: tick again.
    pub waiting: usize,
}

impl<S: Store> Desk<S> {
    /// Lets time pass to an instant: what comes into force by then is in force, and a part of the open cases that it touches is
    /// worked off in one durable write. Call it every second or so, and again at once while cases wait.
    ///
    /// # Errors
    /// [`DeskError`]; after a fault of the store the desk must be opened anew, and the work goes on where it stood.
    pub fn tick(&mut self, now: jiff::Timestamp) -> Result<Ticked, DeskError> {
        self.enter(now)?;
        self.board.tidy();
        let Some((versions, assigner)) = self.current.clone() else { return Ok(Ticked::default()) };
        let mut batch = Batch::new(self.next_case, 0);
        let (mut changed, mut faulty) = (0, 0);
        for _ in 0..self.options.reassigned_a_tick {
            let Some(number) = self.stale.pop_front() else { break };
            let record = match self.record(CaseNumber(number)) {
                Ok(record) => record,
                // One case that cannot be read must not stop all others; `verify` names it.
                Err(DeskError::History { .. }) => {
                    faulty += 1;
                    continue;
                }
                Err(error) => {
                    self.stale.push_front(number);
                    return Err(error);
                }
            };
            if record.head.stage.is_final() {
                continue;
            }
            let mut working = Working::of(&record);
            let renewed = self.renew_case(versions, &assigner, &record.head, &mut working);
            // What is not lawful where the case stands is left as it is.
            if renewed.is_ok() && !working.is_untouched() {
                let (entry, record) = self.finish(working);
                batch.add(entry, record);
                changed += 1;
            }
        }
        self.write(&mut batch);
        if let Some(fault) = &self.broken {
            return Err(DeskError::Broken(fault.clone()));
        }
        Ok(Ticked { changed, faulty, waiting: self.stale.len() })
    }

    /// Lists the open cases that the versions now in force touch, in order of number.
    pub(super) fn list_stale(&mut self, versions: Versions) -> Result<(), DeskError> {
        let (plan, rules) = self.world.in_flight(versions)?;
        let stale = |head: &CaseHead| {
            let (old_plan, old_rules) = (head.plan != versions.plan, head.rules != versions.rules);
            let reassign =
                (old_plan && plan == InFlight::Reassign) || (old_rules && rules == InFlight::Reassign);
            let provisional = head.flags & flag::PROVISIONAL != 0 && head.calendar != versions.calendar;
            reassign || provisional
        };
        let asks = |head: &CaseHead| {
            (head.plan != versions.plan && plan == InFlight::Ask)
                || (head.rules != versions.rules && rules == InFlight::Ask)
        };
        self.stale = self.open.values().filter(|head| stale(head)).map(|head| head.number.0).collect();
        let asked: Vec<CaseNumber> =
            self.open.values().filter(|head| asks(head)).map(|head| head.number).collect();
        self.asked = self.those_that_move(&asked)?.into();
        Ok(())
    }

    /// Those of some cases whose owner would be another one now.
    fn those_that_move(&mut self, cases: &[CaseNumber]) -> Result<Vec<CaseNumber>, DeskError> {
        let Some((_, assigner)) = self.current.clone() else { return Ok(Vec::new()) };
        let mut moving = Vec::new();
        for &number in cases {
            let record = match self.record(number) {
                Ok(record) => record,
                Err(DeskError::History { .. }) => continue,
                Err(error) => return Err(error),
            };
            let anew = deciding::decide(&assigner, &record.state, self.now).assignment;
            let before = record.state.assignment.as_ref().map(|assignment| assignment.outcome.unit());
            if before != Some(anew.outcome.unit()) {
                moving.push(number);
            }
        }
        Ok(moving)
    }

    /// Determines owner and deadline of a case anew, as far as the versions in force ask for it.
    fn renew_case(
        &self,
        versions: Versions,
        assigner: &Assigner,
        head: &CaseHead,
        working: &mut Working,
    ) -> Result<(), Unlawful> {
        let (plan, rules) = self.world.in_flight(versions).unwrap_or_default();
        let by_plan = head.plan != versions.plan && plan == InFlight::Reassign;
        let by_rules = head.rules != versions.rules && rules == InFlight::Reassign;
        if by_plan || by_rules {
            let cause = if by_plan { AssignCause::Plan } else { AssignCause::Rules };
            deciding::reassign(assigner, working, &Actor::System, cause, self.now)?;
            self.hand_over(working)?;
        }
        if head.flags & flag::PROVISIONAL != 0 && head.calendar != versions.calendar {
            self.settle_deadline(assigner, working)?;
        }
        Ok(())
    }

    /// A case that is with a unit goes to the new owner; its deadline stays.
    fn hand_over(&self, working: &mut Working) -> Result<(), Unlawful> {
        let state = &working.state;
        if !matches!(state.stage, Stage::Dispatched | Stage::Handling) {
            return Ok(());
        }
        let Some(Outcome::Owner { unit, helpers, .. }) =
            state.assignment.as_ref().map(|assignment| &assignment.outcome)
        else {
            return Ok(());
        };
        if state.unit.as_ref() == Some(unit) {
            return Ok(());
        }
        let act = Act::Dispatch { unit: unit.clone(), helpers: helpers.clone(), due: state.due.clone() };
        working.apply(self.now, self.now, &Actor::System, act)?;
        outbox::tell_dispatch(working);
        Ok(())
    }

    /// A deadline that was provisional is computed by the calendar in force.
    fn settle_deadline(&self, assigner: &Assigner, working: &mut Working) -> Result<(), Unlawful> {
        let state = &working.state;
        let due = deciding::due_with(assigner, state, state.extensions, None);
        let Some(due) = due.filter(|due| *due != state.due) else { return Ok(()) };
        let Some(mut assignment) = state.assignment.clone() else { return Ok(()) };
        assignment.calendar = assigner.calendar().version();
        assignment.due = due;
        working.assign(self.now, &Actor::System, AssignCause::Calendar, assignment)?;
        working.at.calendar = assigner.calendar().version().0;
        Ok(())
    }
}
