//! Tables in and out: CSV, CSV.gz, Parquet and spreadsheets as streams of batches, in bounded memory.
//!
//! A [`TableReader`] hands out pending batches in the file's order; decoding them, working on them and encoding the
//! result is done by as many threads as [`pipeline`] is given, and the output has the input's order again.
//! Text formats are read as text only: leading zeros, trailing zeros and foreign notations come out as they went in.

mod assign;
mod batch;
mod csv_blocks;
mod csv_parse;
mod csv_read;
mod csv_scan;
mod csv_write;
mod encoding;
mod error;
mod parquet_read;
mod parquet_write;
mod partial;
pub mod pasts;
mod pipeline;
mod raw_rows;
mod reject;
mod sheet_read;
mod sheet_write;

use std::path::Path;
use std::sync::Arc;

use polars_parquet::write::CompressedPage;

pub use assign::{AssignLayer, StatedColumns, assign_batch, places};
pub use batch::{Batch, NO_VALUE, NumberColumn, NumberFault, TextColumn};
pub use csv_read::{CsvOptions, CsvReader};
pub use csv_write::CsvWriter;
pub use encoding::TextEncoding;
pub use error::TableError;
pub use parquet_read::ParquetTableReader;
pub use parquet_write::ParquetTableWriter;
pub use pipeline::{Totals, pipeline};
pub use raw_rows::{raw_rows, write_raw_rows};
pub use reject::{Reject, RejectsWriter};
pub use sheet_read::SheetReader;
pub use sheet_write::SheetWriter;

#[cfg(test)]
mod csv_tests;
#[cfg(test)]
mod mutation_tests;
#[cfg(test)]
mod table_tests;

/// A batch that has been cut off the file but not decoded; any thread may decode it.
pub type Pending = Box<dyn FnOnce() -> Result<Batch, TableError> + Send>;

/// A table that is read in batches. There is always at least one batch, so that a table without rows keeps its columns.
pub trait TableReader: Send {
    /// The column names in the file's order.
    fn columns(&self) -> &[String];

    /// Remarks for the person who gave the file, such as the encoding that was found.
    fn notes(&self) -> &[String];

    /// The next batch, not decoded yet; `None` at the end.
    ///
    /// # Errors
    /// [`TableError`] when the file cannot be read on.
    fn next_pending(&mut self) -> Result<Option<Pending>, TableError>;

    /// The next batch; `None` at the end.
    ///
    /// # Errors
    /// [`TableError`] when the file cannot be read on.
    fn next_batch(&mut self) -> Result<Option<Batch>, TableError> {
        self.next_pending()?.map(|decode| decode()).transpose()
    }
}

/// Turns a batch into what a [`TableWriter`] puts into its file; any thread may call it.
pub type Encoder = Arc<dyn Fn(Batch) -> Result<Encoded, TableError> + Send + Sync>;

/// A table that is written in batches, all of them with the same columns.
pub trait TableWriter: Send {
    /// The part of writing that many threads can do at once.
    fn encoder(&self) -> Encoder;

    /// Puts an encoded batch into the file, in the order of the calls.
    ///
    /// # Errors
    /// [`TableError`] when the file cannot be written, or the columns changed.
    fn write(&mut self, encoded: Encoded) -> Result<(), TableError>;

    /// Completes the file; it has its name only from here on.
    ///
    /// # Errors
    /// [`TableError`] when the file cannot be written.
    fn finish(&mut self) -> Result<(), TableError>;

    /// Encodes and writes a batch.
    ///
    /// # Errors
    /// [`TableError`] when the file cannot be written, or the columns changed.
    fn write_batch(&mut self, batch: Batch) -> Result<(), TableError> {
        let encode = self.encoder();
        self.write(encode(batch)?)
    }
}

/// A batch in the form of a file format.
#[non_exhaustive]
pub enum Encoded {
    /// Text; the header is written once a file.
    Text {
        /// The header line.
        header: Vec<u8>,
        /// The rows.
        body: Vec<u8>,
    },
    /// A Parquet row group.
    Pages {
        /// Its columns.
        schema: Box<polars::prelude::ArrowSchema>,
        /// Rows in it.
        rows: u64,
        /// Compressed pages of each leaf column.
        columns: Vec<Vec<CompressedPage>>,
    },
    /// As it is; spreadsheets are written cell by cell.
    Rows(Box<Batch>),
}

