//! From a start and a limit to the instant by which it must be done.

use jiff::{SignedDuration, Timestamp};

use super::limit::{DayReading, Due, Limit, LimitUnit, Milestone, Pause};
use super::pauses::{OPEN, merge};
use super::work_calendar::WorkCalendar;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// A working day where it is read as hours.
const EIGHT_HOURS: i64 = 8 * HOUR;

/// By which clock a limit runs, and how far.
#[derive(Debug, Clone, Copy)]
enum Run {
    /// Milliseconds on the wall clock.
    Wall(i64),
    /// Milliseconds of working time.
    Working(i64),
    /// Ends of working days after the day of the start.
    DayEnds(usize),
}

/// The limit after `extensions`, each of which adds the limit itself.
fn run_of(limit: Limit, reading: DayReading, extensions: u32) -> Run {
    let amount = i64::from(limit.amount).saturating_mul(i64::from(extensions) + 1);
    match limit.unit {
        LimitUnit::WorkingDay => match reading {
            DayReading::EightHours => Run::Working(amount.saturating_mul(EIGHT_HOURS)),
            DayReading::EndOfDay => Run::DayEnds(usize::try_from(amount).unwrap_or(usize::MAX)),
        },
        LimitUnit::WorkingHour => Run::Working(amount.saturating_mul(HOUR)),
        LimitUnit::WorkingMinute => Run::Working(amount.saturating_mul(MINUTE)),
        LimitUnit::UrgentDay | LimitUnit::NaturalDay => Run::Wall(amount.saturating_mul(DAY)),
        LimitUnit::UrgentHour => Run::Wall(amount.saturating_mul(HOUR)),
        LimitUnit::UrgentMinute => Run::Wall(amount.saturating_mul(MINUTE)),
    }
}

/// An instant from milliseconds; outside of what can be written, the nearest that can.
pub(super) fn timestamp(ms: i64) -> Timestamp {
    let limit = if ms < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(ms).unwrap_or(limit)
}

impl WorkCalendar {
    /// The instant by which it must be done if the clock starts at `start`: the first at which the limit has run out. It
    /// still counts as on time. Working time that runs out exactly at the end of working hours is due then, not when work
    /// begins again; a limit of nothing is due at the start. Times are taken to the millisecond.
    ///
    /// # Complexity
    /// O(log days) for working units, O(1) for continuous ones; no allocation.
    ///
    /// # References
    /// CJ/T 315-2009, GB/T 30428.8 (the units and their clocks).
    #[must_use]
    pub fn due(&self, start: Timestamp, limit: Limit) -> Due {
        let start_ms = start.as_millisecond();
        let run = run_of(limit, self.reading, 0);
        self.settled(start_ms, run, self.after(start_ms, run, &[]).unwrap_or(start_ms))
    }

    /// As [`Self::due`], with pauses in which every clock stands, urgent and natural ones too, and with approved extensions,
    /// each of which adds the limit itself.
    ///
    /// Under [`DayReading::EndOfDay`] a working day counts if the clock runs at its end; a pause that begins exactly at that
    /// end does not take it away. Pauses may overlap, be cut, doubled, out of order or before the start: the clock stands in
    /// their union. `None` while the clock stands in an open pause and the limit had not run out before.
    ///
    /// # Complexity
    /// O(p log p + p log days) for p pauses.
    #[must_use]
    pub fn due_with(&self, start: Timestamp, limit: Limit, pauses: &[Pause], extensions: u32) -> Option<Due> {
        let start_ms = start.as_millisecond();
        let run = run_of(limit, self.reading, extensions);
        let at = self.after(start_ms, run, &merge(pauses, start_ms))?;
        Some(self.settled(start_ms, run, at))
    }

    /// The stages of a limit, each counted from the start of the clock, in their order.
    ///
    /// # Complexity
    /// O(stages × log days).
    #[must_use]
    pub fn milestones(&self, start: Timestamp, stages: &[Milestone]) -> Vec<Due> {
        stages.iter().map(|stage| self.due(start, stage.limit)).collect()
    }

