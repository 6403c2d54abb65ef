//! What the caller accepts and already has.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Whether gzip may be sent.
pub fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter();
    let items = values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    let mut any = false;
    for item in items {
        let mut parts = item.split(';');
        let coding = parts.next().unwrap_or("").trim();
        let weight: f64 = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        if coding.eq_ignore_ascii_case("gzip") {
            return weight > 0.0;
        }
        any |= coding == "*" && weight > 0.0;
    }
    any
}

/// An ETag without its quotes, and the form of it for the compressed body, which are other bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ETag(String);

const GZIP_MARK: &str = "+gz";

impl ETag {
    /// Anything but letters, digits and `-_./` becomes `_`.
    pub fn new(text: &str) -> Self {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        Self(text.chars().map(|c| if allowed(c) { c } else { '_' }).collect())
    }

    fn header(&self, gzip: bool) -> HeaderValue {
        let mark = if gzip { GZIP_MARK } else { "" };
        HeaderValue::try_from(format!("\"{}{mark}\"", self.0)).unwrap_or(HeaderValue::from_static("\"\""))
    }

    /// Whether `If-None-Match` names this, compressed or not.
    pub fn is_held(&self, headers: &HeaderMap) -> bool {
        let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let mut tags = values.flat_map(|value| value.split(',')).map(str::trim);
        tags.any(|tag| {
            let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
            tag == "*" || tag.strip_suffix(GZIP_MARK).unwrap_or(tag) == self.0
        })
    }
}

/// How long an answer may be kept without asking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Ask each time; unchanged answers cost a 304.
    Ask,
    /// The same, and not by anybody between, because it was made for this caller.
    Private,
    /// The address names its version: for ever.
    Forever,
}

/// The headers that a full answer and a 304 share.
fn common(mut response: Response, tag: &ETag, gzip: bool, keep: Keep) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag.header(gzip));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let control = match keep {
        Keep::Ask => "no-cache",
        Keep::Private => "private, no-cache",
        Keep::Forever => "public, max-age=31536000, immutable",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    response
}

/// 304: the caller has it.
pub fn not_modified(tag: &ETag, gzip: bool, keep: Keep) -> Response {
    common(StatusCode::NOT_MODIFIED.into_response(), tag, gzip, keep)
}

/// 204: nothing shows there.
pub fn empty(tag: &ETag, keep: Keep) -> Response {
    common(StatusCode::NO_CONTENT.into_response(), tag, false, keep)
}

/// 200 with a body that is already compressed where `gzip` says so.
pub fn full(tag: &ETag, gzip: bool, keep: Keep, media: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    common(response, tag, gzip, keep)
}
