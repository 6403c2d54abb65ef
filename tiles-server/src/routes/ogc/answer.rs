//! Documents on their way out, for programs or as a page, with a tag that changes with what they say.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::page;
use super::question::Question;
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};

/// Pages carry their own style and pictures; nothing in them runs.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const PAGE: &str = "text/html; charset=utf-8";

/// A short document in the form asked for.
pub fn document(
    question: &Question,
    headers: &HeaderMap,
    media: &'static str,
    title: &str,
    document: &Value,
) -> Response {
    let body = if question.html { page::page(title, document) } else { document.to_string() };
    let tag = ETag::new(&format!("ogc-{}", digest(&body)));
    if tag.is_held(headers) {
        return held(question, &tag);
    }
    sent(question, &tag, media, body)
}

/// That the caller has it already.
pub fn held(question: &Question, tag: &ETag) -> Response {
    negotiated(not_modified(tag, Coding::Identity, keep(question)))
}

/// A body in the form asked for.
pub fn sent(question: &Question, tag: &ETag, media: &'static str, body: impl Into<Body>) -> Response {
    let media = if question.html { PAGE } else { media };
    let mut response = negotiated(full(tag, Coding::Identity, keep(question), media, body));
    if question.html {
        let policy = HeaderValue::from_static(PAGE_POLICY);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Says which system the coordinates are in.
pub fn in_system(mut response: Response, crs: &str) -> Response {
    if let Ok(value) = HeaderValue::try_from(format!("<{crs}>")) {
        response.headers_mut().insert("content-crs", value);
    }
    response
}

/// Sixteen hexadecimal digits that differ where the text does.
pub fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes())).chars().take(16).collect()
}

/// Figures are made for this caller, and whoever works here is told of more collections.
const fn keep(question: &Question) -> Keep {
    if question.private { Keep::Private } else { Keep::Ask }
}

/// The form is negotiated as well as the coding, and the same content may come with another time stamp: the tag is weak.
fn negotiated(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
    let weak = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(|tag| format!("W/{tag}"));
    if let Some(weak) = weak.and_then(|tag| HeaderValue::try_from(tag).ok()) {
        headers.insert(header::ETAG, weak);
    }
    response
}
