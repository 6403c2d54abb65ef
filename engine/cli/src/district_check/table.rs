//! A table as it stands in its file, for the lines of its rows.

/// A table: the header and the rows, each with the line that it begins on.
#[derive(Debug)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The line that it begins on, 1-based.
    pub line: u64,
    header: &'a [String],
    fields: &'a [String],
}

impl<'a> Row<'a> {
    /// The text of a column, trimmed; empty where the column or the field is missing.
    pub fn get(self, column: &str) -> &'a str {
        let at = self.header.iter().position(|name| name == column);
        at.and_then(|at| self.fields.get(at)).map_or("", String::as_str)
    }
}

impl Table {
    /// Of a file that is not there.
    pub const EMPTY: Self = Self { header: Vec::new(), rows: Vec::new() };

    /// The table of a file's bytes; rows that are no CSV are left to the reader that complains of them.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
        let header =
            reader.headers().map(|header| header.iter().map(str::to_owned).collect()).unwrap_or_default();
        let rows = reader
            .records()
            .filter_map(Result::ok)
            .filter(|record| record.iter().any(|field| !field.is_empty()))
            .map(|record| {
                let line = record.position().map_or(0, csv::Position::line);
                (line, record.iter().map(str::to_owned).collect())
            })
            .collect();
        Self { header, rows }
    }

    /// Whether there is such a column.
    pub fn has(&self, column: &str) -> bool {
        self.header.iter().any(|name| name == column)
    }

    /// The columns as they stand.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// All rows in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, fields)| Row { line: *line, header: &self.header, fields })
    }

    /// The line of the first row with a value in a column; 0 without one.
    pub fn line_of(&self, column: &str, value: &str) -> u64 {
        self.rows().find(|row| row.get(column) == value).map_or(0, |row| row.line)
    }
}
