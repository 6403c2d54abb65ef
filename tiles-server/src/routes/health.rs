//! Is it alive, is it ready, what has it done?

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Alive {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
    /// The program's version.
    version: &'static str,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Ready {
    /// Always `ready`; the server does not listen before its plans are loaded.
    #[schema(example = "ready")]
    status: &'static str,
    /// The plan in force, if one is.
    plan: Option<u32>,
    /// Plans loaded.
    plans: usize,
    /// Cases in the store, where there is one.
    cases: Option<usize>,
}

/// The process answers.
#[utoipa::path(get, path = "/livez", tag = "health", responses((status = 200, body = Alive)))]
pub async fn livez() -> Response {
    let alive = Alive { status: "ok", version: env!("CARGO_PKG_VERSION") };
    ([(header::CACHE_CONTROL, "no-store")], Json(alive)).into_response()
}

/// Plans are loaded and places can be located.
#[utoipa::path(get, path = "/readyz", tag = "health", responses((status = 200, body = Ready)))]
pub async fn readyz(State(app): State<Arc<App>>) -> Response {
    let snapshot = app.snapshot();
    let plan = snapshot.history.as_of((app.clock)()).map(|plan| plan.number().0);
    let cases = app.cases.as_ref().map(|dispatch| dispatch.view().columns.len());
    let ready = Ready { status: "ready", plan, plans: snapshot.history.plans().len(), cases };
    ([(header::CACHE_CONTROL, "no-store")], Json(ready)).into_response()
}

/// Requests, errors and durations by route, for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "health",
    responses((status = 200, content_type = "text/plain; version=0.0.4", body = String)))]
pub async fn metrics(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    let mut text = app.metrics.text();
    if let Some(dispatch) = &app.cases {
        text.push_str(&dispatch.metrics());
    }
    if let Some(webhooks) = &app.webhooks {
        text.push_str(&webhooks.metrics());
    }
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], text).into_response())
}
