//! Accounts and tokens of programs, for administrators.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use gridward::desk::Role;
use gridward::ids::{AccountName, SourceCode, UnitCode};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::session::PASSWORD_BYTES;
use crate::auth::book::{Account, LONGEST_TOKEN_DAYS, MOST_ACCOUNTS};
use crate::auth::secret::{PasswordDigest, Token};
use crate::auth::{Who, rights};
use crate::body::JsonBody;
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Shortest password, in characters.
const PASSWORD_LEAST: usize = 10;

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is told by its name")]
pub struct AccountInfo {
    name: String,
    #[schema(example = "town")]
    role: &'static str,
    unit: Option<String>,
    admin: bool,
    restricted: bool,
    source: Option<String>,
    /// Whether it can sign in with a password.
    password: bool,
    demo: bool,
    created_at: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AccountList {
    accounts: Vec<AccountInfo>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountWish {
    /// Letters, digits and `-_.@`, at most 64.
    #[schema(example = "town-101")]
    name: String,
    /// district, department, town, workstation, collector or public.
    #[schema(value_type = String, example = "town")]
    role: Role,
    /// The unit that it acts for; needed for all but district and public.
    unit: Option<String>,
    /// At least ten characters; without one the account has tokens only.
    password: Option<String>,
    #[serde(default)]
    admin: bool,
    #[serde(default)]
    restricted: bool,
    /// The source of what it reports through Open311.
    source: Option<String>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenWish {
    /// What it is for.
    title: String,
    /// How many days it lasts, 1 to 366.
    days: u32,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TokenInfo {
    /// Shown once.
    token: String,
    expires_at: String,
}

/// All accounts.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts", responses((status = 200, body = AccountList)))]
pub async fn list(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    caller.administers()?;
    app.dispatch()?;
    let snapshot = app.snapshot();
    let pages = app.access.book.pages();
    let info = |account: &Account| AccountInfo {
        name: account.name.to_string(),
        role: account.role.as_str(),
        unit: account.unit.as_ref().map(ToString::to_string),
        admin: account.admin,
        restricted: account.restricted,
        source: account.source.as_ref().map(ToString::to_string),
        password: account.password.is_some(),
        demo: account.demo,
        created_at: snapshot.local(account.created_at),
    };
    let list = AccountList { accounts: pages.accounts.iter().map(info).collect() };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(list)).into_response())
}

/// Makes an account, or gives one of this name other rights; its tokens then end.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", request_body = AccountWish,
    responses((status = 201), (status = 200, description = "It was there and is changed"),
        (status = 400, body = crate::problem::ProblemDocument), (status = 403, body = crate::problem::ProblemDocument)))]
pub async fn put(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    JsonBody(wish): JsonBody<AccountWish>,
) -> Result<Response, Problem> {
    caller.administers()?;
    let dispatch = app.dispatch()?;
    check(&wish)?;
    let assigner = dispatch.assigner();
    let rules = assigner.rules();
    let unit = wish.unit.as_deref().filter(|unit| !unit.is_empty()).map(UnitCode::new);
    if let Some(unit) = &unit
        && rules.units.index_of(unit).is_none()
    {
        return Err(Problem::body_field(
            "unit",
            format!("there is no unit {unit}"),
            "a code of /api/v1/units",
        ));
    }
    let source = wish.source.as_deref().map(SourceCode::new);
    if let Some(source) = &source
        && rules.sources.index_of(source).is_none()
    {
        let detail = format!("there is no source {source}");
        return Err(Problem::body_field("source", detail, "a code of /api/v1/sources"));
    }
    let password = match wish.password {
        Some(password) => Some(hash(&app, password).await?),
        None => None,
    };
    let account = Account {
        name: AccountName::new(&wish.name),
        role: wish.role,
        unit,
        admin: wish.admin,
        restricted: wish.restricted,
        source,
        password,
        demo: false,
        created_at: (app.clock)(),
    };
    let new = app
        .change_accounts(|pages| {
            let new = pages.find(account.name.as_str()).is_none();
            if new && pages.accounts.len() >= MOST_ACCOUNTS {
                return Err(Problem::new(
                    Kind::Refused,
                    format!("there are {MOST_ACCOUNTS} accounts already"),
                ));
            }
            pages.revoke_all(&account.name);
            pages.put(account);
            Ok(new)
        })
        .await?;
    Ok(if new { StatusCode::CREATED } else { StatusCode::OK }.into_response())
}

