//! What was reported, and how it goes.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use gridward::cases::columns::{Filter, IndexSet};
use gridward::cases::{CaseHead, Stage};
use gridward::desk::{Scope, Sight};
use gridward::ids::CaseId;
use jiff::{SignedDuration, Timestamp};

use super::document::{Format, Node};
use super::{Fault, answer, desk, jurisdiction, named, reader, told};
use crate::auth::{Caller, Who};
use crate::dispatch::case_info::{rounded, stage_title};
use crate::dispatch::rows::{Wanted, page};
use crate::dispatch::seeing::sight_of;
use crate::dispatch::{Dispatch, Seen};
use crate::parameters::Parameters;
use crate::state::App;

/// The widest span of a list, and its usual one.
const SPAN: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Most requests of one list, and most that are asked for by their numbers.
const MOST: usize = 1000;

const KNOWN: [&str; 8] = [
    "jurisdiction_id",
    "api_key",
    "service_request_id",
    "service_code",
    "start_date",
    "end_date",
    "status",
    "extensions",
];

/// Requests, the newest first: those of the last 90 days, or the first 1000 of them.
#[utoipa::path(get, path = "/open311/v2/requests.{format}", tag = "open311",
    params(("format" = String, Path, description = "xml or json"),
        ("service_request_id" = Option<String>, Query, description = "Numbers, separated by commas; overrides all else"),
        ("service_code" = Option<String>, Query, description = "Services, separated by commas"),
        ("start_date" = Option<String>, Query), ("end_date" = Option<String>, Query, description = "At most 90 days later"),
        ("status" = Option<String>, Query, description = "open, closed, or both")),
    responses((status = 200, description = "Requests", content_type = "text/xml", body = String), (status = 400)))]
pub async fn list(app: &App, caller: &Caller, format: Format, uri: &Uri) -> Result<Response, Fault> {
    let asked = Parameters::read(uri, &KNOWN)?;
    jurisdiction(app, asked.text("jurisdiction_id"))?;
    reader(app, caller, asked.text("api_key"))?;
    let dispatch = desk(app)?;
    let seen = dispatch.seen_now();
    let heads = if let Some(ids) = asked.text("service_request_id").filter(|ids| !ids.is_empty()) {
        by_id(&seen, ids)?
    } else {
        let filter = filter(app, &seen, &asked)?;
        let seen = seen.clone();
        let found = tokio::task::spawn_blocking(move || {
            let wanted = Wanted { filter: Some(filter), limit: MOST, ..Wanted::default() };
            page(&seen, &Scope::public(), &wanted)
        });
        let found =
            found.await.map_err(|fault| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, fault.to_string()))?;
        found.rows.into_iter().map(|listed| listed.head).collect()
    };
    let requests = heads.iter().map(|head| node(dispatch, &seen, head)).collect();
    Ok(answer(StatusCode::OK, format, "service_requests", &Node::List("request", requests)))
}

/// The rows of some numbers that the public may see.
fn by_id(seen: &Seen, ids: &str) -> Result<Vec<CaseHead>, Fault> {
    let wanted: Vec<CaseId> = ids.split(',').map(|id| CaseId::new(id.trim())).collect();
    if wanted.len() > MOST {
        return Err(Fault::bad(format!("service_request_id has {} numbers; at most {MOST}", wanted.len())));
    }
    Ok(wanted.iter().filter_map(|id| public(seen, id)).collect())
}

/// The row of a case that the public may see.
fn public(seen: &Seen, id: &CaseId) -> Option<CaseHead> {
    let columns = &seen.view.columns;
    columns.head(columns.find(id)?).filter(|head| is_public(seen, head))
}

fn is_public(seen: &Seen, head: &CaseHead) -> bool {
    sight_of(&Scope::public(), &seen.view, &seen.assigner, head, &[]) != Sight::Nothing
}

fn filter(app: &App, seen: &Seen, asked: &Parameters) -> Result<Filter, Fault> {
    let now = (app.clock)();
    let instant = |field: &str| {
        let text = asked.text(field).filter(|text| !text.is_empty());
        text.map(|text| {
            text.parse::<Timestamp>().map_err(|_| {
                Fault::bad(format!("{field} is “{text}”; an instant with its zone is needed, such as 2026-08-01T00:00:00+08:00"))
            })
        })
        .transpose()
    };
    let (start, end) = (instant("start_date")?, instant("end_date")?);
    let to = end.unwrap_or_else(|| start.map_or(now + SignedDuration::from_secs(1), |start| start + SPAN));
    let from = start.unwrap_or(to - SPAN);
    if to.duration_since(from) > SPAN {
        return Err(Fault::bad("start_date and end_date are more than 90 days apart"));
    }
    let stages = match asked.text("status").unwrap_or("") {
        "" | "open,closed" | "closed,open" => Stage::ALL.to_vec(),
        "open" => Stage::ALL.into_iter().filter(|stage| !stage.is_final()).collect(),
        "closed" => Stage::ALL.into_iter().filter(|stage| stage.is_final()).collect(),
        other => return Err(Fault::bad(format!("status is “{other}”; open or closed is right"))),
    };
    let classes = asked.text("service_code").filter(|codes| !codes.is_empty()).map(|codes| {
        let mut set = IndexSet::default();
        for code in codes.split(',') {
            let code = gridward::ids::ClassCode::new(code.trim());
            set.insert(seen.view.world.codes().classes.position(&code).into());
        }
        set
    });
    Ok(Filter { stages: Some(stages), classes, from: Some(from), to: Some(to), ..Filter::default() })
}