    /// The stages of a limit with pauses and extensions. An extension adds the last stage, which is the limit itself, to the
    /// last stage only: what had to be stopped at once is not put off. `None` while the clock stands in an open pause and a
    /// stage had not run out before.
    ///
    /// # Complexity
    /// O(stages × (p log p + p log days)) for p pauses.
    #[must_use]
    pub fn milestones_with(
        &self,
        start: Timestamp,
        stages: &[Milestone],
        pauses: &[Pause],
        extensions: u32,
    ) -> Option<Vec<Due>> {
        let last = stages.len().saturating_sub(1);
        let extended = |at: usize| if at == last { extensions } else { 0 };
        stages
            .iter()
            .enumerate()
            .map(|(at, stage)| self.due_with(start, stage.limit, pauses, extended(at)))
            .collect()
    }

    /// Working time between two instants; nothing if the second is not later.
    ///
    /// # Complexity
    /// O(log days).
    #[must_use]
    pub fn working_between(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        SignedDuration::from_millis(self.worked(from.as_millisecond(), to.as_millisecond()))
    }

    /// How long the clock of a unit ran between two instants: the wall clock for continuous units, working time for the
    /// others, both without the pauses. What was used of a limit.
    ///
    /// # Complexity
    /// O(p log p + p log days) for p pauses.
    #[must_use]
    pub fn used(&self, from: Timestamp, to: Timestamp, unit: LimitUnit, pauses: &[Pause]) -> SignedDuration {
        let (from, to) = (from.as_millisecond(), to.as_millisecond());
        let between = |from: i64, to: i64| {
            if unit.is_continuous() { to.saturating_sub(from).max(0) } else { self.worked(from, to) }
        };
        let paused: i64 = merge(pauses, from).iter().map(|&(begin, end)| between(begin, end.min(to))).sum();
        SignedDuration::from_millis(between(from, to) - paused)
    }

    fn worked(&self, from: i64, to: i64) -> i64 {
        (self.timeline.worked_before(to) - self.timeline.worked_before(from)).max(0)
    }

    /// The first instant at which a limit has run out, in milliseconds.
    fn after(&self, start: i64, run: Run, pauses: &[(i64, i64)]) -> Option<i64> {
        match run {
            Run::Wall(0) | Run::Working(0) | Run::DayEnds(0) => Some(start),
            Run::DayEnds(days) => self.day_end_after(start, days, pauses),
            Run::Wall(amount) | Run::Working(amount) => {
                let wall = matches!(run, Run::Wall(_));
                let (mut at, mut left) = (start, amount);
                for &(from, until) in pauses {
                    let ran = if wall { from - at } else { self.worked(at, from) };
                    if left <= ran {
                        break;
                    }
                    if until == OPEN {
                        return None;
                    }
                    left -= ran;
                    at = until;
                }
                if wall {
                    return Some(at.saturating_add(left));
                }
                let worked = self.timeline.worked_before(at).saturating_add(left);
                Some(self.timeline.instant_of(worked).unwrap_or(self.timeline.horizon()).max(at))
            }
        }
    }

    /// The end of the n-th working day after the day of the start, without those at whose end the clock stood.
    fn day_end_after(&self, start: i64, days: usize, pauses: &[(i64, i64)]) -> Option<i64> {
        let first = self.timeline.days_begun(start);
        let mut target = first.saturating_add(days - 1);
        for &(from, until) in pauses {
            let skipped = self.timeline.days_ended(from).max(first);
            if target < skipped {
                break;
            }
            if until == OPEN {
                return None;
            }
            target = target.saturating_add(self.timeline.days_ended(until).saturating_sub(skipped));
        }
        Some(self.timeline.day_end(target).unwrap_or(self.timeline.horizon()).max(start))
    }

    /// A deadline on working time is provisional where it, or its start, lies outside of the known years.
    fn settled(&self, start: i64, run: Run, at: i64) -> Due {
        let (known_from, known_until) = self.known_ms;
        let provisional = !matches!(run, Run::Wall(_)) && (start < known_from || at > known_until);
        Due { at: timestamp(at), provisional }
    }
}

#[cfg(test)]
#[path = "deadline_tests.rs"]
mod tests;
