//! What happened: one log line and one count a request, never with a place in it above debug.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::problem::spoken;
use crate::routes::maps;
use crate::state::App;

/// Upper ends of the duration classes, in seconds, as text and number.
const CLASSES: [(&str, f64); 9] = [
    ("0.0005", 0.0005),
    ("0.001", 0.001),
    ("0.005", 0.005),
    ("0.01", 0.01),
    ("0.05", 0.05),
    ("0.1", 0.1),
    ("0.5", 0.5),
    ("1", 1.0),
    ("5", 5.0),
];

/// Counts by route template, method and status.
#[derive(Debug, Default)]
pub struct Metrics {
    routes: Mutex<BTreeMap<String, BTreeMap<(&'static str, u16), Durations>>>,
    requests: AtomicU64,
    tiles_rendered: AtomicU64,
}

#[derive(Debug, Default)]
struct Durations {
    classes: [u64; CLASSES.len()],
    count: u64,
    sum_s: f64,
}

impl Metrics {
    fn record(&self, route: &str, method: &'static str, status: u16, took: Duration) {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = took.as_secs_f64();
        let answers = match routes.get_mut(route) {
            Some(answers) => answers,
            None => routes.entry(route.to_owned()).or_default(),
        };
        let durations = answers.entry((method, status)).or_default();
        durations.count += 1;
        durations.sum_s += seconds;
        for (class, (_, end)) in durations.classes.iter_mut().zip(CLASSES) {
            *class += u64::from(seconds <= end);
        }
    }

    pub fn count_rendered_tile(&self) {
        self.tiles_rendered.fetch_add(1, Ordering::Relaxed);
    }

    /// The Prometheus text format, version 0.0.4.
    pub fn text(&self) -> String {
        let mut out = String::from(
            "# HELP gridward_build_info The program that answers.\n# TYPE gridward_build_info gauge\n",
        );
        let _ = writeln!(out, "gridward_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION"));
        out.push_str("# HELP gridward_tiles_rendered_total Tiles rendered, not taken from memory.\n");
        out.push_str("# TYPE gridward_tiles_rendered_total counter\n");
        let _ =
            writeln!(out, "gridward_tiles_rendered_total {}", self.tiles_rendered.load(Ordering::Relaxed));
        out.push_str("# HELP gridward_http_request_duration_seconds Time to the head of the answer.\n");
        out.push_str("# TYPE gridward_http_request_duration_seconds histogram\n");
        let name = "gridward_http_request_duration_seconds";
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let answers =
            routes.iter().flat_map(|(route, answers)| answers.iter().map(move |answer| (route, answer)));
        for (route, ((method, status), durations)) in answers {
            let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
            for (count, (end, _)) in durations.classes.iter().zip(CLASSES) {
                let _ = writeln!(out, "{name}_bucket{{{labels},le=\"{end}\"}} {count}");
            }
            let _ = writeln!(out, "{name}_bucket{{{labels},le=\"+Inf\"}} {}", durations.count);
            let _ = writeln!(out, "{name}_sum{{{labels}}} {}", durations.sum_s);
            let _ = writeln!(out, "{name}_count{{{labels}}} {}", durations.count);
        }
        out
    }
}

/// Scripts, styles and fonts come from this server alone; MapLibre draws in a worker that it starts from a blob.
const CONTENT_POLICY: &str = "default-src 'self'; script-src 'self'; worker-src 'self' blob:; child-src blob:; \
    img-src 'self' data: blob:; style-src 'self'; font-src 'self'; connect-src 'self'; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What every answer says to browsers.
const fn constants() -> [(HeaderName, HeaderValue); 4] {
    [
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_POLICY)),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    ]
}

/// Measures, counts and logs a request; gives it an id where the caller gave none. Errors are told in the caller's language,
/// and every answer carries what browsers must hold to.
#[expect(clippy::disallowed_methods, reason = "the server measures its own answers here")]
pub async fn watch(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("other", MatchedPath::as_str);
    let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
    let method = known.into_iter().find(|name| *name == request.method().as_str()).unwrap_or("OTHER");
    let id = request_id(&request, &app.metrics);
    let uri = tracing::enabled!(tracing::Level::DEBUG).then(|| request.uri().clone());
    let language = request.headers().get(header::ACCEPT_LANGUAGE).cloned();
    let known = if route == maps::TILE { maps::at_once(&app, &request) } else { None };
    let mut response = match known {
        Some(tile) => tile,
        None => spoken(next.run(request).await, language.as_ref()),
    };
    let (took, status) = (began.elapsed(), response.status().as_u16());
    app.metrics.record(route, method, status, took);
    let ms = took.as_secs_f64() * 1e3;
    match status {
        500.. => tracing::error!(request_id = %id, method, route, status, ms, "failed"),
        400.. => tracing::info!(request_id = %id, method, route, status, ms, "refused"),
        _ => tracing::debug!(request_id = %id, method, uri = ?uri, status, ms, "answered"),
    }
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(const { HeaderName::from_static("x-request-id") }, id);
    }
    for (name, value) in const { constants() } {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}

fn request_id(request: &Request, metrics: &Metrics) -> String {
    let given = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    let proper = |id: &&str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    given.filter(proper).map_or_else(
        || format!("{:x}-{:x}", std::process::id(), metrics.requests.fetch_add(1, Ordering::Relaxed)),
        str::to_owned,
    )
}
