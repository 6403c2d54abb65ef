//! How many cases wait, for whom (待办统计): kept up to date case by case, and as time passes deadlines.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::assign::QueueName;
use crate::cases::{CaseHead, Stage};

/// What waits in one queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueCount {
    /// Cases in it.
    pub count: u32,
    /// Of these, past their deadline.
    pub overdue: u32,
}

/// What waits for one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnitCount {
    /// Open cases that it must act on.
    pub open: u32,
    /// Of these, past their deadline.
    pub overdue: u32,
    /// Of these, with a deadline that is near.
    pub due_soon: u32,
}

/// All counts at one instant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// By queue, in their order.
    pub queues: BTreeMap<QueueName, QueueCount>,
    /// By unit, as position in the table of codes.
    pub units: BTreeMap<u16, UnitCount>,
    /// Open cases.
    pub open: u32,
    /// Of these, past their deadline.
    pub overdue: u32,
    /// Of these, with a deadline that is near.
    pub due_soon: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Calm,
    Soon,
    Late,
}

#[derive(Debug, Clone, Copy)]
struct Waiting {
    unit: u16,
    queue: Option<QueueName>,
    /// The deadline while the clock runs, in milliseconds.
    due_ms: Option<i64>,
    phase: Phase,
}

/// The books behind the counts: open cases only.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    now_ms: i64,
    soon_ms: i64,
    counts: Counts,
    open: BTreeMap<u32, Waiting>,
    clocks: BTreeSet<(i64, u32)>,
}

impl Tally {
    /// Empty books at an instant; a deadline counts as near from `soon` before it.
    pub(super) fn new(now: Timestamp, soon: SignedDuration) -> Self {
        Self {
            now_ms: now.as_millisecond(),
            soon_ms: i64::try_from(soon.as_millis()).unwrap_or(i64::MAX / 4),
            counts: Counts::default(),
            open: BTreeMap::new(),
            clocks: BTreeSet::new(),
        }
    }

    /// The counts as they now stand.
    pub(super) const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Takes a case as it now stands. O(log open cases).
    pub(super) fn set(&mut self, head: &CaseHead) {
        let number = head.number.0;
        if let Some(old) = self.open.remove(&number) {
            self.count(old, false);
            if let Some(due_ms) = old.due_ms {
                self.clocks.remove(&(due_ms, number));
            }
        }
        if head.stage.is_final() {
            return;
        }
        let due_ms = running(head).then_some(head.due_at).flatten().map(Timestamp::as_millisecond);
        let phase = due_ms.map_or(Phase::Calm, |due_ms| self.phase(due_ms));
        let waiting = Waiting { unit: head.unit, queue: head.queue, due_ms, phase };
        self.count(waiting, true);
        self.open.insert(number, waiting);
        if let Some(due_ms) = due_ms {
            self.clocks.insert((due_ms, number));
        }
    }

    /// Lets time pass. O(deadlines that became near or past).
    pub(super) fn advance(&mut self, now: Timestamp) {
        let (before, now_ms) = (self.now_ms, now.as_millisecond());
        if now_ms <= before {
            return;
        }
        self.now_ms = now_ms;
        // Past by now, but not before; near by now, but not before.
        let near = |at: i64| at.saturating_add(self.soon_ms).saturating_add(1);
        let ranges = [(before, 0)..(now_ms, 0), (near(before), 0)..(near(now_ms), 0)];
        let touched: Vec<u32> = ranges
            .into_iter()
            .flat_map(|range| self.clocks.range(range))
            .map(|&(_, number)| number)
            .collect();
        for number in touched {
            let Some(&old) = self.open.get(&number) else { continue };
            let phase = old.due_ms.map_or(Phase::Calm, |due_ms| self.phase(due_ms));
            if phase != old.phase {
                self.count(old, false);
                let new = Waiting { phase, ..old };
                self.count(new, true);
                self.open.insert(number, new);
            }
        }
    }

    const fn phase(&self, due_ms: i64) -> Phase {
        if self.now_ms > due_ms {
            Phase::Late
        } else if self.now_ms >= due_ms.saturating_sub(self.soon_ms) {
            Phase::Soon
        } else {
            Phase::Calm
        }
    }

    fn count(&mut self, case: Waiting, add: bool) {
        let step = |count: &mut u32, counts: bool| {
            *count = match (counts, add) {
                (false, _) => *count,
                (true, true) => count.saturating_add(1),
                (true, false) => count.saturating_sub(1),
            };
        };
        let (late, soon) = (case.phase == Phase::Late, case.phase == Phase::Soon);
        let unit = self.counts.units.entry(case.unit).or_default();
        step(&mut unit.open, true);
        step(&mut unit.overdue, late);
        step(&mut unit.due_soon, soon);
        if *unit == UnitCount::default() {
            self.counts.units.remove(&case.unit);
        }
        if let Some(name) = case.queue {
            let queue = self.counts.queues.entry(name).or_default();
            step(&mut queue.count, true);
            step(&mut queue.overdue, late);
        }
        step(&mut self.counts.open, true);
        step(&mut self.counts.overdue, late);
        step(&mut self.counts.due_soon, soon);
    }
}

/// Whether the clock of a case runs: a unit has it, or gave it back.
const fn running(head: &CaseHead) -> bool {
    matches!(head.stage, Stage::Dispatched | Stage::Handling | Stage::Returned)
}

#[cfg(test)]
#[path = "tally_tests.rs"]
mod tests;
