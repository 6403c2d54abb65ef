//! A batch of rows: the table's own columns, what was added, what was rejected, and where each row came from.

use std::sync::Arc;

use polars::prelude::{
    Column, DataFrame, DataType, Float64Chunked, IntoSeries, NamedFrom, Series, StringChunked,
};

use super::csv_write::push_field;
use super::error::TableError;
use super::reject::Reject;

/// Rows of a table, in the file's order.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The record number of the first record, rejected or not, 1-based.
    pub first_row: u64,
    /// The file's own columns; text formats have text columns only, exactly as written.
    pub frame: DataFrame,
    /// Records and values of this batch that could not be used.
    pub rejects: Vec<Reject>,
    added: Vec<Added>,
    starts: Vec<RowStart>,
}

/// From `index` on, rows and lines rise by one each.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowStart {
    pub index: usize,
    pub row: u64,
    pub line: u64,
}

/// A column added to a batch.
#[derive(Debug, Clone)]
pub(super) enum Added {
    /// Text from a short list of values.
    Coded { name: String, keys: Vec<u32>, values: Arc<[Box<str>]> },
    /// Numbers, printed with a fixed number of decimals in text formats; NaN is a missing value.
    Numbers { name: String, values: Vec<f64>, decimals: u8 },
    /// Anything else.
    Column(Column),
}

/// The key of a missing value in [`Batch::add_coded`].
pub const NO_VALUE: u32 = u32::MAX;

/// Why a text is not a usable number.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NumberFault {
    /// The field is empty.
    Missing,
    /// The text is no number.
    NotANumber(String),
    /// The number is NaN or infinite.
    NotFinite(String),
}

impl NumberFault {
    /// The value as it stood in the file.
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::Missing => "",
            Self::NotANumber(text) | Self::NotFinite(text) => text,
        }
    }

    /// What is wrong and what would be right.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Missing => "the field is empty; a number such as 121.38 is needed",
            Self::NotANumber(_) => "not a number; write it with a decimal point, such as 121.38",
            Self::NotFinite(_) => "not a finite number; a number such as 121.38 is needed",
        }
    }
}

/// A column read as numbers.
#[derive(Debug, Clone)]
pub struct NumberColumn {
    /// One value a row; NaN where there is a fault.
    pub values: Vec<f64>,
    /// Row index and fault, by rising index.
    pub faults: Vec<(usize, NumberFault)>,
}

/// A column read as text.
#[derive(Debug, Clone)]
pub struct TextColumn(StringChunked);

impl TextColumn {
    /// The values in row order; `None` is a missing value.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        self.0.iter()
    }
}

impl Batch {
    /// A batch of rows numbered from `first_row` on, one line each from `first_line` on (0: the format has no lines).
    #[must_use]
    pub fn new(first_row: u64, first_line: u64, frame: DataFrame) -> Self {
        let starts = vec![RowStart { index: 0, row: first_row, line: first_line }];
        Self { first_row, frame, rejects: Vec::new(), added: Vec::new(), starts }
    }

    /// A batch of texts, row by row in the order of the names; `None` is a missing value, and so is what a short row lacks.
    ///
    /// # Errors
    /// [`TableError::ColumnExists`] when a name comes twice.
    pub fn of_texts(
        first_row: u64,
        names: &[&str],
        rows: impl IntoIterator<Item = Vec<Option<String>>>,
    ) -> Result<Self, TableError> {
        let mut columns: Vec<Vec<Option<String>>> = names.iter().map(|_| Vec::new()).collect();
        for row in rows {
            let mut cells = row.into_iter();
            columns.iter_mut().for_each(|column| column.push(cells.next().flatten()));
        }
        let height = columns.first().map_or(0, Vec::len);
        let columns =
            names.iter().zip(columns).map(|(name, values)| Column::new((*name).into(), values)).collect();
        let frame = DataFrame::new(height, columns)
            .map_err(|_| TableError::ColumnExists { name: names.join(", ") })?;
        Ok(Self::new(first_row, 0, frame))
    }

    pub(super) fn with_starts(
        first_row: u64,
        frame: DataFrame,
        rejects: Vec<Reject>,
        starts: Vec<RowStart>,
    ) -> Self {
        Self { first_row, frame, rejects, added: Vec::new(), starts }
    }

