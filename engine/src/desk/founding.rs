//! From a district's folder to versions in a store (建库、发布): the first ones when a store is new, later ones when asked for.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::command::{Command, Reply};
use super::pack::Pack;
use super::plan_edition::PlanEdition;
use super::publication::{InFlight, Publication};
use super::rules_edition::RulesEdition;
use super::service::Desk;
use crate::calendar::definition;
use crate::cases::Actor;
use crate::grid::definition::DefinitionErrors;
use crate::grid::{District, Plan, Title};
use crate::ids::RulesVersion;
use crate::rules::definition::{FolderFiles, RuleFaults, rule_files};
use crate::store::{PublishedKind, Store};

/// The calendar's file.
const CALENDAR_FILE: &str = "calendar.json";
/// Registers that belong to the rules where the district has them.
const REGISTERS: [&str; 2] = ["components.csv", "places.csv"];

/// Why a folder gives no version.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FoundingError {
    /// The layers or plans are wrong.
    #[error("{0}")]
    District(#[from] DefinitionErrors),
    /// There is no such plan.
    #[error("{}: there is no plan{}", folder.display(), number.map_or_else(String::new, |number| format!(" {number}")))]
    NoPlan {
        /// The folder.
        folder: PathBuf,
        /// The number asked for.
        number: Option<u32>,
    },
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
    /// The desk does not take it.
    #[error("{}: {fault}", folder.display())]
    Refused {
        /// The folder.
        folder: PathBuf,
        /// Why.
        fault: String,
    },
}

/// What of a folder is to be published, from when, and what becomes of open cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Plan, rules, calendar.
    pub what: Vec<PublishedKind>,
    /// Which of the folder's plans; the last one if it is not said.
    pub plan: Option<u32>,
    /// From when it is in force.
    pub valid_from: Timestamp,
    /// What becomes of open cases.
    pub in_flight: InFlight,
    /// What people call it.
    pub title: Title,
}

/// The selected parts of a folder, to be published together.
///
/// # Errors
/// [`FoundingError`]: everything that is wrong with the part that cannot be read.
///
/// # Complexity
/// O(n log n) in the size of the files.
pub fn publication_of(folder: &Path, wanted: Selection) -> Result<Publication, FoundingError> {
    let has = |kind| wanted.what.contains(&kind);
    let plan = if has(PublishedKind::Plan) {
        let district = District::load(folder)?;
        let plans = district.plans().plans();
        let chosen = match wanted.plan {
            Some(number) => plans.iter().find(|plan| plan.number().0 == number),
            None => plans.last(),
        };
        let none = || FoundingError::NoPlan { folder: folder.into(), number: wanted.plan };
        Some(PlanEdition::of_district(&district, chosen.ok_or_else(none)?))
    } else {
        None
    };
    let rules = has(PublishedKind::Rules).then(|| rules_of(folder)).transpose()?;
    let calendar = has(PublishedKind::Calendar).then(|| file_of(folder, CALENDAR_FILE)).transpose()?;
    let Selection { valid_from, in_flight, title, .. } = wanted;
    Ok(Publication { plan, rules, calendar, valid_from, in_flight, title })
}

/// As [`publication_of`], for people who mend a folder.
///
/// # Errors
/// Everything that is wrong with any of the selected parts, one line each.
///
/// # Complexity
/// As [`publication_of`].
pub fn publication_or_faults(folder: &Path, wanted: &Selection) -> Result<Publication, Vec<String>> {
    let mut faults = Vec::new();
    let mut whole = Publication {
        plan: None,
        rules: None,
        calendar: None,
        valid_from: wanted.valid_from,
        in_flight: wanted.in_flight,
        title: wanted.title.clone(),
    };
    for &kind in &wanted.what {
        let part = publication_of(folder, Selection { what: vec![kind], ..wanted.clone() });
        let part = part.map_err(|fault| fault.to_string()).and_then(|part| read_again(part, kind));
        match part {
            Ok(part) => {
                whole.plan = part.plan.or(whole.plan);
                whole.rules = part.rules.or(whole.rules);
                whole.calendar = part.calendar.or(whole.calendar);
            }
            Err(text) => faults.extend(text.lines().map(str::to_owned)),
        }
    }
    if faults.is_empty() { Ok(whole) } else { Err(faults) }
}

