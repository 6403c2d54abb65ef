//! Versions of plan, rules and calendar: published from the server's district folder or from one that is sent, listed, withdrawn.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use gridward::desk::{Command, InFlight, Reply, Selection, publication_or_faults};
use gridward::grid::Title;
use gridward::store::PublishedKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::district::Bilingual;
use crate::auth::Who;
use crate::body::{JsonBody, is_json, json, whole};
use crate::limits;
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::upload::Unpacked;

/// Publications that are read at a time.
static PUBLISHING: Semaphore = Semaphore::const_new(1);

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

/// Publishes what now stands in the server's district folder, or a folder that is sent packed. Refused where it is not whole.
///
/// A packed folder is a zip file as `application/zip`; what is wished then stands in the address: `what` (several with commas),
/// `plan`, `valid_from`, `in_flight`, `title_zh`, `title_en`. It is checked and proved as the server's own, and not kept.
#[utoipa::path(post, path = "/api/v1/publish", tag = "versions",
    request_body(content((PublishWish = "application/json"), (String = "application/zip"))),
    params(("what" = Option<String>, Query, description = "With a packed folder: plan, rules, calendar, separated by commas"),
        ("plan" = Option<u32>, Query), ("valid_from" = Option<String>, Query), ("in_flight" = Option<String>, Query),
        ("title_zh" = Option<String>, Query), ("title_en" = Option<String>, Query)),
    responses((status = 201, body = PublishedInfo), (status = 403, body = crate::problem::ProblemDocument),
        (status = 409, body = crate::problem::ProblemDocument, description = "Folder or rules have faults; `faults` lists all of the folder's"),
        (status = 413, body = crate::problem::ProblemDocument)))]
pub async fn publish(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    caller.administers()?;
    let dispatch = app.dispatch()?;
    // One at a time: a packed folder takes memory and disk.
    let _turn =
        PUBLISHING.acquire().await.map_err(|fault| Problem::new(Kind::Internal, fault.to_string()))?;
    let (wish, packed) = if is_zip(&request) {
        let wish = PublishWish::of_address(request.uri())?;
        (wish, Some(whole(request, limits::PUBLICATION_BYTES).await?))
    } else {
        Parameters::read(request.uri(), &[])?;
        is_json(&request)?;
        (json(&whole(request, limits::BODY_BYTES).await?)?, None)
    };
    if wish.what.is_empty() {
        return Err(Problem::body_field(
            "what",
            "nothing is to be published",
            "plan, rules, calendar, or several",
        ));
    }
    let valid_from = wish.valid_from.unwrap_or_else(|| (app.clock)());
    let (folder, store) = (dispatch.folder.clone(), dispatch.store.clone());
    let made = tokio::task::spawn_blocking(move || {
        let PublishWish { what, plan, in_flight, title, .. } = wish;
        let selection = Selection { what, plan, valid_from, in_flight, title };
        let Some(packed) = packed else { return publication_or_faults(&folder, &selection) };
        let unpacked = Unpacked::of(&packed, &store)?;
        publication_or_faults(unpacked.folder(), &selection)
            .map_err(|faults| faults.iter().map(|fault| unpacked.told(fault)).collect())
    });
    let made = made.await.map_err(|fault| Problem::new(Kind::Internal, fault.to_string()))?;
    let publication = made.map_err(|faults| {
        let first = faults.first().cloned().unwrap_or_default();
        Problem::new(Kind::Refused, first).faults(faults)
    })?;
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

impl PublishWish {
    /// What is wished with a packed folder.
    fn of_address(uri: &Uri) -> Result<Self, Problem> {
        let known = ["what", "plan", "valid_from", "in_flight", "title_zh", "title_en"];
        let asked = Parameters::read(uri, &known)?;
        let words = |name: &str, text: &str, expected: &str| {
            Problem::parameter(name, format!("{name} is “{text}”"), expected)
        };
        let what = asked.text("what").unwrap_or("").split(',').filter(|word| !word.is_empty()).map(|word| {
            let kind = PublishedKind::ALL.into_iter().find(|kind| kind.as_str() == word);
            kind.ok_or_else(|| words("what", word, "plan, rules, calendar, or several with commas"))
        });
        let valid_from = asked
            .text("valid_from")
            .map(|text| text.parse().map_err(|_| words("valid_from", text, "an instant with its offset")));
        let in_flight = match asked.text("in_flight").unwrap_or("keep") {
            "keep" => InFlight::Keep,
            "reassign" => InFlight::Reassign,
            "ask" => InFlight::Ask,
            other => return Err(words("in_flight", other, "keep, reassign or ask")),
        };
        let title = |name| asked.text(name).unwrap_or("");
        Ok(Self {
            what: what.collect::<Result<_, _>>()?,
            plan: asked.count("plan", "the number of a plan of the folder")?,
            valid_from: valid_from.transpose()?,
            in_flight,
            title: Title::new(title("title_zh"), title("title_en")),
        })
    }
}

fn is_zip(request: &Request) -> bool {
    let kind =
        request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim();
    ["application/zip", "application/x-zip-compressed"].iter().any(|zip| kind.eq_ignore_ascii_case(zip))
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
