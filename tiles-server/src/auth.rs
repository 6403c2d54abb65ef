//! Who may ask. Until there are accounts: loopback may read, a token is checked where one is given.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::{Kind, Problem};
use crate::state::App;

/// A scripted administrator's token.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A new token of 256 random bits from the operating system, written to a file that only its owner reads.
    ///
    /// # Errors
    /// When there is no randomness or the file cannot be written.
    pub fn write_new(file: &Path) -> std::io::Result<Self> {
        let mut random = [0_u8; 32];
        std::fs::File::open("/dev/urandom")?.read_exact(&mut random)?;
        let mut token = String::new();
        for byte in random {
            // Writing to a text does not fail.
            let _ = write!(token, "{byte:02x}");
        }
        let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
        // A file that was there before keeps its mode when opened.
        out.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        writeln!(out, "{token}")?;
        out.sync_all()?;
        Ok(Self(token))
    }

    #[cfg(test)]
    pub fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Compares in a time that does not tell how much was right.
    fn is(&self, given: &str) -> bool {
        let pairs = self.0.bytes().zip(given.bytes());
        self.0.len() == given.len() && pairs.fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Who must show the token.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// The one token, if one was made at start.
    pub token: Option<Token>,
    /// Whether callers without a token are turned away: the server listens beyond loopback.
    pub token_needed: bool,
}

/// Lets a request through or answers 401.
pub async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let open = matches!(request.uri().path(), "/livez" | "/readyz");
    if open {
        return next.run(request).await;
    }
    match verdict(&app.access, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn verdict(access: &Access, headers: &HeaderMap) -> Result<(), Problem> {
    let expected = "Authorization: Bearer TOKEN with the token of --token-file";
    let wrong =
        |detail: &str| Problem::new(Kind::WrongToken, detail).field("Authorization").expected(expected);
    let Some(given) = headers.get(header::AUTHORIZATION) else {
        return if access.token_needed { Err(wrong("no token was given")) } else { Ok(()) };
    };
    let bearer = given.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let Some(bearer) = bearer else { return Err(wrong("the scheme is not Bearer")) };
    match &access.token {
        Some(token) if token.is(bearer) => Ok(()),
        Some(_) => Err(wrong("the token is not the one of this start of the server")),
        None => Err(wrong("this server was started without --token-file and knows no token")),
    }
}
