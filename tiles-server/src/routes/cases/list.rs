//! Lists of cases.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gridward::cases::Stage;
use gridward::cases::columns::{Filter, queue_number};
use gridward::desk::{DeskOptions, Role};
use gridward::ids::UnitCode;
use serde::Serialize;

use crate::auth::Who;
use crate::dispatch::case_info::{CaseRow, Telling};
use crate::dispatch::conditions;
use crate::dispatch::decision::queue_of;
use crate::dispatch::rows::{Order, Wanted, page};
use crate::dispatch::{Dispatch, Seen};
use crate::limits;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CaseList<'a> {
    /// In the order asked for.
    cases: Vec<CaseRow<'a>>,
    /// For `after` of the next page; null at the end.
    next: Option<String>,
}

/// Conditions of lists alone, beside those that maps have as well.
const CONDITIONS: [&str; 4] = ["queue", "stage", "overdue", "due_soon"];

/// What says in which order and how many, and by other means than rows which.
const PAGING: [&str; 4] = ["helping", "order", "limit", "after"];

/// What says which cases are wanted.
fn conditions_known() -> impl Iterator<Item = &'static str> {
    CONDITIONS.into_iter().chain(conditions::PARAMETERS)
}

/// Cases that this caller sees, the newest first or by deadline.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases",
    params(("queue" = Option<String>, Query, description = "unowned, unlocated, contested or unclassified"),
        ("unit" = Option<String>, Query, description = "The unit that must act, or one above it"),
        ("helping" = Option<String>, Query, description = "Open cases that this unit, or one below it, helps with"),
        ("stage" = Option<String>, Query, description = "Stages, separated by commas; `open` means all that are not final"),
        ("status" = Option<String>, Query, description = "The same, as maps and figures call it"),
        ("overdue" = Option<bool>, Query, description = "true: only cases whose deadline is past"),
        ("due_soon" = Option<bool>, Query, description = "true: only cases whose deadline is near and not past"),
        ("class" = Option<String>, Query, description = "A class or a node above classes"),
        ("source" = Option<String>, Query, description = "A source"),
        ("kind" = Option<String>, Query, description = "Kinds of handling, separated by commas: service, management, enforcement"),
        ("level" = Option<String>, Query, description = "Levels that handle it, separated by commas: district, town, workstation"),
        ("grade" = Option<String>, Query, description = "Quality grades, separated by commas"),
        ("hazard" = Option<bool>, Query, description = "true: only hazards; false: all others"),
        ("cell" = Option<String>, Query, description = "LAYER:CODE: cases in this cell of the plan in force"),
        ("from" = Option<String>, Query, description = "Reported at or after this date or instant"),
        ("to" = Option<String>, Query, description = "Reported before this date or instant"),
        ("order" = Option<String>, Query, description = "newest (where it is missing), or due: the longest overdue and soonest due first"),
        ("limit" = Option<u32>, Query, description = "1 to 500; 100 where it is missing"),
        ("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, body = CaseList), (status = 400, body = crate::problem::ProblemDocument)))]
pub async fn list(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    let known: Vec<_> = conditions_known().chain(PAGING).collect();
    let asked = Parameters::read(request.uri(), &known)?;
    let dispatch = Arc::clone(app.dispatch()?);
    let scope = dispatch.scope(&caller)?;
    let seen = dispatch.seen_now();
    let filter = filter(&app, &dispatch, &seen, &asked)?;
    let limit = asked.count("limit", "1 to 500")?.unwrap_or(100);
    if !(1..=limits::PAGE).contains(&limit) {
        return Err(Problem::parameter(
            "limit",
            format!("limit is {limit}"),
            format!("1 to {}", limits::PAGE),
        ));
    }
    let helping = asked.text("helping").map(|code| helping(&dispatch, &seen, code)).transpose()?;
    let mut wanted = Wanted { filter, among: helping, ..Wanted::default() };
    wanted.limit = usize::try_from(limit).unwrap_or(1);
    start(&asked, &mut wanted)?;
    let public = caller.role == Role::Public;
    // A filter that few rows pass looks at many; that must not hold up those who wait for microseconds.
    let rendered = tokio::task::spawn_blocking(move || {
        let page = page(&seen, &scope, &wanted);
        let Seen { view, assigner } = &seen;
        let telling =
            Telling { names: dispatch.names(assigner), codes: view.world.codes(), now: view.at, public };
        let row = |listed| telling.listed(listed);
        let cases = page.rows.iter().map(row).collect();
        Json(CaseList { cases, next: page.next }).into_response()
    });
    let rendered =
        rendered.await.map_err(|fault| Problem::new(crate::problem::Kind::Internal, fault.to_string()))?;
    Ok(([(header::CACHE_CONTROL, "no-store")], rendered).into_response())
}

/// The open cases that a unit or one below it helps with.
fn helping(dispatch: &Dispatch, seen: &Seen, code: &str) -> Result<BTreeSet<u32>, Problem> {
    let unit = UnitCode::new(code);
    if dispatch.unit_position(&unit).is_none() {
        return Err(Problem::parameter("helping", format!("helping is “{code}”"), "a code of /api/v1/units"));
    }
    let codes = &seen.view.world.codes().units;
    let units = conditions::unit_and_below(seen.assigner.rules(), &unit);
    Ok(seen.view.helping.cases(units.iter().map(|unit| codes.position(unit))))
}

/// The order, and where the page begins in it.
fn start(asked: &Parameters, wanted: &mut Wanted) -> Result<(), Problem> {
    match asked.text("order").unwrap_or("newest") {
        "newest" => wanted.before = asked.count("after", "`next` of the page before")?,
        "due" => {
            wanted.order = Order::Due;
            let place = |text: &str| {
                let (due, number) = text.split_once('-')?;
                Some((due.parse().ok()?, number.parse().ok()?))
            };
            let wrong =
                |text| Problem::parameter("after", format!("after is “{text}”"), "`next` of the page before");
            let after = asked.text("after").map(|text| place(text).ok_or_else(|| wrong(text)));
            wanted.after = after.transpose()?;
        }
        other => return Err(Problem::parameter("order", format!("order is “{other}”"), "newest or due")),
    }
    Ok(())
}

/// The conditions asked for, or none at all.
fn filter(
    app: &App,
    dispatch: &Dispatch,
    seen: &Seen,
    asked: &Parameters,
) -> Result<Option<Filter>, Problem> {
    let wrong = |field: &str, value: &str, expected: &str| {
        Problem::parameter(field, format!("{field} is “{value}”"), expected)
    };
    let mut filter = Filter::default();
    if let Some(word) = asked.text("queue") {
        let expected = "unowned, unlocated, contested or unclassified";
        let queue = queue_of(word).ok_or_else(|| wrong("queue", word, expected))?;
        filter.queues = Some(std::iter::once(u32::from(queue_number(Some(queue)))).collect());
    }
    if let Some(words) = asked.text("stage") {
        filter.stages = Some(conditions::stages("stage", words)?);
    }
    match asked.text("overdue") {
        None => {}
        Some("true" | "1") => {
            filter.overdue_at = Some(seen.view.at);
            keep_running(&mut filter);
        }
        Some(other) => return Err(wrong("overdue", other, "true, or nothing")),
    }
    match asked.text("due_soon") {
        None => {}
        Some("true" | "1") => {
            filter.due = Some((
                seen.view.at,
                seen.view.at.saturating_add(DeskOptions::default().soon).unwrap_or(seen.view.at),
            ));
            keep_running(&mut filter);
        }
        Some(other) => return Err(wrong("due_soon", other, "true, or nothing")),
    }
    conditions::read(app, dispatch, seen, asked, &mut filter)?;
    let any = conditions_known().any(|name| asked.text(name).is_some());
    Ok(any.then_some(filter))
}

/// Late, or soon to be, is what a unit has and has not handled; a case that stands is not.
fn keep_running(filter: &mut Filter) {
    let stages = filter.stages.take();
    let both = |stage: &Stage| stages.as_ref().is_none_or(|stages| stages.contains(stage));
    let running = vec![Stage::Dispatched, Stage::Handling, Stage::Returned];
    filter.stages = Some(running.into_iter().filter(both).collect());
}
