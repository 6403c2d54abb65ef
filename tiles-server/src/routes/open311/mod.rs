//! Open311 `GeoReport` v2: what cities' reporting applications speak. XML, and JSON.
//!
//! What is published here is for everybody: public classes only, places to about a hundred metres, no words of a reporter.

pub mod document;
pub mod post;
pub mod requests;
pub mod services;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use self::document::{Format, Node};
use crate::auth::secret::TokenDigest;
use crate::auth::{Caller, Who};
use crate::dispatch::Dispatch;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

/// The name of the standard, as its discovery document gives it.
const SPECIFICATION: &str = "http://wiki.open311.org/GeoReport_v2";
/// When this endpoint last changed its shape.
const CHANGESET: &str = "2026-11-27T00:00:00+08:00";

/// An error as `GeoReport` tells it: status and one line, in the form of the question.
#[derive(Debug)]
pub struct Fault {
    pub status: StatusCode,
    pub description: String,
}

impl Fault {
    pub fn new(status: StatusCode, description: impl Into<String>) -> Self {
        Self { status, description: description.into() }
    }

    pub fn bad(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, description)
    }

    pub fn missing(description: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, description)
    }

    fn answer(&self, format: Format) -> Response {
        let error = Node::Record(vec![
            ("code", Node::text(self.status.as_u16().to_string())),
            ("description", Node::text(self.description.clone())),
        ]);
        answer(self.status, format, "errors", &Node::List("error", vec![error]))
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::new(problem.status(), problem.line())
    }
}

/// An answer in the form asked for.
pub fn answer(status: StatusCode, format: Format, root: &str, node: &Node) -> Response {
    let mut response = (status, format.write(root, node)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // An error here has the form of the standard already.
    response.extensions_mut().insert(crate::problem::AsItIs);
    response
}

/// The name before the ending of an address and its form, or that there is nothing.
#[expect(clippy::result_large_err, reason = "the error is the answer, made once a request")]
pub fn named(file: &str) -> Result<(&str, Format), Response> {
    Format::split(file).ok_or_else(|| Fault::missing("addresses end with .xml or .json").answer(Format::Xml))
}

/// Tells the outcome in the form asked for.
pub fn told(format: Format, outcome: Result<Response, Fault>) -> Response {
    outcome.unwrap_or_else(|fault| fault.answer(format))
}

/// Whoever reads: with a token or an `api_key`, or anybody where reading is open.
///
/// # Errors
/// 403 for a key that is not known, and for none where one is needed.
pub fn reader(app: &App, caller: &Caller, key: Option<&str>) -> Result<(), Fault> {
    if caller.account.is_some() {
        return Ok(());
    }
    if let Some(key) = key {
        return keyed(app, key).map(|_| ());
    }
    if app.access.token_needed && !app.access.open_data {
        return Err(Fault::new(
            StatusCode::FORBIDDEN,
            "api_key is missing; this server is not open to everybody",
        ));
    }
    Ok(())
}

/// The account of an `api_key`: any token of an account.
///
/// # Errors
/// 403 where it is not known.
pub fn keyed(app: &App, key: &str) -> Result<Arc<Caller>, Fault> {
    let digest = TokenDigest::of(key);
    let known = app.access.caller(digest, (app.clock)());
    known.ok_or_else(|| Fault::new(StatusCode::FORBIDDEN, "api_key is not known here, or it has ended"))
}

/// The jurisdiction is optional, since there is one; a wrong one is still an error.
pub fn jurisdiction(app: &App, given: Option<&str>) -> Result<(), Fault> {
    match given {
        None | Some("") => Ok(()),
        Some(given) if given == app.jurisdiction => Ok(()),
        Some(given) => Err(Fault::missing(format!(
            "jurisdiction_id is “{given}”; leave it out, or give {}",
            app.jurisdiction
        ))),
    }
}

/// The case desk, or that there is none.
pub fn desk(app: &App) -> Result<&Arc<Dispatch>, Fault> {
    Ok(app.dispatch()?)
}

/// What this endpoint offers, and where.
#[utoipa::path(get, path = "/open311/discovery.{format}", tag = "open311",
    params(("format" = String, Path, description = "xml or json")),
    responses((status = 200, description = "Discovery document", content_type = "text/xml", body = String)))]
pub async fn discovery(State(app): State<Arc<App>>, Path(file): Path<String>, uri: Uri) -> Response {
    let (name, format) = match named(&file) {
        Ok(named) => named,
        Err(response) => return response,
    };
    let outcome = (|| {
        if name != "discovery" {
            return Err(Fault::missing("discovery is the only document here"));
        }
        Parameters::read(&uri, &["jurisdiction_id"])?;
        let url = format!("{}/open311/v2", app.public_url);
        let formats = vec![Node::text("text/xml"), Node::text("application/json")];
        let endpoint = Node::Record(vec![
            ("specification", Node::text(SPECIFICATION)),
            ("url", Node::text(url)),
            ("changeset", Node::text(CHANGESET)),
            ("type", Node::text("production")),
            ("formats", Node::List("format", formats)),
        ]);
        let document = Node::Record(vec![
            ("changeset", Node::text(CHANGESET)),
            ("contact", Node::text("Ask whoever runs this server.")),
            ("key_service", Node::text("An administrator makes keys: POST /api/v1/accounts/{name}/tokens")),
            ("endpoints", Node::List("endpoint", vec![endpoint])),
        ]);
        Ok(answer(StatusCode::OK, format, "discovery", &document))
    })();
    told(format, outcome)
}

/// `services.{format}` and `requests.{format}`.
pub async fn collection(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(file): Path<String>,
    uri: Uri,
) -> Response {
    let (name, format) = match named(&file) {
        Ok(named) => named,
        Err(response) => return response,
    };
    let outcome = match name {
        "services" => services::list(&app, &caller, format, &uri),
        "requests" => requests::list(&app, &caller, format, &uri).await,
        "discovery" => Err(Fault::missing("the discovery document is at /open311/discovery")),
        _ => Err(Fault::missing("there are services and requests here")),
    };
    told(format, outcome)
}

#[cfg(test)]
#[path = "open311_tests.rs"]
mod tests;
