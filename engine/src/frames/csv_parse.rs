//! One block of CSV into a batch: text columns exactly as written, and a reject for each record that does not fit.

use std::borrow::Cow;

use polars::prelude::{Column, DataFrame, IntoSeries, StringChunkedBuilder};

use super::batch::{Batch, RowStart};
use super::csv_blocks::Block;
use super::csv_scan::{self, Scan, Span};
use super::encoding::{self, TextEncoding};
use super::error::TableError;
use super::reject::Reject;

/// What all blocks of a file share.
#[derive(Debug)]
pub(super) struct Layout {
    pub separator: u8,
    pub columns: Vec<String>,
}

/// The column names of a header record.
pub(super) fn header(
    file: &str,
    record: &[u8],
    fields: &[Span],
    encoding: Option<TextEncoding>,
) -> Result<Vec<String>, TableError> {
    let mut columns: Vec<String> = Vec::with_capacity(fields.len());
    for field in fields {
        let bytes = record.get(field.start..field.end).unwrap_or_default();
        let decoded = encoding::decode(bytes, encoding.unwrap_or(TextEncoding::Utf8));
        let text = decoded.unwrap_or_else(|| String::from_utf8_lossy(bytes));
        let name = if field.escaped { text.replace("\"\"", "\"") } else { text.into_owned() };
        if columns.contains(&name) {
            return Err(TableError::DuplicateColumn { file: file.to_owned(), name });
        }
        columns.push(name);
    }
    Ok(columns)
}

/// The batch of a table without rows.
pub(super) fn empty(layout: &Layout) -> Result<Batch, TableError> {
    Ok(Batch::new(1, 0, finish(builders(layout, 0), 0)?))
}

/// A block as a batch.
///
/// # Complexity
/// Linear in the block's bytes.
pub(super) fn parse(block: &Block, layout: &Layout, encoding: TextEncoding) -> Result<Batch, TableError> {
    let text = encoding::decode(&block.bytes, encoding);
    let bytes = text.as_deref().map_or(block.bytes.as_slice(), str::as_bytes);
    let has_nul = csv_scan::count_byte(bytes, 0) > 0;
    let damaged = matches!(text, Some(Cow::Owned(ref t)) if t.contains('\u{FFFD}'));
    let rows_at_most = usize::try_from(csv_scan::count_byte(bytes, b'\n')).unwrap_or(0) + 1;
    let mut parser = Parser {
        bytes,
        layout,
        careful: has_nul || damaged || text.is_none(),
        builders: builders(layout, rows_at_most),
        rows: 0,
        rejects: Vec::new(),
        starts: Vec::new(),
        row: block.first_row,
        line: block.first_line,
    };
    parser.run();
    let Parser { builders, rows, rejects, starts, .. } = parser;
    Ok(Batch::with_starts(block.first_row, finish(builders, rows)?, rejects, starts))
}

fn builders(layout: &Layout, capacity: usize) -> Vec<StringChunkedBuilder> {
    layout.columns.iter().map(|name| StringChunkedBuilder::new(name.as_str().into(), capacity)).collect()
}

fn finish(builders: Vec<StringChunkedBuilder>, rows: usize) -> Result<DataFrame, TableError> {
    let columns: Vec<Column> = builders.into_iter().map(|b| b.finish().into_series().into()).collect();
    DataFrame::new(rows, columns).map_err(|e| TableError::Broken {
        file: String::new(),
        format: "CSV",
        detail: e.to_string(),
    })
}

struct Parser<'a> {
    bytes: &'a [u8],
    layout: &'a Layout,
    /// Some record holds a NUL or damaged characters: look at each.
    careful: bool,
    builders: Vec<StringChunkedBuilder>,
    rows: usize,
    rejects: Vec<Reject>,
    starts: Vec<RowStart>,
    row: u64,
    line: u64,
}

