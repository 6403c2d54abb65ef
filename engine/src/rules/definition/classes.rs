//! `classes.csv` and `conditions.csv`.

use std::collections::BTreeMap;

use super::csv_table::{Numbered, rows};
use super::fault::RuleFault;
use super::field::{Line, items};
use super::rows::{ClassRow, ConditionRow};
use super::units::MOST_ROWS;
use crate::calendar::{Limit, Milestone};
use crate::grid::Title;
use crate::ids::{ClassCode, UnitCode};
use crate::rules::class::{CaseKind, Class, ClassNature, Condition, Domain, Lead, Sensitivity};
use crate::rules::set::{Classes, Units};
use crate::rules::settings::{DuplicateWindow, Settings};

/// A class as its own row says it; what is missing comes from above.
struct Own {
    line: u64,
    class: Class,
    domain: Option<Domain>,
    sensitivity: Option<Sensitivity>,
    lead: Option<Lead>,
}

pub(super) fn classes(
    class_content: Option<&[u8]>,
    condition_content: Option<&[u8]>,
    units: &Units,
    settings: &Settings,
    faults: &mut Vec<RuleFault>,
) -> Classes {
    let mut own: Vec<Own> = Vec::new();
    let mut first_line: BTreeMap<ClassCode, u64> = BTreeMap::new();
    for numbered in &rows::<ClassRow>(class_content, true, faults) {
        let mut line = Line { file: "classes.csv", number: numbered.line, faults };
        let Some(class) = class(&mut line, &numbered.row, units, settings) else { continue };
        if let Some(first) = first_line.get(&class.class.code) {
            let wanted = format!("line {first} has this code; each class needs its own");
            line.fault("code", class.class.code.as_str(), &wanted);
            continue;
        }
        first_line.insert(class.class.code.clone(), numbered.line);
        own.push(class);
    }
    if own.len() > MOST_ROWS {
        let value = format!("{} rows", own.len());
        faults.push(RuleFault::whole("classes.csv", "file", &value, "at most 65535 classes are supported"));
        own.truncate(MOST_ROWS);
    }
    let tree = Classes::new(own.iter().map(|own| own.class.clone()).collect());
    check_tree(&tree, &own, faults);
    let mut complete: Vec<Class> =
        (0u16..).zip(&own).map(|(position, one)| inherited(&tree, &own, one, position, settings)).collect();
    for ((class, own), position) in complete.iter().zip(&own).zip(0u16..) {
        if class.kinds.is_empty() && tree.is_leaf(position) {
            let mut line = Line { file: "classes.csv", number: own.line, faults };
            line.fault(
                "kinds",
                "",
                "service, management or enforcement is needed, here or at a class above it",
            );
        }
    }
    conditions(condition_content, &tree, &mut complete, settings, faults);
    Classes::new(complete)
}

fn class(line: &mut Line<'_>, row: &ClassRow, units: &Units, settings: &Settings) -> Option<Own> {
    let known = line.needed("code", &row.code, "a code is needed");
    line.needed("name_zh", &row.name_zh, "a name is needed");
    let kinds: Vec<CaseKind> = line.words("kinds", &row.kinds);
    let domain = line.word("domain", &row.domain);
    let sensitivity = line.word("sensitivity", &row.sensitivity);
    let lead = line.word("lead", &row.lead);
    let department = (!row.department.is_empty()).then(|| UnitCode::new(&row.department));
    if let Some(code) = department.as_ref().filter(|code| units.index_of(code).is_none()) {
        line.fault("department", code.as_str(), "the code of a unit in units.csv is needed, or nothing");
    }
    let wanted = "a whole number from 0 on is needed, or nothing";
    let metres: Option<u32> = line.parsed("duplicate_m", &row.duplicate_m, wanted);
    let hours: Option<u32> = line.parsed("duplicate_h", &row.duplicate_h, wanted);
    let duplicates = (metres.is_some() || hours.is_some()).then(|| DuplicateWindow {
        metres: metres.unwrap_or(settings.duplicates.metres),
        hours: hours.unwrap_or(settings.duplicates.hours),
    });
    let nature = nature(&row.code);
    if known && nature.is_none() {
        line.fault("code", &row.code, "a code begins with C, E, A, H or M, the letter of its root");
    }
    let class = Class {
        code: ClassCode::new(&row.code),
        parent: (!row.parent.is_empty()).then(|| ClassCode::new(&row.parent)),
        nature: nature.filter(|_| known)?,
        name: Title::new(&row.name_zh, &row.name_en),
        kinds,
        domain: None,
        sensitivity: Sensitivity::default(),
        lead: Lead::default(),
        department,
        legal_basis: (!row.legal_basis.is_empty()).then(|| row.legal_basis.clone()),
        duplicates,
        conditions: Vec::new(),
    };
    Some(Own { line: line.number, class, domain, sensitivity, lead })
}

fn nature(code: &str) -> Option<ClassNature> {
    match code.chars().next()? {
        'C' => Some(ClassNature::Component),
        'E' => Some(ClassNature::Event),
        'A' => Some(ClassNature::Appeal),
        'H' => Some(ClassNature::Hazard),
        'M' => Some(ClassNature::Mediation),
        _ => None,
    }
}

