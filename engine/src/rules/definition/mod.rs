//! Readers of a district folder's tables: `units.csv`, `sources.csv`, `classes.csv`, `conditions.csv`, `rules.csv`,
//! `accepted-holes.csv`, `settings.json`. Every fault is named with file, line, field and value; the rest goes on.

mod fault;

pub use fault::{RuleFault, RuleFaults};

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
    /// A rule set from a folder's files.
    ///
    /// # Errors
    /// Everything that is wrong, one line each.
    pub fn from_files(files: &FolderFiles, version: RulesVersion) -> Result<Self, RuleFaults> {
        let _ = (files, version);
        Err(RuleFaults(Vec::new()))
    }

    /// A rule set from a folder.
    ///
    /// # Errors
    /// As [`Self::from_files`].
    pub fn load(folder: &Path, version: RulesVersion) -> Result<Self, RuleFaults> {
        Self::from_files(&rule_files(folder)?, version)
    }
}
