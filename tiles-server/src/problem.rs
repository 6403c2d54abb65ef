//! Errors as RFC 9457 problem documents, all made here: a stable `type`, the field, and what would be right.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// What went wrong; its name ends the problem's `type` and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    BadParameter,
    UnknownParameter,
    BadTileAddress,
    ZoomOutOfRange,
    NoSuchRoute,
    NoSuchLayer,
    NoSuchPlan,
    NoBasemap,
    WrongToken,
    MethodNotAllowed,
    RequestTooLarge,
    UriTooLong,
    BadRequest,
    Timeout,
    Internal,
}

impl Kind {
    /// Name, status, title in Chinese and in English.
    fn text(self) -> (&'static str, StatusCode, &'static str, &'static str) {
        match self {
            Self::BadParameter => {
                ("bad-parameter", StatusCode::BAD_REQUEST, "参数无效", "A parameter is not valid")
            }
            Self::UnknownParameter => {
                ("unknown-parameter", StatusCode::BAD_REQUEST, "未知参数", "A parameter is not known")
            }
            Self::BadTileAddress => (
                "bad-tile-address",
                StatusCode::BAD_REQUEST,
                "瓦片地址无效",
                "This is not the address of a tile",
            ),
            Self::ZoomOutOfRange => {
                ("zoom-out-of-range", StatusCode::NOT_FOUND, "缩放级别超出范围", "No tiles at this zoom")
            }
            Self::NoSuchRoute => {
                ("no-such-route", StatusCode::NOT_FOUND, "没有此地址", "Nothing is at this address")
            }
            Self::NoSuchLayer => {
                ("no-such-layer", StatusCode::NOT_FOUND, "没有此图层", "There is no such layer")
            }
            Self::NoSuchPlan => {
                ("no-such-plan", StatusCode::NOT_FOUND, "没有此网格版本", "There is no such plan")
            }
            Self::NoBasemap => {
                ("no-basemap", StatusCode::NOT_FOUND, "没有底图", "This server has no base map")
            }
            Self::WrongToken => {
                ("wrong-token", StatusCode::UNAUTHORIZED, "令牌无效", "The token is missing or wrong")
            }
            Self::MethodNotAllowed => (
                "method-not-allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                "不支持此方法",
                "This method is not supported here",
            ),
            Self::RequestTooLarge => {
                ("request-too-large", StatusCode::PAYLOAD_TOO_LARGE, "请求过大", "The request is too large")
            }
            Self::UriTooLong => {
                ("uri-too-long", StatusCode::URI_TOO_LONG, "地址过长", "The address is too long")
            }
            Self::BadRequest => {
                ("bad-request", StatusCode::BAD_REQUEST, "请求无效", "The request is not valid")
            }
            Self::Timeout => {
                ("timeout", StatusCode::SERVICE_UNAVAILABLE, "处理超时", "The answer took too long")
            }
            Self::Internal => {
                ("internal", StatusCode::INTERNAL_SERVER_ERROR, "服务器内部错误", "A fault inside the server")
            }
        }
    }

    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NoSuchRoute,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::RequestTooLarge,
            StatusCode::URI_TOO_LONG => Self::UriTooLong,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => Self::Timeout,
            StatusCode::UNAUTHORIZED => Self::WrongToken,
            other if other.is_client_error() => Self::BadRequest,
            _ => Self::Internal,
        }
    }
}

/// An error on its way to the caller.
#[derive(Debug, Clone)]
pub struct Problem {
    kind: Kind,
    detail: String,
    field: Option<String>,
    expected: Option<String>,
}

/// The document as it is sent.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// Stable name of what went wrong.
    #[serde(rename = "type")]
    #[schema(example = "urn:gridward:problem:bad-parameter")]
    kind: String,
    /// The same for people, in the language asked for by `Accept-Language` (zh or en).
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What was found.
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    /// The parameter or field at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// What would be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
}

impl Problem {
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), field: None, expected: None }
    }

    /// A parameter that is missing or wrong: its name, what was found, what would be right.
    pub fn parameter(field: &str, detail: impl Into<String>, expected: impl Into<String>) -> Self {
        Self::new(Kind::BadParameter, detail).field(field).expected(expected)
    }

    pub fn field(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    fn document(&self, chinese: bool) -> ProblemDocument {
        let (name, status, zh, en) = self.kind.text();
        ProblemDocument {
            kind: format!("urn:gridward:problem:{name}"),
            title: if chinese { zh } else { en },
            status: status.as_u16(),
            detail: self.detail.clone(),
            field: self.field.clone(),
            expected: self.expected.clone(),
        }
    }

    fn render(self, chinese: bool) -> Response {
        let status = self.kind.text().1;
        let mut response = (status, Json(self.document(chinese))).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(if chinese { "zh" } else { "en" }));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.render(false)
    }
}

/// Puts every error answer, also those that the framework makes, into a document in the caller's language.
pub async fn speak(request: Request, next: Next) -> Response {
    let chinese = prefers_chinese(request.headers());
    let mut response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    match response.extensions_mut().remove::<Problem>() {
        Some(problem) if chinese => problem.render(true),
        Some(_) => response,
        None => {
            let allow = response.headers().get(header::ALLOW).cloned();
            let mut problem = Problem::new(Kind::of_status(status), "");
            if let Some(methods) = allow.as_ref().and_then(|allow| allow.to_str().ok()) {
                problem = problem.expected(methods);
            }
            let mut response = problem.render(chinese);
            if let Some(allow) = allow {
                response.headers_mut().insert(header::ALLOW, allow);
            }
            response
        }
    }
}

/// Whether the first language that we speak, by weight and then by place, is Chinese.
pub fn prefers_chinese(headers: &HeaderMap) -> bool {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let mut best: Option<(f64, bool)> = None;
    for item in wanted.split(',') {
        let mut parts = item.split(';');
        let tag = parts.next().unwrap_or("").trim().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        let chinese = tag.starts_with("zh");
        if (chinese || tag.starts_with("en")) && best.is_none_or(|(heaviest, _)| weight > heaviest) {
            best = Some((weight, chinese));
        }
    }
    best.is_some_and(|(_, chinese)| chinese)
}
