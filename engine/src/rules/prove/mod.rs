//! The proof that every combination of place, class, kind, grade, time, source and owner has exactly one unit.
//!
//! The space of a district has some 10^12 combinations. It is not visited: points of a column that no rule tells apart are
//! one atom, and on the walk through the columns atoms that the surviving rules do not tell apart are one step. Equal
//! sets of survivors are walked once, equal results are one node of a decision diagram. The findings are read off the
//! diagram as boxes.
//!
//! # References
//! Completeness and consistency of decision tables: Pooch, U. W. (1974), Translation of decision tables, ACM Computing
//! Surveys 6(2), doi:10.1145/356628.356630. Anomalies of rule sets found in a diagram of their conditions: Al-Shaer, E. and
//! Hamed, H. (2004), Discovery of policy anomalies in distributed firewalls, INFOCOM, doi:10.1109/INFCOM.2004.1354680.

mod boxes;
mod diagram;
mod expand;
mod outcome;
mod report;
mod split;
mod walk;
mod words;

use std::collections::BTreeSet;

use super::bound::{Atoms, Bits, BoundRules, Target};
use super::definition::RuleFault;
use super::outcome::QueueName;
use super::table::OwnerIs;
use super::unit::UnitKind;
use crate::ids::{CellCode, LayerName};
use outcome::Outcome;
use walk::{Walk, Walked};

pub use expand::CellFindings;
pub use report::{BoxReport, DeadRuleReport, FindingReport, ProofReport};

/// What is wrong with some combinations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// No rule matches: nobody's land (三不管).
    Unowned,
    /// This rule wins, and the unit that it refers to does not exist there; by position.
    Unresolved(u16),
    /// These rules match and none beats the others: two owners; by position, in the table's order.
    Tied(Vec<u16>),
}

impl Fault {
    /// The word used in files and answers.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Unowned => "unowned",
            Self::Unresolved(_) => "unresolved",
            Self::Tied(_) => "tied",
        }
    }

    /// The rules that it is about, by position.
    #[must_use]
    pub fn rules(&self) -> Vec<u16> {
        match self {
            Self::Unowned => Vec::new(),
            Self::Unresolved(rule) => vec![*rule],
            Self::Tied(rules) => rules.clone(),
        }
    }
}

/// Combinations that make a box: every one of its places with every one of its classes, kinds, grades, times, sources and
/// owners. What is in it is asked of it with the rules that were proved, see [`FindingBox::cells`] and the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingBox {
    sides: boxes::Sides,
    /// How many cells of the routing layer.
    pub cells: u64,
    /// How many classes.
    pub classes: u64,
    /// How many combinations of cell, class, kind, grade, set of time slots, source and owner.
    pub combinations: u64,
}

/// Combinations with one fault, as disjoint boxes of which no two make a box together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub fault: Fault,
    /// The accepted hole that all of it lies in, by position; the finding then does not stop a publication.
    pub accepted: Option<u16>,
    /// Where.
    pub boxes: Vec<FindingBox>,
    /// How many combinations in all.
    pub combinations: u64,
}

/// A rule that never wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadRule {
    /// The rule, by position.
    pub rule: u16,
    /// Whether it matches anything.
    pub matches: bool,
    /// The rules that beat it where it matches.
    pub beaten_by: Vec<u16>,
    /// The rules that tie where it matches.
    pub tied_with: Vec<u16>,
}

/// What the proof found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Combinations without exactly one unit: those that stop a publication first, then by fault.
    pub findings: Vec<Finding>,
    /// Rules that never win, in the table's order.
    pub dead: Vec<DeadRule>,
    /// Units that no rule ever names, in order of position; keepers of queues are not among them. A component's owner counts where
    /// the unit is a maintainer or the rule lists it.
    pub idle: Vec<u16>,
    /// Accepted holes that lie on no hole, by position.
    pub stale: Vec<u16>,
    /// Cells of coarser layers that no unit answers for by territory: a place in them but outside of the routing layer has no
    /// fallback.
    pub no_fallback: Vec<(LayerName, CellCode)>,
    /// Units whose territory the plan does not have, by position.
    pub landless: Vec<u16>,
    /// What in the tables of rules and accepted holes names a layer or cell that the plan does not have.
    pub faults: Vec<RuleFault>,
    /// How many combinations there are.
    pub combinations: u64,
}

impl Proof {
    /// How many combinations each cell of the routing layer has.
    #[must_use]
    pub fn combinations_a_cell(&self, bound: &BoundRules) -> u64 {
        let cells = u64::try_from(bound.places.routing_cells()).unwrap_or(u64::MAX);
        self.combinations.checked_div(cells).unwrap_or(0)
    }

    /// Whether plan and rules may be published: no hole that nobody accepted, no tie, no name that the plan does not have.
    #[must_use]
    pub fn publishable(&self) -> bool {
        self.faults.is_empty() && self.findings.iter().all(|finding| finding.accepted.is_some())
    }

    /// The findings that stop a publication.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.accepted.is_none())
    }
}

/// Proves that every combination has exactly one unit, or finds all that have not.
///
/// The combinations are those of: cells of the routing layer; classes without classes below them; the kinds that each class
/// has; the grades of the settings; the sets of time slots that some minute of some day lies in; the sources; the owners of
/// a component, nobody or any unit. Complete and exact: every combination whose [`BoundRules::decide`] ends in the queues
/// `unowned` or `contested` is in exactly one box, and no other is.
///
/// # Complexity
/// O(c · (r + p · s)) set operations for c groups of classes, r rules, p groups of places and s different conditions on a
/// group's places, and the tails: one walk for each different set of surviving rules. The worst case is exponential in the
/// number of columns, as the problem is; tables that people write come nowhere near it.
#[must_use]
pub fn prove(bound: &BoundRules) -> Proof {
    let walked = Walk::new(bound).run();
    let findings = findings(&walked, bound);
    Proof {
        findings,
        dead: dead(&walked),
        idle: idle(&walked, bound),
        stale: (0u16..).zip(&walked.used).filter_map(|(at, used)| (!used).then_some(at)).collect(),
        no_fallback: no_fallback(bound),
        landless: bound.landless.clone(),
        faults: bound.faults.clone(),
        combinations: combinations(bound),
    }
}

