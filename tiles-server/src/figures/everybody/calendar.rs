//! The time that everybody is told of: whole blocks of the calendar (发布周期) that have ended, of the last twenty years.

use std::ops::Range;

use gridward::analytics::figures::{Block, Period, Week};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::problem::Problem;

/// How far back is told, in weeks: twenty years.
const MOST_WEEKS: i32 = 20 * 52;

/// Blocks of one length that have ended.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a> {
    zone: &'a TimeZone,
    block: Block,
    /// Where the first block begins that is told.
    first: Week,
    /// Where the last one ends.
    end: Week,
}

impl<'a> Calendar<'a> {
    /// The blocks that have ended at an instant.
    pub fn until(zone: &'a TimeZone, block: Block, now: Timestamp) -> Self {
        let end = block.last_begin(zone, now);
        Self { zone, block, first: block.around(Week(end.0.saturating_sub(MOST_WEEKS))).0, end }
    }

    /// All of them from the one that holds an instant on.
    pub fn since(&self, at: Timestamp) -> Range<Week> {
        self.told(self.block.last_begin(self.zone, at))..self.end
    }

    /// The begin of a block, or the end of the last one, that is nearest to an instant.
    pub fn nearest(&self, at: Timestamp) -> Week {
        self.told(self.block.nearest(self.zone, at))
    }

    /// The blocks nearest to the time asked for; at an end that nobody named, to that of the cases. Without a case and a time no
    /// block.
    ///
    /// # Errors
    /// As [`Self::none_left`], for a time that holds no block.
    pub fn nearest_to(
        &self,
        (from, to): (Option<Timestamp>, Option<Timestamp>),
        cases: impl FnOnce() -> Option<Period>,
    ) -> Result<Range<Week>, Problem> {
        let cases = if from.is_none() || to.is_none() { cases() } else { None };
        let first = |cases: Period| self.since(cases.from).start;
        let begin = from.map(|at| self.nearest(at)).or(cases.map(first)).unwrap_or(self.end);
        let after =
            |cases: Period| self.told(self.block.around(self.block.last_begin(self.zone, cases.to)).1);
        let end = to.map(|at| self.nearest(at)).or(cases.map(after)).unwrap_or(begin);
        if begin < end || (from.is_none() && to.is_none()) {
            return Ok(begin..end.max(begin));
        }
        Err(self.none_left())
    }

    /// What is wrong with a time that holds no block.
    pub fn none_left(&self) -> Problem {
        let detail = format!("from and to hold no whole {} that has ended", self.block.as_str());
        let right = match self.block {
            Block::Week => "at least a whole week that has ended",
            Block::Month => "at least a month of four or five whole weeks that has ended",
            Block::Quarter => "at least a quarter of thirteen whole weeks that has ended",
        };
        Problem::parameter("to", detail, right)
    }

    fn told(&self, begin: Week) -> Week {
        begin.clamp(self.first, self.end)
    }
}
