//! The figures of a drawn area, counted.

use std::collections::BTreeSet;

use gridward::analytics::figures::{
    Area, CaseTally, CellTally, Chosen, Dimension, DimensionTally, Period, SeriesTally, Slots, Step, extent,
};
use gridward::cases::columns::Filter;

use super::area::{AreaFigures, AreaTop};
use super::named::{By, Members};
use super::parts::{self, SeriesPart};
use super::top::{Bounds, rows};
use crate::figures::Question;
use crate::problem::Problem;

/// Rows of each list.
const ROWS: usize = 10;

/// Counts what lies in an area, all of it in one pass over the cases in its box.
///
/// # Errors
/// 400 for a step that there is not, or that makes too many periods.
pub fn counted(
    question: &Question,
    area: &Area,
    before: Option<Filter>,
    step: Option<&str>,
) -> Result<AreaFigures, Problem> {
    let (columns, now) = (&question.seen.view.columns, question.seen.view.at);
    let within = |filter: &Filter| Filter { within: Some(area.corners()), ..filter.clone() };
    let filter = within(&question.filter);
    let chosen = Chosen { columns, filter: &filter, area: Some(area) };
    let open = filter.from.is_none() || filter.to.is_none();
    let time = parts::time(&filter, if open { extent(&chosen) } else { None });
    let (step, periods) = periods(question, step, time)?;
    let slots = Slots::new(&periods);
    let (classes, units) = (Members::new(question, By::Class), Members::new(question, By::Unit));
    let (series, ((by_class, by_unit), cells)) = chosen.tallied(|| {
        let classes = DimensionTally::new(Dimension::Class, &classes.of, classes.named.len());
        let units = DimensionTally::new(Dimension::Unit, &units.of, units.named.len());
        (SeriesTally::new(&slots, now), ((classes, units), CellTally::default()))
    });
    let earlier = before.map(|filter| {
        let (filter, slots) = (within(&filter), Slots::new(&[]));
        let chosen = Chosen { columns, filter: &filter, area: Some(area) };
        chosen.tallied(|| SeriesTally::new(&slots, now)).all().cases
    });
    let all = series.all();
    let (told, few) = parts::periods(question, &periods, series.periods());
    let bounds = Bounds { least: question.least, all: all.cases, limit: ROWS };
    let (class, unit) = (by_class.counts().to_vec(), by_unit.counts().to_vec());
    let top = AreaTop {
        class: rows(classes.named, &class, None, &bounds).0,
        unit: rows(units.named, &unit, None, &bounds).0,
    };
    let series = SeriesPart { step: step.as_str(), periods: told };
    let told = Told { time, cells: cells_of(question, &cells), earlier, series, top };
    Ok(figures(question, area, (!few).then_some(all), told))
}

/// What is told beside the sums.
struct Told {
    time: Option<Period>,
    cells: usize,
    earlier: Option<u64>,
    series: SeriesPart,
    top: AreaTop,
}

fn figures(question: &Question, area: &Area, all: Option<CaseTally>, told: Told) -> AreaFigures {
    let km2 = area.km2();
    let few = |count: &u64| (1..u64::from(question.least)).contains(count);
    let part = |of: fn(&CaseTally) -> u64| {
        all.as_ref().and_then(|all| parts::part_of(of(all), all.cases, question.least))
    };
    let (judged, overdue) = (part(|all| all.judged), part(|all| all.overdue));
    let share = judged.zip(overdue).filter(|(judged, _)| *judged > 0);
    let local = |at| question.snapshot.local(at);
    AreaFigures {
        area_km2: (km2 * 1e6).round() / 1e6,
        unit: parts::unit(),
        from: told.time.map(|time| local(time.from)),
        to: told.time.map(|time| local(time.to)),
        cases: all.map(|all| all.cases),
        cases_before: told.earlier.filter(|count| !few(count)),
        judged,
        overdue,
        overdue_share: share.map(|(judged, overdue)| overdue as f64 / judged as f64),
        closed: part(|all| all.closed),
        per_km2: all.filter(|_| km2 > 0.0).map(|all| all.cases as f64 / km2),
        cells: all.map(|_| told.cells),
        series: told.series,
        top: told.top,
        least_cases: question.least,
        event: question.seen.view.next_event.0,
        synthetic: all.is_some_and(|all| all.synthetic > 0),
    }
}

fn periods(
    question: &Question,
    step: Option<&str>,
    time: Option<Period>,
) -> Result<(Step, Vec<Period>), Problem> {
    let now = question.seen.view.at;
    let step = parts::step(step, time.unwrap_or(Period { from: now, to: now }))?;
    let Some(Period { from, to }) = time else { return Ok((step, Vec::new())) };
    let periods = step.periods(&question.snapshot.zone, from, to);
    periods.map(|periods| (step, periods)).map_err(|fault| parts::wrong_step(&fault))
}

/// Different cells of the finest layer of each plan.
fn cells_of(question: &Question, tally: &CellTally) -> usize {
    let sets = (0_u32..).zip(question.seen.view.columns.cell_sets());
    let found = sets.filter(|(at, _)| tally.sets().contains(*at));
    let cells: BTreeSet<(u32, u32)> =
        found.filter_map(|(_, set)| Some((set.plan, *set.cells.last()?))).collect();
    cells.iter().filter(|(_, cell)| *cell != gridward::locate::NO_CELL).count()
}
