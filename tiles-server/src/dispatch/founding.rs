//! From the district's folder to versions in the store: the first ones when a store is new, later ones when asked for.

use std::fs;
use std::path::Path;

use gridward::cases::Actor;
use gridward::desk::{Command, Desk, InFlight, PlanEdition, Publication, Reply};
use gridward::grid::{District, Title};
use gridward::rules::definition::{FolderFiles, rule_files};
use gridward::store::{PublishedKind, Store};
use jiff::Timestamp;

/// Files that go with the rules where the district has them.
const BESIDE_RULES: [&str; 2] = ["components.csv", "places.csv"];
const CALENDAR: &str = "calendar.json";

/// What the folder has to publish.
///
/// # Errors
/// Which file is missing or wrong, and what would be right.
pub fn publication(
    folder: &Path,
    what: &[PublishedKind],
    plan: Option<u32>,
    valid_from: Timestamp,
    in_flight: InFlight,
    title: Title,
) -> Result<Publication, String> {
    let has = |kind| what.contains(&kind);
    let plan = if has(PublishedKind::Plan) {
        let district = District::load(folder).map_err(|faults| faults.to_string())?;
        let plans = district.plans().plans();
        let chosen = match plan {
            Some(number) => plans.iter().find(|plan| plan.number().0 == number),
            None => plans.last(),
        };
        let chosen = chosen.ok_or_else(|| format!("{}: there is no such plan", folder.display()))?;
        Some(PlanEdition::of_district(&district, chosen))
    } else {
        None
    };
    let rules = has(PublishedKind::Rules).then(|| rules_of(folder)).transpose()?;
    let calendar = has(PublishedKind::Calendar).then(|| calendar_of(folder)).transpose()?;
    Ok(Publication { plan, rules, calendar, valid_from, in_flight, title })
}

fn rules_of(folder: &Path) -> Result<FolderFiles, String> {
    let mut files = rule_files(folder).map_err(|faults| faults.to_string())?;
    for name in BESIDE_RULES {
        if !files.contains_key(name) && folder.join(name).is_file() {
            files.insert(name.to_owned(), read(folder, name)?);
        }
    }
    Ok(files)
}

fn calendar_of(folder: &Path) -> Result<FolderFiles, String> {
    Ok(FolderFiles::from([(CALENDAR.to_owned(), read(folder, CALENDAR)?)]))
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    let file = folder.join(name);
    fs::read(&file).map_err(|fault| format!("{}: {fault}", file.display()))
}

/// Publishes a district's plans, rules and calendar into a store that has none yet; whether it did.
///
/// # Errors
/// One line: what of the folder cannot be published.
pub fn found<S: Store>(
    desk: &mut Desk<S>,
    district: &District,
    folder: &Path,
    now: Timestamp,
) -> Result<bool, String> {
    if desk.world().versions().next().is_some() {
        return Ok(false);
    }
    let plans = district.plans().plans();
    let first = plans.first().ok_or_else(|| format!("{}: there is no plan", folder.display()))?;
    // Rules are proved against the plan in force, not against those that it replaced: plans first.
    let mut publications: Vec<Publication> = plans
        .iter()
        .map(|plan| Publication {
            plan: Some(PlanEdition::of_district(district, plan)),
            rules: None,
            calendar: None,
            valid_from: plan.valid_from(),
            in_flight: InFlight::Keep,
            title: Title::new(&format!("网格方案 {}", plan.number().0), &format!("Plan {}", plan.number().0)),
        })
        .collect();
    publications.push(Publication {
        plan: None,
        rules: Some(rules_of(folder)?),
        calendar: Some(calendar_of(folder)?),
        valid_from: first.valid_from(),
        in_flight: InFlight::Keep,
        title: Title::new("首批规则与日历", "First rules and calendar"),
    });
    let commands = publications
        .into_iter()
        .map(|publication| Command::Publish { publication: Box::new(publication), by: Actor::System })
        .collect();
    for reply in desk.handle(now, commands) {
        match reply {
            Reply::Published { .. } => {}
            Reply::Refused(refusal) => return Err(format!("{}: {refusal}", folder.display())),
            Reply::Failed(fault) => return Err(fault),
            _ => return Err("the desk gave an answer of another kind".into()),
        }
    }
    Ok(true)
}
