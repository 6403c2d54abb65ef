//! A sheet as it stands, row by row, for forms whose header is not the first row: texts as a person sees them.

use std::path::Path;
use std::sync::mpsc::sync_channel;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::encoding::{TextEncoding, decode, judge};
use super::error::{self, TableError};
use super::partial::PartialFile;
use super::sheet_read::{Cell, unpack};

/// Rows at most: a form, not a table of cases.
const ROWS_MAX: usize = 100_000;

/// The rows of a spreadsheet's first sheet, or of a CSV file in UTF-8 or GB 18030; rows of a spreadsheet keep their numbers.
///
/// # Errors
/// [`TableError`]: missing, empty, damaged, too long.
///
/// # Complexity
/// O(cells).
pub fn raw_rows(path: &Path) -> Result<Vec<Vec<String>>, TableError> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if matches!(extension.as_str(), "xlsx" | "xlsm" | "xls" | "ods") { of_sheet(path) } else { of_text(path) }
}

fn of_sheet(path: &Path) -> Result<Vec<Vec<String>>, TableError> {
    let name = path.display().to_string();
    let (sender, portions) = sync_channel(2);
    let (thread_path, thread_name) = (path.to_owned(), name.clone());
    let unpacking = std::thread::spawn(move || {
        error::guarded(&thread_name, "spreadsheet", || unpack(&thread_path, &thread_name, &sender))
    });
    let mut rows: Vec<Vec<String>> = Vec::new();
    for portion in portions {
        for (line, cells) in portion? {
            let at = usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1);
            if at >= ROWS_MAX {
                return Err(too_long(name));
            }
            rows.resize_with(at.max(rows.len()), Vec::new);
            rows.push(cells.into_iter().map(Cell::into_text).collect());
        }
    }
    let broken = |detail: &str| TableError::Broken {
        file: name.clone(),
        format: "spreadsheet",
        detail: detail.into(),
    };
    unpacking.join().map_err(|_| broken("its reader died"))??;
    Ok(rows)
}

fn too_long(file: String) -> TableError {
    TableError::TooManyRows { file, limit: u32::try_from(ROWS_MAX).unwrap_or(u32::MAX) }
}

fn of_text(path: &Path) -> Result<Vec<Vec<String>>, TableError> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|fault| TableError::io(&name, fault))?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    if bytes.is_empty() {
        return Err(TableError::Empty { file: name });
    }
    let encoding = judge(bytes).unwrap_or(TextEncoding::Utf8);
    let text = decode(bytes, encoding).unwrap_or_else(|| String::from_utf8_lossy(bytes));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|fault| TableError::Broken {
            file: name.clone(),
            format: "CSV",
            detail: fault.to_string(),
        })?;
        if rows.len() >= ROWS_MAX {
            return Err(too_long(name));
        }
        rows.push(record.iter().map(ToOwned::to_owned).collect());
    }
    Ok(rows)
}

/// Writes rows as a spreadsheet, every cell as text, or as CSV in UTF-8 with the mark that Excel looks for.
///
/// # Errors
/// [`TableError`] where the file cannot be written.
///
/// # Complexity
/// O(cells).
pub fn write_raw_rows(path: &Path, rows: &[Vec<String>]) -> Result<(), TableError> {
    let (mut file, mut out) = PartialFile::create(path.to_owned())?;
    let name = path.display().to_string();
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if extension == "xlsx" {
        let failed =
            |fault: XlsxError| TableError::Unsupported { file: name.clone(), detail: fault.to_string() };
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (at, cells) in (0u32..).zip(rows) {
            for (column, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(at, column, cell).map_err(failed)?;
            }
        }
        workbook.save_to_writer(std::io::BufWriter::new(&out)).map_err(failed)?;
        return file.publish();
    }
    let io = |fault: std::io::Error| TableError::io(&name, fault);
    std::io::Write::write_all(&mut out, "\u{feff}".as_bytes()).map_err(io)?;
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(&mut out);
    for cells in rows {
        writer.write_record(cells).map_err(|fault| io(std::io::Error::other(fault)))?;
    }
    writer.flush().map_err(io)?;
    drop(writer);
    file.publish()
}

#[cfg(test)]
#[path = "raw_rows_tests.rs"]
mod tests;
