//! Who sees which cases (可见范围): by role, by unit and those below it, by territory.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ids::UnitCode;
use crate::rules::{Sensitivity, UnitKind};

/// What somebody may do here (角色).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The district's centre: sees all, dispatches, publishes.
    District,
    /// A department: the cases that it handles or helps with.
    Department,
    /// A street's or town's sub-centre: the cases of its territory and of the units below it.
    Town,
    /// A workstation: the cases of its territory and its own.
    Workstation,
    /// A collector: the cases that its unit is to look at.
    Collector,
    /// Everybody: public classes only, without words and exact places.
    Public,
}

impl Role {
    /// The word used in files and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::District => "district",
            Self::Department => "department",
            Self::Town => "town",
            Self::Workstation => "workstation",
            Self::Collector => "collector",
            Self::Public => "public",
        }
    }

    /// The role that fits a unit of a kind.
    #[must_use]
    pub const fn of_unit(kind: UnitKind) -> Self {
        match kind {
            UnitKind::District => Self::District,
            UnitKind::Department | UnitKind::Maintainer => Self::Department,
            UnitKind::SubCentre => Self::Town,
            UnitKind::Workstation => Self::Workstation,
            UnitKind::PatrolTeam | UnitKind::CommunityTeam => Self::Collector,
        }
    }
}

/// What somebody may see. Made once for an account by [`super::World::scope`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The role.
    pub role: Role,
    /// The unit that the account acts for.
    pub unit: Option<UnitCode>,
    /// Positions, in the table of codes, of that unit and all below it; empty for roles that see by other means.
    pub units: BTreeSet<u16>,
    /// Its territory: layer position in the plan in force, and cell index.
    pub territory: Option<(usize, u32)>,
    /// Whether the account is named for restricted classes.
    pub restricted: bool,
}

/// How much of a case somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Not that it exists.
    Nothing,
    /// That it exists, its class and how it goes; no words, no reporter, no exact place.
    Masked,
    /// All of it.
    Whole,
}

/// What of a case decides about sight.
#[derive(Debug, Clone, Copy)]
pub struct Visible<'a> {
    /// Who must act, by position in the table of codes.
    pub unit: u16,
    /// Who helps or looks.
    pub beside: &'a [u16],
    /// The cells that it lies in, of the plan in force.
    pub cells: &'a [u32],
    /// The sensitivity of its class.
    pub sensitivity: Sensitivity,
}

impl Scope {
    /// The scope that sees all, for the program itself.
    #[must_use]
    pub const fn all() -> Self {
        Self { role: Role::District, unit: None, units: BTreeSet::new(), territory: None, restricted: true }
    }

    /// The scope of somebody without an account.
    #[must_use]
    pub const fn public() -> Self {
        Self { role: Role::Public, unit: None, units: BTreeSet::new(), territory: None, restricted: false }
    }

    /// How much of a case it sees. O(log units below).
    #[must_use]
    pub fn sight(&self, case: &Visible<'_>) -> Sight {
        if self.role == Role::Public {
            let open = case.sensitivity == Sensitivity::Public;
            return if open { Sight::Masked } else { Sight::Nothing };
        }
        let own = self.units.contains(&case.unit) || case.beside.iter().any(|unit| self.units.contains(unit));
        let inside = self.territory.is_some_and(|(layer, cell)| case.cells.get(layer) == Some(&cell));
        let reach = match self.role {
            Role::District => true,
            Role::Town | Role::Workstation => own || inside,
            Role::Department | Role::Collector => own,
            Role::Public => false,
        };
        match case.sensitivity {
            _ if !reach => Sight::Nothing,
            Sensitivity::Public | Sensitivity::Internal => Sight::Whole,
            Sensitivity::Restricted if own || self.restricted => Sight::Whole,
            Sensitivity::Restricted => Sight::Masked,
        }
    }

    /// Whether it may do something with a case: the one that must act, those above it, and the district's centre.
    #[must_use]
    pub fn may_act(&self, unit: u16) -> bool {
        match self.role {
            Role::District => true,
            Role::Public => false,
            _ => self.units.contains(&unit),
        }
    }
}