fn short(rule: u32) -> u16 {
    u16::try_from(rule).unwrap_or(u16::MAX)
}

fn findings(walked: &Walked, bound: &BoundRules) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (outcome, boxes) in boxes::boxes(walked, &bound.points) {
        let (fault, accepted) = match outcome {
            Outcome::Sound => continue,
            Outcome::Hole { rule: None, accepted } => (Fault::Unowned, accepted),
            Outcome::Hole { rule: Some(rule), accepted } => (Fault::Unresolved(short(rule)), accepted),
            Outcome::Tie(rules) => (Fault::Tied(rules.into_iter().map(short).collect()), None),
        };
        let boxes: Vec<FindingBox> = boxes.into_iter().map(|sides| FindingBox::new(sides, bound)).collect();
        let combinations = boxes.iter().map(|one| one.combinations).fold(0, u64::saturating_add);
        findings.push(Finding { fault, accepted: accepted.map(short), boxes, combinations });
    }
    findings.sort_by(|a, b| (a.accepted, &a.fault).cmp(&(b.accepted, &b.fault)));
    findings
}

fn dead(walked: &Walked) -> Vec<DeadRule> {
    let list = |sets: &[BTreeSet<u32>], at: usize| {
        sets.get(at).into_iter().flatten().map(|rule| short(*rule)).collect::<Vec<u16>>()
    };
    let rules = (0u16..).zip(walked.fired.iter().zip(&walked.seen));
    rules
        .filter(|(_, (fired, _))| !**fired)
        .map(|(rule, (_, seen))| DeadRule {
            rule,
            matches: *seen,
            beaten_by: list(&walked.beaten_by, usize::from(rule)),
            tied_with: list(&walked.tied_with, usize::from(rule)),
        })
        .collect()
}

fn idle(walked: &Walked, bound: &BoundRules) -> Vec<u16> {
    let rules = &bound.rules;
    let mut busy = vec![false; rules.units.all().len()];
    let mut note = |unit: Option<u16>| {
        unit.and_then(|unit| busy.get_mut(usize::from(unit))).into_iter().for_each(|busy| *busy = true);
    };
    for queue in QueueName::ALL {
        note(rules.units.index_of(rules.settings.queue_keepers.of(queue)));
    }
    for (at, target) in
        bound.responsible.iter().enumerate().filter(|(at, _)| walked.named.get(*at) == Some(&true))
    {
        let won = |list: &[Bits]| list.get(at).cloned().unwrap_or_default();
        match target {
            Target::Unit(unit) => note(Some(*unit)),
            Target::Territory(number) => {
                let won = won(&walked.won_places);
                bound
                    .points
                    .place
                    .points_of(&won)
                    .for_each(|cell| note(bound.territories.of_cell(*number, cell)));
            }
            Target::Department => {
                let won = won(&walked.won_classes);
                let classes = bound.points.class.points_of(&won);
                classes.for_each(|class| note(bound.departments.get(class).copied().flatten()));
            }
            Target::Owner => {
                let listed = rules.table.get(at).map_or(&[][..], |rule| &rule.owners);
                let won = won(&walked.won_owners);
                for owner in bound.points.owner.points_of(&won).filter_map(|point| point.checked_sub(1)) {
                    let Ok(owner) = u16::try_from(owner) else { continue };
                    let maintains =
                        rules.units.get(owner).is_some_and(|unit| unit.kind == UnitKind::Maintainer);
                    note((maintains || listed.contains(&OwnerIs::Unit(owner))).then_some(owner));
                }
            }
            Target::Nothing => {}
        }
    }
    (0u16..).zip(&busy).filter_map(|(unit, busy)| (!busy).then_some(unit)).collect()
}

fn no_fallback(bound: &BoundRules) -> Vec<(LayerName, CellCode)> {
    let mut lost = Vec::new();
    let places = &bound.places;
    for (at, name) in places.names().iter().enumerate().filter(|(at, _)| Some(*at) != places.routing()) {
        let Some(layer) = places.layer(at) else { continue };
        for (cell, index) in layer.cells().iter().zip(0u32..) {
            let node = places.node_at(at, index);
            let above = node.map_or(&[][..], |node| bound.columns.place.up(node));
            if above.iter().all(|node| bound.territories.at(*node, None).is_none()) {
                lost.push((name.clone(), cell.code.clone()));
            }
        }
    }
    lost
}

/// The number of combinations in all.
fn combinations(bound: &BoundRules) -> u64 {
    let kinds = |class: usize| bound.rules.classes.all().get(class).map_or(0, |class| class.kinds.len());
    let classes: u64 =
        bound.rules.classes.leaves().map(|class| u64::try_from(kinds(usize::from(class))).unwrap_or(0)).sum();
    let points = &bound.points;
    let rest = [&points.place, &points.grade, &points.slot, &points.source, &points.owner];
    rest.iter()
        .map(|atoms: &&Atoms| u64::try_from(atoms.points()).unwrap_or(u64::MAX))
        .fold(classes, u64::saturating_mul)
}

#[cfg(test)]
mod enumeration_tests;
#[cfg(test)]
mod plain_for_tests;
#[cfg(test)]
#[path = "prove_tests.rs"]
mod tests;
