//! Suspensions that end by themselves (挂账到期): which case, and when. Held in memory and found again from the histories after
//! a start, part by part.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

/// The ends of suspensions.
#[derive(Debug, Clone, Default)]
pub(super) struct Timers {
    ends: BTreeMap<u32, Timestamp>,
    order: BTreeSet<(Timestamp, u32)>,
}

impl Timers {
    /// Sets or takes away the end of a case's suspension. O(log suspended).
    pub(super) fn set(&mut self, number: u32, end: Option<Timestamp>) {
        let before = match end {
            Some(end) => self.ends.insert(number, end),
            None => self.ends.remove(&number),
        };
        if let Some(before) = before {
            self.order.remove(&(before, number));
        }
        if let Some(end) = end {
            self.order.insert((end, number));
        }
    }

    /// The case whose suspension ended first, if any ended by now; it stays until it is set anew.
    pub(super) fn due(&self, now: Timestamp) -> Option<(Timestamp, u32)> {
        self.order.first().copied().filter(|(end, _)| *end <= now)
    }
}