/// Reads what a version of a kind would hold, as the desk will.
fn read_again(part: Publication, kind: PublishedKind) -> Result<Publication, String> {
    let read = |files: &FolderFiles| {
        let pack = Pack::from(files.clone());
        match kind {
            PublishedKind::Rules => {
                RulesEdition::from_pack(&pack, RulesVersion(0)).map(drop).map_err(|it| it.fault)
            }
            PublishedKind::Calendar => {
                let text = pack.text(CALENDAR_FILE).map_err(|error| error.to_string())?;
                definition::parse(text, Path::new(CALENDAR_FILE)).map(drop).map_err(|error| error.to_string())
            }
            PublishedKind::Plan => Ok(()),
        }
    };
    part.rules.iter().chain(&part.calendar).try_for_each(read)?;
    Ok(part)
}

/// Publishes a folder's plans, rules and calendar into a store that has no version yet; whether it did.
///
/// Plans come first, each on its day: rules are proved against the plan in force, not against those that it replaced.
///
/// # Errors
/// [`FoundingError`]: what of the folder cannot be published.
///
/// # Complexity
/// O(n log n) in the size of the files.
pub fn found<S: Store>(
    desk: &mut Desk<S>,
    folder: &Path,
    now: Timestamp,
    by: &Actor,
) -> Result<bool, FoundingError> {
    if desk.world().versions().next().is_some() {
        return Ok(false);
    }
    let district = District::load(folder)?;
    let plans = district.plans().plans();
    let first = plans.first().ok_or_else(|| FoundingError::NoPlan { folder: folder.into(), number: None })?;
    let mut publications: Vec<Publication> = plans.iter().map(|plan| plan_alone(&district, plan)).collect();
    publications.push(Publication {
        plan: None,
        rules: Some(rules_of(folder)?),
        calendar: Some(file_of(folder, CALENDAR_FILE)?),
        valid_from: first.valid_from(),
        in_flight: InFlight::Keep,
        title: Title::new("首批规则与日历", "First rules and calendar"),
    });
    let publish = |publication| Command::Publish { publication: Box::new(publication), by: by.clone() };
    for reply in desk.handle(now, publications.into_iter().map(publish).collect()) {
        let fault = match reply {
            Reply::Refused(refusal) => refusal.to_string(),
            Reply::Failed(fault) => fault,
            _ => continue,
        };
        return Err(FoundingError::Refused { folder: folder.into(), fault });
    }
    Ok(true)
}

fn plan_alone(district: &District, plan: &Plan) -> Publication {
    let (name, number) = (district.name(), plan.number().0);
    Publication {
        plan: Some(PlanEdition::of_district(district, plan)),
        rules: None,
        calendar: None,
        valid_from: plan.valid_from(),
        in_flight: InFlight::Keep,
        title: Title::new(&format!("{}网格方案{number}", name.zh), &format!("{}, plan {number}", name.en)),
    }
}

fn rules_of(folder: &Path) -> Result<FolderFiles, FoundingError> {
    let mut files = rule_files(folder)?;
    for name in REGISTERS {
        if folder.join(name).exists() {
            files.extend(file_of(folder, name)?);
        }
    }
    Ok(files)
}

fn file_of(folder: &Path, name: &str) -> Result<FolderFiles, FoundingError> {
    let file = folder.join(name);
    match std::fs::read(&file) {
        Ok(content) => Ok(FolderFiles::from([(name.to_owned(), content)])),
        Err(fault) => Err(FoundingError::File { file, fault: fault.to_string() }),
    }
}