impl Parser<'_> {
    fn run(&mut self) {
        let mut fields: Vec<Span> = Vec::with_capacity(self.layout.columns.len() + 1);
        let mut at = 0;
        let mut expected = (0, 0);
        while at < self.bytes.len() {
            match csv_scan::scan_record(self.bytes, at, self.layout.separator, true, &mut fields) {
                Scan::Record { end, next, lines } => {
                    if !csv_scan::is_blank(&fields) {
                        if self.take(at, end, &fields) {
                            if expected != (self.row, self.line) {
                                let index = self.rows - 1;
                                self.starts.push(RowStart { index, row: self.row, line: self.line });
                            }
                            expected = (self.row + 1, self.line + 1);
                        }
                        self.row += 1;
                    }
                    self.line += lines;
                    at = next;
                }
                Scan::Broken { reason, end, next } => {
                    self.reject(at, end, String::new(), String::new(), reason.to_owned());
                    self.row += 1;
                    self.line += 1;
                    at = next;
                }
                // Blocks hold whole records; a scan that is told so never asks for more.
                Scan::Incomplete => break,
            }
        }
    }

    /// Adds a record to the columns, or to the rejects.
    fn take(&mut self, start: usize, end: usize, fields: &[Span]) -> bool {
        let wanted = self.layout.columns.len();
        if fields.len() != wanted {
            self.reject_ragged(start, end, fields);
            return false;
        }
        if self.careful && !self.sound(start, end, fields) {
            return false;
        }
        for (builder, field) in self.builders.iter_mut().zip(fields) {
            let bytes = self.bytes.get(field.start..field.end).unwrap_or_default();
            // Checked for the whole block, or by `sound`; separators are ASCII, so a field is whole characters.
            match std::str::from_utf8(bytes) {
                Ok("") if !field.quoted => builder.append_null(),
                Ok(text) if field.escaped => builder.append_value(text.replace("\"\"", "\"")),
                Ok(text) => builder.append_value(text),
                Err(_) => builder.append_null(),
            }
        }
        self.rows += 1;
        true
    }

    /// Is every field free of NUL and damaged characters? Otherwise the record is rejected.
    fn sound(&mut self, start: usize, end: usize, fields: &[Span]) -> bool {
        for (name, field) in self.layout.columns.iter().zip(fields) {
            let bytes = self.bytes.get(field.start..field.end).unwrap_or_default();
            let reason = match std::str::from_utf8(bytes) {
                Err(_) => "damaged characters; save the file as UTF-8",
                Ok(text) if text.contains('\u{FFFD}') => {
                    "damaged characters; save the file as UTF-8 or GB 18030"
                }
                Ok(text) if text.contains('\0') => "a NUL byte; remove it",
                Ok(_) => continue,
            };
            let value = String::from_utf8_lossy(bytes).into_owned();
            self.reject(start, end, name.clone(), value, reason.to_owned());
            return false;
        }
        true
    }

    fn reject_ragged(&mut self, start: usize, end: usize, fields: &[Span]) {
        let wanted = self.layout.columns.len();
        let found = fields.len();
        let (field, value) = match (self.layout.columns.get(found), fields.get(wanted)) {
            (Some(missing), _) => (missing.clone(), String::new()),
            (None, Some(extra)) => {
                let bytes = self.bytes.get(extra.start..extra.end).unwrap_or_default();
                (String::new(), String::from_utf8_lossy(bytes).into_owned())
            }
            (None, None) => (String::new(), String::new()),
        };
        let advice = if found < wanted {
            "fill in the missing fields"
        } else {
            "quote fields that hold the separator"
        };
        let reason = format!("{found} fields where the header has {wanted}; {advice}");
        self.reject(start, end, field, value, reason);
    }

    fn reject(&mut self, start: usize, end: usize, field: String, value: String, reason: String) {
        let record = self.bytes.get(start..end).unwrap_or_default();
        let record = String::from_utf8_lossy(record).into_owned();
        self.rejects.push(Reject { row: self.row, line: self.line, field, value, reason, record });
    }
}
