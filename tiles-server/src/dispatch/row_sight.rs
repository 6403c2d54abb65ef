//! Which rows somebody sees whole, with their place: as [`super::seeing::sight_of`] says, ready for many rows at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use gridward::cases::columns::{Chunk, IndexSet, Inside, InsideSets};
use gridward::crs::LatticePoint;
use gridward::desk::{Role, Scope};
use gridward::measure::LonLat;
use gridward::rules::Sensitivity;

use super::Seen;
use super::seeing::sensitivity;

/// What a scope sees of the rows of one state.
pub struct RowSight {
    role: Role,
    named: bool,
    units: IndexSet,
    /// Cases that its units help with, by number.
    helped: BTreeSet<u32>,
    territory: Option<(Inside, InsideSets)>,
    restricted: IndexSet,
}

impl RowSight {
    /// Looks up everything that does not change from row to row.
    pub fn new(scope: &Scope, seen: &Seen) -> Self {
        let Seen { view, assigner } = seen;
        let classes = (0_u32..).zip(view.world.codes().classes.codes());
        let is_restricted = |code| sensitivity(assigner, code) == Sensitivity::Restricted;
        let territory = scope.territory.map(|(layer, cell)| {
            let located = Arc::clone(assigner);
            let holds = move |at: LatticePoint| {
                let (lon, lat) = at.degrees();
                let found = located.plan().layers().get(layer).zip(LonLat::new(lon, lat).ok());
                found.is_some_and(|(located, place)| located.locator().place(place).cell == cell)
            };
            let inside = Inside {
                plan: assigner.plan_number().0,
                layer,
                cells: std::iter::once(cell).collect(),
                holds: Some(Arc::new(holds)),
            };
            let sets = InsideSets::new(&inside, &view.columns);
            (inside, sets)
        });
        Self {
            role: scope.role,
            named: scope.restricted,
            units: scope.units.iter().map(|unit| u32::from(*unit)).collect(),
            helped: view.helping.cases(scope.units.iter().copied()),
            territory,
            restricted: classes.filter(|(_, code)| is_restricted(code)).map(|(at, _)| at).collect(),
        }
    }

    /// Whether a row is seen whole.
    pub fn sees(&self, chunk: &Chunk, row: usize) -> bool {
        let at = (chunk.unit().get(row), chunk.number().get(row), chunk.class().get(row));
        let (Some(&unit), Some(number), Some(&class)) = at else { return false };
        let restricted = self.restricted.contains(u32::from(class));
        if self.role == Role::District && !restricted {
            return true;
        }
        let own = self.units.contains(u32::from(unit)) || self.helped.contains(number);
        let inside = || self.territory.as_ref().is_some_and(|(inside, sets)| sets.holds(inside, chunk, row));
        let reach = match self.role {
            Role::District => true,
            Role::Town | Role::Workstation => own || inside(),
            Role::Department | Role::Collector => own,
            Role::Public => false,
        };
        reach && (!restricted || own || self.named)
    }
}

#[cfg(test)]
#[path = "row_sight_tests.rs"]
mod tests;
