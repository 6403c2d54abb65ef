//! Who may ask. Loopback may read without a token; a token is checked where one is given, and everybody else needs one.

pub mod attempts;
pub mod book;
pub mod caller;
pub mod rights;
pub mod secret;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, LazyLock};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

pub use caller::{Caller, Who};

use jiff::Timestamp;
use secret::TokenDigest;
use tokio::sync::{Mutex, Semaphore};

use crate::limits;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Most passwords that are hashed at a time; each takes 19 MiB and tens of milliseconds.
const HASHED_AT_ONCE: usize = 2;

/// Who may ask.
#[derive(Debug)]
pub struct Access {
    /// The scripted administrator's token, if one was made at start.
    pub token: Option<TokenDigest>,
    /// Whether callers without a token are turned away: the server listens beyond loopback.
    pub token_needed: bool,
    /// Whether what Open311 publishes may be read without a token also then.
    pub open_data: bool,
    /// Accounts, where there is a store.
    pub book: book::Book,
    pub attempts: attempts::Attempts,
    /// Places for passwords that are being hashed.
    pub hashing: Semaphore,
    /// How dear a guess at a password is.
    pub cost: secret::Cost,
    /// Held while the book changes.
    pub changing: Arc<Mutex<()>>,
}

impl Default for Access {
    fn default() -> Self {
        Self {
            token: None,
            token_needed: false,
            open_data: false,
            book: book::Book::default(),
            attempts: attempts::Attempts::default(),
            hashing: Semaphore::new(HASHED_AT_ONCE),
            cost: secret::Cost::Full,
            changing: Arc::default(),
        }
    }
}

impl Access {
    /// Whom a token stands for, by its digest. Digests are compared, not tokens: the time that it takes tells nothing.
    pub fn caller(&self, token: TokenDigest, now: Timestamp) -> Option<Arc<Caller>> {
        static ADMINISTRATOR: LazyLock<Arc<Caller>> = LazyLock::new(|| Arc::new(Caller::administrator()));
        if self.token == Some(token) {
            return Some(Arc::clone(&ADMINISTRATOR));
        }
        self.book.caller(token, now)
    }
}

/// Where a connection comes from, put there by the listener.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

impl Peer {
    /// The peer of a request; loopback where the request came through no connection.
    pub fn of(extensions: &axum::http::Extensions) -> IpAddr {
        extensions.get::<Self>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0)
    }
}

/// Lets a request of bounded length through, with its caller, or answers 401.
pub async fn check(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    match limits::uri_length(&request).and_then(|()| verdict(&app, &request)) {
        Ok(who) => {
            request.extensions_mut().insert(who);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// Who asks, where the request may be answered.
pub fn who(app: &App, request: &Request) -> Option<Who> {
    verdict(app, request).ok()
}

fn verdict(app: &App, request: &Request) -> Result<Who, Problem> {
    static NOBODY: LazyLock<Arc<Caller>> = LazyLock::new(|| Arc::new(Caller::nobody()));
    let access = &app.access;
    let Some(bearer) = bearer(request.headers())? else {
        if access.token_needed && !is_open(request.method(), request.uri().path()) {
            return Err(wrong("no token was given"));
        }
        return Ok(Who(Arc::clone(&NOBODY)));
    };
    let known = access.caller(TokenDigest::of(bearer), (app.clock)());
    known.map(Who).ok_or_else(|| wrong("the token is not known here, or it has ended"))
}

fn wrong(detail: &str) -> Problem {
    Problem::new(Kind::WrongToken, detail)
        .field("Authorization")
        .expected("Authorization: Bearer TOKEN of POST /api/v1/session or of --token-file")
}

/// What needs no token anywhere: health, signing in, the description, the map application's files, which hold no data, and
/// what Open311 publishes; requests sent through it carry a key of their own.
fn is_open(method: &Method, path: &str) -> bool {
    let interface = ["/api/", "/tiles", "/basemap", "/legend/", "/ogc", "/metrics"];
    (path == "/api/v1/session" && method == Method::POST)
        || !interface.iter().any(|start| path.starts_with(start))
}

/// The token of a request.
pub fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(given) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = given.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    token.map(Some).ok_or_else(|| wrong("the scheme is not Bearer"))
}
