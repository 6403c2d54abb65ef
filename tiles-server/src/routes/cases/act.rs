//! Something is done with a case.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gridward::cases::ActKind;
use gridward::desk::{ActRequest, Command, Reply, Role, Sight};
use gridward::ids::{CaseId, UnitCode};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::wish::{PlaceWish, TEXT_CHARS, bounded, grade_named};
use crate::auth::{Caller, Who};
use crate::body::JsonBody;
use crate::dispatch::Dispatch;
use crate::dispatch::case_info::CaseInfo;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// What is asked, beside the act itself.
struct Asked {
    act: Wanted,
    at: Option<Timestamp>,
    revision: Option<u32>,
}

enum Wanted {
    Act(Box<ActRequest>),
    Erase,
}

/// Does something with a case: an act with its fields, flat, such as `{"act": "dispatch", "unit": "MH-101"}`.
///
/// What may be left out is worked out by rule. With `revision` the case must still stand at that revision; with `at` the act took
/// effect earlier than now. A place is stated as in the intake: `{"act": "locate", "lon": 121.4, "lat": 31.1}`.
#[utoipa::path(post, path = "/api/v1/cases/{id}/events", tag = "cases", params(("id" = String, Path)),
    request_body(content = Object, example = json!({"act": "return", "reason": "not-ours", "revision": 5})),
    responses((status = 200, body = CaseInfo), (status = 400, body = crate::problem::ProblemDocument),
        (status = 403, body = crate::problem::ProblemDocument), (status = 404, body = crate::problem::ProblemDocument),
        (status = 409, body = crate::problem::ProblemDocument, description = "Not lawful now (`lawful` names what is), or another revision")))]
pub async fn act(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<Map<String, Value>>,
) -> Result<Response, Problem> {
    caller.works_here()?;
    let dispatch = app.dispatch()?;
    let asked = read(dispatch, body)?;
    let (record, sight) = dispatch.seen(&caller, &CaseId::new(&id)).await?;
    let kind = match &asked.act {
        Wanted::Act(act) => act.kind(),
        Wanted::Erase => ActKind::Erase,
    };
    dispatch.may(&caller, &record, sight, kind)?;
    let (case, by) = (record.head.id.clone(), caller.actor());
    let command = match asked.act {
        Wanted::Erase => Command::Erase { case, by },
        Wanted::Act(act) => {
            within(dispatch, &caller, &act)?;
            // What was allowed was allowed for the case as it stood.
            let seen = (caller.role != Role::District).then_some(record.head.revision);
            Command::Act { case, by, at: asked.at, revision: asked.revision.or(seen), act }
        }
    };
    let record = match dispatch.done(command).await? {
        Reply::Done { record, .. } => record,
        other => return Err(crate::dispatch::unexpected(&other)),
    };
    if sight == Sight::Whole {
        dispatch.note_reading(&caller, &record, "act", (app.clock)()).await?;
    }
    // The case may have left for somebody else by this act; then its new ways are not told.
    let sight = dispatch.sight(&caller, &record).max(Sight::Masked);
    let body = dispatch.tell(&caller, &record, sight, |case| Json(case).into_response())?;
    Ok(([(header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// Accounts below the centre send cases and collectors only inside their own unit.
fn within(dispatch: &Dispatch, caller: &Caller, act: &ActRequest) -> Result<(), Problem> {
    if caller.role == Role::District {
        return Ok(());
    }
    let inside = |unit: &UnitCode| dispatch.scope(caller).is_ok_and(|scope| dispatch.is_inside(&scope, unit));
    let refuse = |field: &str, detail: &str| {
        Err(Problem::new(Kind::NotAllowed, detail)
            .field(field)
            .expected("a unit of one's own, or the district's centre"))
    };
    match act {
        ActRequest::Dispatch { unit: None, .. } => {
            refuse("unit", "a sub-centre names the unit that it dispatches to")
        }
        ActRequest::Dispatch { unit: Some(unit), helpers } => {
            let outsider = std::iter::once(unit).chain(helpers.iter().flatten()).find(|unit| !inside(unit));
            outsider.map_or(Ok(()), |unit| refuse("unit", &format!("{unit} is no unit of this account")))
        }
        ActRequest::Verify { unit: Some(unit) } | ActRequest::Check { unit: Some(unit) } if !inside(unit) => {
            refuse("unit", &format!("{unit} is no unit of this account"))
        }
        _ => Ok(()),
    }
}

fn read(dispatch: &Dispatch, mut body: Map<String, Value>) -> Result<Asked, Problem> {
    let at = match body.remove("at") {
        None | Some(Value::Null) => None,
        Some(at) => Some(serde_json::from_value(at).map_err(|fault| {
            Problem::body_field("at", fault.to_string(), "an instant such as 2026-08-01T08:00:00+08:00")
        })?),
    };
    let revision = match body.remove("revision") {
        None | Some(Value::Null) => None,
        Some(revision) => Some(serde_json::from_value(revision).map_err(|fault| {
            Problem::body_field("revision", fault.to_string(), "the revision of the case as it was read")
        })?),
    };
    let word = body.get("act").and_then(Value::as_str).unwrap_or("");
    let known = ActKind::ALL.iter().find(|kind| kind.as_str() == word && **kind != ActKind::Report);
    let Some(kind) = known else {
        let words: Vec<_> =
            ActKind::ALL.iter().map(|kind| kind.as_str()).filter(|word| *word != "report").collect();
        return Err(Problem::body_field(
            "act",
            format!("act is “{word}”"),
            format!("one of {}", words.join(", ")),
        ));
    };
    for (name, value) in &body {
        bounded(name, value.as_str(), TEXT_CHARS)?;
    }
    let act = match kind {
        ActKind::Erase => Wanted::Erase,
        ActKind::Locate => {
            body.remove("act");
            let place: PlaceWish = of(Value::Object(body))?;
            Wanted::Act(Box::new(ActRequest::Locate { place: Box::new(place.into_stated()?) }))
        }
        ActKind::Attach => {
            return Err(Problem::body_field(
                "act",
                "a file is sent by itself",
                "POST /api/v1/cases/{id}/attachments",
            ));
        }
        _ => {
            name_grade(dispatch, &mut body)?;
            Wanted::Act(Box::new(of(Value::Object(body))?))
        }
    };
    Ok(Asked { act, at, revision })
}

/// Grades are named, in what is sent as in what is answered.
fn name_grade(dispatch: &Dispatch, body: &mut Map<String, Value>) -> Result<(), Problem> {
    if let Some(Value::String(name)) = body.get("grade") {
        let grade = grade_named(&dispatch.assigner().rules().settings, Some(name))?;
        let number =
            serde_json::to_value(grade).map_err(|fault| Problem::new(Kind::Internal, fault.to_string()))?;
        body.insert("grade".to_owned(), number);
    }
    Ok(())
}

fn of<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_json::from_value(value).map_err(|fault| {
        let text = fault.to_string();
        let problem = Problem::new(Kind::BadField, text.clone());
        match text.split('`').nth(1) {
            Some(field) => problem.field(field).expected("the fields of the act, as the guide says"),
            None => problem.expected("the fields of the act, as the guide says"),
        }
    })
}
