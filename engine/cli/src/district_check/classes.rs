//! Classes: what a case needs of its class, and who may see it.

use gridward::rules::{Class, ClassNature, Domain, Sensitivity};

use super::finding::Findings;
use super::folder::Folder;
use super::names::{CLASSES, CONDITIONS};
use super::table::Row;

/// Looks for classes without department, condition or limit, for stages out of order, and for sensitive classes that
/// everybody would see.
pub fn check(folder: &Folder, findings: &mut Findings) {
    let classes = &folder.rules.classes;
    for (class, position) in classes.all().iter().zip(0u16..) {
        let line = folder.table(CLASSES).line_of("code", class.code.as_str());
        check_sight(class, line, findings);
        if !classes.is_leaf(position) {
            continue;
        }
        if class.department.is_none() {
            let message =
                format!("department is empty; {} needs one, here or at a class above it", class.code);
            findings.push(CLASSES, line, message);
        }
        check_conditions(folder, class, line, findings);
    }
}

fn check_sight(class: &Class, line: u64, findings: &mut Findings) {
    let why = match (class.nature, class.domain) {
        (ClassNature::Mediation, _) => "a dispute between people",
        (_, Some(Domain::Vice)) => "of the domain vice",
        (_, Some(Domain::GroupRenting)) => "of the domain group-renting",
        _ => return,
    };
    if class.sensitivity == Sensitivity::Public {
        let message =
            format!("sensitivity is public; {} is {why} and must be internal or restricted", class.code);
        findings.push(CLASSES, line, message);
    }
}

fn check_conditions(folder: &Folder, class: &Class, line: u64, findings: &mut Findings) {
    let rows: Vec<Row<'_>> =
        folder.table(CONDITIONS).rows().filter(|row| row.get("class") == class.code.as_str()).collect();
    if rows.is_empty() {
        let message = format!(
            "{} has no row in {CONDITIONS}; at least one condition with a limit is needed",
            class.code
        );
        findings.push(CLASSES, line, message);
        return;
    }
    let line_of = |number: u8| {
        let row = rows.iter().find(|row| row.get("number") == number.to_string());
        row.map_or(0, |row| row.line)
    };
    let numbers: std::collections::BTreeSet<u8> =
        class.conditions.iter().map(|condition| condition.number).collect();
    for (number, wanted) in numbers.iter().zip(1u8..) {
        if *number != wanted {
            let message =
                format!("number is {number}; {} has no condition {wanted}, number them 1, 2, 3", class.code);
            findings.push(CONDITIONS, line_of(*number), message);
            break;
        }
    }
    for condition in &class.conditions {
        for pair in condition.limits.windows(2) {
            let [earlier, later] = pair else { continue };
            if earlier.limit.unit == later.limit.unit && later.limit.amount <= earlier.limit.amount {
                let message = format!(
                    "limits: {}={} comes after {}={}; stages stand in order of time",
                    later.name, later.limit, earlier.name, earlier.limit
                );
                findings.push(CONDITIONS, line_of(condition.number), message);
            }
        }
        if condition.limits.iter().any(|stage| stage.limit.amount == 0) {
            findings.push(
                CONDITIONS,
                line_of(condition.number),
                "limits: a stage has no time; an amount from 1 on is needed",
            );
        }
    }
    let for_all = class.conditions.iter().any(|condition| condition.grade.is_none());
    for grade in folder.rules.settings.grades.iter().filter(|_| !for_all && !class.conditions.is_empty()) {
        let wanted = folder.rules.settings.grade(&grade.name);
        if class.conditions.iter().all(|condition| condition.grade != wanted) {
            let message = format!(
                "{} has no condition for grade {}; one is needed, or one for all grades",
                class.code, grade.name
            );
            findings.push(CONDITIONS, rows.first().map_or(0, |row| row.line), message);
        }
    }
}
