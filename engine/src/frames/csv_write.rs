//! CSV and CSV.gz out. A missing value is an empty field, an empty text is `""`, so that both come back as they were.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use polars::prelude::{DataType, Float64Chunked, StringChunked};

use super::batch::{self, Added, Batch};
use super::error::TableError;
use super::partial::PartialFile;
use super::{Encoded, Encoder, TableWriter};

/// The gzip level: near the fast end, because the table is written while cases are waited for.
const GZIP_LEVEL: u32 = 3;

/// Writes CSV; with gzip each batch is a member of its own, so that many threads compress at once (RFC 1952, 2.2).
pub struct CsvWriter {
    file: PartialFile,
    out: BufWriter<File>,
    gzip: bool,
    header_written: bool,
}

impl CsvWriter {
    /// A new CSV file; it takes its name when [`TableWriter::finish`] is called.
    ///
    /// # Errors
    /// [`TableError::Io`].
    pub fn create(path: &Path, gzip: bool) -> Result<Self, TableError> {
        let (file, out) = PartialFile::create(PathBuf::from(path))?;
        Ok(Self { file, out: BufWriter::with_capacity(1 << 20, out), gzip, header_written: false })
    }
}

impl TableWriter for CsvWriter {
    fn encoder(&self) -> Encoder {
        let gzip = self.gzip;
        Arc::new(move |batch| {
            let (header, body) = encode(&batch)?;
            if !gzip {
                return Ok(Encoded::Text { header, body });
            }
            Ok(Encoded::Text { header: compress(&header)?, body: compress(&body)? })
        })
    }

    fn write(&mut self, encoded: Encoded) -> Result<(), TableError> {
        let Encoded::Text { header, body } = encoded else {
            return Err(super::wrong_encoder(self.file.name()));
        };
        if !self.header_written {
            self.out.write_all(&header).map_err(|e| TableError::io(self.file.name(), e))?;
            self.header_written = true;
        }
        self.out.write_all(&body).map_err(|e| TableError::io(self.file.name(), e))
    }

    fn finish(&mut self) -> Result<(), TableError> {
        self.out.flush().map_err(|e| TableError::io(self.file.name(), e))?;
        self.file.publish()
    }
}

fn compress(bytes: &[u8]) -> Result<Vec<u8>, TableError> {
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(GZIP_LEVEL));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|e| TableError::io("gzip", e))
}

/// A column ready to be printed row by row.
enum Printable<'a> {
    Text(StringChunked),
    Numbers(Float64Chunked),
    Coded(&'a [u32], &'a [Box<str>]),
    Fixed(&'a [f64], u8),
}

/// Header line and rows of a batch.
///
/// # Complexity
/// Linear in the bytes written.
pub(super) fn encode(batch: &Batch) -> Result<(Vec<u8>, Vec<u8>), TableError> {
    let mut header = Vec::new();
    let mut columns = Vec::new();
    for column in batch.frame.columns() {
        push_name(&mut header, column.name(), columns.is_empty());
        columns.push(printable(column.as_materialized_series(), column.name())?);
    }
    for added in batch.added() {
        push_name(&mut header, added.name(), columns.is_empty());
        columns.push(match added {
            Added::Coded { keys, values, .. } => Printable::Coded(keys, values),
            Added::Numbers { values, decimals, .. } => Printable::Fixed(values, *decimals),
            Added::Column(column) => printable(column.as_materialized_series(), column.name())?,
        });
    }
    header.push(b'\n');
    Ok((header, rows(batch.len(), &columns)))
}

fn push_name(header: &mut Vec<u8>, name: &str, first: bool) {
    if !first {
        header.push(b',');
    }
    push_field(header, name, b',');
}

fn printable<'a>(series: &polars::prelude::Series, name: &str) -> Result<Printable<'a>, TableError> {
    if *series.dtype() == DataType::Float64
        && let Ok(numbers) = series.f64()
    {
        return Ok(Printable::Numbers(numbers.clone()));
    }
    batch::as_text(series, name).map(Printable::Text)
}

/// A column's values, taken one after the other.
enum Values<'a> {
    Text(Box<dyn Iterator<Item = Option<&'a str>> + 'a>),
    Numbers(Box<dyn Iterator<Item = Option<f64>> + 'a>),
    Coded(std::slice::Iter<'a, u32>, &'a [Box<str>]),
    Fixed(std::slice::Iter<'a, f64>, u8),
}

fn rows(count: usize, columns: &[Printable<'_>]) -> Vec<u8> {
    let mut out = Vec::with_capacity(count * columns.len() * 12);
    let mut values: Vec<Values<'_>> = columns
        .iter()
        .map(|column| match column {
            Printable::Text(text) => Values::Text(Box::new(text.iter())),
            Printable::Numbers(numbers) => Values::Numbers(Box::new(numbers.iter())),
            Printable::Coded(keys, list) => Values::Coded(keys.iter(), list),
            Printable::Fixed(numbers, decimals) => Values::Fixed(numbers.iter(), *decimals),
        })
        .collect();
    let single = columns.len() == 1;
    for _ in 0..count {
        for (i, column) in values.iter_mut().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            push_value(&mut out, column, single);
        }
        out.push(b'\n');
    }
    out
}

fn push_value(out: &mut Vec<u8>, column: &mut Values<'_>, single: bool) {
    match column {
        Values::Text(text) => match text.next().flatten() {
            Some(text) => push_field(out, text, b','),
            // A line of nothing would be no record: a missing value alone in its row is written as an empty text.
            None if single => out.extend_from_slice(b"\"\""),
            None => {}
        },
        Values::Numbers(numbers) => {
            if let Some(number) = numbers.next().flatten() {
                let _ = write!(out, "{number}");
            }
        }
        Values::Coded(keys, list) => {
            if let Some(text) = keys.next().and_then(|key| batch::coded(*key, list)) {
                push_field(out, text, b',');
            }
        }
        Values::Fixed(numbers, decimals) => {
            if let Some(number) = numbers.next() {
                push_fixed(out, *number, *decimals);
            }
        }
    }
}

/// Appends a field, in quotes when it needs them.
pub(super) fn push_field(out: &mut Vec<u8>, text: &str, separator: u8) {
    let special = |b: &u8| *b == separator || matches!(b, b'"' | b'\n' | b'\r');
    if text.is_empty() {
        out.extend_from_slice(b"\"\"");
    } else if text.as_bytes().iter().any(special) {
        out.push(b'"');
        for piece in text.split_inclusive('"') {
            out.extend_from_slice(piece.as_bytes());
            if piece.ends_with('"') {
                out.push(b'"');
            }
        }
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

/// Appends a number with a fixed number of decimals, halves away from zero; nothing for NaN.
fn push_fixed(out: &mut Vec<u8>, number: f64, decimals: u8) {
    if number.is_nan() {
        return;
    }
    let scale = 10_u64.pow(u32::from(decimals.min(9)));
    #[expect(clippy::cast_precision_loss, reason = "a power of ten up to 1e9 is exact")]
    let scaled = (number.abs() * scale as f64).round();
    if scaled >= 9.0e15 {
        let _ = write!(out, "{number}");
        return;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ scaled < 9e15")]
    let scaled = scaled as u64;
    if number < 0.0 && scaled > 0 {
        out.push(b'-');
    }
    let width = usize::from(decimals.min(9));
    if width == 0 {
        let _ = write!(out, "{scaled}");
    } else {
        let _ = write!(out, "{}.{:0width$}", scaled / scale, scaled % scale);
    }
}
