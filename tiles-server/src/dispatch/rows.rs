//! Lists of cases: the rows that a caller sees, newest first, page by page; and those that may be the same case.

use gridward::assign::QueueName;
use gridward::cases::{CaseHead, Stage};
use gridward::desk::{Scope, Sight};
use gridward::ids::ClassCode;
use gridward::measure::LonLat;
use jiff::{SignedDuration, Timestamp};

use super::decision::DuplicatePart;
use super::seeing::sight_of;
use super::{Dispatch, Seen, is_overdue};
use crate::auth::Caller;

/// Most doubles that are offered.
const DOUBLES: usize = 10;

/// Which rows are wanted; what is missing does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub queue: Option<QueueName>,
    pub unit: Option<u16>,
    pub stages: Option<Vec<Stage>>,
    pub overdue: Option<bool>,
    /// Positions of a class and all below it.
    pub classes: Option<Vec<u16>>,
    pub source: Option<u16>,
    /// Reported at or after.
    pub from: Option<Timestamp>,
    /// Reported before.
    pub to: Option<Timestamp>,
}

impl Filter {
    fn takes(&self, head: &CaseHead, now: Timestamp) -> bool {
        self.queue.is_none_or(|queue| head.queue == Some(queue))
            && self.unit.is_none_or(|unit| head.unit == unit)
            && self.stages.as_ref().is_none_or(|stages| stages.contains(&head.stage))
            && self.overdue.is_none_or(|overdue| is_overdue(head, now) == overdue)
            && self.classes.as_ref().is_none_or(|classes| classes.contains(&head.class))
            && self.source.is_none_or(|source| head.source == source)
            && self.from.is_none_or(|from| head.reported_at >= from)
            && self.to.is_none_or(|to| head.reported_at < to)
    }
}

/// One page: rows with as much as is seen of each, and where to go on.
pub struct Page {
    pub rows: Vec<(CaseHead, Sight)>,
    /// The number before which the next page begins.
    pub next: Option<u32>,
}

/// The newest rows before a number.
pub fn page(seen: &Seen, scope: &Scope, filter: &Filter, before: Option<u32>, limit: usize) -> Page {
    let Seen { view, assigner } = seen;
    let mut rows = Vec::with_capacity(limit.min(64));
    let mut next = None;
    for head in newest_first(seen, before) {
        if !filter.takes(&head, view.at) {
            continue;
        }
        let sight = sight_of(scope, view, assigner, &head, &[]);
        if sight == Sight::Nothing {
            continue;
        }
        if rows.len() == limit {
            next = rows.last().map(|(head, _): &(CaseHead, Sight)| head.number.0);
            break;
        }
        rows.push((head, sight));
    }
    Page { rows, next }
}

/// All rows before a number, the newest first.
fn newest_first(seen: &Seen, before: Option<u32>) -> impl Iterator<Item = CaseHead> + '_ {
    let columns = &seen.view.columns;
    columns.iter().rev().filter(move |head| before.is_none_or(|before| head.number.0 < before)).cloned()
}

impl Dispatch {
    /// Open cases of the class and about the place and time that a caller sees, the nearest first: they may be the same (D19).
    pub fn duplicates(&self, caller: &Caller, class: &ClassCode, place: LonLat, at: Timestamp) -> Vec<DuplicatePart> {
        let Ok(scope) = self.scope(caller) else { return Vec::new() };
        let seen = self.seen_now();
        let rules = seen.assigner.rules();
        let Some(position) = rules.classes.index_of(class) else { return Vec::new() };
        let window = rules.duplicates(position);
        let since = at - SignedDuration::from_hours(i64::from(window.hours));
        let code = seen.view.world.codes().classes.position(class);
        let near = newest_first(&seen, None)
            .take_while(|head| head.reported_at >= since - SignedDuration::from_hours(24))
            .filter(|head| head.class == code && head.reported_at >= since && !head.stage.is_final());
        let mut doubles: Vec<DuplicatePart> = near
            .filter_map(|head| {
                let distance = gridward::crs::metric::distance(head.place?, place).0;
                let close = distance <= f64::from(window.metres);
                let visible = sight_of(&scope, &seen.view, &seen.assigner, &head, &[]) == Sight::Whole;
                (close && visible).then(|| DuplicatePart {
                    id: head.id.to_string(),
                    distance_m: (distance * 10.0).round() / 10.0,
                    minutes: at.duration_since(head.reported_at).as_mins(),
                    stage: head.stage.as_str(),
                })
            })
            .collect();
        doubles.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m).then_with(|| a.id.cmp(&b.id)));
        doubles.truncate(DOUBLES);
        doubles
    }
}
