//! Lists of cases: the rows that a caller sees, by age or by deadline, page by page; and those that may be the same case.

use std::collections::BTreeSet;

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

/// In which order cases are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The longest overdue or soonest due first, those without a deadline last.
    Due,
}

/// A deadline in seconds since 1970, the largest number without one, and the case: where a page of [`Order::Due`] ends.
pub type DueAt = (u32, u32);

/// Which cases are wanted, and from where on.
#[derive(Debug, Default)]
pub struct Wanted {
    pub filter: Option<Filter>,
    /// Only these, in order of number: open cases that some units help with.
    pub among: Option<BTreeSet<u32>>,
    pub order: Order,
    /// The number before which a page begins.
    pub before: Option<u32>,
    /// The deadline after which a page begins.
    pub after: Option<DueAt>,
    pub limit: usize,
}

/// A row with as much as is seen of it, and whether a unit of the reader's, or one that was asked for, helps with it.
pub struct Listed {
    pub head: CaseHead,
    pub sight: Sight,
    pub helping: bool,
}

/// One page, and where to go on.
pub struct Page {
    pub rows: Vec<Listed>,
    pub next: Option<String>,
}

/// The wanted cases that a scope sees.
///
/// Without conditions the newest rows are walked; with some the columns are scanned for them. By deadline all that are wanted
/// are sorted, O(n log n).
pub fn page(seen: &Seen, scope: &Scope, wanted: &Wanted) -> Page {
    let columns = &seen.view.columns;
    let last = u32::try_from(columns.len()).unwrap_or(u32::MAX);
    let end = wanted.before.unwrap_or(last).min(last);
    let is_among = |number: &u32| wanted.among.as_ref().is_none_or(|among| among.contains(number));
    match (wanted.order, &wanted.filter, &wanted.among) {
        (Order::Due, ..) => {
            let numbers = by_due(seen, wanted).into_iter().filter(|(_, number)| is_among(number));
            gather(
                seen,
                scope,
                wanted,
                numbers,
                |(_, number)| number,
                |(due, number)| format!("{due}-{number}"),
            )
        }
        (Order::Newest, None, None) => newest(seen, scope, wanted, (0..end).rev()),
        (Order::Newest, None, Some(among)) => newest(seen, scope, wanted, among.range(..end).rev().copied()),
        (Order::Newest, Some(filter), _) => {
            let chosen = columns.numbers(filter);
            let numbers = chosen.iter().rev().map(|number| number.0).filter(|number| *number < end);
            newest(seen, scope, wanted, numbers.filter(is_among))
        }
    }
}

/// The wanted cases by deadline, from the end of the page before on.
fn by_due(seen: &Seen, wanted: &Wanted) -> Vec<DueAt> {
    let all = Filter::default();
    let mut found: Vec<DueAt> = Vec::new();
    seen.view.columns.scan(wanted.filter.as_ref().unwrap_or(&all), |chunk, selection| {
        let rows =
            selection.rows().filter_map(|row| Some((*chunk.due_at().get(row)?, *chunk.number().get(row)?)));
        found.extend(rows.filter(|due| wanted.after.is_none_or(|after| *due > after)));
    });
    found.sort_unstable();
    found
}

fn newest(seen: &Seen, scope: &Scope, wanted: &Wanted, numbers: impl Iterator<Item = u32>) -> Page {
    gather(seen, scope, wanted, numbers, |number| number, |number: u32| number.to_string())
}

/// A page from places in an order: `number` is a place's case, `told` what a reader sends back to go on after it.
fn gather<T: Copy>(
    seen: &Seen,
    scope: &Scope,
    wanted: &Wanted,
    places: impl Iterator<Item = T>,
    number: impl Fn(T) -> u32,
    told: impl Fn(T) -> String,
) -> Page {
    let Seen { view, assigner } = seen;
    let own: Vec<u16> = scope.units.iter().copied().take(1).collect();
    let helped = view.helping.cases(scope.units.iter().copied());
    let mut rows: Vec<Listed> = Vec::with_capacity(wanted.limit.min(64));
    let mut last = None;
    for place in places {
        let number = number(place);
        let Some(head) = view.columns.head(CaseNumber(number)) else { continue };
        let mine = helped.contains(&number);
        let sight = sight_of(scope, view, assigner, &head, if mine { &own } else { &[] });
        if sight == Sight::Nothing {
            continue;
        }
        if rows.len() == wanted.limit {
            return Page { rows, next: last.map(told) };
        }
        rows.push(Listed { head, sight, helping: mine || wanted.among.is_some() });
        last = Some(place);
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
