//! Rows that could not be used, and the file that collects them.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::csv_write::push_field;
use super::error::TableError;

/// One row, or one value of a row, that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The record's number, 1-based, the header not counted.
    pub row: u64,
    /// The line of the file on which the record starts, 1-based; a spreadsheet's row; 0 where the format has no lines.
    pub line: u64,
    /// The column; empty when the whole record is meant.
    pub field: String,
    /// The value found.
    pub value: String,
    /// What is wrong and what would be right.
    pub reason: String,
    /// The record as it was written.
    pub record: String,
}

impl Reject {
    /// The one line that a person reads: row, line, field, value, what would be right.
    #[must_use]
    pub fn message(&self, file: &str) -> String {
        let mut text = format!("{file}: row {}", self.row);
        if self.line > 0 {
            text.push_str(&format!(" (line {})", self.line));
        }
        if !self.field.is_empty() {
            text.push_str(&format!(", {}", self.field));
        }
        if !self.value.is_empty() {
            text.push_str(&format!(" = {:?}", self.value.chars().take(60).collect::<String>()));
        }
        format!("{text}: {}", self.reason)
    }
}

/// Writes rejected rows as CSV with the columns `file,row,line,field,value,reason,record`.
pub struct RejectsWriter {
    path: String,
    out: BufWriter<Box<dyn Write + Send>>,
    written: u64,
}

impl RejectsWriter {
    /// A new rejects file; it holds its header even when nothing is rejected.
    ///
    /// # Errors
    /// [`TableError::Io`] when the file cannot be made.
    pub fn create(path: &Path) -> Result<Self, TableError> {
        let name = path.display().to_string();
        let file = File::create(path).map_err(|e| TableError::io(&name, e))?;
        Self::to_writer(&name, Box::new(file))
    }

    /// Rejects into any sink; `name` is used in errors.
    ///
    /// # Errors
    /// [`TableError::Io`] when the header cannot be written.
    pub fn to_writer(name: &str, sink: Box<dyn Write + Send>) -> Result<Self, TableError> {
        let mut out = BufWriter::new(sink);
        out.write_all(b"file,row,line,field,value,reason,record\n").map_err(|e| TableError::io(name, e))?;
        Ok(Self { path: name.to_owned(), out, written: 0 })
    }

    /// Adds one rejected row of `file`.
    ///
    /// # Errors
    /// [`TableError::Io`] when it cannot be written.
    pub fn write(&mut self, file: &str, reject: &Reject) -> Result<(), TableError> {
        let mut line = Vec::with_capacity(128);
        push_field(&mut line, file, b',');
        line.extend_from_slice(format!(",{},{},", reject.row, reject.line).as_bytes());
        push_field(&mut line, &reject.field, b',');
        for text in [&reject.value, &reject.reason, &reject.record] {
            line.push(b',');
            push_field(&mut line, text, b',');
        }
        line.push(b'\n');
        self.written += 1;
        self.out.write_all(&line).map_err(|e| TableError::io(&self.path, e))
    }

    /// Rows written so far.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Brings everything to the file.
    ///
    /// # Errors
    /// [`TableError::Io`] when it cannot be written.
    pub fn finish(&mut self) -> Result<(), TableError> {
        self.out.flush().map_err(|e| TableError::io(&self.path, e))
    }
}
