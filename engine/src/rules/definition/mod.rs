//! Readers of a district folder's tables: `units.csv`, `sources.csv`, `classes.csv`, `conditions.csv`, `rules.csv`,
//! `accepted-holes.csv`, `settings.json`. Every fault is named with file, line, field and value; the rest goes on.

mod cell_schema;
mod classes;
mod csv_table;
mod fault;
mod field;
mod routing;
mod rows;
mod settings_file;
mod units;

pub use fault::{RuleFault, RuleFaults};
pub use rows::{AcceptedRow, ClassRow, ConditionRow, RuleRow, SourceRow, UnitRow, columns, schemas};

use std::collections::BTreeMap;
use std::path::Path;

use super::set::RuleSet;
use crate::ids::RulesVersion;

/// Files of a district folder by their path in it.
pub type FolderFiles = BTreeMap<String, Vec<u8>>;

/// The files that a rule set is read from.
pub const RULE_FILES: [&str; 7] = [
    "units.csv",
    "sources.csv",
    "classes.csv",
    "conditions.csv",
    "rules.csv",
    "accepted-holes.csv",
    "settings.json",
];

/// The files of [`RULE_FILES`] that a folder has.
///
/// # Errors
/// One fault for each file that is there and cannot be read.
pub fn rule_files(folder: &Path) -> Result<FolderFiles, RuleFaults> {
    let mut files = FolderFiles::new();
    let mut faults = Vec::new();
    for name in RULE_FILES {
        match std::fs::read(folder.join(name)) {
            Ok(bytes) => drop(files.insert(name.into(), bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => faults.push(RuleFault::whole(
                name,
                "content",
                &error.to_string(),
                "a readable file is needed",
            )),
        }
    }
    if faults.is_empty() { Ok(files) } else { Err(RuleFaults(faults)) }
}

impl RuleSet {
    /// A rule set as far as the files could be read, and everything that is wrong, in order of file and line. Rows with a
    /// fault in what they mean are left out, so that a rule never says more than was written.
    ///
    /// # Complexity
    /// O(n log n) in the size of the files.
    #[must_use]
    pub fn read(files: &FolderFiles, version: RulesVersion) -> (Self, Vec<RuleFault>) {
        let mut faults = Vec::new();
        let content = |name: &str| files.get(name).map(Vec::as_slice);
        let settings = settings_file::settings(content("settings.json"), &mut faults);
        let units = units::units(content("units.csv"), &mut faults);
        let sources = units::sources(content("sources.csv"), &mut faults);
        settings_file::check(&settings, &units, &sources, &mut faults);
        let classes = classes::classes(
            content("classes.csv"),
            content("conditions.csv"),
            &units,
            &settings,
            &mut faults,
        );
        let known =
            routing::Known { units: &units, classes: &classes, sources: &sources, settings: &settings };
        let table = routing::table(content("rules.csv"), &known, &mut faults);
        let accepted = routing::accepted(content("accepted-holes.csv"), &known, &mut faults);
        let rank = |fault: &RuleFault| RULE_FILES.iter().position(|name| *name == fault.file);
        faults.sort_by_key(|a| (rank(a), a.line));
        faults.dedup();
        (Self { version, units, classes, sources, table, settings, accepted }, faults)
    }

    /// A rule set from a folder's files.
    ///
    /// # Errors
    /// Everything that is wrong, one line each.
    pub fn from_files(files: &FolderFiles, version: RulesVersion) -> Result<Self, RuleFaults> {
        let (rules, faults) = Self::read(files, version);
        if faults.is_empty() { Ok(rules) } else { Err(RuleFaults(faults)) }
    }

    /// A rule set from a folder.
    ///
    /// # Errors
    /// As [`Self::from_files`].
    pub fn load(folder: &Path, version: RulesVersion) -> Result<Self, RuleFaults> {
        Self::from_files(&rule_files(folder)?, version)
    }
}

#[cfg(test)]
#[path = "definition_tests.rs"]
mod tests;
