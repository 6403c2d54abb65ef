//! How many in each period.

use jiff::Timestamp;

use super::chosen::{Chosen, Tallying};
use super::period::Period;
use crate::cases::columns::{Chunk, NO_TIME};
use crate::cases::{Stage, flag};

/// Counts of cases reported in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CaseTally {
    /// All of them.
    pub cases: u64,
    /// Those that can be judged by their deadline.
    pub judged: u64,
    /// Those of them that were not handled by it.
    pub overdue: u64,
    /// Those that are closed.
    pub closed: u64,
    /// Those that are invented.
    pub synthetic: u64,
}

impl CaseTally {
    fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.judged += other.judged;
        self.overdue += other.overdue;
        self.closed += other.closed;
        self.synthetic += other.synthetic;
    }
}

/// Counts by period of report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesTally<'a> {
    slots: &'a Slots,
    now: u32,
    periods: Vec<CaseTally>,
    all: CaseTally,
}

/// Which period an instant belongs to, found in one look and few steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slots {
    first: u32,
    shift: u32,
    /// The period at the begin of each slot of `2^shift` seconds.
    table: Vec<u32>,
    /// The end of each period.
    ends: Vec<u32>,
}

/// Most slots.
const SLOTS: u64 = 1 << 13;

impl Slots {
    /// For periods that follow one another without a gap.
    ///
    /// # Complexity
    /// O(periods + slots).
    #[must_use]
    pub fn new(periods: &[Period]) -> Self {
        let first = periods.first().map_or(0, |period| second(period.from));
        let ends: Vec<u32> = periods.iter().map(|period| second(period.to)).collect();
        let length = u64::from(ends.last().copied().unwrap_or(first).saturating_sub(first));
        let mut shift = 0;
        while length >> shift > SLOTS {
            shift += 1;
        }
        let mut at = 0_u32;
        let slot = |slot: u64| {
            let begin = u64::from(first) + (slot << shift);
            while ends.get(at as usize).is_some_and(|end| u64::from(*end) <= begin) {
                at += 1;
            }
            at
        };
        let table = (0..=length >> shift).map(slot).collect();
        Self { first, shift, table, ends }
    }

    /// The period of an instant, in seconds since 1970.
    #[inline]
    #[must_use]
    pub fn of(&self, at: u32) -> Option<usize> {
        let slot = at.checked_sub(self.first)? >> self.shift;
        let mut period = *self.table.get(slot as usize)? as usize;
        while *self.ends.get(period)? <= at {
            period += 1;
        }
        Some(period)
    }
}

fn second(at: Timestamp) -> u32 {
    u32::try_from(at.as_second().clamp(0, i64::from(NO_TIME) - 1)).unwrap_or(0)
}

impl<'a> SeriesTally<'a> {
    /// Nothing counted yet; `now` decides what is late.
    #[must_use]
    pub fn new(slots: &'a Slots, now: Timestamp) -> Self {
        let periods = vec![CaseTally::default(); slots.ends.len()];
        Self { slots, now: second(now), periods, all: CaseTally::default() }
    }

    /// By period.
    #[must_use]
    pub fn periods(&self) -> &[CaseTally] {
        &self.periods
    }

    /// All chosen cases, also those of no period.
    #[must_use]
    pub const fn all(&self) -> CaseTally {
        self.all
    }
}

impl Tallying for SeriesTally<'_> {
    fn add(&mut self, chunk: &Chunk, row: usize) {
        let (judged, overdue) = chunk.judged(row, self.now);
        let closed = chunk.stage().get(row).is_some_and(|stage| *stage == Stage::Closed as u8);
        let synthetic = chunk.flags().get(row).is_some_and(|flags| flags & flag::SYNTHETIC != 0);
        let own = CaseTally {
            cases: 1,
            judged: judged.into(),
            overdue: overdue.into(),
            closed: closed.into(),
            synthetic: synthetic.into(),
        };
        self.all.add(own);
        let reported = chunk.reported_at().get(row).copied().unwrap_or(NO_TIME);
        if let Some(period) = self.slots.of(reported).and_then(|period| self.periods.get_mut(period)) {
            period.add(own);
        }
    }

    fn merge(&mut self, other: Self) {
        self.periods.iter_mut().zip(other.periods).for_each(|(sum, more)| sum.add(more));
        self.all.add(other.all);
    }
}

/// The first second in which a chosen case was reported, and the one after the last; `None` without a case.
///
/// # Complexity
/// One pass over the columns that the filter names.
#[must_use]
pub fn extent(chosen: &Chosen<'_>) -> Option<Period> {
    let Ends { first, last } = chosen.tallied(|| Ends { first: u32::MAX, last: 0 });
    let instant = |second: u32| Timestamp::from_second(second.into()).ok();
    (first <= last).then(|| Some(Period { from: instant(first)?, to: instant(last.saturating_add(1))? }))?
}

struct Ends {
    first: u32,
    last: u32,
}

impl Tallying for Ends {
    fn add(&mut self, chunk: &Chunk, row: usize) {
        if let Some(at) = chunk.reported_at().get(row) {
            (self.first, self.last) = (self.first.min(*at), self.last.max(*at));
        }
    }

    fn merge(&mut self, other: Self) {
        (self.first, self.last) = (self.first.min(other.first), self.last.max(other.last));
    }
}

#[cfg(test)]
#[path = "series_tests.rs"]
mod tests;
