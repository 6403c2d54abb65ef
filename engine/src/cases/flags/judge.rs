//! From the state of a case to its row of flags.

use jiff::Timestamp;

use super::{CaseFlags, Flag};
use crate::calendar::{Limit, LimitUnit, WorkCalendar};
use crate::cases::{AppealState, CaseState, Errand, Satisfaction, Stage};
use crate::rules::settings::{ClockStart, OnTimeAt, ShouldClose, StageLimits, Switches};

/// By what a case is judged.
#[derive(Debug, Clone, Copy)]
pub struct FlagRules<'a> {
    /// The working time.
    pub calendar: &'a WorkCalendar,
    /// D2, D3, D4, D6.
    pub switches: &'a Switches,
    /// The limits of the district's own steps.
    pub stages: &'a StageLimits,
}

/// What its filing condition says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Urgency {
    /// Whether the urgent lane takes it.
    pub urgent: bool,
    /// In what its limit is counted.
    pub unit: LimitUnit,
}

impl FlagRules<'_> {
    /// The row of a case as of an instant; the state is that of the instant ([`CaseState::as_of`]).
    ///
    /// # Complexity
    /// O(errands + returns), each with one look into the calendar.
    #[must_use]
    pub fn flags(&self, state: &CaseState, urgency: Urgency, now: Timestamp) -> CaseFlags {
        let mut flags = CaseFlags::default();
        flags.set(Flag::Report, true);
        flags.set(Flag::Duplicate, state.duplicate_of.is_some());
        if state.stage == Stage::Void {
            flags.set(Flag::Void, true);
            return flags;
        }
        flags.set(Flag::Urgent, urgency.urgent);
        self.set_building(&mut flags, state);
        if state.filed_at.is_some() {
            set_handling(&mut flags, state, now);
            self.set_closing(&mut flags, state, urgency, now);
        }
        set_ledgers(&mut flags, state);
        flags
    }

    /// Collection, case building, dispatch.
    fn set_building(&self, flags: &mut CaseFlags, state: &CaseState) {
        let accepted = state.accepted_at.is_some();
        flags.set(Flag::Accepted, accepted);
        flags.set(Flag::Valid, accepted && state.stage != Stage::NotFiled);
        flags.set(Flag::NotFiled, state.stage == Stage::NotFiled);
        flags.set(Flag::Filed, state.filed_at.is_some());
        flags.set(Flag::Stock, state.filed_at.is_some() && !state.stage.is_final());
        flags.set(
            Flag::AcceptedOnTime,
            self.within(Some(state.received_at), state.accepted_at, self.stages.accept),
        );
        let first = state.dispatches.first().map(|dispatching| dispatching.at);
        flags.set(Flag::Dispatched, first.is_some());
        flags.set(Flag::DispatchedOnTime, self.within(state.filed_at, first, self.stages.dispatch));
        flags.set(Flag::WrongDispatch, state.wrongly_dispatched());
        let on_time = |errands: &[Errand], limit| {
            errands.iter().all(|errand| self.within(Some(errand.sent_at), errand.answered_at, limit))
        };
        flags.set(Flag::Verify, !state.verifications.is_empty());
        flags.set(
            Flag::VerifyOnTime,
            flags.has(Flag::Verify) && on_time(&state.verifications, self.stages.verify),
        );
        flags.set(Flag::Check, !state.checks.is_empty());
        flags.set(Flag::CheckOnTime, flags.has(Flag::Check) && on_time(&state.checks, self.stages.check));
    }

    fn set_closing(&self, flags: &mut CaseFlags, state: &CaseState, urgency: Urgency, now: Timestamp) {
        let due = state.due_at().map(|due| due.at);
        let past = due.is_some_and(|due| state.clock_at(now) > due);
        let closed_at = state.ended_at.filter(|_| state.stage == Stage::Closed);
        let needed = match self.switches.should_close {
            ShouldClose::HandledOrPastDeadline => state.handled_at.is_some() || past,
            ShouldClose::Handled => state.handled_at.is_some(),
            ShouldClose::PastDeadline => past,
        };
        let needed = needed || closed_at.is_some();
        let deferred = needed && state.stage == Stage::Suspended;
        let base = needed && !(deferred && self.switches.deferred_leave_denominator);
        let judged = !flags.has(Flag::Excused);
        flags.set(Flag::NeedArchive, needed);
        flags.set(Flag::Deferred, deferred);
        flags.set(Flag::ClosingBase, base);
        flags.set(Flag::JudgedArchive, base && judged);
        flags.set(Flag::Archived, closed_at.is_some());
        flags.set(Flag::ArchivedHandledOnTime, closed_at.is_some() && flags.has(Flag::DisposedOnTime));
        let on_time = |at: Timestamp| due.is_none_or(|due| at <= due);
        flags.set(Flag::ArchivedClosedOnTime, judged && closed_at.is_some_and(on_time));
        if let (Some(closed), Some(due)) = (closed_at, due) {
            let ended = match self.switches.on_time_at {
                OnTimeAt::HandlingEnd => state.handled_at.unwrap_or(closed),
                OnTimeAt::Closing => closed,
            };
            flags.overtime_hundredths = self.overtime(state, urgency.unit, due, ended).unwrap_or(0);
        }
    }

    /// (used − limit) / limit in hundredths, both on the limit's own clock; `None` where there is nothing to compare.
    fn overtime(&self, state: &CaseState, unit: LimitUnit, due: Timestamp, ended: Timestamp) -> Option<u32> {
        let start = match self.switches.clock_start {
            ClockStart::Dispatch => state.dispatched_at()?,
            ClockStart::Filing => state.filed_at?,
        };
        let used = |until| self.calendar.used(start, until, unit, &state.pauses).as_millis();
        let (limit, used) = (used(due), used(ended));
        if limit <= 0 || used <= limit {
            return None;
        }
        // Rounded half up, in whole numbers.
        u32::try_from(((used - limit) * 200 + limit) / (2 * limit)).ok()
    }

    fn within(&self, from: Option<Timestamp>, until: Option<Timestamp>, limit: Limit) -> bool {
        match (from, until) {
            (Some(from), Some(until)) => until <= self.calendar.due(from, limit).at,
            _ => false,
        }
    }
}

