//! The plain reading of a routing table, one combination at a time: written a second time, without the engine's shortcuts.

use std::collections::BTreeSet;

use super::*;
use crate::rules::class::{CaseKind, Grade, Lead};
use crate::rules::{AcceptedHole, Reference, Rule, RuleSet};

/// A combination: cell, class, kind, grade, set of slots, source, owner.
pub(super) type Key = (u32, u16, CaseKind, u8, Vec<u8>, u16, Option<u16>);

/// What a combination comes to: the fault and the accepted hole, or nothing.
pub(super) type Found = Option<(Fault, Option<u16>)>;
const LAYERS: [&str; 5] = ["district", "town", "community", "responsibility-grid", "unit-grid"];

/// The code above a unit grid of the fixture in a layer, written down once more.
fn above(cell: u32, layer: &str) -> &'static str {
    let at = cell as usize;
    match layer {
        "unit-grid" => ["U1", "U2", "U3", "U4", "U5", "U6"][at],
        "community" => ["K1", "K1", "K2", "K2", "K3", "K3"][at],
        "responsibility-grid" => ["R1", "R1", "R1", "R2", "R3", "R3"][at],
        "town" => ["T1", "T1", "T1", "T1", "T2", "T2"][at],
        _ => "D",
    }
}

fn lies_in(cell: u32, places: &[(LayerName, CellCode)]) -> bool {
    places.is_empty() || places.iter().any(|(layer, code)| above(cell, layer.as_str()) == code.as_str())
}

/// What a rule's columns hold, as plain sets of names; `None` for anything. A second way to say what narrower means.
pub(super) fn sets(bound: &BoundRules, rule: &Rule) -> [Option<BTreeSet<String>>; 7] {
    let rules = bound.rules();
    let listed =
        |list: Vec<String>| (!list.is_empty()).then(|| list.into_iter().collect::<BTreeSet<String>>());
    let mut places = Vec::new();
    for (layer, code) in &rule.places {
        for cell in 0..6 {
            if above(cell, layer.as_str()) == code.as_str() {
                // Everything on the way from the cell up to the named one that lies wholly below it.
                for other in LAYERS {
                    let below = match (other, layer.as_str()) {
                        (a, b) if a == b => true,
                        (_, "district")
                        | ("unit-grid", _)
                        | ("community" | "responsibility-grid", "town") => true,
                        _ => false,
                    };
                    if below {
                        places.push(format!("{other}:{}", above(cell, other)));
                    }
                }
            }
        }
    }
    let classes = rule.classes.iter().flat_map(|class| rules.classes.descendants(*class));
    let slots = rule.slots.iter().flat_map(|slot| if *slot == 0 { vec![0, 2] } else { vec![*slot] });
    let owners = rule.owners.iter().flat_map(|owner| match owner {
        OwnerIs::Nobody => vec!["none".to_owned()],
        OwnerIs::Unit(unit) => vec![unit.to_string()],
        OwnerIs::Known => {
            (0..rules.units.all().len()).map(|unit| unit.to_string()).chain(["known".to_owned()]).collect()
        }
    });
    [
        listed(places),
        listed(classes.map(|class| class.to_string()).collect()),
        listed(rule.kinds.iter().map(|kind| format!("{kind:?}")).collect()),
        listed(rule.grades.iter().map(|Grade(grade)| grade.to_string()).collect()),
        listed(slots.map(|slot| slot.to_string()).collect()),
        listed(rule.sources.iter().map(ToString::to_string).collect()),
        listed(owners.collect()),
    ]
}

/// 0 equal, 1 narrower, 2 wider, 3 crossing.
fn fit(a: Option<&BTreeSet<String>>, b: Option<&BTreeSet<String>>) -> u8 {
    match (a, b) {
        (None, None) => 0,
        (Some(_), None) => 1,
        (None, Some(_)) => 2,
        (Some(a), Some(b)) => match (a.is_subset(b), b.is_subset(a)) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3,
        },
    }
}

fn beats(a: &[Option<BTreeSet<String>>; 7], b: &[Option<BTreeSet<String>>; 7], lead: Lead) -> bool {
    let fits: Vec<u8> = a.iter().zip(b).map(|(a, b)| fit(a.as_ref(), b.as_ref())).collect();
    let rest: BTreeSet<u8> = fits[2..].iter().copied().filter(|fit| *fit != 0).collect();
    if fits.contains(&3) {
        return false;
    }
    match (fits[0], fits[1]) {
        (1, 2) => rest.len() < 2 && lead == Lead::Block,
        (2, 1) => rest.len() < 2 && lead == Lead::Line,
        _ => !fits.contains(&2) && fits.contains(&1),
    }
}

