//! What can be wrong with a table: where, what, and what would be right.

use std::fmt;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}{}: {field} is {value}; {wanted}", place(*line))]
pub struct RuleFault {
    /// The file, by its path in the folder.
    pub file: String,
    /// The line, 1-based; 0 where the file as a whole is meant.
    pub line: u64,
    /// The column or field.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// What would be right.
    pub wanted: String,
}

fn place(line: u64) -> String {
    if line == 0 { String::new() } else { format!(", line {line}") }
}

impl RuleFault {
    /// A fault of a line.
    #[must_use]
    pub fn new(file: &str, line: u64, field: &str, value: &str, wanted: &str) -> Self {
        let value = if value.is_empty() { "empty".into() } else { format!("{value:?}") };
        Self { file: file.into(), line, field: field.into(), value, wanted: wanted.into() }
    }

    /// A fault of a file as a whole; the value is not quoted.
    #[must_use]
    pub fn whole(file: &str, field: &str, value: &str, wanted: &str) -> Self {
        Self { file: file.into(), line: 0, field: field.into(), value: value.into(), wanted: wanted.into() }
    }
}

/// Everything that is wrong, in order of file and line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFaults(pub Vec<RuleFault>);

impl fmt::Display for RuleFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            write!(f, "{}{fault}", if at == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for RuleFaults {}
