//! Who asks.

use std::sync::Arc;

use gridward::cases::Actor;
use gridward::ids::{AccountName, SourceCode, UnitCode};

use super::book::Account;
use crate::problem::{Kind, Problem};
use gridward::desk::Role;

/// Who asks, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// None: nobody signed in.
    pub account: Option<AccountName>,
    pub role: Role,
    /// The unit that it acts for; None for the whole district and for the public.
    pub unit: Option<UnitCode>,
    pub admin: bool,
    /// Whether it may read restricted cases beyond those that its unit works on.
    pub restricted: bool,
    /// The source of what it reports through Open311.
    pub source: Option<SourceCode>,
    /// Whether the account was invented for a demonstration; the cases that it sends are then synthetic.
    pub demo: bool,
}

impl Caller {
    /// Somebody on this machine, or one who reads what is published.
    pub const fn nobody() -> Self {
        Self {
            account: None,
            role: Role::Public,
            unit: None,
            admin: false,
            restricted: false,
            source: None,
            demo: false,
        }
    }

    /// The scripted administrator of `--token-file`.
    pub fn administrator() -> Self {
        let account = Some(AccountName::new("token-file"));
        Self {
            account,
            role: Role::District,
            unit: None,
            admin: true,
            restricted: true,
            source: None,
            demo: false,
        }
    }

    pub fn of(account: &Account) -> Self {
        Self {
            account: Some(account.name.clone()),
            role: account.role,
            unit: account.unit.clone(),
            admin: account.admin,
            restricted: account.restricted,
            source: account.source.clone(),
            demo: account.demo,
        }
    }

    /// The name in the log.
    pub fn actor(&self) -> Actor {
        self.account.clone().map_or(Actor::System, |name| Actor::Account { name, unit: self.unit.clone() })
    }

    /// # Errors
    /// 401 where nobody signed in.
    pub fn signed_in(&self) -> Result<&AccountName, Problem> {
        self.account.as_ref().ok_or_else(|| {
            Problem::new(Kind::WrongToken, "this needs an account")
                .field("Authorization")
                .expected("Authorization: Bearer TOKEN of POST /api/v1/session")
        })
    }

    /// # Errors
    /// 401 where nobody signed in, 403 where somebody else did.
    pub fn administers(&self) -> Result<(), Problem> {
        self.signed_in()?;
        if self.admin {
            return Ok(());
        }
        Err(Problem::new(Kind::NotAllowed, "this account manages nothing")
            .expected("an account with admin, or the token of --token-file"))
    }

    /// # Errors
    /// 401 where nobody signed in, 403 for the public.
    pub fn works_here(&self) -> Result<(), Problem> {
        self.signed_in()?;
        if self.role == Role::Public {
            return Err(Problem::new(Kind::NotAllowed, "this is for those who work on cases")
                .expected("an account of a unit; the public reads /open311/v2"));
        }
        Ok(())
    }
}

/// The caller of a request, put there by [`super::check`].
#[derive(Debug, Clone)]
pub struct Who(pub Arc<Caller>);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Problem> {
        let who = parts.extensions.get::<Self>().cloned();
        who.ok_or_else(|| Problem::new(Kind::Internal, "nobody asked who asks"))
    }
}
