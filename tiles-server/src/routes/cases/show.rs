//! One case, and what happened to it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gridward::cases::{Act, Actor, Course, Event};
use gridward::desk::{CaseRecord, Sight};
use gridward::ids::CaseId;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::auth::Who;
use crate::dispatch::Dispatch;
use crate::dispatch::case_info::CaseInfo;
use crate::dispatch::decision::Decision;
use crate::dispatch::names::{Names, english};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::routes::district::Bilingual;
use crate::state::App;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EventList {
    events: Vec<EventInfo>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EventInfo {
    /// Its place in the whole log.
    number: u64,
    /// When it took effect.
    at: String,
    /// When it became known here.
    recorded_at: String,
    by: Option<By>,
    #[schema(example = "dispatch")]
    act: &'static str,
    title: Bilingual,
    /// What belongs to the act; empty where it is kept from this reader.
    #[schema(value_type = Object)]
    detail: Value,
}

/// Who did it; an empty account is the program following its rules.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct By {
    account: String,
    unit: Option<String>,
}

/// One case, as far as this caller sees it.
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "cases", params(("id" = String, Path)),
    responses((status = 200, body = CaseInfo), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn show(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    let dispatch = app.dispatch()?;
    let (record, sight) = dispatch.seen(&caller, &CaseId::new(&id)).await?;
    if sight == Sight::Whole {
        dispatch.note_reading(&caller, &record, "case", (app.clock)()).await?;
    }
    let body = dispatch.tell(&caller, &record, sight, |case| Json(case).into_response())?;
    Ok(([(header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// What happened to a case, in order.
#[utoipa::path(get, path = "/api/v1/cases/{id}/events", tag = "cases", params(("id" = String, Path)),
    responses((status = 200, body = EventList), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn events(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    let dispatch = app.dispatch()?;
    let (record, sight) = dispatch.seen(&caller, &CaseId::new(&id)).await?;
    if sight == Sight::Whole {
        dispatch.note_reading(&caller, &record, "events", (app.clock)()).await?;
    }
    let case = record.head.number;
    let events = dispatch.read(move |reader| reader.history(case)).await?;
    let list = EventList { events: told(dispatch, &record, sight, &events)? };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(list)).into_response())
}

fn told(
    dispatch: &Dispatch,
    record: &CaseRecord,
    sight: Sight,
    events: &[Event],
) -> Result<Vec<EventInfo>, Problem> {
    let course = Course::of(&record.state.class);
    let mut told = Vec::with_capacity(events.len());
    for event in events {
        let kind = event.act.kind();
        let detail = match sight {
            Sight::Whole => detail(dispatch, &event.act)?,
            Sight::Masked | Sight::Nothing => Value::Object(Map::new()),
        };
        let by = match (&event.by, sight) {
            (_, Sight::Masked | Sight::Nothing) => None,
            (Actor::System, Sight::Whole) => Some(By { account: String::new(), unit: None }),
            (Actor::Account { name, unit }, Sight::Whole) => {
                Some(By { account: name.to_string(), unit: unit.as_ref().map(ToString::to_string) })
            }
        };
        told.push(EventInfo {
            number: event.number.0,
            at: dispatch.local(event.at),
            recorded_at: dispatch.local(event.recorded_at),
            by,
            act: kind.as_str(),
            title: Bilingual { zh: course.act_zh(kind).to_owned(), en: english(kind.as_str()) },
            detail,
        });
    }
    Ok(told)
}

/// What belongs to an act: private texts as their words, a decision with its names, digests in hexadecimal digits.
fn detail(dispatch: &Dispatch, act: &Act) -> Result<Value, Problem> {
    if let Act::Assign { cause, assignment } = act {
        let assigner = dispatch.assigner_of(assignment)?;
        let names: Names<'_> = dispatch.names(&assigner);
        let decision = serde_json::to_value(Decision::of(&names, assignment, None, &[])).map_err(internal)?;
        return Ok(serde_json::json!({"cause": cause, "decision": decision}));
    }
    if let Act::Attach { digest, bytes, media, name } = act {
        let name = name.as_ref().and_then(|name| name.words());
        let digest = hex::encode(digest);
        return Ok(serde_json::json!({"digest": digest, "bytes": bytes, "media": media, "name": name}));
    }
    let value = serde_json::to_value(act).map_err(internal)?;
    // An act with fields is `{"word": {…}}`, one without is `"word"`.
    let inner = match value {
        Value::Object(map) => map.into_iter().next().map_or(Value::Null, |(_, inner)| inner),
        _ => Value::Object(Map::new()),
    };
    Ok(plain(inner))
}

fn internal(fault: serde_json::Error) -> Problem {
    Problem::new(Kind::Internal, fault.to_string())
}

/// Private texts as their words; erased ones as nothing.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(mut map) if map.len() == 1 => match map.remove("words") {
            Some(words @ Value::String(_)) => words,
            Some(other) => Value::Object(Map::from_iter([("words".to_owned(), plain(other))])),
            None if map.contains_key("digest") => Value::Null,
            None => Value::Object(map.into_iter().map(|(name, value)| (name, plain(value))).collect()),
        },
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(name, value)| (name, plain(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(plain).collect()),
        other => other,
    }
}
