//! Plans: numbered versions of all layers, each in force for a half-open time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::grid::{Layer, Lineage, LineageError};
use crate::ids::{CellCode, LayerName, PlanNumber};

/// An immutable version of all layers, in force from `valid_from` until just before `valid_to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    number: PlanNumber,
    valid_from: Timestamp,
    valid_to: Option<Timestamp>,
    layers: BTreeMap<LayerName, Arc<Layer>>,
    lineage: Vec<Lineage>,
}

/// Why plans do not make a history.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The plan ends before it begins.
    #[error("plan {}: valid_to {valid_to} is not after valid_from {valid_from}", number.0)]
    EmptyTime {
        /// The plan.
        number: PlanNumber,
        /// Its begin.
        valid_from: Timestamp,
        /// Its end.
        valid_to: Timestamp,
    },
    /// A layer stands under another name in the plan than its own.
    #[error("plan {}: the layer called {name} calls itself {own}; use one name", number.0)]
    LayerName {
        /// The plan.
        number: PlanNumber,
        /// The key.
        name: LayerName,
        /// The layer's own name.
        own: LayerName,
    },
    /// Two plans are in force at once, or a number does not rise.
    #[error("plan {} begins {valid_from}, but plan {} is in force until {until}; plans follow one another in time and number", number.0, before.0)]
    Overlap {
        /// The later plan.
        number: PlanNumber,
        /// Its begin.
        valid_from: Timestamp,
        /// The earlier plan.
        before: PlanNumber,
        /// The earlier plan's end, or `further notice`.
        until: String,
    },
    /// Numbers must rise with time.
    #[error("plan {} follows plan {}; numbers rise with time and are never used twice", number.0, before.0)]
    NumberNotRising {
        /// The later plan.
        number: PlanNumber,
        /// The earlier plan.
        before: PlanNumber,
    },
    /// A code came back after it had ended, or names another place.
    #[error("plan {}, layer {layer}: code {code} {how}; give the cell a new code, codes are never reused", number.0)]
    CodeReused {
        /// The plan in which it came back.
        number: PlanNumber,
        /// The layer.
        layer: LayerName,
        /// The code.
        code: CellCode,
        /// What happened.
        how: String,
    },
    /// A lineage does not fit.
    #[error("plan {}: {source}", number.0)]
    Lineage {
        /// The plan.
        number: PlanNumber,
        /// What is wrong.
        source: LineageError,
    },
}

impl Plan {
    /// A plan from its layers.
    ///
    /// # Errors
    /// [`PlanError::EmptyTime`], [`PlanError::LayerName`].
    pub fn new(
        number: PlanNumber,
        valid_from: Timestamp,
        valid_to: Option<Timestamp>,
        layers: BTreeMap<LayerName, Arc<Layer>>,
        lineage: Vec<Lineage>,
    ) -> Result<Self, PlanError> {
        if let Some(valid_to) = valid_to.filter(|end| *end <= valid_from) {
            return Err(PlanError::EmptyTime { number, valid_from, valid_to });
        }
        if let Some((name, layer)) = layers.iter().find(|(name, layer)| *name != layer.name()) {
            return Err(PlanError::LayerName { number, name: name.clone(), own: layer.name().clone() });
        }
        Ok(Self { number, valid_from, valid_to, layers, lineage })
    }

    /// The plan's number.
    #[must_use]
    pub fn number(&self) -> PlanNumber {
        self.number
    }

    /// The first instant in force.
    #[must_use]
    pub fn valid_from(&self) -> Timestamp {
        self.valid_from
    }

    /// The first instant no longer in force; `None` while it is open.
    #[must_use]
    pub fn valid_to(&self) -> Option<Timestamp> {
        self.valid_to
    }

    /// All layers by name.
    #[must_use]
    pub fn layers(&self) -> &BTreeMap<LayerName, Arc<Layer>> {
        &self.layers
    }

    /// One layer.
    #[must_use]
    pub fn layer(&self, name: &LayerName) -> Option<&Arc<Layer>> {
        self.layers.get(name)
    }

    /// What became of the cells of the plan before.
    #[must_use]
    pub fn lineage(&self) -> &[Lineage] {
        &self.lineage
    }

    /// Whether the plan is in force at an instant: begin included, end excluded.
    #[must_use]
    pub fn in_force(&self, at: Timestamp) -> bool {
        self.valid_from <= at && self.valid_to.is_none_or(|end| at < end)
    }
}

/// Plans one after another; at each instant at most one is in force.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanHistory(Vec<Arc<Plan>>);

