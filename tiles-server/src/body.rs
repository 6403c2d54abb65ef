//! Bodies: bounded, of the kind that is taken, each field known.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::problem::{Kind, Problem};

/// Reads a whole body of at most so many bytes.
///
/// # Errors
/// 413 where it is larger; 400 where the caller broke off.
pub async fn whole(request: Request, most: usize) -> Result<Bytes, Problem> {
    let too_large =
        |found: String| Problem::new(Kind::RequestTooLarge, found).expected(format!("at most {most} bytes"));
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if let Some(length) = announced.and_then(|text| text.parse::<u64>().ok())
        && usize::try_from(length).is_ok_and(|length| length > most)
    {
        return Err(too_large(format!("the body has {length} bytes")));
    }
    read(request.into_body(), most)
        .await?
        .ok_or_else(|| too_large(format!("the body has more than {most} bytes")))
}

/// The body, or None where it is too large.
async fn read(body: Body, most: usize) -> Result<Option<Bytes>, Problem> {
    use http_body_util::{BodyExt as _, LengthLimitError, Limited};
    match Limited::new(body, most).collect().await {
        Ok(collected) => Ok(Some(collected.to_bytes())),
        Err(fault) if fault.is::<LengthLimitError>() => Ok(None),
        Err(fault) => Err(Problem::new(Kind::BadRequest, format!("the body broke off: {fault}"))),
    }
}

/// A JSON body without serde's intermediate tree. Its depth is bounded by the parser, its length by the reader.
///
/// # Errors
/// A problem that names the place in the text, or the field.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|fault| {
        let text = fault.to_string();
        let problem = Problem::new(Kind::BadField, text.clone());
        match quoted(&text) {
            Some(field) => problem.field(field).expected("as /openapi.json says"),
            None => problem.expected("a JSON document as /openapi.json says"),
        }
    })
}

/// Room for nearly every answer about one case.
const ANSWER_BYTES: usize = 6 * 1024;

/// Room for the fields that go before it.
const ANSWER_HEADERS: usize = 12;

/// A JSON answer, written in one go.
pub fn answer(value: &impl Serialize) -> Response {
    let mut text = Vec::with_capacity(ANSWER_BYTES);
    match serde_json::to_writer(&mut text, value) {
        Ok(()) => written_json(text),
        Err(fault) => {
            tracing::error!(%fault, "an answer cannot be written as JSON");
            Problem::new(Kind::Internal, "the fault is in the server's log under this x-request-id")
                .into_response()
        }
    }
}

/// JSON that is written already, as an answer.
pub fn written_json(text: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.reserve(ANSWER_HEADERS);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The name between the first pair of backticks.
fn quoted(text: &str) -> Option<&str> {
    text.split('`').nth(1)
}

/// The JSON body of a request.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        is_json(&request)?;
        let bytes = whole(request, crate::limits::BODY_BYTES).await?;
        json(&bytes).map(Self)
    }
}

/// # Errors
/// 415 where the body is said to be something else.
pub fn is_json(request: &Request) -> Result<(), Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let Some(kind) = kind else { return Ok(()) };
    if kind.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let detail = format!("the body is {kind}");
    Err(Problem::new(Kind::UnsupportedMedia, detail).field("Content-Type").expected("application/json"))
}