/// The plain reading of the table for one combination: who wins, and whether a unit is named.
pub(super) struct Plain<'a> {
    pub(super) bound: &'a BoundRules,
    pub(super) sets: Vec<[Option<BTreeSet<String>>; 7]>,
}

impl Plain<'_> {
    fn matches(&self, rule: usize, key: &Key) -> bool {
        let rules = self.bound.rules();
        let (cell, class, kind, grade, slots, source, owner) = key;
        let row = &rules.table[rule];
        let none = |empty: bool, listed: bool| empty || listed;
        lies_in(*cell, &row.places)
            && none(
                row.classes.is_empty(),
                rules.classes.ancestors(*class).any(|node| row.classes.contains(&node)),
            )
            && none(row.kinds.is_empty(), row.kinds.contains(kind))
            && none(row.grades.is_empty(), row.grades.contains(&Grade(*grade)))
            && none(row.slots.is_empty(), row.slots.iter().any(|slot| slots.contains(slot)))
            && none(row.sources.is_empty(), row.sources.contains(source))
            && none(
                row.owners.is_empty(),
                row.owners.iter().any(|own| match own {
                    OwnerIs::Nobody => owner.is_none(),
                    OwnerIs::Known => owner.is_some(),
                    OwnerIs::Unit(unit) => *owner == Some(*unit),
                }),
            )
    }

    pub(super) fn unit(&self, rule: usize, key: &Key) -> Option<u16> {
        let rules = self.bound.rules();
        match &rules.table[rule].responsible {
            Reference::Unit(unit) => Some(*unit),
            Reference::ClassDepartment => {
                rules.units.index_of(rules.classes.get(key.1).unwrap().department.as_ref()?)
            }
            Reference::ComponentOwner => key.6,
            Reference::Territory { layer, .. } => {
                let code = above(key.0, layer.as_str());
                let here = |unit: &crate::rules::Unit| {
                    unit.territory.as_ref().is_some_and(|(own, cell)| own == layer && cell.as_str() == code)
                };
                rules.units.all().iter().position(here).map(|unit| unit as u16)
            }
        }
    }

    /// The matching rules, the winner, and what the combination comes to.
    pub(super) fn answer(&self, key: &Key) -> (Vec<usize>, Option<usize>, Found) {
        let rules = self.bound.rules();
        let lead = rules.classes.get(key.1).unwrap().lead;
        let matching: Vec<usize> = (0..rules.table.len()).filter(|rule| self.matches(*rule, key)).collect();
        let beats = |a: usize, b: usize| beats(&self.sets[a], &self.sets[b], lead);
        let winner = matching.iter().copied().find(|a| matching.iter().all(|b| a == b || beats(*a, *b)));
        let accepted = rules.accepted.iter().position(|hole| accepts(hole, key, rules));
        let accepted = accepted.map(|at| at as u16);
        let found = match winner {
            None if matching.is_empty() => Some((Fault::Unowned, accepted)),
            None => {
                let unbeaten = |a: &usize| matching.iter().all(|b| a == b || !beats(*b, *a));
                let mut tied: Vec<usize> = matching.iter().copied().filter(unbeaten).collect();
                if let [alone] = tied[..] {
                    tied.extend(matching.iter().copied().filter(|b| *b != alone && !beats(alone, *b)));
                }
                tied.sort_unstable();
                Some((Fault::Tied(tied.into_iter().map(|rule| rule as u16).collect()), None))
            }
            Some(rule) => match self.unit(rule, key) {
                Some(_) => None,
                None => Some((Fault::Unresolved(rule as u16), accepted)),
            },
        };
        (matching, winner, found)
    }
}

pub(super) fn accepts(hole: &AcceptedHole, key: &Key, rules: &RuleSet) -> bool {
    lies_in(key.0, &hole.places)
        && (hole.classes.is_empty()
            || rules.classes.ancestors(key.1).any(|node| hole.classes.contains(&node)))
        && (hole.kinds.is_empty() || hole.kinds.contains(&key.2))
        && (hole.grades.is_empty() || hole.grades.contains(&Grade(key.3)))
        && (hole.slots.is_empty() || hole.slots.iter().any(|slot| key.4.contains(slot)))
}
