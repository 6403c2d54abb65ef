//! What the last strokes did to rows, for those who keep sums over cases and want to follow instead of counting anew.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gridward::cases::columns::{Changes, Columns};
use gridward::desk::View;
use gridward::ids::CaseNumber;

/// Most rows that are kept: 2 MB. Whoever is farther behind counts anew.
const ROWS: usize = 16_384;
/// For so many strokes changes are noted after somebody asked for them; nobody pays for what nobody reads.
const STROKES: u32 = 16_384;

/// Changes by the numbers of their events.
#[derive(Default)]
pub struct Lately {
    strokes: Mutex<Strokes>,
    /// How many more strokes are noted.
    wanted: AtomicU32,
}

#[derive(Default)]
struct Strokes {
    list: VecDeque<Arc<Stroke>>,
    rows: usize,
}

/// Events `[from, until)`.
struct Stroke {
    from: u64,
    until: u64,
    changes: Changes,
}

impl Lately {
    /// Notes what a stroke did; called before its state is shown.
    pub fn note(&self, before: &View, after: &View, cases: impl Iterator<Item = CaseNumber>) {
        self.note_between(
            (before.next_event.0, &before.columns),
            (after.next_event.0, &after.columns),
            cases,
        );
    }

    fn note_between(
        &self,
        (from, before): (u64, &Columns),
        (until, after): (u64, &Columns),
        cases: impl Iterator<Item = CaseNumber>,
    ) {
        if from == until {
            return;
        }
        let wanted = self
            .wanted
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .is_ok();
        let changes = wanted.then(|| Changes::between(before, after, cases));
        let mut strokes = self.strokes.lock().unwrap_or_else(PoisonError::into_inner);
        match changes {
            Some(changes) => strokes.push(Stroke { from, until, changes }),
            None => *strokes = Strokes::default(),
        }
    }

    /// From now on changes are noted.
    pub fn want(&self) {
        self.wanted.store(STROKES, Ordering::Relaxed);
    }

    /// What events `[from, until)` did; `None` where that is not known any more.
    pub fn between(&self, from: u64, until: u64) -> Option<Changes> {
        self.want();
        let mut changes = Changes::default();
        if from == until {
            return Some(changes);
        }
        for stroke in self.strokes(from, until)? {
            changes.extend(&stroke.changes);
        }
        Some(changes)
    }

    fn strokes(&self, from: u64, until: u64) -> Option<Vec<Arc<Stroke>>> {
        let strokes = self.strokes.lock().unwrap_or_else(PoisonError::into_inner);
        let first = strokes.list.binary_search_by_key(&from, |stroke| stroke.from).ok()?;
        let last = strokes.list.binary_search_by_key(&until, |stroke| stroke.until).ok()?;
        (first <= last).then(|| strokes.list.range(first..=last).map(Arc::clone).collect())
    }
}

impl Strokes {
    fn push(&mut self, stroke: Stroke) {
        // A gap would be read over.
        if self.list.back().is_some_and(|last| last.until != stroke.from) {
            *self = Self::default();
        }
        self.rows += stroke.changes.len();
        self.list.push_back(Arc::new(stroke));
        while self.rows > ROWS {
            let Some(oldest) = self.list.pop_front() else { return };
            self.rows -= oldest.changes.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(lately: &Lately, from: u64, until: u64) {
        let columns = gridward::cases::columns::LiveColumns::new(1);
        lately.note_between((from, columns.now()), (until, columns.now()), std::iter::empty());
    }

    #[test]
    fn strokes_are_known_from_the_moment_somebody_asks_and_only_whole() {
        let lately = Lately::default();
        note(&lately, 0, 3);
        assert!(lately.between(0, 3).is_none(), "nobody had asked");
        note(&lately, 3, 5);
        note(&lately, 5, 9);
        assert!(lately.between(3, 9).is_some() && lately.between(5, 9).is_some());
        assert!(lately.between(9, 9).is_some());
        assert!(lately.between(4, 9).is_none() && lately.between(3, 8).is_none());
        assert!(lately.between(0, 9).is_none());
    }

    #[test]
    fn a_gap_ends_what_is_known() {
        let lately = Lately::default();
        lately.want();
        note(&lately, 0, 3);
        note(&lately, 7, 9);
        assert!(lately.between(0, 9).is_none());
        assert!(lately.between(7, 9).is_some());
        lately.wanted.store(0, Ordering::Relaxed);
        note(&lately, 9, 10);
        assert!(lately.between(7, 9).is_none());
    }
}