/// The format of a table file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableFormat {
    /// Comma-separated values (semicolon and tab are recognised on reading).
    Csv,
    /// CSV compressed with gzip.
    CsvGz,
    /// Apache Parquet.
    Parquet,
    /// A spreadsheet: .xlsx, on reading also .xlsm, .xls, .xlsb and .ods.
    Sheet,
}

impl TableFormat {
    /// The format that a file's extension names.
    ///
    /// # Errors
    /// [`TableError::UnknownFormat`].
    ///
    /// # Example
    /// ```
    /// use gridward::frames::TableFormat;
    /// assert_eq!(TableFormat::of("cases.CSV.gz".as_ref())?, TableFormat::CsvGz);
    /// # Ok::<(), gridward::frames::TableError>(())
    /// ```
    pub fn of(path: &Path) -> Result<Self, TableError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|e| name.ends_with(e));
        if ends(&[".csv.gz", ".tsv.gz", ".txt.gz"]) {
            Ok(Self::CsvGz)
        } else if ends(&[".csv", ".tsv", ".txt"]) {
            Ok(Self::Csv)
        } else if ends(&[".parquet", ".pq"]) {
            Ok(Self::Parquet)
        } else if ends(&[".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"]) {
            Ok(Self::Sheet)
        } else {
            Err(TableError::UnknownFormat { file: path.display().to_string() })
        }
    }
}

/// Opens a table by its extension.
///
/// # Errors
/// [`TableError`]: unknown extension, missing, empty, damaged, or of another format than its extension says.
pub fn open_table(path: &Path) -> Result<Box<dyn TableReader>, TableError> {
    open_table_with(path, &CsvOptions::default())
}

/// As [`open_table`], with options for text.
///
/// # Errors
/// As [`open_table`].
pub fn open_table_with(path: &Path, options: &CsvOptions) -> Result<Box<dyn TableReader>, TableError> {
    let format = TableFormat::of(path)?;
    let file = path.display().to_string();
    let length = std::fs::metadata(path).map_err(|e| TableError::io(&file, e))?;
    if length.is_file() && length.len() == 0 {
        return Err(TableError::Empty { file });
    }
    Ok(match format {
        TableFormat::Csv => Box::new(CsvReader::open(path, false, options)?),
        TableFormat::CsvGz => Box::new(CsvReader::open(path, true, options)?),
        TableFormat::Parquet => Box::new(ParquetTableReader::open(path)?),
        TableFormat::Sheet => Box::new(SheetReader::open(path)?),
    })
}

/// A new table file, of the format that its extension names.
///
/// # Errors
/// [`TableError`]: unknown extension, or the file cannot be made.
pub fn create_table(path: &Path) -> Result<Box<dyn TableWriter>, TableError> {
    Ok(match TableFormat::of(path)? {
        TableFormat::Csv => Box::new(CsvWriter::create(path, false)?),
        TableFormat::CsvGz => Box::new(CsvWriter::create(path, true)?),
        TableFormat::Parquet => Box::new(ParquetTableWriter::create(path)?),
        TableFormat::Sheet => Box::new(SheetWriter::create(path)?),
    })
}

/// The format of a binary file by its first bytes; `None` for text.
fn foreign_format(start: &[u8]) -> Option<&'static str> {
    const MARKS: [(&[u8], &str); 5] = [
        (b"PAR1", "Parquet"),
        (b"PK\x03\x04", "a spreadsheet or zip archive"),
        (b"\x1F\x8B", "compressed with gzip"),
        (b"\xD0\xCF\x11\xE0", "an old Office document"),
        (b"SQLite format 3", "a GeoPackage or SQLite database"),
    ];
    MARKS.iter().find(|(mark, _)| start.starts_with(mark)).map(|(_, name)| *name)
}

fn wrong_encoder(file: &str) -> TableError {
    let detail = "it was encoded for another format".to_owned();
    TableError::SchemaChanged { file: file.to_owned(), detail }
}
