//! A sheet into a district's folder: `classes.csv` and `conditions.csv` with the sheet's classes and conditions in them.

use std::collections::BTreeMap;

use super::limits::limit_words;
use super::{Departments, FilingRow};
use crate::calendar::Milestone;
use crate::ids::{ClassCode, RulesVersion};
use crate::rules::definition::{ClassRow, ConditionRow, FolderFiles, RuleFaults};
use crate::rules::{Class, ClassNature, Classes, RuleSet};

/// The two tables, and what a person should know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilingTables {
    /// `classes.csv`.
    pub classes: Vec<u8>,
    /// `conditions.csv`.
    pub conditions: Vec<u8>,
    /// One line each.
    pub notes: Vec<String>,
    /// Classes that are new.
    pub new_classes: usize,
    /// Conditions that are new.
    pub new_conditions: usize,
    /// Conditions that are gone, because the sheet has their class without them.
    pub gone_conditions: usize,
}

/// Why a sheet cannot go into a folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FilingTablesError {
    /// The folder has faults of its own.
    #[error("{0}")]
    Folder(#[from] RuleFaults),
    /// A table cannot be read or written.
    #[error("{file}: {fault}; `gridward check-district` says what is wrong")]
    Table {
        /// The file.
        file: &'static str,
        /// What is wrong.
        fault: csv::Error,
    },
}

impl FilingTables {
    /// A folder's tables with a sheet's rows under a root. A class that the sheet has gets the sheet's name, department and
    /// conditions; what the sheet does not say (English, kinds, domain, sensitivity, lead, grade) stays as it was, a condition
    /// being known by its words. Classes that the sheet does not have stay.
    ///
    /// # Errors
    /// [`FilingTablesError`].
    ///
    /// # Complexity
    /// O(n log n) in rows, and n² in the conditions of one class.
    pub fn merge(
        rows: &[FilingRow],
        root: ClassNature,
        folder: &FolderFiles,
        departments: &Departments<'_>,
    ) -> Result<Self, FilingTablesError> {
        let before = RuleSet::from_files(folder, RulesVersion(0))?;
        let (sheet, notes) = FilingRow::classes(rows, root, departments);
        let mut tables = Self {
            notes: notes
                .iter()
                .map(|note| format!("{}: “{}”; {}", note.column, note.value, note.note))
                .collect(),
            ..Self::default()
        };
        let mut classes: Vec<ClassRow> = read(folder, "classes.csv")?;
        let conditions: Vec<ConditionRow> = read(folder, "conditions.csv")?;
        for class in &sheet {
            tables.put_class(&mut classes, class, &before.classes);
        }
        let conditions = tables.conditions_of(&sheet, conditions);
        tables.classes = write("classes.csv", &classes)?;
        tables.conditions = write("conditions.csv", &conditions)?;
        Ok(tables)
    }

    fn put_class(&mut self, classes: &mut Vec<ClassRow>, class: &Class, before: &Classes) {
        let code = class.code.as_str();
        let known = before.index_of(&class.code).and_then(|at| before.get(at));
        if let Some(row) = classes.iter_mut().find(|row| row.code == code) {
            // A root's name is no part of the sheet.
            if class.parent.is_some() && row.name_zh != class.name.zh {
                self.notes.push(format!("{code} was “{}” and is “{}” now", row.name_zh, class.name.zh));
                row.name_zh.clone_from(&class.name.zh);
            }
            if let Some(unit) = &class.department
                && known.is_none_or(|known| known.department.as_ref() != Some(unit))
            {
                unit.as_str().clone_into(&mut row.department);
            }
            return;
        }
        self.new_classes += 1;
        classes.push(ClassRow {
            code: code.to_owned(),
            parent: class.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
            name_zh: class.name.zh.clone(),
            // What the root says holds for what stands under it; a root has nobody to take it from.
            kinds: if class.parent.is_none() { "management".into() } else { String::new() },
            department: class.department.as_ref().map(ToString::to_string).unwrap_or_default(),
            ..ClassRow::default()
        });
    }

