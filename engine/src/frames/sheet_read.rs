//! Spreadsheets in: the first sheet, its first used row as header, everything as the text that a person sees.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{Data, DataRef, ExcelDateTime, Reader, Xlsx, open_workbook_auto};
use polars::prelude::{Column, DataFrame, IntoSeries, StringChunkedBuilder};

use super::batch::{Batch, RowStart};
use super::error::{self, TableError};
use super::reject::Reject;
use super::{Pending, TableReader};

/// Rows a batch.
const BATCH_ROWS: usize = 16_384;

/// Columns at most; Excel's own limit, so that a wrong cell address cannot ask for endless memory.
const COLUMNS_MAX: usize = 16_384;

pub(super) type Row = (u64, Vec<Cell>);

/// A cell's text, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    /// An error value such as #N/A.
    Fault(String),
}

impl Cell {
    /// What a person sees.
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Fault(text) => text,
        }
    }
}

/// A spreadsheet, read in batches of rows while another thread unpacks it.
pub struct SheetReader {
    columns: Vec<String>,
    rows: Receiver<Result<Vec<Row>, TableError>>,
    next_row: u64,
    any: bool,
}

impl SheetReader {
    /// Opens the first sheet of a workbook.
    ///
    /// # Errors
    /// [`TableError`]: missing, empty, damaged, not a workbook, two columns of one name.
    pub fn open(path: &Path) -> Result<Self, TableError> {
        let name = path.display().to_string();
        let mut start = Vec::new();
        let file = File::open(path).map_err(|e| TableError::io(&name, e))?;
        file.take(16).read_to_end(&mut start).map_err(|e| TableError::io(&name, e))?;
        match super::foreign_format(&start) {
            _ if start.is_empty() => return Err(TableError::Empty { file: name }),
            Some("a spreadsheet or zip archive" | "an old Office document") => {}
            found => {
                let found = found.unwrap_or("text");
                return Err(TableError::WrongFormat { file: name, found, expected: "a spreadsheet" });
            }
        }
        let (sender, rows) = sync_channel(2);
        let (thread_path, thread_name) = (path.to_owned(), name.clone());
        std::thread::spawn(move || {
            let outcome =
                error::guarded(&thread_name, "spreadsheet", || unpack(&thread_path, &thread_name, &sender));
            if let Err(error) = outcome {
                // A reader that has gone away needs no error.
                let _ = sender.send(Err(error));
            }
        });
        let mut header = match rows.recv() {
            Ok(Ok(rows)) => rows.into_iter(),
            Ok(Err(error)) => return Err(error),
            Err(_) => return Err(TableError::Empty { file: name }),
        };
        let cells = header.next().map(|(_, cells)| cells).unwrap_or_default();
        Ok(Self { columns: header_names(&name, cells)?, rows, next_row: 1, any: false })
    }
}

fn header_names(file: &str, cells: Vec<Cell>) -> Result<Vec<String>, TableError> {
    let mut columns: Vec<String> = Vec::with_capacity(cells.len());
    for (i, cell) in cells.into_iter().enumerate() {
        let name = match cell {
            Cell::Text(text) | Cell::Fault(text) => text,
            Cell::Empty => format!("column_{}", column_letters(i)),
        };
        if columns.contains(&name) {
            return Err(TableError::DuplicateColumn { file: file.to_owned(), name });
        }
        columns.push(name);
    }
    Ok(columns)
}

/// The letters over a spreadsheet's column, 0-based: A, B, …, Z, AA.
fn column_letters(mut index: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(index % 26).unwrap_or(0)));
        if index < 26 {
            return letters.iter().rev().collect();
        }
        index = index / 26 - 1;
    }
}

impl TableReader for SheetReader {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn notes(&self) -> &[String] {
        &[]
    }

    fn next_pending(&mut self) -> Result<Option<Pending>, TableError> {
        let rows = match self.rows.recv() {
            Ok(rows) => rows?,
            Err(_) if self.any => return Ok(None),
            Err(_) => Vec::new(),
        };
        self.any = true;
        let first_row = self.next_row;
        self.next_row += u64::try_from(rows.len()).unwrap_or(0);
        let columns = self.columns.clone();
        Ok(Some(Box::new(move || assemble(&columns, first_row, rows))))
    }
}

fn assemble(columns: &[String], first_row: u64, rows: Vec<Row>) -> Result<Batch, TableError> {
    let mut builders: Vec<StringChunkedBuilder> =
        columns.iter().map(|name| StringChunkedBuilder::new(name.as_str().into(), rows.len())).collect();
    let mut rejects = Vec::new();
    let mut starts: Vec<RowStart> = Vec::new();
    let mut kept = 0;
    for (row, (line, cells)) in (first_row..).zip(rows) {
        let reject = |field: &str, value: &str, reason: &str| Reject {
            row,
            line,
            field: field.to_owned(),
            value: value.to_owned(),
            reason: reason.to_owned(),
            record: record_text(&cells),
        };
        let extra = cells.iter().skip(columns.len()).find(|c| **c != Cell::Empty);
        if let Some(Cell::Text(value) | Cell::Fault(value)) = extra {
            rejects.push(reject("", value, "a value beyond the last column of the header; name its column"));
            continue;
        }
        for (i, (builder, name)) in builders.iter_mut().zip(columns).enumerate() {
            match cells.get(i) {
                Some(Cell::Text(text)) => builder.append_value(text),
                Some(Cell::Fault(value)) => {
                    rejects.push(reject(name, value, "an error value, taken as empty; correct the formula"));
                    builder.append_null();
                }
                Some(Cell::Empty) | None => builder.append_null(),
            }
        }
        starts.push(RowStart { index: kept, row, line });
        kept += 1;
    }
    let series: Vec<Column> = builders.into_iter().map(|b| b.finish().into_series().into()).collect();
    let frame = DataFrame::new(kept, series).map_err(|e| TableError::Broken {
        file: String::new(),
        format: "spreadsheet",
        detail: e.to_string(),
    })?;
    Ok(Batch::with_starts(first_row, frame, rejects, starts))
}

