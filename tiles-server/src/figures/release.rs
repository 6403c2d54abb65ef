//! What everybody may be told of figures (公开口径): groups of cells that are the same for all questions, and whole months
//! (of four or five weeks) that have ended. Whatever is told is a sum of (group, month) counts that are zero or large enough, so no two answers can
//! be subtracted from each other to pick somebody out.

use std::sync::Arc;

use gridward::analytics::figures::Block;
use gridward::cases::columns::{Columns, Filter};
use gridward::grid::{Layer, Plan};
use gridward::ids::LayerName;
use gridward::tiles::figures::{Groups, Measure, Period};
use jiff::{SignedDuration, Timestamp};

use super::asked::{hide_what_is_not_for, least};
use super::ground::{parents, tallies};
use crate::auth::Caller;
use crate::dispatch::Seen;
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::{App, Snapshot};

/// How long the same cases are shown to everybody, so that one case more or less is not seen as it comes.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// Most months that are told: twenty years.
const MOST_MONTHS: usize = 240;

/// The cases, periods and groups that everybody may see.
pub struct Release {
    /// The cases as they were when it was made.
    pub seen: Seen,
    plan: Arc<Plan>,
    finest: LayerName,
    /// Where months begin, and where the last one ends.
    edges: Vec<Timestamp>,
    groups: Groups,
}

impl Release {
    fn new(snapshot: &Snapshot, plan: Arc<Plan>, seen: Seen, caller: &Caller) -> Option<Self> {
        let mut filter = Filter::default();
        hide_what_is_not_for(caller, &seen, &mut filter);
        let view = Arc::clone(snapshot.views_of(&plan).into_iter().last()?);
        let edges = months(snapshot, &seen.view.columns, &filter, seen.view.at);
        let count = |month: &[Timestamp]| -> Vec<u32> {
            let [from, to] = *month else { return Vec::new() };
            let filter = Filter { from: Some(from), to: Some(to), ..filter.clone() };
            tallies(&plan, &view, &seen, &filter).cells().iter().map(|tally| tally.cases).collect()
        };
        let counts: Vec<Vec<u32>> = edges.windows(2).map(count).collect();
        let counts: Vec<&[u32]> = counts.iter().map(Vec::as_slice).collect();
        let groups = if counts.is_empty() {
            Groups::alone(view.layer.cells().len())
        } else {
            Groups::of_at_least(least(caller.role), &counts, &parents(snapshot, &plan, &view.layer))
        };
        let finest = view.layer.name().clone();
        Some(Self { seen, plan, finest, edges, groups })
    }

    /// The groups in which cells of a layer are told.
    ///
    /// # Errors
    /// A problem for a layer that the finest one's cells do not name.
    pub fn groups_of(&self, layer: &Layer) -> Result<Groups, Problem> {
        let finest = self.plan.layer(&self.finest);
        if *layer.name() == self.finest {
            return Ok(self.groups.clone());
        }
        let cells = finest.map_or(&[][..], |finest| finest.cells());
        let above: Vec<u32> = cells
            .iter()
            .map(|cell| {
                cell.parents
                    .get(layer.name())
                    .and_then(|code| layer.index_of(code))
                    .map_or(u32::MAX, |at| at.0)
            })
            .collect();
        if above.iter().all(|at| *at == u32::MAX) {
            let detail = format!("figures of {} are for those who work here", layer.name());
            return Err(Problem::new(Kind::NotAllowed, detail).field("layer"));
        }
        Ok(self.groups.seen_by(&above, layer.cells().len()))
    }