fn check(wish: &AccountWish) -> Result<(), Problem> {
    let proper = |c: char| c.is_ascii_alphanumeric() || "-_.@".contains(c);
    if wish.name.is_empty()
        || wish.name.len() > 64
        || !wish.name.chars().all(proper)
        || wish.name == "token-file"
    {
        let expected = "1 to 64 letters, digits and -_.@";
        return Err(Problem::body_field("name", "this is no name of an account", expected));
    }
    if rights::needs_unit(wish.role) && wish.unit.as_deref().is_none_or(str::is_empty) {
        let detail = format!("an account of the role {} acts for a unit", wish.role.as_str());
        return Err(Problem::body_field("unit", detail, "a code of /api/v1/units"));
    }
    if wish.admin && wish.role != Role::District {
        return Err(Problem::body_field(
            "admin",
            "only the district's centre manages",
            "the role district, or false",
        ));
    }
    let Some(password) = &wish.password else { return Ok(()) };
    let long_enough = password.chars().count() >= PASSWORD_LEAST && password.len() <= PASSWORD_BYTES;
    if !long_enough || password.contains(wish.name.as_str()) {
        let expected = format!(
            "{PASSWORD_LEAST} characters or more, {PASSWORD_BYTES} bytes at most, without the account's name"
        );
        return Err(Problem::body_field("password", "this password is not taken", expected));
    }
    Ok(())
}

async fn hash(app: &App, password: String) -> Result<PasswordDigest, Problem> {
    let cost = app.access.cost;
    let internal = |fault: String| Problem::new(Kind::Internal, fault);
    let hashed = tokio::task::spawn_blocking(move || PasswordDigest::of(&password, cost)).await;
    hashed.map_err(|fault| internal(fault.to_string()))?.map_err(|fault| internal(fault.to_string()))
}

fn no_such(name: &str) -> Problem {
    Problem::new(Kind::NoSuchAccount, format!("there is no account {name}")).field("name")
}

/// Removes an account; its tokens end, and what it did stays.
#[utoipa::path(delete, path = "/api/v1/accounts/{name}", tag = "accounts", params(("name" = String, Path)),
    responses((status = 204), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn remove(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    caller.administers()?;
    app.change_accounts(
        |pages| {
            if pages.remove(&AccountName::new(&name)) { Ok(()) } else { Err(no_such(&name)) }
        },
    )
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Makes a token for a program that acts as this account; it serves as Open311's `api_key` as well.
#[utoipa::path(post, path = "/api/v1/accounts/{name}/tokens", tag = "accounts", params(("name" = String, Path)),
    request_body = TokenWish, responses((status = 201, body = TokenInfo), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn grant(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(name): Path<String>,
    JsonBody(wish): JsonBody<TokenWish>,
) -> Result<Response, Problem> {
    caller.administers()?;
    app.dispatch()?;
    if wish.days == 0 || wish.days > LONGEST_TOKEN_DAYS {
        let expected = format!("1 to {LONGEST_TOKEN_DAYS}");
        return Err(Problem::body_field("days", format!("days is {}", wish.days), expected));
    }
    if wish.title.trim().is_empty() || wish.title.len() > 200 {
        return Err(Problem::body_field("title", "a token says what it is for", "1 to 200 bytes"));
    }
    let now = (app.clock)();
    let until = now + SignedDuration::from_hours(24 * i64::from(wish.days));
    let token = Token::new().map_err(|fault| Problem::new(Kind::Internal, fault.to_string()))?;
    app.change_accounts(|pages| {
        let account = pages.find(&name).map(|account| account.name.clone()).ok_or_else(|| no_such(&name))?;
        pages.grant(&token, &account, now, until, &wish.title);
        Ok(())
    })
    .await?;
    let info = TokenInfo { token: token.reveal().to_owned(), expires_at: app.snapshot().local(until) };
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(info)).into_response())
}

/// Ends all tokens of an account.
#[utoipa::path(delete, path = "/api/v1/accounts/{name}/tokens", tag = "accounts", params(("name" = String, Path)),
    responses((status = 204), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn revoke(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    caller.administers()?;
    app.change_accounts(|pages| {
        let account = pages.find(&name).map(|account| account.name.clone()).ok_or_else(|| no_such(&name))?;
        pages.revoke_all(&account);
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
