//! Lists of cases: the rows that a caller sees, newest first, page by page; and those that may be the same case.

use gridward::cases::columns::Filter;
use gridward::cases::{CaseHead, Similar};
use gridward::desk::{Scope, Sight};
use gridward::ids::{CaseNumber, ClassCode};
use gridward::measure::LonLat;
use jiff::Timestamp;

use super::decision::DuplicatePart;
use super::seeing::sight_of;
use super::{Dispatch, Seen};
use crate::auth::Caller;

/// Most doubles that are offered.
const DOUBLES: usize = 10;

/// One page: rows with as much as is seen of each, and where to go on.
pub struct Page {
    pub rows: Vec<(CaseHead, Sight)>,
    /// The number before which the next page begins.
    pub next: Option<u32>,
}

/// The newest rows before a number.
///
/// Without conditions the newest rows are walked; with some the columns are scanned for them.
pub fn page(seen: &Seen, scope: &Scope, filter: Option<&Filter>, before: Option<u32>, limit: usize) -> Page {
    let columns = &seen.view.columns;
    let last = u32::try_from(columns.len()).unwrap_or(u32::MAX);
    let end = before.unwrap_or(last).min(last);
    match filter {
        None => gather(seen, scope, (0..end).rev(), limit),
        Some(filter) => {
            let chosen = columns.numbers(filter);
            let newest = chosen.iter().rev().map(|number| number.0).filter(|number| *number < end);
            gather(seen, scope, newest, limit)
        }
    }
}

fn gather(seen: &Seen, scope: &Scope, numbers: impl Iterator<Item = u32>, limit: usize) -> Page {
    let Seen { view, assigner } = seen;
    let mut rows: Vec<(CaseHead, Sight)> = Vec::with_capacity(limit.min(64));
    for number in numbers {
        let Some(head) = view.columns.head(CaseNumber(number)) else { continue };
        let sight = sight_of(scope, view, assigner, &head, &[]);
        if sight == Sight::Nothing {
            continue;
        }
        if rows.len() == limit {
            let next = rows.last().map(|(head, _)| head.number.0);
            return Page { rows, next };
        }
        rows.push((head, sight));
    }
    Page { rows, next: None }
}

impl Dispatch {
    /// Cases that may be the same and that a caller sees, open ones and the nearest first (D19).
    pub fn duplicates(
        &self,
        caller: &Caller,
        class: &ClassCode,
        place: LonLat,
        at: Timestamp,
    ) -> Vec<DuplicatePart> {
        let Seen { view, assigner } = self.seen_now();
        let similar = view.similar_under(&assigner, class, place, at);
        if similar.is_empty() {
            return Vec::new();
        }
        let Ok(scope) = self.scope(caller) else { return Vec::new() };
        let part = |similar: Similar| {
            let head = view.columns.head(similar.number)?;
            let whole = sight_of(&scope, &view, &assigner, &head, &[]) == Sight::Whole;
            whole.then(|| DuplicatePart {
                id: head.id.to_string(),
                distance_m: (similar.distance.0 * 10.0).round() / 10.0,
                minutes: similar.earlier.as_mins(),
                stage: similar.stage.as_str(),
            })
        };
        similar.into_iter().filter_map(part).take(DOUBLES).collect()
    }
}
