//! What is lawful now (可办环节): the transition table, and what the case's own past adds to it.

use jiff::{SignedDuration, Timestamp};

use super::act::{Act, ActKind, Satisfaction};
use super::course::Course;
use super::event::Event;
use super::stage::Stage;
use super::state::{AppealState, CaseState};
use super::transition::target;
use super::unlawful::{Because, Unlawful};
use crate::rules::ClassNature;

/// Extensions that a case may have at all; a district may allow fewer. CJ/T 315 practice: each adds the original limit.
pub const MOST_EXTENSIONS: u8 = 2;
/// How long a case may stand suspended at all, all suspensions together; then its clock goes on. A district may allow less.
pub const LONGEST_SUSPENSION_DAYS: u32 = 365;
/// Files that a case may have.
pub const MOST_ATTACHMENTS: usize = 200;

const DAY_S: i64 = 86_400;

impl CaseState {
    /// The acts that are lawful now, whatever belongs to them, in the order of [`ActKind::ALL`].
    #[must_use]
    pub fn lawful(&self) -> Vec<ActKind> {
        ActKind::ALL.iter().copied().filter(|&act| self.barrier(act).is_none()).collect()
    }

    /// Whether an act at an instant would be lawful, without doing it.
    ///
    /// # Errors
    /// [`Unlawful`] names what stands against it and what is lawful instead.
    pub fn check(&self, act: &Act, at: Timestamp) -> Result<(), Unlawful> {
        match self.barrier(act.kind()).or_else(|| self.fault_of(act, at)) {
            None => Ok(()),
            Some(because) => Err(self.unlawful(act.kind(), because)),
        }
    }

    /// Whether an event may follow.
    pub(super) fn check_event(&self, event: &Event) -> Result<(), Unlawful> {
        if event.case != self.number {
            return Err(self.unlawful(event.act.kind(), Because::OtherCase { other: event.case.0 }));
        }
        self.check(&event.act, event.at)
    }

    /// The refusal of an act.
    pub(super) fn unlawful(&self, act: ActKind, because: Because) -> Unlawful {
        Unlawful { act, stage: self.stage, lawful: self.lawful(), because, course: self.course() }
    }

    /// The instant at which a suspended case's clock goes on by itself, because no more time may be stood.
    #[must_use]
    pub fn suspension_ends_at(&self) -> Option<Timestamp> {
        self.suspension_ends_within(LONGEST_SUSPENSION_DAYS)
    }

    /// As [`Self::suspension_ends_at`], where a district allows so many days only.
    #[must_use]
    pub fn suspension_ends_within(&self, days: u32) -> Option<Timestamp> {
        if self.stage != Stage::Suspended {
            return None;
        }
        let left = i64::from(days.min(LONGEST_SUSPENSION_DAYS)) * DAY_S - self.suspended_s;
        let left = SignedDuration::from_secs(left.max(0));
        Some(self.since.saturating_add(left).unwrap_or(Timestamp::MAX))
    }

    /// What stands against every act of a kind.
    pub(super) fn barrier(&self, act: ActKind) -> Option<Because> {
        if act == ActKind::Report {
            return Some(Because::Beginning);
        }
        if !self.course().knows(act) {
            return Some(Because::Course);
        }
        if target(self.stage, act).is_none() {
            return Some(Because::Stage);
        }
        match act {
            ActKind::File if self.verifications.last().is_some_and(|errand| !errand.good) => {
                Some(Because::NotFound)
            }
            ActKind::Close => self.barrier_to_close(),
            ActKind::Extend | ActKind::Appeal if self.due.is_empty() => Some(Because::NoDeadline),
            ActKind::Extend if self.extensions >= MOST_EXTENSIONS => {
                Some(Because::ExtensionsUsed { used: self.extensions })
            }
            ActKind::Suspend if self.suspended_s >= i64::from(LONGEST_SUSPENSION_DAYS) * DAY_S => {
                Some(Because::SuspensionUsed { days: LONGEST_SUSPENSION_DAYS })
            }
            ActKind::Appeal if self.appeal.is_some() => Some(Because::Appealed),
            ActKind::Appealed if self.appeal != Some(AppealState::Waiting) => Some(Because::NoAppeal),
            ActKind::Reward if self.nature() != Some(ClassNature::Hazard) => Some(Because::NoHazard),
            ActKind::Reward if self.reward_fen.is_some() => Some(Because::Rewarded),
            ActKind::Attach if self.attachments.len() >= MOST_ATTACHMENTS => {
                Some(Because::TooMany { what: "files", most: MOST_ATTACHMENTS })
            }
            _ => None,
        }
    }

    /// A finding is closed after a passed check; a wish without a spot to look at (诉求) may be closed on the unit's word, and
    /// mediation after the people were visited.
    fn barrier_to_close(&self) -> Option<Because> {
        if self.stage == Stage::Passed {
            return None;
        }
        match (self.course(), self.nature()) {
            (Course::Mediation, _) => {
                let visited = self.visited_at >= self.handled_at && self.visited_at.is_some();
                (!visited).then_some(Because::Unvisited)
            }
            (_, Some(ClassNature::Appeal)) => {
                let failed = self
                    .checks
                    .last()
                    .is_some_and(|errand| !errand.good && errand.answered_at >= self.handled_at);
                failed.then_some(Because::Unchecked)
            }
            _ => Some(Because::Unchecked),
        }
    }

    /// What is wrong with this very act.
    fn fault_of(&self, act: &Act, at: Timestamp) -> Option<Because> {
        let latest = if is_beside(act.kind()) { self.received_at } else { self.latest };
        if at < latest {
            return Some(Because::TooEarly { at, latest });
        }
        match act {
            Act::NotFile { reason }
            | Act::Return { reason, .. }
            | Act::Rework { reason }
            | Act::Extend { reason, .. }
            | Act::Suspend { reason }
            | Act::Void { reason }
            | Act::Appeal { reason }
                if reason.trim().is_empty() =>
            {
                Some(Because::NoReason)
            }
            Act::Extend { due, .. } => {
                let present = self.due_at()?.at;
                let later = due.last().is_some_and(|due| due.at > present);
                (!later).then_some(Because::NotLater { present })
            }
            Act::Supervise { level } if !(1..=3).contains(level) => Some(Because::Level { level: *level }),
            Act::Duplicate { of } if *of == self.id => Some(Because::Itself),
            Act::Reclassify { class, .. }
                if self.course() == Course::Mediation && Course::of(class) == Course::Ordinary =>
            {
                Some(Because::Private)
            }
            _ => None,
        }
    }
}

/// Whether an act stands beside the course: it may be told late, because no later step depends on it.
const fn is_beside(act: ActKind) -> bool {
    matches!(act, ActKind::Assign | ActKind::Locate | ActKind::Attach | ActKind::Note | ActKind::Erase)
}

/// Whether a call-back reached somebody.
pub(super) fn reached(satisfaction: Satisfaction) -> bool {
    satisfaction != Satisfaction::NotReached
}

#[cfg(test)]
#[path = "lawful_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "walk_tests.rs"]
mod walk_tests;
