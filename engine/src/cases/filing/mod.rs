//! The filing sheet (立案标准表): the nine-column table in which the trade exchanges classes with their filing conditions, closing
//! conditions and limits. Rows of text in and out; reading and writing workbooks belongs to others.
//!
//! Row 1 is a title, row 2 the header; empty cells in the first four columns continue the class above, because offices merge
//! them. Spreadsheets take codes for numbers and drop their leading zeros: those are put back, with a warning each.

mod classes;
mod limits;
mod read;
mod tables;
mod write;

pub use classes::Departments;
pub use limits::{LimitWordsError, limit_words, read_limit_words};
pub use tables::{FilingTables, FilingTablesError};

use std::fmt;

use crate::calendar::Milestone;

/// The nine columns in their usual order.
pub const COLUMNS: [&str; 9] = [
    "大类代码",
    "大类名称",
    "小类代码",
    "小类名称",
    "处置单位",
    "主管部门",
    "立案条件",
    "结案条件",
    "处置时限",
];

/// A row of the sheet, whole: what continued the row above is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingRow {
    /// The major class's code, two digits.
    pub major: String,
    /// Its name.
    pub major_name: String,
    /// The minor class's code, two or three digits.
    pub minor: String,
    /// Its name.
    pub minor_name: String,
    /// Who handles it, in words (处置单位).
    pub handler: String,
    /// The department that it belongs to, in words (主管部门).
    pub department: String,
    /// What makes a finding a case.
    pub filing: String,
    /// What ends it.
    pub closing: String,
    /// The stages of its limit; empty where the sheet has a dash.
    pub limits: Vec<Milestone>,
}

/// Something that is wrong with a row, or that was put right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilingNote {
    /// The row as the spreadsheet counts it, from 1.
    pub row: usize,
    /// The column's name.
    pub column: &'static str,
    /// What stands there.
    pub value: String,
    /// What would be right, or what was done.
    pub note: String,
}

impl fmt::Display for FilingNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { row, column, value, note } = self;
        write!(f, "row {row}, {column}: ")?;
        if value.is_empty() { write!(f, "empty; {note}") } else { write!(f, "“{value}”; {note}") }
    }
}

/// A sheet as it was read: good rows, and a line for each bad one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilingSheet {
    /// The good rows in their order.
    pub rows: Vec<FilingRow>,
    /// What was put right in them.
    pub warnings: Vec<FilingNote>,
    /// What is wrong with the other rows.
    pub faults: Vec<FilingNote>,
}

#[cfg(test)]
#[path = "filing_tests.rs"]
mod tests;
