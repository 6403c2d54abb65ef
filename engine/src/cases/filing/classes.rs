//! Between rows of the sheet and the class tree.

use super::{FilingNote, FilingRow};
use crate::calendar::LimitUnit;
use crate::grid::Title;
use crate::ids::{ClassCode, UnitCode};
use crate::rules::{CaseKind, Class, ClassNature, Classes, Condition, Lead, Sensitivity};

/// Which unit a department's name stands for; `None` where it names none.
pub type Departments<'a> = dyn Fn(&str) -> Option<UnitCode> + 'a;

impl FilingRow {
    /// The class tree of a sheet under a root: one root, a node for each major and minor class, a condition for each row. A
    /// name that is no unit's leaves the department open, with a note. The kind of handling, the lead and what else the sheet
    /// does not say have their usual values.
    ///
    /// # Complexity
    /// O(rows · log rows).
    #[must_use]
    pub fn classes(
        rows: &[Self],
        root: ClassNature,
        departments: &Departments<'_>,
    ) -> (Vec<Class>, Vec<FilingNote>) {
        let (letter, name) = root_of(root);
        let mut classes = vec![node(letter, None, root, name)];
        let mut notes = Vec::new();
        for row in rows {
            let major = format!("{letter}{}", row.major);
            let minor = format!("{major}{}", row.minor);
            if !classes.iter().any(|class| class.code.as_str() == major) {
                classes.push(node(&major, Some(letter), root, Title::new(&row.major_name, "")));
            }
            let at = classes.iter().position(|class| class.code.as_str() == minor).unwrap_or(classes.len());
            if at == classes.len() {
                let mut class = node(&minor, Some(&major), root, Title::new(&row.minor_name, ""));
                class.department = departments(&row.department);
                if class.department.is_none() && !row.department.is_empty() {
                    let note = format!("no unit has this name; the department of {minor} stays open");
                    notes.push(FilingNote {
                        row: 0,
                        column: super::COLUMNS[5],
                        value: row.department.clone(),
                        note,
                    });
                }
                classes.push(class);
            }
            if let Some(class) = classes.get_mut(at) {
                class.conditions.push(condition(row, class.conditions.len()));
            }
        }
        (classes, notes)
    }

    /// The rows of all minor classes under a root, in the order of the tree.
    ///
    /// # Complexity
    /// O(classes + conditions).
    #[must_use]
    pub fn of_classes(
        classes: &Classes,
        root: ClassNature,
        name_of: &dyn Fn(&UnitCode) -> String,
    ) -> Vec<Self> {
        let letter = root_of(root).0;
        let mut rows = Vec::new();
        for class in classes.all().iter().filter(|class| class.nature == root) {
            let parent =
                class.parent.as_ref().and_then(|code| classes.index_of(code)).and_then(|at| classes.get(at));
            let Some(parent) = parent else { continue };
            let codes = || {
                let major = parent.code.as_str().strip_prefix(letter)?;
                Some((major.to_owned(), class.code.as_str().strip_prefix(parent.code.as_str())?.to_owned()))
            };
            let Some((major, minor)) = codes().filter(|(major, _)| !major.is_empty()) else { continue };
            let department = class.department.as_ref().map(name_of).unwrap_or_default();
            rows.extend(class.conditions.iter().map(|condition| Self {
                major: major.clone(),
                major_name: parent.name.zh.clone(),
                minor: minor.clone(),
                minor_name: class.name.zh.clone(),
                handler: department.clone(),
                department: department.clone(),
                filing: condition.filing.zh.clone(),
                closing: condition.closing.zh.clone(),
                limits: condition.limits.clone(),
            }));
        }
        rows
    }
}

fn root_of(root: ClassNature) -> (&'static str, Title) {
    match root {
        ClassNature::Component => ("C", Title::new("部件", "Components")),
        ClassNature::Event => ("E", Title::new("事件", "Events")),
        ClassNature::Appeal => ("A", Title::new("诉求", "Appeals")),
        ClassNature::Hazard => ("H", Title::new("隐患", "Hazards")),
        ClassNature::Mediation => ("M", Title::new("矛盾纠纷", "Mediation")),
    }
}

fn node(code: &str, parent: Option<&str>, nature: ClassNature, name: Title) -> Class {
    Class {
        code: ClassCode::new(code),
        parent: parent.map(ClassCode::new),
        nature,
        name,
        kinds: vec![CaseKind::Management],
        domain: None,
        sensitivity: Sensitivity::default(),
        lead: Lead::default(),
        department: None,
        legal_basis: None,
        duplicates: None,
        conditions: Vec::new(),
    }
}

/// Urgency is a property of the condition: its first stage is counted on the urgent clock.
fn condition(row: &FilingRow, before: usize) -> Condition {
    let urgent =
        |unit| matches!(unit, LimitUnit::UrgentDay | LimitUnit::UrgentHour | LimitUnit::UrgentMinute);
    Condition {
        number: u8::try_from(before + 1).unwrap_or(u8::MAX),
        filing: Title::new(&row.filing, ""),
        closing: Title::new(&row.closing, ""),
        grade: None,
        limits: row.limits.clone(),
        urgent: row.limits.first().is_some_and(|stage| urgent(stage.limit.unit)),
        setting: false,
    }
}