    /// Usable rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// Is there no usable row?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn added(&self) -> &[Added] {
        &self.added
    }

    fn start_of(&self, index: usize) -> RowStart {
        let upto = self.starts.partition_point(|s| s.index <= index);
        let found = upto.checked_sub(1).and_then(|i| self.starts.get(i));
        found.copied().unwrap_or(RowStart { index: 0, row: self.first_row, line: 0 })
    }

    /// The record number of the usable row at `index`, 1-based.
    #[must_use]
    pub fn row_number(&self, index: usize) -> u64 {
        let start = self.start_of(index);
        start.row + widen(index - start.index)
    }

    /// The file line on which the usable row at `index` starts, 1-based; 0 where the format has no lines.
    #[must_use]
    pub fn line_number(&self, index: usize) -> u64 {
        let start = self.start_of(index);
        if start.line == 0 { 0 } else { start.line + widen(index - start.index) }
    }

    /// A column as text; numbers and dates are printed.
    ///
    /// # Errors
    /// [`TableError::NoColumn`] names the columns there are; [`TableError::Unsupported`] for nested types.
    pub fn text(&self, name: &str) -> Result<TextColumn, TableError> {
        let column = self.column(name)?.as_materialized_series();
        as_text(column, name).map(TextColumn)
    }

    /// A column as finite numbers; spaces around a number are allowed.
    ///
    /// # Errors
    /// [`TableError::NoColumn`] names the columns there are; [`TableError::Unsupported`] for nested types.
    pub fn numbers(&self, name: &str) -> Result<NumberColumn, TableError> {
        let series = self.column(name)?.as_materialized_series();
        if series.dtype().is_primitive_numeric() {
            let floats = series.cast(&DataType::Float64).map_err(|e| unsupported(name, &e.to_string()))?;
            let floats = floats.f64().map_err(|e| unsupported(name, &e.to_string()))?;
            return Ok(collect_numbers(floats.iter().map(|v| match v {
                Some(v) if v.is_finite() => Ok(v),
                Some(v) => Err(NumberFault::NotFinite(v.to_string())),
                None => Err(NumberFault::Missing),
            })));
        }
        let text = as_text(series, name)?;
        Ok(collect_numbers(text.iter().map(parse_number)))
    }

    /// Adds a text column whose values come from a short list: `keys[i]` is the place in `values`, [`NO_VALUE`] is
    /// missing. Much cheaper than a column of texts: Parquet stores the list once a row group.
    ///
    /// # Errors
    /// [`TableError::ColumnExists`], [`TableError::Length`].
    pub fn add_coded(
        &mut self,
        name: &str,
        keys: Vec<u32>,
        values: Arc<[Box<str>]>,
    ) -> Result<(), TableError> {
        self.check_new(name, keys.len())?;
        self.added.push(Added::Coded { name: name.to_owned(), keys, values });
        Ok(())
    }

    /// Adds a column of numbers; NaN is a missing value. Text formats print `decimals` (at most 9) places.
    ///
    /// # Errors
    /// [`TableError::ColumnExists`], [`TableError::Length`].
    pub fn add_numbers(&mut self, name: &str, values: Vec<f64>, decimals: u8) -> Result<(), TableError> {
        self.check_new(name, values.len())?;
        self.added.push(Added::Numbers { name: name.to_owned(), values, decimals: decimals.min(9) });
        Ok(())
    }

    /// Adds any polars column.
    ///
    /// # Errors
    /// [`TableError::ColumnExists`], [`TableError::Length`].
    pub fn add_column(&mut self, column: Column) -> Result<(), TableError> {
        self.check_new(column.name(), column.len())?;
        self.added.push(Added::Column(column));
        Ok(())
    }

    /// Records that the value of `field` in the usable row at `index` is bad; the row itself stays.
    pub fn reject(&mut self, index: usize, field: &str, value: &str, reason: &str) {
        let reject = Reject {
            row: self.row_number(index),
            line: self.line_number(index),
            field: field.to_owned(),
            value: value.to_owned(),
            reason: reason.to_owned(),
            record: self.record_text(index),
        };
        self.rejects.push(reject);
    }

    /// The file's and the added columns as one frame.
    ///
    /// # Errors
    /// [`TableError::ColumnExists`] when the frame was changed into holding an added name.
    pub fn into_frame(self) -> Result<DataFrame, TableError> {
        let mut frame = self.frame;
        for added in self.added {
            let column = added.into_column();
            let name = column.name().to_string();
            frame.with_column(column).map_err(|_| TableError::ColumnExists { name })?;
        }
        Ok(frame)
    }

    fn column(&self, name: &str) -> Result<&Column, TableError> {
        self.frame.column(name).map_err(|_| TableError::NoColumn {
            name: name.to_owned(),
            known: self.frame.get_column_names().iter().map(|n| n.as_str()).collect::<Vec<_>>().join(", "),
        })
    }

    fn check_new(&self, name: &str, found: usize) -> Result<(), TableError> {
        let known = self.frame.column(name).is_ok() || self.added.iter().any(|a| a.name() == name);
        if known {
            return Err(TableError::ColumnExists { name: name.to_owned() });
        }
        if found != self.len() {
            return Err(TableError::Length { name: name.to_owned(), found, expected: self.len() });
        }
        Ok(())
    }

    fn record_text(&self, index: usize) -> String {
        let mut line = Vec::new();
        for (i, column) in self.frame.columns().iter().enumerate() {
            if i > 0 {
                line.push(b',');
            }
            if let Ok(value) = column.get(index)
                && !value.is_null()
            {
                push_field(&mut line, &value.str_value(), b',');
            }
        }
        String::from_utf8_lossy(&line).into_owned()
    }
}

