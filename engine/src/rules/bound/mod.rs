//! A rule set laid over the layers of a plan: every cell knows what stands above it and which rules may speak of it.

mod bind;
mod bits;
mod contest;
mod decide;
mod dimension;
mod places;
mod resolve;
mod times;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) use bind::{ClassMark, Points};
pub(super) use bits::Bits;
pub(super) use contest::Contest;
pub(super) use dimension::{ANYTHING, Atoms, Dimension};
pub(super) use resolve::Target;

use contest::Columns;
use places::Places;
use resolve::Territories;
use times::Times;

use super::class::Lead;
use super::definition::RuleFault;
use super::question::{Decision, LimitFrom, Question};
use super::set::RuleSet;
use crate::calendar::Milestone;
use crate::grid::Layer;
use crate::ids::{CellIndex, LayerName};
use crate::locate::NO_CELL;

/// A rule set laid over the layers of a plan.
#[derive(Debug, Clone)]
pub struct BoundRules {
    pub(super) rules: Arc<RuleSet>,
    pub(super) places: Places,
    pub(super) columns: Columns,
    pub(super) points: Points,
    pub(super) times: Times,
    pub(super) territories: Territories,
    pub(super) responsible: Vec<Target>,
    helpers: Vec<Vec<Target>>,
    pub(super) departments: Vec<Option<u16>>,
    /// By lead: block, line.
    ranks: [Vec<u32>; 2],
    all_rows: Bits,
    /// The rows that hold any place, and any source.
    anywhere: [Bits; 2],
    /// How many territories are named by references to who answers.
    pub(super) deciding: usize,
    pub(super) faults: Vec<RuleFault>,
    pub(super) landless: Vec<u16>,
}

impl BoundRules {
    /// Lays rules over layers. `routing` is the layer whose cell decides a case's way.
    ///
    /// It always succeeds, so that a district never stands still: what names a cell that the plan does not have matches
    /// nothing, and is listed in [`Self::faults`].
    ///
    /// # Complexity
    /// O((n + r) log (n + r)) for n cells and r rules, and memory of a · r bits for a groups of cells that no rule tells
    /// apart.
    #[must_use]
    pub fn bind(rules: Arc<RuleSet>, layers: &BTreeMap<LayerName, Arc<Layer>>, routing: &LayerName) -> Self {
        bind::bind(rules, layers, routing)
    }

    /// The rule set.
    #[must_use]
    pub fn rules(&self) -> &Arc<RuleSet> {
        &self.rules
    }

    /// The layers in the order that [`Question::cells`] has, coarse to fine (by the longest way up, then by name).
    #[must_use]
    pub fn layers(&self) -> &[LayerName] {
        self.places.names()
    }

    /// The cells of all layers above a cell of the routing layer, in the order that [`Question::cells`] has.
    #[must_use]
    pub fn cells_above(&self, cell: CellIndex) -> Vec<u32> {
        let above = |layer| self.places.above(layer, cell.0 as usize).unwrap_or(NO_CELL);
        (0..self.places.names().len()).map(above).collect()
    }

    /// The unit whose territory a cell is.
    #[must_use]
    pub fn territorial_unit(&self, layer: &LayerName, cell: CellIndex) -> Option<u16> {
        let node = self.places.node_at(self.places.position(layer)?, cell.0)?;
        self.territories.at(node, None)
    }

    /// Units, by position, whose territory the plan does not have: it came later, or went. They answer for none.
    #[must_use]
    pub fn landless(&self) -> &[u16] {
        &self.landless
    }

    /// What in the tables of rules and accepted holes names a layer or cell that the plan does not have.
    #[must_use]
    pub fn faults(&self) -> &[RuleFault] {
        &self.faults
    }

    /// Who answers.
    ///
    /// Inside the routing layer the table decides. Outside of it, but inside coarser layers, the table is asked with what is
    /// known, and where it names nobody the unit of the finest territory answers (switch D15). Without a place only rules
    /// that hold everywhere are asked; where any other might matter, the case waits to be located.
    ///
    /// # Complexity
    /// O(r / 64 + k²) for r rules of which k match: about a microsecond for a thousand rules. Inside the routing layer
    /// nothing is allocated up to sixteen matching rules, six runners-up and four helpers.
    #[must_use]
    pub fn decide(&self, question: &Question<'_>) -> Decision {
        self.answer(question)
    }

    /// The stages of the limit that a decision about a class names, in order of time.
    #[must_use]
    pub fn milestones(&self, class: u16, limit: LimitFrom) -> Vec<Milestone> {
        match limit {
            LimitFrom::Nothing => Vec::new(),
            LimitFrom::Rule(limit) => vec![Milestone { name: String::new(), limit }],
            LimitFrom::Condition(at) => self
                .rules
                .classes
                .get(class)
                .and_then(|class| class.conditions.get(usize::from(at)))
                .map_or_else(Vec::new, |condition| condition.limits.clone()),
        }
    }

    pub(super) fn ranks(&self, lead: Lead) -> &[u32] {
        let [block, line] = &self.ranks;
        if lead == Lead::Block { block } else { line }
    }
}

#[cfg(test)]
#[path = "bound_tests.rs"]
mod tests;
