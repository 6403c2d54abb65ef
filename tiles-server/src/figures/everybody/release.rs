//! What everybody is told of cells: groups of them that are the same for all questions, and whole months (of four or five
//! weeks) that have ended. Whatever is told is a sum of (group, month) counts that are zero or large enough, so no two answers can
//! be subtracted from each other to pick somebody out.

use std::sync::Arc;

use gridward::analytics::figures::{Block, Chosen, Period, Week, extent};
use gridward::cases::columns::{Filter, Inside};
use gridward::crs::LatticePoint;
use gridward::grid::{Layer, Plan};
use gridward::ids::LayerName;
use gridward::measure::LonLat;
use gridward::tiles::figures::{Groups, Measure, Period as Days};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Calendar;
use crate::auth::Caller;
use crate::dispatch::Seen;
use crate::figures::asked::{hide_what_is_not_for, least};
use crate::figures::ground::{parents, tallies};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::{App, Snapshot};

/// How long the same cases are shown to everybody, so that one case more or less is not seen as it comes.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// The cases, periods and groups that everybody may see.
pub struct Release {
    /// The cases as they were when it was made.
    pub seen: Seen,
    plan: Arc<Plan>,
    finest: LayerName,
    /// Where the months begin that are told, and where the last one ends; nothing without a case.
    months: Vec<Week>,
    groups: Groups,
}

impl Release {
    fn new(snapshot: &Snapshot, plan: Arc<Plan>, seen: Seen, caller: &Caller) -> Option<Self> {
        let mut filter = Filter::default();
        hide_what_is_not_for(caller, &seen, &mut filter);
        let view = Arc::clone(snapshot.views_of(&plan).into_iter().last()?);
        let zone = &snapshot.zone;
        let chosen = Chosen { columns: &seen.view.columns, filter: &filter, area: None };
        let told = extent(&chosen).map(|cases| calendar(zone, &seen).since(cases.from));
        let months = told.into_iter().flat_map(|told| {
            let ends = Block::Month.between(told.start, told.end).map(|(_, end)| end);
            std::iter::once(told.start).chain(ends)
        });
        let months: Vec<Week> = months.collect();
        let count = |month: &[Week]| -> Vec<u32> {
            let [from, to] = *month else { return Vec::new() };
            let Period { from, to } = from.until(to, zone);
            let filter = Filter { from: Some(from), to: Some(to), ..filter.clone() };
            tallies(&plan, &view, &seen, &filter).cells().iter().map(|tally| tally.cases).collect()
        };
        let counts: Vec<Vec<u32>> = months.windows(2).map(count).collect();
        let counts: Vec<&[u32]> = counts.iter().map(Vec::as_slice).collect();
        let groups = if counts.is_empty() {
            Groups::alone(view.layer.cells().len())
        } else {
            Groups::of_at_least(least(caller.role), &counts, &parents(snapshot, &plan, &view.layer))
        };
        let finest = view.layer.name().clone();
        Some(Self { seen, plan, finest, months, groups })
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

    /// The months nearest to the period in the filter, or all that are told, put in its place; and as many before it.
    ///
    /// # Errors
    /// A problem for what is no instant, and for a period without a month.
    pub fn periods(
        &self,
        snapshot: &Snapshot,
        asked: &Parameters,
        measure: Measure,
        filter: &mut Filter,
    ) -> Result<(Days, Option<Filter>), Problem> {
        let (zone, calendar) = (&snapshot.zone, calendar(&snapshot.zone, &self.seen));
        let before = asked.text("before").map(|text| snapshot.instant("before", text)).transpose()?;
        let last = self.months.len().saturating_sub(1);
        if last == 0 {
            // No month that holds a case has ended: the period is empty, and says so.
            let now = self.months.first().map_or(self.seen.view.at, |month| month.begin(zone));
            (filter.from, filter.to) = (Some(now), Some(now));
            return Ok((Days { days: 0.0, before_days: None }, None));
        }
        let place = |at: Timestamp| {
            let begin = calendar.nearest(at);
            self.months.partition_point(|month| *month < begin).min(last)
        };
        let (from, to) = (filter.from.map_or(0, place), filter.to.map_or(last, place));
        if to <= from {
            return Err(calendar.none_left());
        }
        let count = to - from;
        let begin = before.map(place).or_else(|| from.checked_sub(count)).filter(|_| measure.compares());
        let span = |from: usize| Some(self.months.get(from)?.until(*self.months.get(from + count)?, zone));
        let days = |Period { from, to }| to.duration_since(from).as_secs_f64() / 86_400.0;
        let within = |Period { from, to }| Filter { from: Some(from), to: Some(to), ..filter.clone() };
        let (period, before) = (span(from), begin.and_then(span));
        let (before_days, before) = (before.map(days), before.map(within));
        (filter.from, filter.to) = period.map(|period| (period.from, period.to)).unzip();
        Ok((Days { days: period.map_or(0.0, days), before_days }, before))
    }
}

/// The months that had ended when the cases were looked at.
fn calendar<'a>(zone: &'a TimeZone, seen: &Seen) -> Calendar<'a> {
    Calendar::until(zone, Block::Month, seen.view.at)
}

/// The cases of everybody's map: those in a cell of the finest layer of the plan in force. Figures that counted others as well
/// would tell how many those are.
///
/// # Errors
/// 404 where no plan is in force.
pub fn on_the_map(snapshot: &Snapshot, seen: &Seen, now: Timestamp) -> Result<Inside, Problem> {
    let plan = snapshot.plan(None, None, now)?;
    let view = snapshot.views_of(plan).into_iter().last();
    let located = seen.view.world.plan(plan.number().0).ok();
    let position = view.and_then(|view| located.and_then(|located| located.position(view.layer.name())));
    let count = view.map_or(0, |view| u32::try_from(view.layer.cells().len()).unwrap_or(u32::MAX));
    let holds = view.map(|view| {
        let locator = Arc::clone(&view.locator);
        let holds = move |at: LatticePoint| {
            let (lon, lat) = at.degrees();
            LonLat::new(lon, lat).is_ok_and(|place| locator.cell_of(place).is_some())
        };
        Arc::new(holds) as Arc<dyn Fn(LatticePoint) -> bool + Send + Sync>
    });
    let layer = position.unwrap_or(usize::MAX);
    Ok(Inside { plan: plan.number().0, layer, cells: (0..count).collect(), holds })
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
