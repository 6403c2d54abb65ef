//! Bounds on every request.

use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::{Kind, Problem};

/// Longest path with query, in bytes.
pub const URI_BYTES: usize = 2048;
/// Largest body, in bytes; nothing that is served now takes one.
pub const BODY_BYTES: usize = 64 * 1024;
/// Longest time for one answer.
pub const ANSWER_TIME: Duration = Duration::from_secs(10);
/// How long a stop waits for answers under way.
pub const DRAIN_TIME: Duration = Duration::from_secs(10);
/// Memory for rendered tiles, in bytes.
pub const TILE_CACHE_BYTES: usize = 64 * 1024 * 1024;

/// Refuses addresses that are too long.
pub async fn uri_length(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if length > URI_BYTES {
        let detail = format!("the address has {length} bytes");
        return Problem::new(Kind::UriTooLong, detail)
            .expected(format!("at most {URI_BYTES} bytes"))
            .into_response();
    }
    next.run(request).await
}
