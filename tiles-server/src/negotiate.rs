//! What the caller accepts and already has.

use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// How a body is coded on its way (内容编码).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// As it is.
    Identity,
    Gzip,
    Brotli,
    Zstd,
}

impl Coding {
    /// Codings in the order in which we like them, where the caller likes several the same: how soon they are made and read for
    /// their length.
    const LIKED: [Self; 3] = [Self::Zstd, Self::Brotli, Self::Gzip];

    /// Its name in headers.
    const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    /// What an ETag of this form ends with: other bytes need another tag.
    const fn mark(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => "+gz",
            Self::Brotli => "+br",
            Self::Zstd => "+zst",
        }
    }

    /// The coding that the caller likes best, by weights, `*` and `identity`. Without the header, and where nothing that is offered
    /// may be sent, the body goes as it is.
    ///
    /// # References
    /// RFC 9110, 12.5.3.
    pub fn accepted(headers: &HeaderMap) -> Self {
        let asked = Wishes::read(headers);
        let identity = asked.identity();
        let mut best = (Self::Identity, identity.unwrap_or(0));
        for coding in Self::LIKED {
            let weight = asked.weight(coding.name());
            // A coding that is liked as much as none at all is the shorter one.
            let wins = weight > best.1 || (weight == best.1 && best.0 == Self::Identity);
            if weight > 0 && wins {
                best = (coding, weight);
            }
        }
        best.0
    }
}

/// What a caller wrote: names with weights in thousandths.
#[derive(Default)]
struct Wishes<'a> {
    named: Vec<(&'a str, u16)>,
    any: Option<u16>,
}

impl<'a> Wishes<'a> {
    fn read(headers: &'a HeaderMap) -> Self {
        let values = headers.get_all(header::ACCEPT_ENCODING).iter();
        let items = values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
        let mut wishes = Self::default();
        for item in items {
            let mut parts = item.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            // A weight that is none is no wish.
            let Some(weight) = weight(parts) else { continue };
            match name {
                "" => {}
                "*" => wishes.any = wishes.any.or(Some(weight)),
                name => wishes.named.push((name, weight)),
            }
        }
        wishes
    }

    fn named(&self, name: &str) -> Option<u16> {
        // The old names mean the same.
        let same = |given: &str| {
            given.eq_ignore_ascii_case(name)
                || given.len() == 2 + name.len()
                    && given.get(..2).is_some_and(|x| x.eq_ignore_ascii_case("x-"))
                    && given.get(2..).is_some_and(|rest| rest.eq_ignore_ascii_case(name))
        };
        self.named.iter().find(|(given, _)| same(given)).map(|(_, weight)| *weight)
    }

    fn weight(&self, name: &str) -> u16 {
        self.named(name).or(self.any).unwrap_or(0)
    }

    /// The weight of no coding, where it was given; it may always be sent unless it is excluded.
    fn identity(&self) -> Option<u16> {
        self.named("identity")
    }
}

/// Thousandths; 1000 without `q`, `None` where it is no number from 0 to 1.
fn weight<'a>(mut parameters: impl Iterator<Item = &'a str>) -> Option<u16> {
    let Some(text) = parameters.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    }) else {
        return Some(1000);
    };
    let weight: f64 = text.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
    (0.0..=1.0).contains(&weight).then(|| (weight * 1000.0).round() as u16)
}

/// An ETag without its quotes, and the forms of it for coded bodies, which are other bytes.
#[derive(Debug, Clone)]
pub struct ETag {
    text: String,
    /// As they stand in headers, plain and in each coding, once they were sent so.
    headers: [OnceLock<HeaderValue>; 4],
}

impl ETag {
    /// Anything but letters, digits and `-_./` becomes `_`.
    pub fn new(text: &str) -> Self {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        let text = text.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
        Self { text, headers: Default::default() }
    }

    fn header(&self, coding: Coding) -> HeaderValue {
        let make = || {
            HeaderValue::try_from(format!("\"{}{}\"", self.text, coding.mark()))
                .unwrap_or(HeaderValue::from_static("\"\""))
        };
        let [plain, gzip, brotli, zstd] = &self.headers;
        let kept = match coding {
            Coding::Identity => plain,
            Coding::Gzip => gzip,
            Coding::Brotli => brotli,
            Coding::Zstd => zstd,
        };
        kept.get_or_init(make).clone()
    }

    /// Whether `If-None-Match` names this, coded or not.
    pub fn is_held(&self, headers: &HeaderMap) -> bool {
        self.held(headers).is_some()
    }

    /// The form of it that `If-None-Match` names, where it does.
    pub fn held(&self, headers: &HeaderMap) -> Option<Coding> {
        let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let mut tags = values.flat_map(|value| value.split(',')).map(str::trim);
        tags.find_map(|tag| {
            let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
            let mark = tag.strip_prefix(self.text.as_str());
            let all = [Coding::Identity, Coding::Gzip, Coding::Brotli, Coding::Zstd];
            all.into_iter().find(|coding| tag == "*" || mark == Some(coding.mark()))
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

/// Header fields of an answer, with those that every answer gets: room for them is made once.
const FIELDS: usize = 11;

/// The headers that a full answer and a 304 share.
fn common(mut response: Response, tag: &ETag, coding: Coding, keep: Keep) -> Response {
    let headers = response.headers_mut();
    headers.reserve(FIELDS - headers.len().min(FIELDS));
    headers.insert(header::ETAG, tag.header(coding));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let control = match keep {
        Keep::Ask => "no-cache",
        Keep::Private => "private, no-cache",
        Keep::Forever => "public, max-age=31536000, immutable",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    response
}

/// 304: the caller has it, in this coding.
pub fn not_modified(tag: &ETag, coding: Coding, keep: Keep) -> Response {
    common(StatusCode::NOT_MODIFIED.into_response(), tag, coding, keep)
}

/// 204: nothing shows there.
pub fn empty(tag: &ETag, keep: Keep) -> Response {
    common(StatusCode::NO_CONTENT.into_response(), tag, Coding::Identity, keep)
}

/// 200 with a body that is already coded.
pub fn full(tag: &ETag, coding: Coding, keep: Keep, media: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.reserve(FIELDS);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if coding != Coding::Identity {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    }
    common(response, tag, coding, keep)
}

#[cfg(test)]
#[path = "negotiate_tests.rs"]
mod tests;