/// Whether it should be handled, is, and when.
fn set_handling(flags: &mut CaseFlags, state: &CaseState, now: Timestamp) {
    let due = state.due_at().map(|due| due.at);
    let handled = state.handled_at;
    let late = |at: Timestamp| due.is_some_and(|due| at > due);
    let past = late(state.clock_at(now));
    let dispatched = flags.has(Flag::Dispatched);
    let excused = state.appeal == Some(AppealState::Granted);
    let needed = dispatched && (handled.is_some() || past);
    flags.set(Flag::Excused, excused);
    flags.set(Flag::NeedDispose, needed);
    flags.set(Flag::JudgedDispose, needed && !excused);
    flags.set(Flag::Disposed, handled.is_some());
    flags.set(Flag::DisposedOnTime, !excused && handled.is_some_and(|at| !late(at)));
    flags.set(Flag::DisposedOvertime, !excused && handled.is_some_and(late));
    let open = dispatched && handled.is_none() && !state.stage.is_final();
    flags.set(Flag::OpenOnTime, open && !past);
    flags.set(Flag::OpenOvertime, open && past);
}

/// Returns, extensions, suspensions, reworks, supervision, call-backs, rewards.
fn set_ledgers(flags: &mut CaseFlags, state: &CaseState) {
    flags.set(Flag::Rework, state.reworks >= 1);
    flags.set(Flag::MultiRework, state.reworks >= 2);
    flags.set(Flag::Hang, state.suspensions >= 1);
    flags.set(Flag::Postponed, state.extensions >= 1);
    flags.set(Flag::Returned, !state.returns.is_empty());
    flags.set(Flag::Shuffle, passed_on(state));
    flags.set(Flag::Supervised, state.supervised >= 1);
    let answer = state.satisfaction.filter(|&answer| answer != Satisfaction::NotReached);
    flags.set(Flag::Visited, answer.is_some());
    flags.set(Flag::Satisfied, answer == Some(Satisfaction::Satisfied));
    flags.set(Flag::Fair, answer == Some(Satisfaction::Fair));
    flags.set(Flag::Rewarded, state.reward_fen.is_some());
    flags.returns = u32::try_from(state.returns.len()).unwrap_or(u32::MAX);
    flags.extensions = u32::from(state.extensions);
    flags.reworks = state.reworks;
    flags.supervised = state.supervised;
    flags.reward_fen = state.reward_fen.unwrap_or(0);
}

fn passed_on(state: &CaseState) -> bool {
    let several = state.returns.iter().any(|a| state.returns.iter().any(|b| a.unit != b.unit));
    let got_again = state.returns.iter().any(|returning| {
        state.dispatches.iter().any(|to| to.unit == returning.unit && to.at >= returning.at)
    });
    several || got_again
}
