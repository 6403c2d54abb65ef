//! The routing table against the plans, and its proof.

use std::sync::Arc;

use gridward::rules::BoundRules;
use serde::Serialize;

use super::finding::Findings;
use super::folder::Folder;
use super::names::SETTINGS;

/// What the proof of the rules said.
#[derive(Debug, Serialize)]
pub struct Proof {
    /// Whether every case has exactly one owner, accepted holes aside.
    pub complete: bool,
}

/// Lays the rules over every plan and proves the newest one.
pub fn check(folder: &Folder, findings: &mut Findings) -> Option<Proof> {
    let district = folder.district.as_ref()?;
    let rules = Arc::new(folder.rules.clone());
    let newest = folder.newest_plan()?;
    let bound = BoundRules::bind(rules, newest.layers(), district.routing_layer());
    for fault in bound.faults() {
        findings.push_fault(fault, folder.lines(SETTINGS));
    }
    None
}
