//! Why a table cannot be read or written.

/// Why a table as a whole cannot be read or written. A single bad row is no error but a [`Reject`](super::Reject).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The operating system refused.
    #[error("{file}: {source}; check that the path is right and may be used")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file has no content at all.
    #[error("{file}: the file is empty; a table needs at least a line of column names")]
    Empty {
        /// The file.
        file: String,
    },
    /// The extension names no format that is known here.
    #[error("{file}: this extension is no table format; use .csv, .csv.gz, .parquet or .xlsx")]
    UnknownFormat {
        /// The file.
        file: String,
    },
    /// The content is of another format than the extension says.
    #[error("{file}: the content is {found}, not {expected}; give the file its right extension")]
    WrongFormat {
        /// The file.
        file: String,
        /// The format that the first bytes show.
        found: &'static str,
        /// The format that the extension says.
        expected: &'static str,
    },
    /// The file ends before its content does.
    #[error("{file}: the file is cut short ({detail}); fetch it again")]
    Truncated {
        /// The file.
        file: String,
        /// Where the end was met.
        detail: String,
    },
    /// The content breaks the rules of its format.
    #[error("{file}: not a readable {format} file ({detail}); save it again in the program it came from")]
    Broken {
        /// The file.
        file: String,
        /// The format read.
        format: &'static str,
        /// What the decoder said.
        detail: String,
    },
    /// Two columns of the header have one name.
    #[error("{file}: column {name:?} stands twice in the header; rename one of them")]
    DuplicateColumn {
        /// The file.
        file: String,
        /// The name.
        name: String,
    },
    /// A column that was asked for does not exist.
    #[error("there is no column {name:?}; the columns are: {known}")]
    NoColumn {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A column to be added exists already.
    #[error("the table already has a column {name:?}; rename it, or name the layer otherwise")]
    ColumnExists {
        /// The name.
        name: String,
    },
    /// A column to be added has another length than the table.
    #[error("column {name:?} has {found} values for {expected} rows; one value a row is needed")]
    Length {
        /// The name.
        name: String,
        /// Values given.
        found: usize,
        /// Rows of the table.
        expected: usize,
    },
    /// A line that never ends.
    #[error("{file}: line {line} is longer than {limit_bytes} bytes; this is no CSV table")]
    LineTooLong {
        /// The file.
        file: String,
        /// The line, 1-based.
        line: u64,
        /// The longest line allowed, in bytes.
        limit_bytes: usize,
    },
    /// A spreadsheet cannot hold that many rows.
    #[error("{file}: a spreadsheet holds {limit} rows at most; write .csv or .parquet")]
    TooManyRows {
        /// The file.
        file: String,
        /// The limit, the header included.
        limit: u32,
    },
    /// Batches of one table have different columns.
    #[error("{file}: a batch has other columns than the first one ({detail}); every batch needs the same")]
    SchemaChanged {
        /// The file.
        file: String,
        /// The difference.
        detail: String,
    },
    /// The column type cannot be put into the format.
    #[error("{file}: {detail}; turn the column into text or numbers first")]
    Unsupported {
        /// The file.
        file: String,
        /// The column and its type.
        detail: String,
    },
    /// A step of the caller failed.
    #[error(transparent)]
    Step(Box<dyn std::error::Error + Send + Sync>),
}

impl TableError {
    /// An operating system's error on a file; an early end of a compressed stream is called by its name.
    pub(super) fn io(file: &str, source: std::io::Error) -> Self {
        if source.kind() == std::io::ErrorKind::UnexpectedEof {
            return Self::Truncated {
                file: file.to_owned(),
                detail: "the compressed data end early".to_owned(),
            };
        }
        Self::Io { file: file.to_owned(), source }
    }
}

/// Runs a decoder of somebody else's on bytes that anybody may have made. Such decoders panic on some broken files;
/// a broken file must cost its sender one line and never the program.
pub(super) fn guarded<T>(
    file: &str,
    format: &'static str,
    decode: impl FnOnce() -> Result<T, TableError>,
) -> Result<T, TableError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(decode)).unwrap_or_else(|_| {
        Err(TableError::Broken {
            file: file.to_owned(),
            format,
            detail: "its structure contradicts itself".to_owned(),
        })
    })
}
