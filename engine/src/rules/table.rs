//! Rows of the routing table (派单规则表) and of the list of accepted holes.

use super::class::{CaseKind, Grade};
use super::outcome::Level;
use super::unit::UnitKind;
use crate::calendar::Limit;
use crate::grid::Title;
use crate::ids::{CellCode, LayerName, RuleId};

/// Whom a component must belong to for a rule to hold (权属单位).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnerIs {
    /// No component, or one without a known owner.
    Nobody,
    /// Some unit.
    Known,
    /// This unit, by position.
    Unit(u16),
}

/// How a rule names a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// This unit, by position.
    Unit(u16),
    /// The unit whose territory the case's cell in a layer is (属地).
    Territory {
        /// The layer.
        layer: LayerName,
        /// Of this kind; without it the first there is of district, sub-centre, workstation, patrol team, community
        /// team.
        kind: Option<UnitKind>,
    },
    /// The department of the class (主管部门).
    ClassDepartment,
    /// The owner of the component (权属单位).
    ComponentOwner,
}

/// A row of the routing table. An empty list means that anything will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its identity.
    pub id: RuleId,
    /// The line of `rules.csv` that it begins on, 1-based.
    pub line: u64,
    /// Cells of any layers; the case lies in one of them.
    pub places: Vec<(LayerName, CellCode)>,
    /// Nodes of the class tree, by position; the case's class is one of them or below one.
    pub classes: Vec<u16>,
    /// Kinds of handling.
    pub kinds: Vec<CaseKind>,
    /// Sources, by position.
    pub sources: Vec<u16>,
    /// Time slots, by position in the settings.
    pub slots: Vec<u8>,
    /// Quality grades.
    pub grades: Vec<Grade>,
    /// Owners of the component.
    pub owners: Vec<OwnerIs>,
    /// Who answers.
    pub responsible: Reference,
    /// Who helps.
    pub helpers: Vec<Reference>,
    /// The level that handles it; without it that of the responsible unit.
    pub level: Option<Level>,
    /// A limit instead of the class's.
    pub limit: Option<Limit>,
    /// Why it is so; both languages may be empty.
    pub note: Title,
}

/// A hole that somebody has accepted. An empty list means that anything will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedHole {
    /// The line of `accepted-holes.csv`, 1-based.
    pub line: u64,
    /// Cells of any layers.
    pub places: Vec<(LayerName, CellCode)>,
    /// Nodes of the class tree, by position.
    pub classes: Vec<u16>,
    /// Kinds of handling.
    pub kinds: Vec<CaseKind>,
    /// Quality grades.
    pub grades: Vec<Grade>,
    /// Time slots, by position in the settings.
    pub slots: Vec<u8>,
    /// Who accepted it.
    pub accepted_by: String,
    /// Why.
    pub reason: String,
}