    /// The period asked for, or the whole that is told, put into the filter; and the one before it of as many months.
    ///
    /// # Errors
    /// A problem for what is no instant, and for an empty period.
    pub fn periods(
        &self,
        app: &App,
        asked: &Parameters,
        measure: Measure,
        filter: &mut Filter,
    ) -> Result<(Period, Option<Filter>), Problem> {
        let [_, .., _] = self.edges.as_slice() else {
            // No month that holds a case has ended: the period is empty, and says so.
            let now = self.edges.first().copied().unwrap_or(self.seen.view.at);
            (filter.from, filter.to) = (Some(now), Some(now));
            return Ok((Period { days: 0.0, before_days: None }, None));
        };
        let edge = |field: &str| -> Result<Option<usize>, Problem> {
            let snapshot = app.snapshot();
            let at = asked.text(field).map(|text| snapshot.instant(field, text)).transpose()?;
            Ok(at.map(|at| {
                let begin = Block::Month.nearest(&snapshot.zone, at).begin(&snapshot.zone);
                self.edges.partition_point(|edge| *edge < begin).min(self.edges.len() - 1)
            }))
        };
        let (from, to) = (edge("from")?.unwrap_or(0), edge("to")?.unwrap_or(self.edges.len() - 1));
        if to <= from {
            let detail = "no month that has ended lies from `from` to `to`";
            let expected = "a month later than from; months are those of four or five whole weeks";
            return Err(Problem::parameter("to", detail, expected));
        }
        let months = to - from;
        let begin = edge("before")?.or_else(|| from.checked_sub(months));
        let span = |from: usize, to: usize| Some((*self.edges.get(from)?, *self.edges.get(to)?));
        let days = |(from, to): (Timestamp, Timestamp)| to.duration_since(from).as_secs_f64() / 86_400.0;
        let within = |(from, to)| Filter { from: Some(from), to: Some(to), ..filter.clone() };
        let before = begin.filter(|_| measure.compares()).and_then(|begin| span(begin, begin + months));
        let (before_days, before) = (before.map(days), before.map(within));
        let period = span(from, to);
        (filter.from, filter.to) = period.unzip();
        Ok((Period { days: period.map_or(0.0, days), before_days }, before))
    }
}

/// Refuses what would tell more than [`Release`] does.
///
/// # Errors
/// A problem that names the condition.
pub fn refuse_conditions(asked: &Parameters) -> Result<(), Problem> {
    let free = ["measure", "from", "to", "before"];
    let mut conditions = super::asked::parameters().filter(|name| !free.contains(name));
    match conditions.find(|name| asked.text(name).is_some()) {
        Some(name) => {
            let detail = format!("maps by {name} are for those who work here");
            Err(Problem::new(Kind::NotAllowed, detail).field(name).expected("measure, from, to and before"))
        }
        None => Ok(()),
    }
}

/// Where the whole months begin that hold a case and have ended, and where the last one ends.
fn months(snapshot: &Snapshot, columns: &Columns, filter: &Filter, now: Timestamp) -> Vec<Timestamp> {
    let earliest = columns.fold(
        filter,
        || u32::MAX,
        |earliest, chunk, chosen| {
            let own = chosen.rows().filter_map(|row| chunk.reported_at().get(row)).min();
            *earliest = (*earliest).min(own.copied().unwrap_or(u32::MAX));
        },
        |earliest, more| *earliest = (*earliest).min(more),
    );
    let Ok(earliest) = Timestamp::from_second(i64::from(earliest)) else { return Vec::new() };
    let week = |at: Timestamp| Block::Month.last_begin(&snapshot.zone, at);
    let (first, end) = (week(earliest), week(now));
    let begins = std::iter::once(first).chain(Block::Month.between(first, end).map(|(_, end)| end));
    let mut edges: Vec<Timestamp> = begins.map(|week| week.begin(&snapshot.zone)).collect();
    edges.split_off(edges.len().saturating_sub(MOST_MONTHS + 1))
}

/// The release of the plan in force, made anew each hour.
#[derive(Default)]
pub struct Releases(tokio::sync::Mutex<Option<Arc<Release>>>);

impl Releases {
    /// What everybody may be told of a plan.
    ///
    /// # Errors
    /// A problem for another plan than the one in force, or a fault inside the server.
    pub async fn of(
        &self,
        app: &App,
        caller: &Caller,
        plan: &Arc<Plan>,
        seen: Seen,
    ) -> Result<Arc<Release>, Problem> {
        let snapshot = app.snapshot();
        if snapshot.plan(None, None, (app.clock)())?.number() != plan.number() {
            let detail = "figures of other plans than the one in force are for those who work here";
            return Err(Problem::new(Kind::NotAllowed, detail).field("plan"));
        }
        let mut kept = self.0.lock().await;
        if let Some(release) = kept.as_ref()
            && release.plan.number() == plan.number()
            && seen.view.at.duration_since(release.seen.view.at) < KEPT
        {
            return Ok(Arc::clone(release));
        }
        let (plan, caller) = (Arc::clone(plan), caller.clone());
        let make = move || Release::new(&snapshot, plan, seen, &caller);
        let fault = || Problem::new(Kind::Internal, "the public figures could not be counted");
        let made = tokio::task::spawn_blocking(make).await.map_err(|_| fault())?;
        let made = Arc::new(made.ok_or_else(fault)?);
        *kept = Some(Arc::clone(&made));
        Ok(made)
    }
}
