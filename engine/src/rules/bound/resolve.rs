//! From a rule's reference to a unit.

use std::collections::BTreeMap;

use super::places::Places;
use crate::locate::NO_CELL;
use crate::rules::outcome::Level;
use crate::rules::set::RuleSet;
use crate::rules::table::Reference;
use crate::rules::unit::UnitKind;

/// Not a unit, in columns of units.
const NO_UNIT: u16 = u16::MAX;

/// A reference with its layer found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Target {
    /// This unit.
    Unit(u16),
    /// The unit of the cell's territory, by number in [`Territories`].
    Territory(usize),
    /// The class's department.
    Department,
    /// The component's owner.
    Owner,
    /// The reference names a layer that the plan does not have.
    Nothing,
}

/// A layer and a kind of unit that references name, with the unit of each cell of the routing layer.
#[derive(Debug, Clone)]
struct Territory {
    layer: usize,
    kind: Option<UnitKind>,
    unit_of: Vec<u16>,
}

/// The units of cells.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Territories {
    named: Vec<Territory>,
    /// Units by node, in order of precedence.
    at_node: BTreeMap<u32, Vec<(u8, UnitKind, u16)>>,
}

/// In which order units of one cell are asked.
const fn precedence(kind: UnitKind) -> u8 {
    match kind {
        UnitKind::District => 0,
        UnitKind::SubCentre => 1,
        UnitKind::Workstation => 2,
        UnitKind::Department => 3,
        UnitKind::PatrolTeam => 4,
        UnitKind::CommunityTeam => 5,
        UnitKind::Maintainer => 6,
    }
}

/// The level that a kind of unit handles cases on, where a rule says nothing.
pub(in crate::rules) const fn level_of(kind: UnitKind) -> Level {
    match kind {
        UnitKind::District | UnitKind::Department | UnitKind::Maintainer => Level::District,
        UnitKind::SubCentre | UnitKind::PatrolTeam => Level::Town,
        UnitKind::Workstation | UnitKind::CommunityTeam => Level::Workstation,
    }
}

impl Territories {
    /// The units of a rule set by cell; what stands in no cell of the plan is handed to `lost`.
    pub(super) fn new(rules: &RuleSet, places: &Places, mut lost: impl FnMut(u16)) -> Self {
        let mut territories = Self::default();
        for (unit, position) in rules.units.all().iter().zip(0u16..) {
            let Some((layer, cell)) = &unit.territory else { continue };
            match places.node(layer, cell) {
                Some(node) => {
                    let entry = (precedence(unit.kind), unit.kind, position);
                    territories.at_node.entry(node).or_default().push(entry);
                }
                None => lost(position),
            }
        }
        for units in territories.at_node.values_mut() {
            units.sort_unstable();
        }
        territories
    }

    /// A reference with its layer found.
    pub(super) fn target(&mut self, reference: &Reference, places: &Places) -> Target {
        match reference {
            Reference::Unit(unit) => Target::Unit(*unit),
            Reference::ClassDepartment => Target::Department,
            Reference::ComponentOwner => Target::Owner,
            Reference::Territory { layer, kind } => match places.position(layer) {
                Some(layer) => Target::Territory(self.number(layer, *kind, places)),
                None => Target::Nothing,
            },
        }
    }

    fn number(&mut self, layer: usize, kind: Option<UnitKind>, places: &Places) -> usize {
        if let Some(known) = self.named.iter().position(|named| named.layer == layer && named.kind == kind) {
            return known;
        }
        let unit_of = (0..places.routing_cells())
            .map(|cell| {
                let node = places.above(layer, cell).and_then(|above| places.node_at(layer, above));
                node.and_then(|node| self.at(node, kind)).unwrap_or(NO_UNIT)
            })
            .collect();
        self.named.push(Territory { layer, kind, unit_of });
        self.named.len() - 1
    }

    /// The unit of a node.
    pub(in crate::rules) fn at(&self, node: u32, kind: Option<UnitKind>) -> Option<u16> {
        let units = self.at_node.get(&node)?;
        units.iter().find(|(_, own, _)| kind.is_none_or(|kind| kind == *own)).map(|(_, _, unit)| *unit)
    }

    /// The unit of a cell of the routing layer, by the number of a reference.
    pub(in crate::rules) fn of_cell(&self, number: usize, cell: usize) -> Option<u16> {
        self.named.get(number)?.unit_of.get(cell).copied().filter(|unit| *unit != NO_UNIT)
    }

    /// The unit of a place outside of the routing layer, by its cells in all layers.
    pub(super) fn of_cells(&self, number: usize, cells: &[u32], places: &Places) -> Option<u16> {
        let named = self.named.get(number)?;
        let cell = cells.get(named.layer).copied().filter(|cell| *cell != NO_CELL)?;
        self.at(places.node_at(named.layer, cell)?, named.kind)
    }

    /// The unit of the finest cell that has one.
    pub(super) fn finest(&self, cells: &[u32], places: &Places) -> Option<u16> {
        let layers = cells.iter().enumerate().rev().filter(|(_, cell)| **cell != NO_CELL);
        layers.filter_map(|(layer, cell)| places.node_at(layer, *cell)).find_map(|node| self.at(node, None))
    }
}
