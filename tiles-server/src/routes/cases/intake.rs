//! Cases come in.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use gridward::desk::{Command, Reply, Sight};

use super::wish::CaseWish;
use crate::auth::{Who, rights};
use crate::body::{answer, is_json, json, whole};
use crate::dispatch::case_info::CaseInfo;
use crate::limits;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Takes a case. It is on disk when this answers; the same identity with the same body is the same case, however often it is
/// sent.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", request_body = CaseWish,
    responses((status = 201, body = CaseInfo, description = "It is new"),
        (status = 200, body = CaseInfo, description = "It was there, with the same body"),
        (status = 400, body = crate::problem::ProblemDocument),
        (status = 401, body = crate::problem::ProblemDocument), (status = 403, body = crate::problem::ProblemDocument),
        (status = 409, body = crate::problem::ProblemDocument, description = "The identity belongs to a case with another body"),
        (status = 503, body = crate::problem::ProblemDocument, description = "Nothing was taken; try again after Retry-After seconds")))]
pub async fn intake(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    caller.works_here()?;
    let dispatch = app.dispatch()?;
    if !rights::may_report(caller.role) {
        return Err(Problem::new(Kind::NotAllowed, "this account sends no cases"));
    }
    is_json(&request)?;
    let bytes = whole(request, limits::BODY_BYTES).await?;
    let wish: CaseWish = json(&bytes)?;
    let assigner = dispatch.assigner();
    let rules = assigner.rules();
    if rules.sources.index_of(&gridward::ids::SourceCode::new(&wish.source)).is_none() {
        let detail = format!("there is no source {}", wish.source);
        return Err(Problem::body_field("source", detail, "a code of /api/v1/sources"));
    }
    let intake = wish.into_intake(&rules.settings, caller.demo)?;
    let command = Command::Intake { intake: Box::new(intake), by: caller.actor() };
    let (status, record) = match dispatch.done(command).await? {
        Reply::Created(record) => (StatusCode::CREATED, record),
        Reply::Exists(record) => {
            dispatch.note_reading(&caller, &record, "intake", (app.clock)()).await?;
            (StatusCode::OK, record)
        }
        other => return Err(crate::dispatch::unexpected(&other)),
    };
    // Whoever sends the same body knows what is in it.
    let body = dispatch.tell(&caller, &record, Sight::Whole, |case| answer(&case))?;
    let location = format!("/api/v1/cases/{}", record.head.id);
    let mut response = (status, [(header::CACHE_CONTROL, "no-store")], body).into_response();
    if let Ok(location) = location.try_into() {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}
