//! Invented accounts for trying a server on one's own machine: one for each role, all with one password.

use gridward::desk::Role;
use gridward::ids::{AccountName, SourceCode, UnitCode};
use gridward::rules::{RuleSet, UnitKind};
use jiff::Timestamp;

use crate::auth::book::{Account, Pages};
use crate::auth::secret::{Cost, PasswordDigest, random};

/// Letters that nobody mistakes for others.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";

/// A password of 75 random bits, in groups.
///
/// # Errors
/// When there is no randomness.
pub fn password() -> std::io::Result<String> {
    let letter = |byte: u8| char::from(LETTERS.get(usize::from(byte & 31)).copied().unwrap_or(b'x'));
    let letters: Vec<char> = random::<15>()?.into_iter().map(letter).collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// Puts the invented accounts into the book, in place of those of an earlier start; their names.
///
/// # Errors
/// When the password cannot be hashed.
pub fn invent(
    pages: &mut Pages,
    rules: &RuleSet,
    password: &str,
    cost: Cost,
    now: Timestamp,
) -> Result<Vec<(String, Option<UnitCode>)>, argon2::password_hash::Error> {
    let digest = PasswordDigest::of(password, cost)?;
    let first = |kinds: &[UnitKind]| {
        kinds
            .iter()
            .find_map(|kind| rules.units.all().iter().find(|unit| unit.kind == *kind))
            .map(|unit| unit.code.clone())
    };
    let source = rules.sources.all().iter().find(|source| source.public).map(|source| source.code.clone());
    let wanted: [(Role, &[UnitKind]); 6] = [
        (Role::District, &[]),
        (Role::Department, &[UnitKind::Department]),
        (Role::Town, &[UnitKind::SubCentre]),
        (Role::Workstation, &[UnitKind::Workstation]),
        (Role::Collector, &[UnitKind::PatrolTeam, UnitKind::CommunityTeam, UnitKind::Workstation]),
        (Role::Public, &[]),
    ];
    let mut names = Vec::new();
    for (role, kinds) in wanted {
        let unit = first(kinds);
        if unit.is_none() && !kinds.is_empty() {
            // A district without such units has nobody to act for.
            continue;
        }
        let account = account(role, unit.clone(), source.clone(), digest.clone(), now);
        names.push((account.name.to_string(), unit));
        // Sign-ins of an earlier start knew another password.
        pages.revoke_all(&account.name);
        pages.put(account);
    }
    Ok(names)
}

fn account(
    role: Role,
    unit: Option<UnitCode>,
    source: Option<SourceCode>,
    digest: PasswordDigest,
    now: Timestamp,
) -> Account {
    Account {
        name: AccountName::new(&format!("demo-{}", role.as_str())),
        role,
        unit,
        admin: role == Role::District,
        restricted: false,
        source: source.filter(|_| role == Role::Public),
        password: Some(digest),
        demo: true,
        created_at: now,
    }
}
