//! One event more (状态推演).

use jiff::Timestamp;

use super::act::{Act, AssignCause};
use super::event::Event;
use super::lawful::reached;
use super::stage::Stage;
use super::state::{AppealState, Attachment, CaseState, Dispatching, Errand, Returning};
use super::transition::{Target, target};
use super::unlawful::Unlawful;
use crate::assign::{Assignment, Outcome};
use crate::calendar::Pause;
use crate::ids::UnitCode;

impl CaseState {
    /// Takes one event more.
    ///
    /// # Errors
    /// [`Unlawful`] names what stands against it and what is lawful instead; nothing was changed then.
    ///
    /// # Complexity
    /// O(1), apart from what the act itself carries.
    pub fn apply(&mut self, event: &Event) -> Result<(), Unlawful> {
        self.check_event(event)?;
        self.take(&event.act, event.at);
        self.step(&event.act, event.at);
        self.latest = self.latest.max(event.at);
        self.revision = self.revision.saturating_add(1);
        Ok(())
    }

    /// What the act brings, while the stage is still the old one.
    fn take(&mut self, act: &Act, at: Timestamp) {
        match act {
            Act::Assign { cause: AssignCause::Calendar, assignment } => {
                self.due.clone_from(&assignment.due);
                self.assignment = Some((**assignment).clone());
            }
            Act::Assign { cause, assignment } => {
                let corrects =
                    matches!(cause, AssignCause::Located | AssignCause::Reclassified | AssignCause::Returned);
                self.corrected |= corrects;
                self.take_assignment(assignment);
            }
            Act::Accept { grade } => {
                self.accepted_at = Some(at);
                self.grade = grade.or(self.grade);
            }
            Act::Verify { unit } => self.verifications.push(errand(unit, at)),
            Act::Verified { found, .. } => answer(self.verifications.last_mut(), *found, at),
            Act::File { condition } => {
                self.filed_at = Some(at);
                self.condition = Some(*condition);
            }
            Act::Dispatch { unit, helpers, due } => {
                self.helpers.clone_from(helpers);
                self.due.clone_from(due);
                self.take_dispatch(unit, at);
            }
            Act::Return { reason, proposes } => self.take_return(reason, proposes.as_ref(), at),
            Act::Handle => self.handling_at = Some(at),
            Act::Feedback { .. } => self.handled_at = Some(at),
            Act::Check { unit } => self.checks.push(errand(unit, at)),
            Act::Checked { passed, .. } => answer(self.checks.last_mut(), *passed, at),
            Act::Rework { .. } => {
                self.reworks = self.reworks.saturating_add(1);
                self.handled_at = None;
            }
            Act::Extend { due, .. } => {
                self.extensions = self.extensions.saturating_add(1);
                self.due.clone_from(due);
            }
            Act::Suspend { .. } => {
                self.suspensions = self.suspensions.saturating_add(1);
                if !self.stands() {
                    self.pauses.push(Pause { from: at, until: None });
                }
            }
            Act::Resume { due } => self.take_resume(due, at),
            Act::NotFile { reason } | Act::Void { reason } => self.end_reason = Some(reason.clone()),
            Act::Appeal { .. } => self.appeal = Some(AppealState::Waiting),
            Act::Appealed { granted } => {
                self.appeal = Some(if *granted { AppealState::Granted } else { AppealState::Refused });
            }
            _ => self.take_beside(act, at),
        }
    }

    /// The unit that the versions in force name instead of the one before gets it by a hand-over, unless the case was corrected
    /// in between.
    fn take_dispatch(&mut self, unit: &UnitCode, at: Timestamp) {
        let decision = self.assignment.as_ref();
        let under = decision.map(|decision| (decision.plan, decision.rules));
        let by_rule = decision.is_some_and(
            |decision| matches!(&decision.outcome, Outcome::Owner { unit: owner, .. } if owner == unit),
        );
        let renewed = self.dispatches.last().is_some_and(|last| last.under.is_some() && last.under != under);
        let handed_over = renewed && by_rule && !self.corrected;
        self.corrected = false;
        self.unit = Some(unit.clone());
        self.queue = None;
        self.dispatches.push(Dispatching { unit: unit.clone(), at, under, handed_over });
        if std::mem::take(&mut self.frozen) {
            self.end_pause(at);
        }
    }