/// One request.
#[utoipa::path(get, path = "/open311/v2/requests/{id}.{format}", tag = "open311",
    params(("id" = String, Path), ("format" = String, Path, description = "xml or json")),
    responses((status = 200, description = "The request", content_type = "text/xml", body = String), (status = 404)))]
pub async fn one(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(file): Path<String>,
    uri: Uri,
) -> Response {
    let (id, format) = match named(&file) {
        Ok(named) => named,
        Err(response) => return response,
    };
    told(format, found(&app, &caller, id, format, &uri))
}

fn found(app: &App, caller: &Caller, id: &str, format: Format, uri: &Uri) -> Result<Response, Fault> {
    let asked = Parameters::read(uri, &["jurisdiction_id", "api_key", "extensions"])?;
    jurisdiction(app, asked.text("jurisdiction_id"))?;
    reader(app, caller, asked.text("api_key"))?;
    let dispatch = desk(app)?;
    let seen = dispatch.seen_now();
    let head = public(&seen, &CaseId::new(id))
        .ok_or_else(|| Fault::missing(format!("service_request_id “{id}” is not known")))?;
    let requests = Node::List("request", vec![node(dispatch, &seen, &head)]);
    Ok(answer(StatusCode::OK, format, "service_requests", &requests))
}

/// The number for a token. Cases get their number at once here, so that a token is the number itself.
#[utoipa::path(get, path = "/open311/v2/tokens/{token}.{format}", tag = "open311",
    params(("token" = String, Path), ("format" = String, Path, description = "xml or json")),
    responses((status = 200, description = "Number and token", content_type = "text/xml", body = String), (status = 404)))]
pub async fn token(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(file): Path<String>,
    uri: Uri,
) -> Response {
    let (token, format) = match named(&file) {
        Ok(named) => named,
        Err(response) => return response,
    };
    let outcome = (|| {
        let asked = Parameters::read(&uri, &["jurisdiction_id", "api_key"])?;
        jurisdiction(&app, asked.text("jurisdiction_id"))?;
        reader(&app, &caller, asked.text("api_key"))?;
        let dispatch = desk(&app)?;
        let seen = dispatch.seen_now();
        let head = public(&seen, &CaseId::new(token))
            .ok_or_else(|| Fault::missing(format!("token “{token}” is not known")))?;
        let id = head.id.to_string();
        let pair =
            Node::Record(vec![("service_request_id", Node::text(id.clone())), ("token", Node::text(id))]);
        Ok(answer(StatusCode::OK, format, "service_requests", &Node::List("request", vec![pair])))
    })();
    told(format, outcome)
}

/// A case as the public sees it.
fn node(dispatch: &Dispatch, seen: &Seen, head: &CaseHead) -> Node {
    let Seen { view, assigner } = seen;
    let (codes, names) = (view.world.codes(), dispatch.names(assigner));
    let code = codes.classes.code(head.class);
    let class = code.and_then(|code| names.class(code));
    let condition = class.and_then(|class| class.conditions.iter().find(|own| own.number == head.condition));
    let unit = codes.units.code(head.unit).and_then(|code| names.unit(code));
    let place = head.place.map(rounded);
    let status = if head.stage.is_final() { "closed" } else { "open" };
    let updated = [head.ended_at, head.handled_at, head.dispatched_at, head.filed_at];
    let updated = updated.into_iter().flatten().max().unwrap_or(head.reported_at);
    let number = |number: Option<f64>| number.map_or(Node::Empty, Node::Number);
    Node::Record(vec![
        ("service_request_id", Node::text(head.id.to_string())),
        ("status", Node::text(status)),
        ("status_notes", Node::maybe(code.map(|code| stage_title(code, head.stage).zh))),
        ("service_name", Node::maybe(class.map(|class| class.name.zh.clone()))),
        ("service_code", Node::maybe(code.map(ToString::to_string))),
        ("description", Node::maybe(condition.map(|condition| condition.filing.zh.clone()))),
        ("agency_responsible", Node::maybe(unit.map(|unit| unit.name.zh.clone()))),
        ("service_notice", Node::maybe(head.is_synthetic().then(|| "合成数据 Synthetic case".to_owned()))),
        ("requested_datetime", Node::text(dispatch.local(head.reported_at))),
        ("updated_datetime", Node::text(dispatch.local(updated))),
        ("expected_datetime", Node::maybe(head.due_at.map(|at| dispatch.local(at)))),
        ("address", Node::Empty),
        ("address_id", Node::Empty),
        ("zipcode", Node::Empty),
        ("lat", number(place.map(|place| place.lat))),
        ("long", number(place.map(|place| place.lon))),
        ("media_url", Node::Empty),
    ])
}