impl PlanHistory {
    /// A history from plans in any order.
    ///
    /// # Errors
    /// The first [`PlanError`] in order of time: two plans at once, a number that does not rise, a code that ended
    /// and came back or moved to a place that its earlier bounds do not touch, a lineage that does not fit.
    ///
    /// # Complexity
    /// O(p · n log n) for p plans of n cells.
    pub fn new(mut plans: Vec<Arc<Plan>>) -> Result<Self, PlanError> {
        plans.sort_by_key(|plan| (plan.valid_from, plan.number));
        for (before, after) in plans.iter().zip(plans.iter().skip(1)) {
            check_succession(before, after)?;
        }
        check_codes(&plans)?;
        Ok(Self(plans))
    }

    /// The history with one plan more; an open last plan ends where the new one begins.
    ///
    /// # Errors
    /// As [`PlanHistory::new`].
    pub fn publish(&self, plan: Plan) -> Result<Self, PlanError> {
        let mut plans = self.0.clone();
        if let Some(last) =
            plans.last_mut().filter(|last| last.valid_to.is_none() && last.valid_from < plan.valid_from)
        {
            let mut closed = Plan::clone(last);
            closed.valid_to = Some(plan.valid_from);
            *last = Arc::new(closed);
        }
        plans.push(Arc::new(plan));
        Self::new(plans)
    }

    /// The plan in force at an instant. O(log p).
    #[must_use]
    pub fn as_of(&self, at: Timestamp) -> Option<&Arc<Plan>> {
        let after = self.0.partition_point(|plan| plan.valid_from <= at);
        self.0.get(after.checked_sub(1)?).filter(|plan| plan.in_force(at))
    }

    /// The plan with a number.
    #[must_use]
    pub fn by_number(&self, number: PlanNumber) -> Option<&Arc<Plan>> {
        self.0.iter().find(|plan| plan.number == number)
    }

    /// All plans in order of time.
    #[must_use]
    pub fn plans(&self) -> &[Arc<Plan>] {
        &self.0
    }

    /// The codes of a later plan that a cell of an earlier one became, in order; the code itself while it lives on.
    ///
    /// Empty when the cell ended without a successor, or either plan does not exist.
    #[must_use]
    pub fn descendants(
        &self,
        layer: &LayerName,
        code: &CellCode,
        from: PlanNumber,
        to: PlanNumber,
    ) -> Vec<CellCode> {
        let mut live = BTreeSet::from([code.clone()]);
        for plan in self.0.iter().filter(|plan| plan.number > from && plan.number <= to) {
            let mut next = BTreeSet::new();
            for code in &live {
                let steps = plan
                    .lineage
                    .iter()
                    .filter(|step| step.layer == *layer && step.predecessors.contains(code));
                next.extend(steps.flat_map(|step| step.successors.iter().cloned()));
                if plan.layer(layer).is_some_and(|layer| layer.index_of(code).is_some()) {
                    next.insert(code.clone());
                }
            }
            live = next;
        }
        live.into_iter().collect()
    }
}

fn check_succession(before: &Plan, after: &Plan) -> Result<(), PlanError> {
    if before.valid_to.is_none_or(|end| end > after.valid_from) {
        return Err(PlanError::Overlap {
            number: after.number,
            valid_from: after.valid_from,
            before: before.number,
            until: before.valid_to.map_or_else(|| "further notice".into(), |end| end.to_string()),
        });
    }
    if after.number <= before.number {
        return Err(PlanError::NumberNotRising { number: after.number, before: before.number });
    }
    for step in &after.lineage {
        step.check(before.layer(&step.layer).map(Arc::as_ref), after.layer(&step.layer).map(Arc::as_ref))
            .map_err(|source| PlanError::Lineage { number: after.number, source })?;
    }
    Ok(())
}

fn check_codes(plans: &[Arc<Plan>]) -> Result<(), PlanError> {
    let mut seen: BTreeMap<(&LayerName, &CellCode), usize> = BTreeMap::new();
    for (at, plan) in plans.iter().enumerate() {
        for (name, layer) in &plan.layers {
            for cell in layer.cells() {
                let reused = |how: String| PlanError::CodeReused {
                    number: plan.number,
                    layer: name.clone(),
                    code: cell.code.clone(),
                    how,
                };
                let Some(last) = seen.insert((name, &cell.code), at) else { continue };
                let Some(earlier) = plans.get(last) else { continue };
                if last + 1 != at {
                    return Err(reused(format!("ended after plan {} and came back", earlier.number.0)));
                }
                let old = earlier.layer(name).and_then(|layer| layer.find(&cell.code));
                let bounds_pair = old.and_then(|old| old.shape.bounds()).zip(cell.shape.bounds());
                let apart = bounds_pair
                    .is_some_and(|((a, b), (c, d))| a.x > d.x || c.x > b.x || a.y > d.y || c.y > b.y);
                if apart {
                    return Err(reused(format!("names another place than in plan {}", earlier.number.0)));
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
