//! Signing in, signing out, and who one is.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use gridward::cases::ActKind;
use serde::{Deserialize, Serialize};

use crate::auth::book::SESSION_TIME;
use crate::auth::secret::{Cost, PasswordDigest, Token, TokenDigest};
use crate::auth::{self, Caller, Peer, Who, rights};
use crate::body::JsonBody;
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Longest password, in bytes; hashing costs by length.
pub const PASSWORD_BYTES: usize = 256;

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    #[schema(example = "dispatcher")]
    account: String,
    password: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Session {
    /// Shown once; sent as `Authorization: Bearer TOKEN`.
    token: String,
    account: String,
    #[schema(example = "district")]
    role: &'static str,
    unit: Option<String>,
    expires_at: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Me {
    /// None: nobody signed in.
    account: Option<String>,
    #[schema(example = "district")]
    role: &'static str,
    unit: Option<String>,
    scope: ScopeInfo,
}

/// What an account sees and may do.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ScopeInfo {
    /// The units whose cases it sees: its own and all below; none for the whole district and for the public.
    units: Vec<String>,
    /// The cell whose cases it sees, whoever works on them.
    territory: Option<Territory>,
    /// Whether it may read restricted cases that its unit does not work on.
    restricted: bool,
    /// Whether it manages accounts and publishes.
    admin: bool,
    /// Whether it may send cases.
    report: bool,
    /// The acts that it may do with a case that it works on, where they are lawful.
    acts: Vec<&'static str>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Territory {
    layer: String,
    cell: String,
}

/// Signs in: account and password for a token that lasts twelve hours.
#[utoipa::path(post, path = "/api/v1/session", tag = "accounts", request_body = SignIn,
    responses((status = 200, body = Session), (status = 401, body = crate::problem::ProblemDocument),
        (status = 429, body = crate::problem::ProblemDocument, description = "Too many guesses; Retry-After says how long")))]
pub async fn sign_in(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let from = Peer::of(request.extensions());
    let JsonBody(asked) = JsonBody::<SignIn>::from_request(request, &app).await?;
    app.dispatch()?;
    let now = (app.clock)();
    let name: String = asked.account.chars().take(128).collect();
    let attempts = &app.access.attempts;
    attempts.check(from, &name, now).map_err(|seconds| {
        Problem::new(Kind::TooManyRequests, "too many wrong passwords").retry_after(seconds)
    })?;
    attempts.count(from, &name, now);
    let found = app.access.book.account(&name);
    let digest = found.as_ref().and_then(|account| account.password.clone());
    let right = verify(&app, digest, asked.password).await?;
    let Some(account) = found.filter(|_| right) else {
        return Err(Problem::new(Kind::WrongToken, "there is no such account with this password"));
    };
    attempts.clear(from, &name);
    let token = Token::new().map_err(|fault| Problem::new(Kind::Internal, fault.to_string()))?;
    let until = now + SESSION_TIME;
    app.change_accounts(|pages| {
        pages.grant(&token, &account.name, now, until, "");
        Ok(())
    })
    .await?;
    let session = Session {
        token: token.reveal().to_owned(),
        account: account.name.to_string(),
        role: account.role.as_str(),
        unit: account.unit.map(|unit| unit.to_string()),
        expires_at: app.snapshot().local(until),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(session)).into_response())
}

/// Whether it is the password. An account that does not exist takes as long as one that does.
async fn verify(app: &App, digest: Option<PasswordDigest>, password: String) -> Result<bool, Problem> {
    if password.len() > PASSWORD_BYTES {
        return Err(Problem::body_field(
            "password",
            format!("the password has {} bytes", password.len()),
            format!("at most {PASSWORD_BYTES} bytes"),
        ));
    }
    let busy = || Problem::new(Kind::Busy, "many people sign in just now");
    let place = tokio::time::timeout(std::time::Duration::from_secs(5), app.access.hashing.acquire());
    let _place = place.await.map_err(|_| busy())?.map_err(|_| busy())?;
    let judged = tokio::task::spawn_blocking(move || {
        if let Some(digest) = digest {
            digest.is_of(&password)
        } else {
            // The outcome is thrown away; only the time counts.
            let _ = PasswordDigest::of(&password, Cost::Full);
            false
        }
    });
    judged.await.map_err(|fault| Problem::new(Kind::Internal, fault.to_string()))
}

/// Ends the token that is shown.
#[utoipa::path(delete, path = "/api/v1/session", tag = "accounts", responses((status = 204)))]
pub async fn sign_out(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    caller.signed_in()?;
    if let Some(token) = auth::bearer(request.headers())? {
        let digest = TokenDigest::of(token);
        app.change_accounts(|pages| {
            pages.revoke(digest);
            Ok(())
        })
        .await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Who one is, what one sees and may do.
#[utoipa::path(get, path = "/api/v1/me", tag = "accounts", responses((status = 200, body = Me)))]
pub async fn me(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    let me = Me {
        account: caller.account.as_ref().map(ToString::to_string),
        role: caller.role.as_str(),
        unit: caller.unit.as_ref().map(ToString::to_string),
        scope: scope_info(&app, &caller),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(me)).into_response())
}

fn scope_info(app: &App, caller: &Caller) -> ScopeInfo {
    let scope = app.cases.as_ref().and_then(|dispatch| Some((dispatch, dispatch.scope(caller).ok()?)));
    let (mut units, mut territory) = (Vec::new(), None);
    if let Some((dispatch, scope)) = scope {
        let view = dispatch.view();
        let codes = &view.world.codes().units;
        units = scope.units.iter().filter_map(|at| codes.code(*at)).map(ToString::to_string).collect();
        let assigner = dispatch.assigner();
        let rules = assigner.rules();
        let own = caller.unit.as_ref().and_then(|unit| rules.units.get(rules.units.index_of(unit)?));
        territory = own.filter(|_| scope.territory.is_some()).and_then(|unit| {
            let (layer, cell) = unit.territory.as_ref()?;
            Some(Territory { layer: layer.to_string(), cell: cell.to_string() })
        });
    }
    ScopeInfo {
        units,
        territory,
        restricted: caller.restricted,
        admin: caller.admin,
        report: caller.account.is_some() && rights::may_report(caller.role),
        acts: ActKind::ALL
            .iter()
            .filter(|act| rights::may(caller.role, **act))
            .map(|act| act.as_str())
            .collect(),
    }
}
