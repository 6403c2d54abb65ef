//! The map application as files, or a page that says how to build it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use crate::problem::{Kind, Problem};
use crate::state::App;

/// Where the built application lies, if it was built.
#[derive(Debug, Clone, Default)]
pub struct WebRoot(Option<PathBuf>);

const MISSING: &str = include_str!("missing-map.html");

impl WebRoot {
    /// A folder that holds `index.html`.
    pub fn at(folder: &Path) -> Option<Self> {
        folder.join("index.html").is_file().then(|| Self(Some(folder.to_owned())))
    }

    /// The application of the workspace that the program was built in or lies in.
    pub fn found_nearby() -> Self {
        let program = std::env::current_exe().unwrap_or_default();
        let above_program = program.ancestors().map(|folder| folder.join("tiles-server/web/dist"));
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/dist");
        above_program.chain([built_in]).find_map(|folder| Self::at(&folder)).unwrap_or_default()
    }

    pub fn folder(&self) -> Option<&Path> {
        self.0.as_deref()
    }
}

/// A file of the application; a page address of the application gets its entry page.
pub async fn files(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Problem::new(Kind::MethodNotAllowed, "").expected("GET, HEAD"));
    }
    let path = request.uri().path().to_owned();
    let nothing = || Problem::new(Kind::NoSuchRoute, format!("nothing is at {path}"));
    let page_wanted = accepts_page(&request) && !is_reserved(&path) && !last_part(&path).contains('.');
    let Some(folder) = app.web.folder() else {
        return if page_wanted { Ok(missing_map()) } else { Err(nothing()) };
    };
    let mut question = Request::builder().method(request.method()).uri(without_query(request.uri()));
    if let Some(headers) = question.headers_mut() {
        headers.clone_from(request.headers());
    }
    let question = question.body(Body::empty()).map_err(|_| nothing())?;
    let mut response = served(folder, question).await;
    if response.status() == StatusCode::NOT_FOUND {
        if !page_wanted {
            return Err(nothing());
        }
        let mut entry = Request::new(Body::empty());
        *entry.uri_mut() = Uri::from_static("/index.html");
        *entry.method_mut() = request.method().clone();
        response = served(folder, entry).await;
    }
    Ok(with_file_headers(response, &path))
}

async fn served(folder: &Path, request: Request) -> Response {
    let files = ServeDir::new(folder).precompressed_br().precompressed_gzip();
    match files.oneshot(request).await {
        Ok(response) => response.into_response(),
        Err(never) => match never {},
    }
}

fn with_file_headers(mut response: Response, path: &str) -> Response {
    let named_by_content = path.starts_with("/assets/") && response.status().is_success();
    let keep = if named_by_content { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let kind = match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("pbf") => Some("application/x-protobuf"),
        Some("mjs") => Some("text/javascript"),
        Some("woff2") => Some("font/woff2"),
        _ => None,
    };
    if let Some(kind) = kind.filter(|_| response.status().is_success()) {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    response
}

fn accepts_page(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    request.uri().path() == "/" || accept.is_some_and(|accept| accept.contains("text/html"))
}

/// Addresses of the interface never get a page, whatever the caller accepts.
fn is_reserved(path: &str) -> bool {
    ["/api/", "/tiles", "/basemap", "/legend/", "/ogc/", "/open311/"]
        .iter()
        .any(|start| path.starts_with(start))
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or("")
}

/// Files do not depend on a query.
fn without_query(uri: &Uri) -> Uri {
    Uri::try_from(uri.path()).unwrap_or_default()
}

fn missing_map() -> Response {
    // The page carries its own style; nothing in it comes from a caller.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    (headers, MISSING).into_response()
}
