//! `settings.json`, and whether its names fit the tables.

use std::collections::BTreeSet;

use super::fault::RuleFault;
use crate::grid::Title;
use crate::ids::UnitCode;
use crate::rules::outcome::QueueName;
use crate::rules::set::{Sources, Units};
use crate::rules::settings::{
    AutoDispatch, DuplicateWindow, GradeName, QueueKeepers, Reasons, ReviewThresholds, RewardTariff,
    SETTINGS_SCHEMA, Settings, StageLimits, Switches,
};

const FILE: &str = "settings.json";

/// The settings, or the suggested ones where the file cannot be read.
pub(super) fn settings(content: Option<&[u8]>, faults: &mut Vec<RuleFault>) -> Settings {
    let Some(bytes) = content else {
        faults.push(RuleFault::whole(FILE, "file", "missing", "the district's settings are needed"));
        return suggested();
    };
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    match serde_json::from_slice(bytes) {
        Ok(settings) => settings,
        Err(error) => {
            let line = u64::try_from(error.line()).unwrap_or(0);
            let text = error.to_string();
            let message = text.split(" at line ").next().unwrap_or(&text);
            let wanted = format!("see the schema of {FILE}");
            let fault = RuleFault::whole(FILE, &format!("column {}", error.column()), message, &wanted);
            faults.push(RuleFault { line, ..fault });
            suggested()
        }
    }
}

/// Settings that leave everything at its suggested value, with no units to keep queues.
fn suggested() -> Settings {
    let nobody = UnitCode::new("");
    let grade = GradeName { name: "ordinary".into(), title: Title::new("一般", "Ordinary") };
    Settings {
        schema: SETTINGS_SCHEMA.into(),
        note: None,
        switches: Switches::default(),
        default_grade: grade.name.clone(),
        grades: vec![grade],
        slots: Vec::new(),
        reasons: Reasons::default(),
        auto_dispatch: AutoDispatch::default(),
        queue_keepers: QueueKeepers {
            unowned: nobody.clone(),
            unlocated: nobody.clone(),
            contested: nobody.clone(),
            unclassified: nobody,
        },
        review: ReviewThresholds::default(),
        duplicates: DuplicateWindow::default(),
        reward: RewardTariff::default(),
        stage_limits: StageLimits::default(),
    }
}

/// Whether names are unique and known, and numbers make sense.
pub(super) fn check(settings: &Settings, units: &Units, sources: &Sources, faults: &mut Vec<RuleFault>) {
    let mut fault =
        |field: &str, value: &str, wanted: &str| faults.push(RuleFault::new(FILE, 0, field, value, wanted));
    if settings.schema != SETTINGS_SCHEMA {
        fault("schema", &settings.schema, &format!("{SETTINGS_SCHEMA} is read by this version"));
    }
    if !(1..=32).contains(&settings.grades.len()) {
        fault("grades", &settings.grades.len().to_string(), "1 to 32 grades are needed");
    }
    if settings.slots.len() > 64 {
        fault("slots", &settings.slots.len().to_string(), "at most 64 time slots are supported");
    }
    let lists: [(&str, Vec<&str>); 2] = [
        ("grades", settings.grades.iter().map(|grade| grade.name.as_str()).collect()),
        ("slots", settings.slots.iter().map(|slot| slot.name.as_str()).collect()),
    ];
    for (list, names) in &lists {
        let mut seen = BTreeSet::new();
        for (at, name) in names.iter().enumerate() {
            if name.is_empty() || name.contains([';', '；', '+']) || !seen.insert(name) {
                let wanted = "a name of its own without ; and + is needed";
                fault(&format!("{list}[{at}].name"), name, wanted);
            }
        }
    }
    if settings.grade(&settings.default_grade).is_none() {
        fault("default_grade", &settings.default_grade, "one of the names in grades is needed");
    }
    for queue in QueueName::ALL {
        let keeper = settings.queue_keepers.of(queue);
        if units.index_of(keeper).is_none() {
            let field = format!("queue_keepers.{}", queue.as_str());
            fault(&field, keeper.as_str(), "the code of a unit in units.csv is needed");
        }
    }
    for (at, source) in settings.auto_dispatch.sources.iter().enumerate() {
        if sources.index_of(source).is_none() {
            let wanted = "the code of a source in sources.csv is needed";
            fault(&format!("auto_dispatch.sources[{at}]"), source.as_str(), wanted);
        }
    }
    for (at, grade) in settings.auto_dispatch.grades.iter().enumerate() {
        if settings.grade(grade).is_none() {
            fault(&format!("auto_dispatch.grades[{at}]"), grade, "one of the names in grades is needed");
        }
    }
    check_numbers(settings, &mut fault);
    check_reasons(settings, &mut fault);
}

fn check_numbers(settings: &Settings, fault: &mut impl FnMut(&str, &str, &str)) {
    let review = &settings.review;
    for (field, share) in
        [("review.confidence", review.confidence), ("review.address_confidence", review.address_confidence)]
    {
        if !(0.0..=1.0).contains(&share) {
            fault(field, &share.to_string(), "a share from 0 to 1 is needed");
        }
    }
    for (field, amount) in [
        ("review.border_m", review.border_m),
        ("switches.ignored_defect_m2", settings.switches.ignored_defect_m2),
    ] {
        if !(amount.is_finite() && amount >= 0.0) {
            fault(field, &amount.to_string(), "a number from 0 on is needed");
        }
    }
}

fn check_reasons(settings: &Settings, fault: &mut impl FnMut(&str, &str, &str)) {
    let reasons = &settings.reasons;
    let lists = [
        ("not_file", &reasons.not_file),
        ("give_back", &reasons.give_back),
        ("rework", &reasons.rework),
        ("extend", &reasons.extend),
        ("suspend", &reasons.suspend),
        ("void", &reasons.void),
        ("appeal", &reasons.appeal),
    ];
    for (list, reasons) in lists {
        let mut seen = BTreeSet::new();
        for (at, reason) in reasons.iter().enumerate() {
            if reason.name.is_empty() || !seen.insert(&reason.name) {
                fault(&format!("reasons.{list}[{at}].name"), &reason.name, "a name of its own is needed");
            }
        }
    }
}
