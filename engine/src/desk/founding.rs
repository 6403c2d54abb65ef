//! From a district's folder to its first publications (建库): what a new store begins with.

use std::path::{Path, PathBuf};

use super::plan_edition::PlanEdition;
use super::publication::{InFlight, Publication};
use crate::grid::definition::DefinitionErrors;
use crate::grid::{District, Title};
use crate::rules::definition::{FolderFiles, RuleFaults, rule_files};

/// The calendar's file.
const CALENDAR_FILE: &str = "calendar.json";
/// Registers that belong to the rules where the district has them.
const REGISTERS: [&str; 2] = ["components.csv", "places.csv"];

/// Why a folder founds no store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FoundingError {
    /// The layers or plans are wrong.
    #[error("{0}")]
    District(#[from] DefinitionErrors),
    /// The rules cannot be read.
    #[error("{0}")]
    Rules(#[from] RuleFaults),
    /// The calendar or a register cannot be read.
    #[error("{}: cannot be read ({fault}); check the path and its permissions", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        fault: String,
    },
}

/// What a district's folder publishes: each of its plans on its day, and rules and calendar with the first of them.
///
/// # Errors
/// [`FoundingError`]: everything that is wrong with the part that cannot be read.
///
/// # Complexity
/// O(n log n) in the size of the files.
pub fn publications_of(folder: &Path) -> Result<Vec<Publication>, FoundingError> {
    let district = District::load(folder)?;
    let mut files = rule_files(folder)?;
    for name in REGISTERS {
        if folder.join(name).exists() {
            files.extend(file(folder, name)?);
        }
    }
    let (mut rules, mut calendar) = (Some(files), Some(file(folder, CALENDAR_FILE)?));
    let plans = district.plans().plans();
    Ok(plans
        .iter()
        .map(|plan| Publication {
            plan: Some(PlanEdition::of_district(&district, plan)),
            rules: rules.take(),
            calendar: calendar.take(),
            valid_from: plan.valid_from(),
            in_flight: InFlight::Keep,
            title: Title::new(
                &format!("{}网格方案{}", district.name().zh, plan.number().0),
                &format!("{}, plan {}", district.name().en, plan.number().0),
            ),
        })
        .collect())
}

fn file(folder: &Path, name: &str) -> Result<FolderFiles, FoundingError> {
    let file = folder.join(name);
    match std::fs::read(&file) {
        Ok(content) => Ok(FolderFiles::from([(name.to_owned(), content)])),
        Err(fault) => Err(FoundingError::File { file, fault: fault.to_string() }),
    }
}
