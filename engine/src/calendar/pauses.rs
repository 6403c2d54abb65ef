//! Pauses as a set of instants: however they are cut or doubled, the clock stands in their union.

use super::limit::Pause;

/// Stretches in which the clock stands, in milliseconds since 1970, in order, apart from each other; an open one ends at
/// [`OPEN`].
pub(super) type Merged = smallvec::SmallVec<[(i64, i64); 4]>;

/// The end of a pause that has none yet.
pub(super) const OPEN: i64 = i64::MAX;

/// The union of pauses, without what lies before `start`.
pub(super) fn merge(pauses: &[Pause], start: i64) -> Merged {
    let mut all: Merged = pauses
        .iter()
        .map(|pause| {
            let until = pause.until.map_or(OPEN, jiff::Timestamp::as_millisecond);
            (pause.from.as_millisecond().max(start), until)
        })
        .filter(|(from, until)| from < until)
        .collect();
    all.sort_unstable();
    let mut merged = Merged::new();
    for (from, until) in all {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => merged.push((from, until)),
        }
    }
    merged
}
