//! All routes, and what stands around every one of them.

pub mod basemap;
pub mod district;
pub mod health;
pub mod locate;
pub mod openapi;
pub mod tiles;
pub mod web;

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::problem::{Kind, Problem, speak};
use crate::state::App;
use crate::{auth, limits, observe};

/// Scripts, styles and fonts come from this server alone; MapLibre draws in a worker that it starts from a blob.
const CONTENT_POLICY: &str = "default-src 'self'; script-src 'self'; worker-src 'self' blob:; child-src blob:; \
    img-src 'self' data: blob:; style-src 'self'; font-src 'self'; connect-src 'self'; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The server as one service.
pub fn router(app: Arc<App>) -> Router {
    let routes = Router::new()
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .route("/openapi.json", get(openapi::openapi))
        .route("/api/v1/locate", get(locate::locate))
        .route("/api/v1/district", get(district::district))
        .route("/tiles/{layer}", get(tiles::describe))
        .route("/tiles/{layer}/{z}/{x}/{y}", get(tiles::tile))
        .route("/basemap.json", get(basemap::describe))
        .route("/basemap/{z}/{x}/{y}", get(basemap::tile))
        .fallback(web::files)
        .with_state(Arc::clone(&app));
    routes
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(Arc::clone(&app), auth::check))
        .layer(from_fn(limits::uri_length))
        .layer(DefaultBodyLimit::max(limits::BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limits::ANSWER_TIME))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(from_fn(speak))
        .layer(constant(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(constant(header::REFERRER_POLICY, "no-referrer"))
        .layer(constant(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .layer(constant(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(from_fn_with_state(app, observe::watch))
}

fn constant(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

fn after_panic(_fault: Box<dyn Any + Send + 'static>) -> Response {
    Problem::new(Kind::Internal, "the fault is in the server's log under this x-request-id").into_response()
}

#[cfg(test)]
mod access_tests;
#[cfg(test)]
mod routes_tests;