impl Added {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Coded { name, .. } | Self::Numbers { name, .. } => name,
            Self::Column(column) => column.name(),
        }
    }

    fn into_column(self) -> Column {
        match self {
            Self::Coded { name, keys, values } => {
                let text: StringChunked = keys.iter().map(|key| coded(*key, &values)).collect();
                text.with_name(name.as_str().into()).into_series().into()
            }
            Self::Numbers { name, values, .. } => numbers_series(&name, &values).into(),
            Self::Column(column) => column,
        }
    }
}

/// The text behind a key.
pub(super) fn coded(key: u32, values: &[Box<str>]) -> Option<&str> {
    usize::try_from(key).ok().and_then(|k| values.get(k)).map(|v| &**v)
}

/// Numbers as a column in which NaN is a missing value.
pub(super) fn numbers_series(name: &str, values: &[f64]) -> Series {
    if values.iter().any(|v| v.is_nan()) {
        let numbers: Float64Chunked = values.iter().map(|v| (!v.is_nan()).then_some(*v)).collect();
        return numbers.with_name(name.into()).into_series();
    }
    Series::new(name.into(), values)
}

/// Any flat column as text.
pub(super) fn as_text(series: &Series, name: &str) -> Result<StringChunked, TableError> {
    if let Ok(text) = series.str() {
        return Ok(text.clone());
    }
    let cast = series.cast(&DataType::String);
    let cast = cast.map_err(|e| unsupported(name, &e.to_string()))?;
    cast.str().cloned().map_err(|e| unsupported(name, &e.to_string()))
}

fn unsupported(name: &str, detail: &str) -> TableError {
    TableError::Unsupported { file: format!("column {name:?}"), detail: detail.to_owned() }
}

fn collect_numbers(items: impl Iterator<Item = Result<f64, NumberFault>>) -> NumberColumn {
    let mut column = NumberColumn { values: Vec::with_capacity(items.size_hint().0), faults: Vec::new() };
    for item in items {
        match item {
            Ok(value) => column.values.push(value),
            Err(fault) => {
                column.faults.push((column.values.len(), fault));
                column.values.push(f64::NAN);
            }
        }
    }
    column
}

fn parse_number(text: Option<&str>) -> Result<f64, NumberFault> {
    let Some(text) = text else { return Err(NumberFault::Missing) };
    let trimmed = text.trim();
    match trimmed.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(NumberFault::NotFinite(text.to_owned())),
        Err(_) if trimmed.is_empty() => Err(NumberFault::Missing),
        Err(_) => Err(NumberFault::NotANumber(text.to_owned())),
    }
}

fn widen(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
