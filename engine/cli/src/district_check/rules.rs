//! The routing table against the plans, and its proof.

use std::sync::Arc;

use gridward::rules::prove::{BoxReport, FindingReport, ProofReport, prove};
use gridward::rules::{BoundRules, RuleSet};
use serde::Serialize;

use super::finding::Findings;
use super::folder::Folder;
use super::names::{ACCEPTED, RULES, SETTINGS};

/// What the proof of the rules said.
#[derive(Debug, Serialize)]
pub struct Proof {
    /// Whether every case has exactly one owner, accepted holes aside.
    pub complete: bool,
    /// The plan whose cells it ran over.
    pub plan: u32,
    /// How many combinations of cell, class, kind, grade, time, source and owner there are.
    pub combinations: u64,
    /// How many of them have no owner or two, and nobody accepted it.
    pub open: u64,
    /// How many of them have no owner, and somebody accepted it.
    pub accepted: u64,
    /// Units that no rule ever names.
    pub idle_units: Vec<String>,
}

/// Lays the rules over the newest plan and proves that every case has exactly one owner.
pub fn check(folder: &Folder, findings: &mut Findings) -> Option<Proof> {
    let district = folder.district.as_ref()?;
    let plan = folder.newest_plan()?;
    let rules = &folder.rules;
    if rules.table.is_empty() && !folder.table(RULES).has("id") {
        return None;
    }
    let bound = BoundRules::bind(Arc::new(rules.clone()), plan.layers(), district.routing_layer());
    let proof = prove(&bound);
    for fault in &proof.faults {
        findings.push_fault(fault, folder.lines(SETTINGS));
    }
    let report = ProofReport::new(&proof, &bound);
    let open = proof.findings.iter().zip(&report.findings).filter(|(hole, _)| hole.accepted.is_none());
    for (hole, told) in open {
        let lines = hole.fault.rules().into_iter().filter_map(|rule| rules.table.get(usize::from(rule)));
        let line = lines.map(|rule| rule.line).max().unwrap_or(0);
        findings.push(RULES, line, describe(told));
    }
    for dead in &proof.dead {
        let Some(rule) = rules.table.get(usize::from(dead.rule)) else { continue };
        let why = match (dead.matches, names(&dead.beaten_by, rules)) {
            (false, _) => "no case can match it".into(),
            (true, beating) if beating.is_empty() => {
                format!("it ties with {}", names(&dead.tied_with, rules))
            }
            (true, beating) => format!("{beating} win wherever it matches"),
        };
        findings.push(RULES, rule.line, format!("{} never wins: {why}; mend it or take it out", rule.id));
    }
    for stale in &proof.stale {
        let line = rules.accepted.get(usize::from(*stale)).map_or(0, |hole| hole.line);
        findings.push(ACCEPTED, line, "no hole lies here any more; take the row out");
    }
    let sum = |accepted: bool| {
        let some = proof.findings.iter().filter(|finding| finding.accepted.is_some() == accepted);
        some.map(|finding| finding.combinations).fold(0, u64::saturating_add)
    };
    Some(Proof {
        complete: proof.publishable(),
        plan: plan.number().0,
        combinations: proof.combinations,
        open: sum(false),
        accepted: sum(true),
        idle_units: proof
            .idle
            .iter()
            .filter_map(|unit| Some(rules.units.get(*unit)?.code.as_str().to_owned()))
            .collect(),
    })
}

fn names(positions: &[u16], rules: &RuleSet) -> String {
    let ids = positions.iter().filter_map(|rule| Some(rules.table.get(usize::from(*rule))?.id.as_str()));
    ids.collect::<Vec<_>>().join(", ")
}

/// One line on a hole or a tie: what, how many combinations, and where the first of them are.
fn describe(hole: &FindingReport) -> String {
    let rules = hole.rules.join(", ");
    let what = match hole.fault.as_str() {
        "unowned" => "no rule matches, so nobody answers".to_owned(),
        "unresolved" => format!("{rules} wins, but the unit that it refers to does not exist there"),
        _ => format!("{rules} match, and none of them beats the others"),
    };
    let first =
        hole.boxes.first().map_or_else(String::new, |first| format!(", first in {}", place_of(first)));
    format!("{what}; {} combinations{first}", hole.combinations)
}

fn place_of(first: &BoxReport) -> String {
    let columns = [
        ("place", &first.places),
        ("class", &first.classes),
        ("kind", &first.kinds),
        ("grade", &first.grades),
        ("time", &first.times),
        ("source", &first.sources),
        ("owner", &first.owners),
    ];
    let named = columns.iter().filter_map(|(column, items)| match items.as_slice() {
        [] => None,
        [one] => Some(format!("{column} {one}")),
        [one, more @ ..] => Some(format!("{column} {one} and {} more", more.len())),
    });
    named.collect::<Vec<_>>().join(", ")
}
