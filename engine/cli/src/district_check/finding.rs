//! What is wrong with a district's folder: one clear line each, with file and line.

use std::fmt;
use std::path::Path;

use gridward::grid::definition::{DefinitionError, DefinitionErrors};
use gridward::rules::definition::RuleFault;
use serde::Serialize;

use super::json_lines::JsonLines;
use super::names::FILES;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file, by its path in the folder.
    pub file: String,
    /// The line, 1-based; 0 where the file as a whole is meant.
    pub line: u64,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}, line {line}: {}", self.file, self.message),
        }
    }
}

/// Everything that is wrong, as it is found.
#[derive(Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Notes one thing.
    pub fn push(&mut self, file: &str, line: u64, message: impl Into<String>) {
        let message = message.into().replace('\n', " ");
        self.0.push(Finding { file: file.into(), line, message });
    }

    /// Notes what the reader of a table or of the settings found; a place in a JSON file becomes its line.
    pub fn push_fault(&mut self, fault: &RuleFault, lines: &JsonLines) {
        let line = match fault.line {
            0 => lines.of(&fault.field).or_else(|| lines.holding(&fault.value)).unwrap_or(0),
            line => line,
        };
        self.push(&fault.file, line, format!("{} is {}; {}", fault.field, fault.value, fault.wanted));
    }

    /// Notes what the reader of a JSON file found.
    pub fn push_errors(&mut self, errors: &DefinitionErrors, folder: &Path, lines: &JsonLines) {
        for error in &errors.0 {
            let (file, line) = match error {
                DefinitionError::Syntax { file, line, .. } => (file, u64::try_from(*line).unwrap_or(0)),
                DefinitionError::Value { file, place, field, value, .. } => {
                    let entry = place.split(" (").next().unwrap_or(place);
                    let first_word = field.split(' ').next().unwrap_or(field);
                    let found = lines.of(&format!("{entry}.{field}")).or_else(|| lines.of(first_word));
                    (file, found.or_else(|| lines.holding(value)).unwrap_or(0))
                }
                DefinitionError::Read { file, .. }
                | DefinitionError::Layer { file, .. }
                | DefinitionError::Hierarchy { file, .. }
                | DefinitionError::Plan { file, .. } => (file, 0),
                _ => (&folder.to_path_buf(), 0),
            };
            let name = file.strip_prefix(folder).unwrap_or(file).to_string_lossy().into_owned();
            if let DefinitionError::Syntax { column, message, hint, .. } = error {
                self.push(&name, line, format!("column {column}: {message}{hint}"));
                continue;
            }
            let text = error.to_string();
            let shown = file.display().to_string();
            let message = text.strip_prefix(&shown).unwrap_or(&text).trim_start_matches([',', ':', ' ']);
            self.push(&name, line, message);
        }
    }

    /// All findings, by file in the order in which the folder's page lists them, then by line; each once.
    pub fn into_sorted(mut self) -> Vec<Finding> {
        let rank = |file: &str| FILES.iter().position(|name| *name == file).unwrap_or(FILES.len());
        self.0.sort_by(|a, b| {
            (rank(&a.file), &a.file, a.line, &a.message).cmp(&(rank(&b.file), &b.file, b.line, &b.message))
        });
        self.0.dedup();
        self.0
    }
}
