//! The book of accounts and tokens: read from memory, changed only after the change is on disk.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use gridward::ids::{AccountName, SourceCode, UnitCode};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::secret::{PasswordDigest, Token, TokenDigest};
use gridward::desk::Role;

/// The document of the store that holds the book.
pub const ACCOUNTS: &str = "accounts";
/// How long a sign-in lasts.
pub const SESSION_TIME: SignedDuration = SignedDuration::from_hours(12);
/// Longest life of a token made for a program.
pub const LONGEST_TOKEN_DAYS: u32 = 366;
/// Most accounts of one district: 52 departments, 521 workstations and their people fit many times over.
pub const MOST_ACCOUNTS: usize = 20_000;
/// Most tokens of one account; the one that ends first makes room.
const TOKENS_PER_ACCOUNT: usize = 32;

/// An account as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    pub name: AccountName,
    pub role: Role,
    /// The unit that it acts for.
    pub unit: Option<UnitCode>,
    /// Whether it may manage accounts and publish.
    pub admin: bool,
    /// Whether it may read cases of restricted classes that its unit does not work on; each reading is recorded.
    pub restricted: bool,
    /// The source of what it reports through Open311.
    pub source: Option<SourceCode>,
    /// None: it signs in with tokens only.
    pub password: Option<PasswordDigest>,
    /// Made by `--demo`: it works only while the server runs with it.
    pub demo: bool,
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub created_at: Timestamp,
}

/// A token as it is stored: never the token itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    digest: TokenDigest,
    account: AccountName,
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    expires_at: Timestamp,
    /// What a program's token is for; empty for a sign-in.
    title: String,
}

/// All accounts and tokens, as the store keeps them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    pub accounts: Vec<Account>,
    pub grants: Vec<Grant>,
}

impl Pages {
    pub fn find(&self, name: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.name.as_str() == name)
    }

    /// Adds an account or replaces the one of its name, keeping the list in order of names.
    pub fn put(&mut self, account: Account) {
        match self.accounts.binary_search_by(|own| own.name.cmp(&account.name)) {
            Ok(at) => {
                if let Some(own) = self.accounts.get_mut(at) {
                    *own = account;
                }
            }
            Err(at) => self.accounts.insert(at, account),
        }
    }

    /// Removes an account with its tokens; whether it was there.
    pub fn remove(&mut self, name: &AccountName) -> bool {
        let before = self.accounts.len();
        self.accounts.retain(|account| account.name != *name);
        self.revoke_all(name);
        self.accounts.len() < before
    }

    /// Ends all tokens of an account.
    pub fn revoke_all(&mut self, name: &AccountName) {
        self.grants.retain(|grant| grant.account != *name);
    }

    /// Ends one token.
    pub fn revoke(&mut self, digest: TokenDigest) {
        self.grants.retain(|grant| grant.digest != digest);
    }

    /// Makes room and adds a token.
    pub fn grant(
        &mut self,
        token: &Token,
        account: &AccountName,
        now: Timestamp,
        until: Timestamp,
        title: &str,
    ) {
        self.grants.retain(|grant| grant.expires_at > now);
        let mut own: Vec<_> = self
            .grants
            .iter()
            .filter(|grant| grant.account == *account)
            .map(|grant| (grant.expires_at, grant.digest))
            .collect();
        own.sort_unstable();
        let surplus = (own.len() + 1).saturating_sub(TOKENS_PER_ACCOUNT);
        for (_, digest) in own.into_iter().take(surplus) {
            self.revoke(digest);
        }
        let (digest, account, title) = (token.digest(), account.clone(), title.to_owned());
        self.grants.push(Grant { digest, account, expires_at: until, title });
    }
}

/// What a token stands for, ready to be handed to a request.
#[derive(Debug, Clone)]
struct Known {
    caller: Arc<Caller>,
    expires_at: Timestamp,
}

#[derive(Debug, Default)]
struct Open {
    pages: Pages,
    by_digest: BTreeMap<TokenDigest, Known>,
}

/// The book, open.
#[derive(Debug, Default)]
pub struct Book {
    open: RwLock<Open>,
    /// Whether accounts of `--demo` work.
    demo: bool,
}

impl Book {
    pub fn new(pages: Pages, demo: bool) -> Self {
        let book = Self { open: RwLock::default(), demo };
        book.turn_to(pages);
        book
    }

    /// Whether the account may be used now.
    pub fn is_usable(&self, account: &Account) -> bool {
        self.demo || !account.demo
    }

    /// Whom a token stands for. Looks in memory only.
    pub fn caller(&self, token: TokenDigest, now: Timestamp) -> Option<Arc<Caller>> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let known = open.by_digest.get(&token).filter(|known| known.expires_at > now)?;
        Some(Arc::clone(&known.caller))
    }

    /// A copy of everything, to change and to write.
    pub fn pages(&self) -> Pages {
        self.open.read().unwrap_or_else(PoisonError::into_inner).pages.clone()
    }

    pub fn account(&self, name: &str) -> Option<Account> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.pages.find(name).filter(|account| self.is_usable(account)).cloned()
    }

    /// Shows what is on disk now.
    pub fn turn_to(&self, pages: Pages) {
        let callers: BTreeMap<_, _> = pages
            .accounts
            .iter()
            .filter(|account| self.is_usable(account))
            .map(|account| (account.name.clone(), Arc::new(Caller::of(account))))
            .collect();
        let known = |grant: &Grant| {
            let caller = Arc::clone(callers.get(&grant.account)?);
            Some((grant.digest, Known { caller, expires_at: grant.expires_at }))
        };
        let by_digest = pages.grants.iter().filter_map(known).collect();
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = Open { pages, by_digest };
    }
}
