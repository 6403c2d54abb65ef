//! How many cases were reported in each hour, day, week or month.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use gridward::analytics::figures::{Block, Chosen, Period, SeriesTally, Slots, Step, extent};
use gridward::ids::ClassCode;
use serde::Serialize;

use super::parts::{self, PeriodPart, SeriesPart};
use crate::auth::Who;
use crate::figures::Question;
use crate::figures::everybody::{self, Ask, Cut};
use crate::problem::Problem;
use crate::routes::district::Bilingual;
use crate::routes::maps::parameters::{ConditionParameters, PlanParameters};
use crate::state::App;

/// Chosen cases by period of report. The periods are those of the local calendar, cut off at `from` and `to`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Series {
    #[serde(flatten)]
    series: SeriesPart,
    unit: Bilingual,
    /// The time that is shown: what was asked for, or from the first case to the last one; for everybody in whole months.
    from: Option<String>,
    to: Option<String>,
    /// All chosen cases of that time; for everybody those of the periods that are told. Null where they are too few.
    cases: Option<u64>,
    /// Periods that are withheld.
    withheld: usize,
    /// Counts below it are withheld, and others with them where they would tell them.
    least_cases: u32,
    /// Everything before this event is counted.
    event: u64,
    /// Whether some of the cases are invented.
    synthetic: bool,
}

/// Chosen cases by hour, day, week or month of report.
///
/// For everybody: cases on the map by week or month, main classes by month and classes by quarter, all of whole weeks (the 4-4-5
/// calendar), with `class`, `from` and `to` only, and nothing of a month that has not ended.
#[utoipa::path(get, path = "/api/v1/figures/series", tag = "figures",
    params(ConditionParameters, PlanParameters,
        ("step" = Option<String>, Query, description = "hour, day, week or month; one that suits the time where it is missing. For everybody week or month, and what is told of `class`")),
    responses((status = 200, body = Series), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 403, body = crate::problem::ProblemDocument, description = "Everybody asked for what is cut too fine, or the cell is not shown by itself")))]
pub async fn series(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    let asked = parts::read(request.uri(), &["step"])?;
    let question = Question::read(&app, &caller, &asked).await?;
    let step = asked.text("step").map(str::to_owned);
    if question.is_public() {
        Ask::Series.refuse_more(&asked)?;
        let class = asked.text("class").map(ClassCode::new);
        let public = move |question: &Question| told_to_all(question, step.as_deref(), class.as_ref());
        return parts::answered("series", question, request.headers(), public).await;
    }
    question.of_a_cell_shown_alone(&app, &caller, &asked).await?;
    parts::answered("series", question, request.headers(), move |question| counted(question, step.as_deref()))
        .await
}

fn counted(question: &Question, step: Option<&str>) -> Result<Vec<u8>, Problem> {
    let chosen = Chosen { columns: &question.seen.view.columns, filter: &question.filter, area: None };
    let open = question.filter.from.is_none() || question.filter.to.is_none();
    let time = parts::time(&question.filter, if open { extent(&chosen) } else { None });
    let none = Period { from: question.seen.view.at, to: question.seen.view.at };
    let step = parts::step(step, time.unwrap_or(none))?;
    let periods = match time {
        Some(time) => step.periods(&question.snapshot.zone, time.from, time.to),
        None => Ok(Vec::new()),
    };
    let periods = periods.map_err(|fault| parts::wrong_step(&fault))?;
    let slots = Slots::new(&periods);
    let tally = chosen.tallied(|| SeriesTally::new(&slots, question.seen.view.at));
    let (told, few) = parts::periods(question, &periods, tally.periods());
    let all = tally.all();
    Ok(answer(question, step.as_str(), told, time, (!few).then_some(all.cases), all.synthetic > 0))
}

fn answer(
    question: &Question,
    step: &'static str,
    periods: Vec<PeriodPart>,
    time: Option<Period>,
    cases: Option<u64>,
    synthetic: bool,
) -> Vec<u8> {
    parts::bytes(&Series {
        cases,
        withheld: periods.iter().filter(|period| period.cases.is_none()).count(),
        unit: parts::unit(),
        from: time.map(|time| question.snapshot.local(time.from)),
        to: time.map(|time| question.snapshot.local(time.to)),
        least_cases: question.least,
        event: question.seen.view.next_event.0,
        synthetic,
        series: SeriesPart { step, periods },
    })
}

/// For everybody: sums of pieces that are the same for all questions.
fn told_to_all(
    question: &Question,
    step: Option<&str>,
    class: Option<&ClassCode>,
) -> Result<Vec<u8>, Problem> {
    let cut = Cut::by_class(question);
    let node = cut.node(class.and_then(|class| question.seen.assigner.rules().classes.index_of(class)));
    let wanted = match step.map(str::parse::<Step>).transpose().map_err(|fault| parts::wrong_step(&fault))? {
        Some(Step::Week) if node == 0 => Block::Week,
        None | Some(Step::Week | Step::Month) => Block::Month,
        Some(_) => {
            let detail = "step is shorter than everybody may ask for";
            return Err(Problem::parameter("step", detail, "week or month; or an account of a unit"));
        }
    };
    let whole = cut.nodes.block(node);
    let months = everybody::blocks(question, whole)?;
    let published = cut.count(question, months.clone());
    let zone = &question.snapshot.zone;
    let step = wanted.max(if wanted == Block::Week { wanted } else { whole });
    let mut periods = Vec::new();
    for (from, to) in step.between(months.start, months.end) {
        let told = published.told(node, from..to);
        let cases = if step == Block::Week {
            published.week(from)
        } else {
            (told.withheld == 0).then_some(told.cases)
        };
        periods.push(PeriodPart { cases, ..parts::named(question, from.until(to, zone)) });
    }
    let cases = published.told(node, months.clone()).cases;
    let time = Some(months.start.until(months.end, zone));
    Ok(answer(question, step.as_str(), periods, time, Some(cases), everybody::is_synthetic(question)))
}
