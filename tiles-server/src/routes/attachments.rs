//! Files of cases.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gridward::cases::ActKind;
use gridward::desk::{ActRequest, Command, Sight};
use gridward::ids::CaseId;
use serde::Serialize;

use super::cases::wish::bounded;
use crate::auth::Who;
use crate::auth::secret::parse_digest;
use crate::body::whole;
use crate::dispatch::attachments::MEDIA;
use crate::limits;
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::App;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Kept {
    /// SHA-256 of the content; the file's address is `/api/v1/attachments/{digest}`.
    digest: String,
    bytes: u64,
    #[schema(value_type = String)]
    media: &'static str,
}

fn broken(fault: &dyn std::fmt::Display) -> Problem {
    tracing::error!(%fault, "an attachment could not be read or written");
    Problem::new(Kind::Internal, "the file could not be read or written")
}

/// Adds a file to a case; its content is the body.
#[utoipa::path(post, path = "/api/v1/cases/{id}/attachments", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("name" = Option<String>, Query, description = "What its sender calls the file")),
    request_body(content = String, content_type = "application/octet-stream", description = "A picture, sound, film, PDF or text, at most 16 MiB, with its Content-Type"),
    responses((status = 201, body = Kept), (status = 404, body = crate::problem::ProblemDocument),
        (status = 413, body = crate::problem::ProblemDocument), (status = 415, body = crate::problem::ProblemDocument)))]
pub async fn add(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    caller.works_here()?;
    let dispatch = app.dispatch()?;
    let asked = Parameters::read(request.uri(), &["name"])?;
    let name = asked.text("name").map(str::to_owned);
    bounded("name", name.as_deref(), 200)?;
    let media = media(&request)?;
    let (record, sight) = dispatch.seen(&caller, &CaseId::new(&id)).await?;
    dispatch.may(&caller, &record, sight, ActKind::Attach)?;
    if record.state.attachments.len() >= limits::ATTACHMENTS_PER_CASE {
        let detail = format!("the case has {} files", record.state.attachments.len());
        return Err(
            Problem::new(Kind::Refused, detail).expected(format!("at most {}", limits::ATTACHMENTS_PER_CASE))
        );
    }
    let content = whole(request, limits::ATTACHMENT_BYTES).await?;
    if content.is_empty() {
        return Err(Problem::new(Kind::BadRequest, "the file is empty"));
    }
    let bytes = u64::try_from(content.len()).unwrap_or(u64::MAX);
    let (keeper, case) = (Arc::clone(dispatch), record.head.id.clone());
    let kept = tokio::task::spawn_blocking(move || keeper.attachments.keep(&content, media, &case)).await;
    let kept = kept.map_err(|fault| Problem::new(Kind::Internal, fault.to_string()))?;
    let digest = kept.map_err(|fault| broken(&fault))?;
    let act = ActRequest::Attach { digest, bytes, media: media.to_owned(), name };
    let command = Command::Act {
        case: record.head.id.clone(),
        by: caller.actor(),
        at: None,
        revision: None,
        act: Box::new(act),
    };
    dispatch.done(command).await?;
    let location = format!("/api/v1/attachments/{}", hex::encode(digest));
    let kept = Kept { digest: hex::encode(digest), bytes, media };
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(kept)).into_response())
}

fn media(request: &Request) -> Result<&'static str, Problem> {
    let given =
        request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = given.split(';').next().unwrap_or("").trim();
    let known = MEDIA.into_iter().find(|media| media.eq_ignore_ascii_case(essence));
    known.ok_or_else(|| {
        Problem::new(Kind::UnsupportedMedia, format!("the file is said to be “{essence}”"))
            .field("Content-Type")
            .expected(MEDIA.join(", "))
    })
}

/// The content of a file, for those who see the whole of one of its cases.
#[utoipa::path(get, path = "/api/v1/attachments/{digest}", tag = "cases",
    params(("digest" = String, Path, description = "SHA-256 of the content, 64 hexadecimal digits")),
    responses((status = 200, description = "The content, to be saved", content_type = "application/octet-stream"),
        (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn fetch(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(digest): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    caller.works_here()?;
    let dispatch = app.dispatch()?;
    let nothing =
        || Problem::new(Kind::NoSuchAttachment, format!("there is no attachment {digest}")).field("digest");
    let wanted = parse_digest(&digest).ok_or_else(nothing)?;
    let card = dispatch.attachments.card(&wanted).map_err(|fault| broken(&fault))?.ok_or_else(nothing)?;
    let mut seen = None;
    for case in &card.cases {
        if let Ok((record, Sight::Whole)) = dispatch.seen(&caller, case).await
            && record.state.attachments.iter().any(|file| file.digest == wanted)
        {
            seen = Some(record);
            break;
        }
    }
    let record = seen.ok_or_else(nothing)?;
    dispatch.note_reading(&caller, &record, "attachment", (app.clock)()).await?;
    let keeper = Arc::clone(dispatch);
    let content = tokio::task::spawn_blocking(move || keeper.attachments.content(&wanted)).await;
    let content = content.map_err(|fault| Problem::new(Kind::Internal, fault.to_string()))?;
    let content = content.map_err(|fault| broken(&fault))?.ok_or_else(nothing)?;
    let mut response = content.into_response();
    let headers = response.headers_mut();
    let media =
        HeaderValue::try_from(card.media).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, media);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok(response)
}