    /// What is known more, and changes nothing in the course.
    fn take_beside(&mut self, act: &Act, at: Timestamp) {
        match act {
            Act::Supervise { level } => self.supervised = self.supervised.max(*level),
            Act::Locate { place } => self.place = (**place).clone(),
            Act::Reclassify { class, condition, kind, grade } => {
                self.class = class.clone();
                self.condition = *condition;
                self.kind = *kind;
                self.grade = grade.or(self.grade);
            }
            Act::Duplicate { of } => self.duplicate_of = Some(of.clone()),
            Act::Visit { satisfaction, .. } => {
                let known = self.satisfaction.is_some_and(reached);
                if reached(*satisfaction) || !known {
                    self.satisfaction = Some(*satisfaction);
                }
                self.visited_at = Some(at);
            }
            Act::Reward { fen } => self.reward_fen = Some(*fen),
            Act::Attach { digest, bytes, media, name } => self.attachments.push(Attachment {
                digest: *digest,
                bytes: *bytes,
                media: media.clone(),
                name: name.clone(),
                at,
            }),
            Act::Erase => self.forget(),
            _ => {}
        }
    }

    /// Before a unit has it, and after it gave it back, the decision says who answers. What is with a unit moves by a dispatch only.
    fn take_assignment(&mut self, assignment: &Assignment) {
        let open = matches!(
            self.working_stage(),
            Stage::Reported | Stage::Accepted | Stage::Verifying | Stage::Filed | Stage::Returned
        );
        if open {
            self.unit = Some(assignment.outcome.unit().clone());
            match &assignment.outcome {
                Outcome::Owner { helpers, level, .. } => {
                    self.queue = None;
                    self.helpers.clone_from(helpers);
                    self.level = Some(*level);
                }
                Outcome::Queue { queue, .. } => {
                    self.queue = Some(*queue);
                    self.helpers.clear();
                    self.level = None;
                }
            }
        }
        self.assignment = Some(assignment.clone());
    }

    /// When a second unit gives it back, the clock stands until the dispatcher decides (多部门回退).
    fn take_return(&mut self, reason: &str, proposes: Option<&UnitCode>, at: Timestamp) {
        let Some(unit) = self.unit.clone() else { return };
        let by_others = self.returns.iter().any(|returning| returning.unit != unit);
        self.returns.push(Returning { unit, at, reason: reason.into(), proposes: proposes.cloned() });
        self.handling_at = None;
        if by_others && !self.stands() {
            self.frozen = true;
            self.pauses.push(Pause { from: at, until: None });
        }
    }

    /// The clock goes on: now, or from when no more time might be stood; unless several units gave it back.
    fn take_resume(&mut self, due: &[crate::calendar::Due], at: Timestamp) {
        let end = self.suspension_ends_at().map_or(at, |end| end.min(at));
        self.suspended_s = self.suspended_s.saturating_add(seconds_between(self.since, end));
        if !self.frozen {
            self.end_pause(end);
        }
        if !due.is_empty() {
            self.due = due.to_vec();
        }
    }

    /// The step to the next stage.
    fn step(&mut self, act: &Act, at: Timestamp) {
        let next = match target(self.stage, act.kind()) {
            None | Some(Target::Stay) => return,
            Some(Target::To(stage)) => stage,
            Some(Target::Back) => self.before.unwrap_or(Stage::Filed),
            Some(Target::Verdict) if matches!(act, Act::Checked { passed: true, .. }) => Stage::Passed,
            Some(Target::Verdict) => Stage::Done,
        };
        let clock_goes_on = self.suspension_ends_at().map_or(at, |end| end.min(at));
        self.before = (next == Stage::Suspended).then_some(self.stage);
        self.stage = next;
        self.since = at;
        if next.is_final() {
            self.ended_at = Some(at);
            self.queue = None;
            self.frozen = false;
            self.end_pause(clock_goes_on);
        }
    }

    fn end_pause(&mut self, at: Timestamp) {
        if let Some(pause) = self.pauses.last_mut().filter(|pause| pause.until.is_none()) {
            pause.until = Some(at.max(pause.from));
        }
    }

    /// Personal words go; whether they stood there as words or as digests makes no difference afterwards.
    fn forget(&mut self) {
        self.erased = true;
        self.text = None;
        self.reporter = None;
        self.place.address = None;
        for attachment in &mut self.attachments {
            attachment.name = None;
        }
    }
}

fn errand(unit: &UnitCode, at: Timestamp) -> Errand {
    Errand { unit: unit.clone(), sent_at: at, answered_at: None, good: false }
}

fn answer(errand: Option<&mut Errand>, good: bool, at: Timestamp) {
    if let Some(errand) = errand {
        (errand.answered_at, errand.good) = (Some(at), good);
    }
}

fn seconds_between(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_secs().max(0)
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
