//! Time passes (时钟): versions come into force, deadlines settle, counts follow.

use std::sync::Arc;

use jiff::Timestamp;

use super::batch::Batch;
use super::command::CaseRecord;
use super::deciding;
use super::error::DeskError;

use super::outbox;
use super::publication::InFlight;
use super::service::Desk;
use super::working::Working;
use super::world::Versions;
use crate::assign::{Assigner, Outcome};
use crate::cases::{
    Act, Actor, AssignCause, CaseHead, CaseState, LONGEST_SUSPENSION_DAYS, Stage, Unlawful, flag,
};
use crate::ids::CaseNumber;
use crate::store::Store;

/// What a tick did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ticked {
    /// Cases whose owner or deadline was determined anew.
    pub changed: usize,
    /// Cases whose history cannot be read; they stay as they are.
    pub faulty: usize,
    /// Suspended cases whose time was over, and whose clock goes on.
    pub resumed: usize,
    /// Cases that still wait for it: tick again.
    pub waiting: usize,
}

impl<S: Store> Desk<S> {
    /// Lets time pass to an instant: what comes into force by then is in force, suspensions that are over end, and a part of the
    /// open cases that are touched is worked off in one durable write. Call it every second or so, and again at once while cases wait.
    ///
    /// # Errors
    /// [`DeskError`]; after a fault of the store the desk must be opened anew, and the work goes on where it stood.
    pub fn tick(&mut self, now: Timestamp) -> Result<Ticked, DeskError> {
        self.enter(now)?;
        self.board.tidy();
        let Some((versions, assigner)) = self.current.clone() else { return Ok(Ticked::default()) };
        let mut batch = Batch::new(self.next_case, 0);
        let (resumed, mut faulty) = self.end_suspensions(&assigner, &mut batch)?;
        let mut changed = 0;
        for _ in 0..self.options.reassigned_a_tick {
            let Some(number) = self.stale.pop_front() else { break };
            let record = match self.staged_record(&batch, CaseNumber(number)) {
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
        let waiting = self.stale.len() + self.unread.len() + usize::from(self.timers.due(self.now).is_some());
        Ok(Ticked { changed, faulty, resumed, waiting })
    }

    /// Takes what a case's state tells beside its row.
    pub(super) fn take_state(&mut self, state: &CaseState) {
        self.timers.set(state.number.0, self.suspension_end(state));
        let units = &self.world.codes().units;
        let helpers = state.helpers.iter().filter(|_| !state.stage.is_final());
        self.helpers.set(state.number.0, helpers.map(|unit| units.position(unit)).collect());
    }

    /// Ends suspensions whose time is over, after it read some more histories; how many went on and how many cannot be read.
    fn end_suspensions(
        &mut self,
        assigner: &Assigner,
        batch: &mut Batch,
    ) -> Result<(usize, usize), DeskError> {
        let (mut resumed, mut faulty) = (0, 0);
        for _ in 0..self.options.read_a_tick {
            let Some(number) = self.unread.pop_front() else { break };
            match self.record(CaseNumber(number)) {
                Ok(record) => self.take_state(&record.state),
                Err(DeskError::History { .. }) => faulty += 1,
                Err(error) => {
                    self.unread.push_front(number);
                    return Err(error);
                }
            }
        }
        let mut taken = Vec::new();
        for _ in 0..self.options.reassigned_a_tick {
            let Some((_, number)) = self.timers.due(self.now) else { break };
            // What is written sets it anew; a write that fails breaks the desk, and memory is read again.
            self.timers.set(number, None);
            taken.push(number);
            let mut working = match self.record(CaseNumber(number)) {
                Ok(record) => Working::of(&record),
                Err(DeskError::History { .. }) => {
                    faulty += 1;
                    continue;
                }
                Err(error) => {
                    self.unread.extend(taken);
                    return Err(error);
                }
            };
            // What is not lawful where the case stands is left as it is.
            if self.resume_by_itself(assigner, &mut working).is_ok() && !working.is_untouched() {
                let (entry, record) = self.finish(working);
                batch.add(entry, record);
                resumed += 1;
            }
        }
        Ok((resumed, faulty))
    }

    /// The clock of a case that stood as long as it may goes on, as of the instant at which that was so.
    pub(super) fn resume_by_itself(
        &self,
        assigner: &Assigner,
        working: &mut Working,
    ) -> Result<(), Unlawful> {
        let Some(end) = self.suspension_end(&working.state) else { return Ok(()) };
        // What was told of the case meanwhile is not overtaken.
        let at = end.max(working.state.latest);
        let act = deciding::resume(assigner, &working.state, at);
        working.apply(self.now, at, &Actor::System, act)
    }

    /// When the suspension of a case ends by itself, under the settings in force.
    pub(super) fn suspension_end(&self, state: &CaseState) -> Option<Timestamp> {
        if state.stage != Stage::Suspended {
            return None;
        }
        let (_, assigner) = self.current.as_ref()?;
        let days = self.procedure(assigner).map_or(LONGEST_SUSPENSION_DAYS, |it| it.longest_suspension_days);
        state.suspension_ends_within(days)
    }

    /// A case as this batch leaves it.
    fn staged_record(&mut self, batch: &Batch, number: CaseNumber) -> Result<Arc<CaseRecord>, DeskError> {
        batch.record(number).map_or_else(|| self.record(number), |record| Ok(Arc::clone(record)))
    }

    /// Lists the open cases that the versions now in force touch, in order of number.
    pub(super) fn list_stale(&mut self, versions: Versions) -> Result<(), DeskError> {
        // Other settings may end suspensions at another time.
        let suspended = self.open.values().filter(|head| head.stage == Stage::Suspended);
        self.unread.extend(suspended.map(|head| head.number.0));
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
