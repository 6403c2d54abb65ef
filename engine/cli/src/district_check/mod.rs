//! Does a district's folder make sense as a whole? Each file is read by the reader that the programs use; then the files
//! are held against each other.

mod calendar;
mod classes;
mod figures;
mod finding;
mod folder;
mod indicators;
mod json_lines;
mod languages;
mod names;
mod places;
mod rows;
mod rules;
pub mod schemas;
mod table;
mod units;

use std::path::Path;

use serde::Serialize;

pub use finding::Finding;
use folder::Folder;
pub use rules::Proof;

/// What a folder holds and what is wrong with it.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whether nothing is wrong.
    pub valid: bool,
    /// How much there is of everything, in the order of the files.
    pub counts: Vec<Count>,
    /// What the proof of the rules said, where the files could be read.
    pub proof: Option<Proof>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// How many of something a folder holds.
#[derive(Debug, Serialize)]
pub struct Count {
    /// Of what.
    pub of: &'static str,
    /// How many.
    pub number: usize,
}

/// Reads a folder and looks for everything that is wrong with it.
///
/// # Complexity
/// O(n log n) in the size of the files, and the proof of the rules.
pub fn check(path: &Path) -> Report {
    let (folder, mut findings) = Folder::read(path);
    languages::check(&folder, &mut findings);
    units::check(&folder, &mut findings);
    units::check_sources(&folder, &mut findings);
    classes::check(&folder, &mut findings);
    calendar::check(&folder, &mut findings);
    indicators::check(&folder, &mut findings);
    places::check(&folder, &mut findings);
    figures::check(path, &folder, &mut findings);
    let proof = rules::check(&folder, &mut findings);
    let findings = findings.into_sorted();
    Report { valid: findings.is_empty(), counts: folder.counts(), proof, findings }
}

#[cfg(test)]
mod district_check_tests;
#[cfg(test)]
mod small_district_for_tests;
