//! What can be wrong with a district's folder, one line each.

use std::fmt;
use std::path::PathBuf;

use crate::grid::{HierarchyDefect, LayerError, PlanError};
use crate::ids::PlanNumber;

/// One thing that is wrong with a district's folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DefinitionError {
    /// A file cannot be read.
    #[error("{}: cannot be read ({source}); check the path and its permissions", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not the JSON that is needed.
    #[error("{}, line {line}, column {column}: {message}{hint}", file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// The line, 1-based.
        line: usize,
        /// The column, 1-based.
        column: usize,
        /// What is wrong.
        message: String,
        /// The nearest known name, if one is near.
        hint: String,
    },
    /// An entry has a value that makes no sense.
    #[error("{}, {place}: {field} is {value}; {wanted}", file.display())]
    Value {
        /// The file.
        file: PathBuf,
        /// The entry or feature.
        place: String,
        /// The field.
        field: String,
        /// Its value.
        value: String,
        /// What would be right.
        wanted: String,
    },
    /// Cells do not make a layer.
    #[error("{}: {source}", file.display())]
    Layer {
        /// The file.
        file: PathBuf,
        /// Why.
        source: LayerError,
    },
    /// Cells do not stand under their parents.
    #[error("{}, plan {}: {source}", file.display(), plan.0)]
    Hierarchy {
        /// The file.
        file: PathBuf,
        /// The plan.
        plan: PlanNumber,
        /// What is wrong.
        source: HierarchyDefect,
    },
    /// Plans do not follow one another.
    #[error("{}: {source}", file.display())]
    Plan {
        /// The file.
        file: PathBuf,
        /// Why.
        source: PlanError,
    },
}

/// Everything that is wrong with a district's folder, as far as it could be read.
#[derive(Debug)]
pub struct DefinitionErrors(pub Vec<DefinitionError>);

impl fmt::Display for DefinitionErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            write!(f, "{}{error}", if at == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for DefinitionErrors {}

/// A JSON error with its place, and the nearest of the names that would have been known.
pub(crate) fn syntax(file: PathBuf, error: &serde_json::Error) -> DefinitionError {
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text).to_owned();
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let hint = match names.split_first() {
        Some((wrong, known)) if message.starts_with("unknown") => known
            .iter()
            .map(|name| (edits(wrong, name), name))
            .min()
            .filter(|(distance, _)| *distance <= 1 + wrong.chars().count() / 3)
            .map_or_else(String::new, |(_, name)| format!("; did you mean `{name}`?")),
        _ => String::new(),
    };
    DefinitionError::Syntax { file, line: error.line(), column: error.column(), message, hint }
}

/// The number of single-letter changes between two words (Levenshtein 1966).
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut last = i + 1;
        let mut diagonal = i;
        for (y, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let new = (diagonal + usize::from(x != *y)).min(last + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, new);
            last = new;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn edits_are_counted_as_published() {
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("valid_form", "valid_from"), 2);
        assert_eq!(edits("", "abc"), 3);
    }
}
