//! The description of this interface, made from the code; the committed copy is held equal by a test.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Gridward",
        description = "Responsibility grids (责任网格) of a district: who answers for a place, and the map of it.\n\n\
            Errors are RFC 9457 problem documents with a stable `type`; `Accept-Language: zh` asks for Chinese titles.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        super::health::livez,
        super::health::readyz,
        super::health::metrics,
        openapi,
        super::locate::locate,
        super::district::district,
        super::tiles::describe,
        super::tiles::tile,
        super::basemap::describe,
        super::basemap::tile
    ),
    components(schemas(crate::problem::ProblemDocument))
)]
pub struct Description;

/// The description as JSON, with a newline at its end.
pub fn text() -> String {
    let mut text = Description::openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "health", responses((status = 200, content_type = "application/json")))]
pub async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], text())
        .into_response()
}
