//! Everything that routing knows, as one version: units, classes, sources, the table, settings, accepted holes.

use std::collections::HashMap;
use std::hash::Hash;

use super::class::{CaseKind, Class};
use super::settings::{DuplicateWindow, Settings};
use super::source::Source;
use super::table::{AcceptedHole, Rule};
use super::unit::Unit;
use crate::ids::{ClassCode, RulesVersion, SourceCode, UnitCode};

/// One version of all that routing knows. Positions in its lists are the compact indexes that columns and decisions carry.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleSet {
    /// Its number.
    pub version: RulesVersion,
    /// Responsible units.
    pub units: Units,
    /// The class tree.
    pub classes: Classes,
    /// Where cases come from.
    pub sources: Sources,
    /// The routing table, in the file's order.
    pub table: Vec<Rule>,
    /// The district's choices.
    pub settings: Settings,
    /// Holes that somebody has accepted by name.
    pub accepted: Vec<AcceptedHole>,
}

impl RuleSet {
    /// The window of duplicates of a class: its own, or the district's.
    #[must_use]
    pub fn duplicates(&self, class: u16) -> DuplicateWindow {
        self.classes.get(class).and_then(|class| class.duplicates).unwrap_or(self.settings.duplicates)
    }
}

/// The units by position and by code.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Units {
    items: Vec<Unit>,
    positions: HashMap<UnitCode, u16>,
    parents: Vec<Option<u16>>,
}

impl Units {
    /// Units in the file's order; of two with one code the first counts.
    #[must_use]
    pub fn new(items: Vec<Unit>) -> Self {
        let positions = positions(items.iter().map(|unit| unit.code.clone()));
        let parents = items
            .iter()
            .map(|unit| unit.parent.as_ref().and_then(|code| positions.get(code).copied()))
            .collect();
        Self { items, positions, parents }
    }

    /// All units in order of position.
    #[must_use]
    pub fn all(&self) -> &[Unit] {
        &self.items
    }

    /// The unit at a position.
    #[must_use]
    pub fn get(&self, position: u16) -> Option<&Unit> {
        self.items.get(usize::from(position))
    }

    /// The position of a code. O(1).
    #[must_use]
    pub fn index_of(&self, code: &UnitCode) -> Option<u16> {
        self.positions.get(code).copied()
    }

    /// The unit and all above it, itself first.
    pub fn ancestors(&self, position: u16) -> impl Iterator<Item = u16> + '_ {
        up(&self.parents, position)
    }

    /// The unit and all below it, in order of position. O(n · depth).
    #[must_use]
    pub fn descendants(&self, position: u16) -> Vec<u16> {
        down(&self.parents, position)
    }
}

/// The class tree by position and by code.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Classes {
    items: Vec<Class>,
    positions: HashMap<ClassCode, u16>,
    parents: Vec<Option<u16>>,
    leaves: Vec<bool>,
}

impl Classes {
    /// Classes in the file's order; of two with one code the first counts.
    #[must_use]
    pub fn new(items: Vec<Class>) -> Self {
        let positions = positions(items.iter().map(|class| class.code.clone()));
        let parents: Vec<Option<u16>> = items
            .iter()
            .map(|class| class.parent.as_ref().and_then(|code| positions.get(code).copied()))
            .collect();
        let mut leaves = vec![true; items.len()];
        for parent in parents.iter().flatten() {
            if let Some(leaf) = leaves.get_mut(usize::from(*parent)) {
                *leaf = false;
            }
        }
        Self { items, positions, parents, leaves }
    }

    /// All nodes in order of position.
    #[must_use]
    pub fn all(&self) -> &[Class] {
        &self.items
    }

    /// The node at a position.
    #[must_use]
    pub fn get(&self, position: u16) -> Option<&Class> {
        self.items.get(usize::from(position))
    }

    /// The position of a code. O(1).
    #[must_use]
    pub fn index_of(&self, code: &ClassCode) -> Option<u16> {
        self.positions.get(code).copied()
    }

    /// Whether cases can be of this class: it is in the tree and has nothing below it.
    #[must_use]
    pub fn is_leaf(&self, position: u16) -> bool {
        self.leaves.get(usize::from(position)).copied().unwrap_or(false)
    }

    /// The classes that cases can be of, in order of position.
    pub fn leaves(&self) -> impl Iterator<Item = u16> + '_ {
        (0u16..).zip(&self.leaves).filter_map(|(position, leaf)| leaf.then_some(position))
    }

    /// The node and all above it, itself first.
    pub fn ancestors(&self, position: u16) -> impl Iterator<Item = u16> + '_ {
        up(&self.parents, position)
    }

    /// The node and all below it, in order of position. O(n · depth).
    #[must_use]
    pub fn descendants(&self, position: u16) -> Vec<u16> {
        down(&self.parents, position)
    }

    /// The kind of a case of a class: the given one where the class has it, its usual one where none is given.
    #[must_use]
    pub fn kind_of(&self, position: u16, given: Option<CaseKind>) -> Option<CaseKind> {
        let kinds = &self.get(position)?.kinds;
        match given {
            Some(kind) => kinds.contains(&kind).then_some(kind),
            None => kinds.first().copied(),
        }
    }
}

/// The sources by position and by code.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sources {
    items: Vec<Source>,
    positions: HashMap<SourceCode, u16>,
}

impl Sources {
    /// Sources in the file's order; of two with one code the first counts.
    #[must_use]
    pub fn new(items: Vec<Source>) -> Self {
        let positions = positions(items.iter().map(|source| source.code.clone()));
        Self { items, positions }
    }

    /// All sources in order of position.
    #[must_use]
    pub fn all(&self) -> &[Source] {
        &self.items
    }

    /// The source at a position.
    #[must_use]
    pub fn get(&self, position: u16) -> Option<&Source> {
        self.items.get(usize::from(position))
    }

    /// The position of a code. O(1).
    #[must_use]
    pub fn index_of(&self, code: &SourceCode) -> Option<u16> {
        self.positions.get(code).copied()
    }
}

/// Where each code stands; looked up only.
fn positions<C: Eq + Hash>(codes: impl Iterator<Item = C>) -> HashMap<C, u16> {
    let mut positions = HashMap::new();
    for (position, code) in (0u16..=u16::MAX).zip(codes) {
        positions.entry(code).or_insert(position);
    }
    positions
}

/// From a node to its root; a ring of parents ends after as many steps as there are nodes.
fn up(parents: &[Option<u16>], from: u16) -> impl Iterator<Item = u16> + '_ {
    let known = usize::from(from) < parents.len();
    std::iter::successors(known.then_some(from), |&at| parents.get(usize::from(at)).copied().flatten())
        .take(parents.len())
}

fn down(parents: &[Option<u16>], from: u16) -> Vec<u16> {
    (0u16..=u16::MAX)
        .zip(parents)
        .map(|(position, _)| position)
        .filter(|&position| up(parents, position).any(|above| above == from))
        .collect()
}