fn check_tree(tree: &Classes, own: &[Own], faults: &mut Vec<RuleFault>) {
    for (own, position) in own.iter().zip(0u16..) {
        let mut line = Line { file: "classes.csv", number: own.line, faults };
        let class = &own.class;
        let Some(parent) = &class.parent else {
            if class.code.as_str().chars().count() > 1 {
                line.fault(
                    "parent",
                    "",
                    "the class above it is needed; only the roots C, E, A, H, M have none",
                );
            }
            continue;
        };
        let Some(above) = tree.index_of(parent).and_then(|above| tree.get(above)) else {
            line.fault("parent", parent.as_str(), "the code of a class in this file is needed");
            continue;
        };
        let top = tree.ancestors(position).last().and_then(|top| tree.get(top));
        if top.is_some_and(|top| top.parent.as_ref().is_some_and(|code| tree.index_of(code).is_some())) {
            line.fault("parent", parent.as_str(), "the way up must end at a root, not in a ring");
        } else if above.nature != class.nature {
            line.fault(
                "parent",
                parent.as_str(),
                "a class stands under one whose code begins with the same letter",
            );
        }
    }
}

/// The class with what it takes from the classes above it.
fn inherited(tree: &Classes, all: &[Own], own: &Own, position: u16, settings: &Settings) -> Class {
    let chain: Vec<&Own> = tree.ancestors(position).filter_map(|at| all.get(usize::from(at))).collect();
    let mut class = own.class.clone();
    let kinds = chain.iter().map(|own| &own.class.kinds).find(|kinds| !kinds.is_empty());
    class.kinds = kinds.cloned().unwrap_or_default();
    class.domain = chain.iter().find_map(|own| own.domain);
    class.sensitivity = chain.iter().find_map(|own| own.sensitivity).unwrap_or_default();
    class.lead = chain.iter().find_map(|own| own.lead).unwrap_or(settings.switches.lead);
    class.department = chain.iter().find_map(|own| own.class.department.clone());
    class.legal_basis = chain.iter().find_map(|own| own.class.legal_basis.clone());
    class.duplicates = chain.iter().find_map(|own| own.class.duplicates);
    class
}

fn conditions(
    content: Option<&[u8]>,
    tree: &Classes,
    classes: &mut [Class],
    settings: &Settings,
    faults: &mut Vec<RuleFault>,
) {
    for numbered in &rows::<ConditionRow>(content, true, faults) {
        let mut line = Line { file: "conditions.csv", number: numbered.line, faults };
        let condition = condition(&mut line, numbered, settings);
        let Some(position) = tree.index_of(&ClassCode::new(&numbered.row.class)) else {
            line.fault("class", &numbered.row.class, "the code of a class in classes.csv is needed");
            continue;
        };
        if !tree.is_leaf(position) {
            line.fault(
                "class",
                &numbered.row.class,
                "a class without classes below it is needed; cases are of those",
            );
            continue;
        }
        let (Some(condition), Some(class)) = (condition, classes.get_mut(usize::from(position))) else {
            continue;
        };
        let same = |other: &&Condition| other.number == condition.number && other.grade == condition.grade;
        if class.conditions.iter().find(same).is_some() {
            let wanted = "an earlier line has this number for the same class and grade; number them 1, 2, 3";
            line.fault("number", &numbered.row.number, wanted);
            continue;
        }
        class.conditions.push(condition);
    }
    for class in classes {
        class.conditions.sort_by_key(|condition| (condition.number, condition.grade));
    }
}

fn condition(
    line: &mut Line<'_>,
    numbered: &Numbered<ConditionRow>,
    settings: &Settings,
) -> Option<Condition> {
    let row = &numbered.row;
    let number =
        line.parsed::<u8>("number", &row.number, "a number from 1 to 255 is needed").filter(|n| *n > 0);
    if number.is_none() && matches!(row.number.as_str(), "" | "0") {
        line.fault("number", &row.number, "a number from 1 to 255 is needed");
    }
    line.needed("filing_zh", &row.filing_zh, "what makes a finding a case is needed");
    let grade = (!row.grade.is_empty()).then(|| settings.grade(&row.grade));
    if grade == Some(None) {
        line.fault("grade", &row.grade, &format!("one of {} is needed, or nothing", grade_names(settings)));
    }
    let urgent = line.flag("urgent", &row.urgent);
    let setting = line.flag("setting", &row.setting);
    let limits = milestones(line, &row.limits);
    Some(Condition {
        number: number?,
        filing: Title::new(&row.filing_zh, &row.filing_en),
        closing: Title::new(&row.closing_zh, &row.closing_en),
        grade: grade.flatten(),
        limits,
        urgent,
        setting,
    })
}

pub(super) fn grade_names(settings: &Settings) -> String {
    settings.grades.iter().map(|grade| grade.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn milestones(line: &mut Line<'_>, text: &str) -> Vec<Milestone> {
    let mut stages: Vec<Milestone> = Vec::new();
    let several = items(text).count() > 1;
    for item in items(text) {
        let (name, limit) = item.split_once('=').map_or(("", item), |(name, limit)| (name.trim(), limit));
        if several && name.is_empty() {
            line.fault(
                "limits",
                item,
                "where there are several stages each needs a name, for instance stop=2uh",
            );
        }
        match limit.parse::<Limit>() {
            Ok(limit) => stages.push(Milestone { name: name.into(), limit }),
            Err(error) => line.fault("limits", item, &error.to_string()),
        }
    }
    if items(text).next().is_none() {
        line.fault(
            "limits",
            text,
            "a limit is needed, for instance 5wd, or stages, for instance stop=2uh;restore=3wd",
        );
    }
    stages
}