fn record_text(cells: &[Cell]) -> String {
    let mut line = Vec::new();
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            line.push(b',');
        }
        if let Cell::Text(text) | Cell::Fault(text) = cell {
            super::csv_write::push_field(&mut line, text, b',');
        }
    }
    String::from_utf8_lossy(&line).into_owned()
}

/// Sends the header row alone, then the other rows in portions.
pub(super) fn unpack(
    path: &Path,
    name: &str,
    sender: &SyncSender<Result<Vec<Row>, TableError>>,
) -> Result<(), TableError> {
    let mut portions = Portions { sender, rows: Vec::new(), header_sent: false };
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let broken = |detail: String| TableError::Broken { file: name.to_owned(), format: "spreadsheet", detail };
    if matches!(extension.as_str(), "xlsx" | "xlsm") {
        let file = File::open(PathBuf::from(path)).map_err(|e| TableError::io(name, e))?;
        let mut workbook = Xlsx::new(BufReader::new(file)).map_err(|e| broken(e.to_string()))?;
        let Some(sheet) = workbook.sheet_names().first().cloned() else {
            return Err(broken("the workbook has no sheet".to_owned()));
        };
        let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(|e| broken(e.to_string()))?;
        let mut current: Option<(u32, Vec<Cell>)> = None;
        while let Some(cell) = cells.next_cell().map_err(|e| broken(e.to_string()))? {
            let (row, column) = cell.get_position();
            if current.as_ref().is_none_or(|(r, _)| *r != row)
                && let Some((done, cells)) = current.replace((row, Vec::new()))
                && !portions.add(done, cells)
            {
                return Ok(());
            }
            let Some((_, cells)) = &mut current else { continue };
            let place = usize::try_from(column).unwrap_or(usize::MAX);
            if place >= COLUMNS_MAX {
                return Err(broken(format!("a cell in column {column}")));
            }
            if cells.len() <= place {
                cells.resize(place + 1, Cell::Empty);
            }
            if let Some(slot) = cells.get_mut(place) {
                *slot = shared_text(cell.get_value());
            }
        }
        if let Some((row, cells)) = current {
            portions.add(row, cells);
        }
    } else {
        let mut workbook = open_workbook_auto(path).map_err(|e| broken(e.to_string()))?;
        let Some(sheet) = workbook.sheet_names().first().cloned() else {
            return Err(broken("the workbook has no sheet".to_owned()));
        };
        let range = workbook.worksheet_range(&sheet).map_err(|e| broken(e.to_string()))?;
        let (top, left) = range.start().unwrap_or((0, 0));
        let margin = vec![Cell::Empty; usize::try_from(left).unwrap_or(0).min(COLUMNS_MAX)];
        for (row, values) in (top..).zip(range.rows()) {
            let cells = margin.iter().cloned().chain(values.iter().map(owned_text)).collect();
            if !portions.add(row, cells) {
                return Ok(());
            }
        }
    }
    portions.flush();
    Ok(())
}

struct Portions<'a> {
    sender: &'a SyncSender<Result<Vec<Row>, TableError>>,
    rows: Vec<Row>,
    header_sent: bool,
}

impl Portions<'_> {
    /// Takes a row; `false` when nobody listens any more.
    fn add(&mut self, row: u32, mut cells: Vec<Cell>) -> bool {
        while cells.last() == Some(&Cell::Empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return true;
        }
        self.rows.push((u64::from(row) + 1, cells));
        if self.header_sent && self.rows.len() < BATCH_ROWS {
            return true;
        }
        self.header_sent = true;
        self.flush()
    }

    fn flush(&mut self) -> bool {
        self.rows.is_empty() || self.sender.send(Ok(std::mem::take(&mut self.rows))).is_ok()
    }
}

fn shared_text(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::SharedString(text) => text_cell(text),
        other => owned_text(&Data::from(other.clone())),
    }
}

fn text_cell(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn owned_text(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text_cell(text),
        Data::Int(number) => Cell::Text(number.to_string()),
        Data::Float(number) => Cell::Text(number.to_string()),
        Data::Bool(value) => Cell::Text(value.to_string()),
        Data::DateTime(time) => Cell::Text(time_text(time)),
        Data::Error(error) => Cell::Fault(error.to_string()),
    }
}

/// A date as ISO 8601, the time left out when it is midnight; a duration as hours:minutes:seconds.
fn time_text(time: &ExcelDateTime) -> String {
    if time.is_duration() {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "saturates; a spreadsheet's durations are far smaller"
        )]
        let seconds = (time.as_f64() * 86_400.0).round() as i64;
        return format!("{}:{:02}:{:02}", seconds / 3600, (seconds / 60 % 60).abs(), (seconds % 60).abs());
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second, milli) {
        (0, 0, 0, 0) => date,
        (_, _, _, 0) => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
        _ => format!("{date}T{hour:02}:{minute:02}:{second:02}.{milli:03}"),
    }
}