    /// The conditions of the classes of the sheet instead of those that stood there; all others stay where they are.
    fn conditions_of(&mut self, sheet: &[Class], before: Vec<ConditionRow>) -> Vec<ConditionRow> {
        let listed: BTreeMap<&ClassCode, &Class> = sheet
            .iter()
            .filter(|class| !class.conditions.is_empty())
            .map(|class| (&class.code, class))
            .collect();
        let mut old: BTreeMap<ClassCode, Vec<ConditionRow>> = BTreeMap::new();
        let mut order: Vec<Result<ConditionRow, ClassCode>> = Vec::new();
        for row in before {
            let code = ClassCode::new(&row.class);
            if !listed.contains_key(&code) {
                order.push(Ok(row));
                continue;
            }
            if !old.contains_key(&code) {
                order.push(Err(code.clone()));
            }
            old.entry(code).or_default().push(row);
        }
        let new = sheet
            .iter()
            .map(|class| &class.code)
            .filter(|code| listed.contains_key(code) && !old.contains_key(code));
        order.extend(new.cloned().map(Err).collect::<Vec<_>>());
        let mut rows = Vec::new();
        for item in order {
            match item {
                Ok(row) => rows.push(row),
                Err(code) => {
                    let Some(class) = listed.get(&code) else { continue };
                    rows.extend(self.of_class(class, old.remove(&code).unwrap_or_default()));
                }
            }
        }
        rows
    }

    fn of_class(&mut self, class: &Class, mut old: Vec<ConditionRow>) -> Vec<ConditionRow> {
        let mut highest = old.iter().filter_map(|row| row.number.parse::<u8>().ok()).max().unwrap_or(0);
        let mut rows = Vec::new();
        for condition in &class.conditions {
            let limits = limits_text(&condition.limits);
            let same = |row: &ConditionRow, whole: bool| {
                row.filing_zh == condition.filing.zh
                    && (!whole
                        || (row.closing_zh == condition.closing.zh
                            && same_limits(&row.limits, &condition.limits)))
            };
            let found = old
                .iter()
                .position(|row| same(row, true))
                .or_else(|| old.iter().position(|row| same(row, false)));
            let mut row = if let Some(at) = found {
                old.remove(at)
            } else {
                self.new_conditions += 1;
                highest = highest.saturating_add(1);
                ConditionRow {
                    class: class.code.to_string(),
                    number: highest.to_string(),
                    filing_zh: condition.filing.zh.clone(),
                    urgent: condition.urgent.to_string(),
                    setting: "false".into(),
                    ..ConditionRow::default()
                }
            };
            if row.closing_zh != condition.closing.zh {
                row.closing_zh.clone_from(&condition.closing.zh);
                // The English of other words is no translation any more.
                row.closing_en.clear();
            }
            if !same_limits(&row.limits, &condition.limits) {
                row.limits = limits;
                row.urgent = condition.urgent.to_string();
            }
            rows.push(row);
        }
        self.gone_conditions += old.len();
        for row in &old {
            self.notes.push(format!(
                "{}, condition {}: the sheet has it no more: “{}”",
                row.class, row.number, row.filing_zh
            ));
        }
        rows
    }
}

/// Stages as `conditions.csv` writes them.
fn limits_text(limits: &[Milestone]) -> String {
    let stage = |stage: &Milestone| match stage.name.as_str() {
        "" => stage.limit.to_string(),
        name => format!("{name}={}", stage.limit),
    };
    limits.iter().map(stage).collect::<Vec<_>>().join(";")
}

/// Whether stages as text are stages as the sheet has them; their names may be in another language.
fn same_limits(text: &str, limits: &[Milestone]) -> bool {
    let stages: Option<Vec<Milestone>> = text
        .split(';')
        .map(|item| {
            let (name, limit) = item.split_once('=').unwrap_or(("", item));
            Some(Milestone { name: name.trim().into(), limit: limit.trim().parse().ok()? })
        })
        .collect();
    stages.is_some_and(|stages| limit_words(&stages) == limit_words(limits))
}

fn read<R: serde::de::DeserializeOwned>(
    folder: &FolderFiles,
    file: &'static str,
) -> Result<Vec<R>, FilingTablesError> {
    let content = folder.get(file).map(Vec::as_slice).unwrap_or_default();
    let content = content.strip_prefix("\u{feff}".as_bytes()).unwrap_or(content);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(content);
    let rows: Result<Vec<R>, _> = reader.deserialize().collect();
    rows.map_err(|fault| FilingTablesError::Table { file, fault })
}

fn write<R: serde::Serialize>(file: &'static str, rows: &[R]) -> Result<Vec<u8>, FilingTablesError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let wrong = |fault| FilingTablesError::Table { file, fault };
    for row in rows {
        writer.serialize(row).map_err(wrong)?;
    }
    writer.into_inner().map_err(|fault| wrong(csv::Error::from(fault.into_error())))
}

#[cfg(test)]
#[path = "tables_tests.rs"]
mod tests;
