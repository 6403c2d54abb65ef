//! Spreadsheets out: text stays text (a code keeps its zeros), numbers are numbers, memory stays flat.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::DataType;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::batch::{self, Added, Batch};
use super::error::TableError;
use super::partial::PartialFile;
use super::{Encoded, Encoder, TableWriter};

/// Rows of a sheet, the header included.
const ROWS_MAX: u32 = 1_048_576;

/// Writes one sheet row by row.
pub struct SheetWriter {
    file: PartialFile,
    out: std::fs::File,
    workbook: Workbook,
    next_row: u32,
}

impl SheetWriter {
    /// A new workbook; rows wait in a temporary file in its folder until [`TableWriter::finish`] is called.
    ///
    /// # Errors
    /// [`TableError::Io`].
    pub fn create(path: &Path) -> Result<Self, TableError> {
        let (file, out) = PartialFile::create(PathBuf::from(path))?;
        let mut workbook = Workbook::new();
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let failed = |e: XlsxError| failure(file.name(), &e);
        workbook.set_tempdir(folder).map_err(failed)?;
        workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        // The same table must be the same bytes; the moment of writing is no part of it.
        let fixed = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&fixed));
        Ok(Self { file, out, workbook, next_row: 0 })
    }

    fn put(&mut self, batch: &Batch) -> Result<(), TableError> {
        let name = self.file.name().to_owned();
        let failed = |e: XlsxError| failure(&name, &e);
        let columns = columns(batch)?;
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        if self.next_row == 0 {
            for (place, (title, _)) in (0_u16..).zip(&columns) {
                sheet.write_string(0, place, title.as_str()).map_err(failed)?;
            }
            self.next_row = 1;
        }
        for index in 0..batch.len() {
            if self.next_row >= ROWS_MAX {
                return Err(TableError::TooManyRows { file: name, limit: ROWS_MAX });
            }
            for (place, (_, values)) in (0_u16..).zip(&columns) {
                values.put(sheet, self.next_row, place, index).map_err(failed)?;
            }
            self.next_row += 1;
        }
        Ok(())
    }
}

fn failure(file: &str, error: &XlsxError) -> TableError {
    match error {
        XlsxError::IoError(e) => TableError::io(file, std::io::Error::new(e.kind(), e.to_string())),
        other => TableError::Unsupported { file: file.to_owned(), detail: other.to_string() },
    }
}

enum Values<'a> {
    Text(polars::prelude::StringChunked),
    Numbers(polars::prelude::Float64Chunked),
    Coded(&'a [u32], &'a [Box<str>]),
    Fixed(&'a [f64], u8),
}

impl Values<'_> {
    fn put(&self, sheet: &mut Worksheet, row: u32, column: u16, index: usize) -> Result<(), XlsxError> {
        match self {
            Self::Text(text) => match text.get(index) {
                Some(value) => sheet.write_string(row, column, value).map(|_| ()),
                None => Ok(()),
            },
            Self::Numbers(numbers) => match numbers.get(index).filter(|v| v.is_finite()) {
                Some(value) => sheet.write_number(row, column, value).map(|_| ()),
                None => Ok(()),
            },
            Self::Coded(keys, list) => match keys.get(index).and_then(|key| batch::coded(*key, list)) {
                Some(value) => sheet.write_string(row, column, value).map(|_| ()),
                None => Ok(()),
            },
            Self::Fixed(numbers, decimals) => match numbers.get(index).filter(|v| v.is_finite()) {
                Some(value) => {
                    let scale = 10_f64.powi(i32::from(*decimals));
                    sheet.write_number(row, column, (value * scale).round() / scale).map(|_| ())
                }
                None => Ok(()),
            },
        }
    }
}

fn columns(batch: &Batch) -> Result<Vec<(String, Values<'_>)>, TableError> {
    let own = batch.frame.columns().iter().map(|c| series_values(c.as_materialized_series()));
    let added = batch.added().iter().map(|added| match added {
        Added::Coded { name, keys, values } => Ok((name.clone(), Values::Coded(keys, values))),
        Added::Numbers { name, values, decimals } => Ok((name.clone(), Values::Fixed(values, *decimals))),
        Added::Column(column) => series_values(column.as_materialized_series()),
    });
    own.chain(added).collect()
}

fn series_values<'a>(series: &polars::prelude::Series) -> Result<(String, Values<'a>), TableError> {
    let name = series.name().to_string();
    if series.dtype().is_primitive_numeric()
        && let Ok(floats) = series.cast(&DataType::Float64)
        && let Ok(floats) = floats.f64()
        && exact(series.dtype(), floats)
    {
        return Ok((name, Values::Numbers(floats.clone())));
    }
    let text = batch::as_text(series, &name)?;
    Ok((name, Values::Text(text)))
}

/// Spreadsheets know doubles only; whole numbers beyond 2^53 are written as text and so keep their last digits.
fn exact(dtype: &DataType, floats: &polars::prelude::Float64Chunked) -> bool {
    !matches!(dtype, DataType::Int64 | DataType::UInt64)
        || floats.iter().flatten().all(|v| v.abs() <= 9_007_199_254_740_992.0)
}

impl TableWriter for SheetWriter {
    fn encoder(&self) -> Encoder {
        Arc::new(|batch| Ok(Encoded::Rows(Box::new(batch))))
    }

    fn write(&mut self, encoded: Encoded) -> Result<(), TableError> {
        let Encoded::Rows(batch) = encoded else { return Err(super::wrong_encoder(self.file.name())) };
        self.put(&batch)
    }

    fn finish(&mut self) -> Result<(), TableError> {
        let saved = self.workbook.save_to_writer(std::io::BufWriter::new(&self.out));
        saved.map_err(|e| failure(self.file.name(), &e))?;
        self.file.publish()
    }
}
