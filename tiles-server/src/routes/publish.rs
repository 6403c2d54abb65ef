//! Versions of plan, rules and calendar: published from the server's district folder, listed, withdrawn.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use gridward::desk::{Command, InFlight, Reply, Selection, publication_of};
use gridward::grid::Title;
use gridward::store::PublishedKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::district::Bilingual;
use crate::auth::Who;
use crate::body::JsonBody;
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishWish {
    /// plan, rules, calendar, or several of them, which then appear together.
    #[schema(value_type = Vec<String>, example = json!(["rules"]))]
    what: Vec<PublishedKind>,
    /// Which of the folder's plans; the last one where it is missing.
    plan: Option<u32>,
    /// From when; now where it is missing.
    #[schema(value_type = Option<String>)]
    valid_from: Option<Timestamp>,
    /// keep, reassign or ask: what becomes of open cases.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "reassign")]
    in_flight: InFlight,
    /// What people call it.
    #[schema(value_type = Object)]
    title: Title,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollbackWish {
    #[schema(value_type = String, example = "rules")]
    kind: PublishedKind,
    number: u32,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PublishedInfo {
    versions: Vec<KindNumber>,
    valid_from: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct KindNumber {
    #[schema(example = "rules")]
    kind: &'static str,
    number: u32,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct VersionList {
    versions: Vec<VersionInfo>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct VersionInfo {
    #[schema(example = "rules")]
    kind: &'static str,
    number: u32,
    title: Bilingual,
    valid_from: String,
    recorded_at: String,
    withdrawn_at: Option<String>,
    in_force: bool,
}

/// Publishes what now stands in the server's district folder. Refused where it is not whole.
#[utoipa::path(post, path = "/api/v1/publish", tag = "versions", request_body = PublishWish,
    responses((status = 201, body = PublishedInfo), (status = 403, body = crate::problem::ProblemDocument),
        (status = 409, body = crate::problem::ProblemDocument, description = "The folder or the rules have a fault, which is named")))]
pub async fn publish(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    JsonBody(wish): JsonBody<PublishWish>,
) -> Result<Response, Problem> {
    caller.administers()?;
    let dispatch = app.dispatch()?;
    if wish.what.is_empty() {
        return Err(Problem::body_field(
            "what",
            "nothing is to be published",
            "plan, rules, calendar, or several",
        ));
    }
    let valid_from = wish.valid_from.unwrap_or_else(|| (app.clock)());
    let folder = dispatch.folder.clone();
    let made = tokio::task::spawn_blocking(move || {
        let PublishWish { what, plan, in_flight, title, .. } = wish;
        publication_of(&folder, Selection { what, plan, valid_from, in_flight, title })
    });
    let made = made.await.map_err(|fault| Problem::new(Kind::Internal, fault.to_string()))?;
    let publication = made.map_err(|fault| Problem::new(Kind::Refused, fault.to_string()))?;
    let command = Command::Publish { publication: Box::new(publication), by: caller.actor() };
    match dispatch.done(command).await? {
        Reply::Published { versions, valid_from } => {
            app.renew_snapshot().await?;
            let versions = versions
                .into_iter()
                .map(|(kind, number)| KindNumber { kind: kind.as_str(), number })
                .collect();
            let info = PublishedInfo { versions, valid_from: dispatch.local(valid_from) };
            Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(info)).into_response())
        }
        other => Err(crate::dispatch::unexpected(&other)),
    }
}

/// Withdraws a version; the one before it is in force again.
#[utoipa::path(post, path = "/api/v1/rollback", tag = "versions", request_body = RollbackWish,
    responses((status = 204), (status = 403, body = crate::problem::ProblemDocument),
        (status = 409, body = crate::problem::ProblemDocument)))]
pub async fn rollback(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    JsonBody(wish): JsonBody<RollbackWish>,
) -> Result<Response, Problem> {
    caller.administers()?;
    let dispatch = app.dispatch()?;
    let command = Command::Rollback { kind: wish.kind, number: wish.number, by: caller.actor() };
    match dispatch.done(command).await? {
        Reply::RolledBack { .. } => {
            app.renew_snapshot().await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        other => Err(crate::dispatch::unexpected(&other)),
    }
}

/// All versions that were ever published.
#[utoipa::path(get, path = "/api/v1/versions", tag = "versions", responses((status = 200, body = VersionList)))]
pub async fn versions(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    let dispatch = app.dispatch()?;
    let view = dispatch.view();
    let now = view.versions;
    let list = view.world.versions().map(|version| VersionInfo {
        kind: version.kind.as_str(),
        number: version.number,
        title: (&version.title).into(),
        valid_from: dispatch.local(version.valid_from),
        recorded_at: dispatch.local(version.recorded_at),
        withdrawn_at: version.withdrawn_at.map(|at| dispatch.local(at)),
        in_force: now.is_some_and(|now| match version.kind {
            PublishedKind::Plan => now.plan == version.number,
            PublishedKind::Rules => now.rules == version.number,
            PublishedKind::Calendar => now.calendar == version.number,
        }),
    });
    let list = VersionList { versions: list.collect() };
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(list)).into_response())
}
