//! Errors as RFC 9457 problem documents, all made here: a stable `type`, the field, and what would be right.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
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
    NoSuchCell,
    NoSuchPlan,
    NoBasemap,
    NoStore,
    NoSuchCase,
    NoSuchAccount,
    NoSuchAttachment,
    NoSuchDelivery,
    WrongToken,
    NotAllowed,
    MethodNotAllowed,
    OtherBody,
    UnlawfulTransition,
    RevisionConflict,
    Refused,
    RequestTooLarge,
    UriTooLong,
    UnsupportedMedia,
    TooManyRequests,
    BadField,
    BadRequest,
    Busy,
    Timeout,
    Internal,
}

impl Kind {
    /// Name, status, title in Chinese and in English.
    #[expect(clippy::too_many_lines, reason = "a table")]
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
            Self::NoSuchCell => {
                ("no-such-cell", StatusCode::NOT_FOUND, "没有此网格单元", "There is no such cell")
            }
            Self::NoSuchPlan => {
                ("no-such-plan", StatusCode::NOT_FOUND, "没有此网格版本", "There is no such plan")
            }
            Self::NoBasemap => {
                ("no-basemap", StatusCode::NOT_FOUND, "没有底图", "This server has no base map")
            }
            Self::NoStore => {
                ("no-store", StatusCode::NOT_FOUND, "没有案件库", "This server was started without --store")
            }
            Self::NoSuchCase => {
                ("no-such-case", StatusCode::NOT_FOUND, "没有此案件", "There is no such case for this caller")
            }
            Self::NoSuchAccount => {
                ("no-such-account", StatusCode::NOT_FOUND, "没有此账号", "There is no such account")
            }
            Self::NoSuchAttachment => (
                "no-such-attachment",
                StatusCode::NOT_FOUND,
                "没有此附件",
                "There is no such attachment for this caller",
            ),
            Self::NoSuchDelivery => (
                "no-such-delivery",
                StatusCode::NOT_FOUND,
                "没有此消息",
                "There is no such message for this caller",
            ),
            Self::WrongToken => {
                ("wrong-token", StatusCode::UNAUTHORIZED, "令牌无效", "The token is missing or wrong")
            }
            Self::NotAllowed => {
                ("not-allowed", StatusCode::FORBIDDEN, "没有权限", "This account may not do that")
            }
            Self::OtherBody => (
                "other-body",
                StatusCode::CONFLICT,
                "编号已用于另一案件",
                "The identity belongs to another case already",
            ),
            Self::UnlawfulTransition => (
                "unlawful-transition",
                StatusCode::CONFLICT,
                "当前环节不允许此操作",
                "The case does not stand where this may be done",
            ),
            Self::RevisionConflict => (
                "revision-conflict",
                StatusCode::CONFLICT,
                "案件已被他人更新",
                "Somebody else changed the case meanwhile",
            ),
            Self::Refused => {
                ("refused", StatusCode::CONFLICT, "不能执行", "This cannot be done as things stand")
            }
            Self::UnsupportedMedia => (
                "unsupported-media",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "不支持的内容类型",
                "This kind of body is not taken here",
            ),
            Self::TooManyRequests => (
                "too-many-requests",
                StatusCode::TOO_MANY_REQUESTS,
                "请求过于频繁",
                "Too many requests; wait and try again",
            ),
            Self::BadField => {
                ("bad-field", StatusCode::BAD_REQUEST, "字段无效", "A field of the body is not valid")
            }
            Self::Busy => {
                ("busy", StatusCode::SERVICE_UNAVAILABLE, "系统繁忙", "The server is busy; try again soon")
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
            StatusCode::FORBIDDEN => Self::NotAllowed,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMedia,
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
    /// Lists that few problems have.
    lists: Option<Box<Lists>>,
    retry_s: Option<u64>,
}

#[derive(Debug, Clone, Default)]
struct Lists {
    lawful: Option<Vec<&'static str>>,
    faults: Option<Vec<String>>,
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
    /// The acts that are lawful now, where one was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    lawful: Option<Vec<&'static str>>,
    /// Everything that is wrong with what was to be published, one line each.
    #[serde(skip_serializing_if = "Option::is_none")]
    faults: Option<Vec<String>>,
}

impl Problem {
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { kind, detail, field: None, expected: None, lists: None, retry_s: None }
    }

    /// A field of the body that is missing or wrong.
    pub fn body_field(field: &str, detail: impl Into<String>, expected: impl Into<String>) -> Self {
        Self::new(Kind::BadField, detail).field(field).expected(expected)
    }

    /// Names the acts that are lawful instead.
    pub fn lawful(mut self, acts: Vec<&'static str>) -> Self {
        self.lists.get_or_insert_default().lawful = Some(acts);
        self
    }

    /// Lists everything that is wrong.
    pub fn faults(mut self, faults: Vec<String>) -> Self {
        self.lists.get_or_insert_default().faults = Some(faults);
        self
    }

    /// Says after how many seconds it is worth trying again.
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_s = Some(seconds);
        self
    }

    pub fn status(&self) -> StatusCode {
        self.kind.text().1
    }

    /// One line for formats that know no problem documents.
    pub fn line(&self) -> String {
        let mut line = self.kind.text().3.to_owned();
        for (lead, part) in [
            (": ", (!self.detail.is_empty()).then_some(&self.detail)),
            ("; field ", self.field.as_ref()),
            ("; right would be ", self.expected.as_ref()),
        ] {
            if let Some(part) = part {
                line.push_str(lead);
                line.push_str(part);
            }
        }
        line
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
            lawful: self.lists.as_ref().and_then(|lists| lists.lawful.clone()),
            faults: self.lists.as_ref().and_then(|lists| lists.faults.clone()),
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
        let busy = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(2);
        if let Some(seconds) = self.retry_s.or(busy) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
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

/// Marks an error answer that has the form of another standard already.
#[derive(Debug, Clone, Copy)]
pub struct AsItIs;

/// Puts every error answer, also those that the framework makes, into a document in the language that the caller accepts.
pub fn spoken(mut response: Response, language: Option<&HeaderValue>) -> Response {
    let status = response.status();
    let as_it_is = response.extensions().get::<AsItIs>().is_some();
    if as_it_is || (!status.is_client_error() && !status.is_server_error()) {
        return response;
    }
    let chinese = accepts_chinese(language);
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
fn accepts_chinese(language: Option<&HeaderValue>) -> bool {
    let wanted = language.and_then(|value| value.to_str().ok()).unwrap_or("");
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
