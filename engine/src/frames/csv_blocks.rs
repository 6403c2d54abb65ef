//! Cuts a stream of CSV into blocks of whole records, in order, with bounded memory.

use std::io::Read;

use super::csv_scan::{self, Scan, Span};
use super::error::TableError;

/// The longest line without quotes, in bytes.
const LINE_LIMIT_BYTES: usize = 16 << 20;

/// Whole records, and where in the file they stand.
#[derive(Debug)]
pub(super) struct Block {
    /// The records' bytes.
    pub bytes: Vec<u8>,
    /// The number of the first record, 1-based.
    pub first_row: u64,
    /// The line on which it starts, 1-based.
    pub first_line: u64,
}

/// The sequential part of reading CSV: everything else can be done by many threads at once.
pub(super) struct BlockCutter<R> {
    source: R,
    file: String,
    separator: u8,
    block_bytes: usize,
    /// Bytes behind the last whole record.
    carry: Vec<u8>,
    at_end: bool,
    row: u64,
    line: u64,
}

struct Cut {
    at: usize,
    rows: u64,
    lines: u64,
}

impl<R: Read> BlockCutter<R> {
    /// Cuts `source`, which starts behind the header, at `line`.
    pub(super) fn new(source: R, file: &str, separator: u8, block_bytes: usize, line: u64) -> Self {
        let block_bytes = block_bytes.max(1);
        let carry = Vec::new();
        Self { source, file: file.to_owned(), separator, block_bytes, carry, at_end: false, row: 1, line }
    }

    /// The next block, `None` at the end.
    pub(super) fn next_block(&mut self) -> Result<Option<Block>, TableError> {
        let mut bytes = std::mem::take(&mut self.carry);
        let mut wanted = self.block_bytes;
        loop {
            self.fill(&mut bytes, wanted)?;
            let cut = self.cut(&bytes);
            if cut.at > 0 {
                self.carry = bytes.split_off(cut.at);
                let block = Block { bytes, first_row: self.row, first_line: self.line };
                self.row += cut.rows;
                self.line += cut.lines;
                return Ok(Some(block));
            }
            if self.at_end {
                return Ok(None);
            }
            if bytes.len() > LINE_LIMIT_BYTES {
                let limit_bytes = LINE_LIMIT_BYTES;
                return Err(TableError::LineTooLong {
                    file: self.file.clone(),
                    line: self.line,
                    limit_bytes,
                });
            }
            wanted = bytes.len().saturating_mul(2).max(self.block_bytes);
        }
    }

    fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> Result<(), TableError> {
        if self.at_end || bytes.len() >= wanted {
            return Ok(());
        }
        let missing = wanted - bytes.len();
        bytes.reserve_exact(missing);
        let limit = u64::try_from(missing).unwrap_or(u64::MAX);
        let read = (&mut self.source).take(limit).read_to_end(bytes);
        let read = read.map_err(|e| self.read_error(e))?;
        self.at_end = read < missing;
        Ok(())
    }

    fn read_error(&self, source: std::io::Error) -> TableError {
        match source.kind() {
            std::io::ErrorKind::UnexpectedEof => TableError::Truncated {
                file: self.file.clone(),
                detail: format!("the compressed data end early, behind line {}", self.line.saturating_sub(1)),
            },
            std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => TableError::Broken {
                file: self.file.clone(),
                format: "gzip",
                detail: format!("{source}, behind line {}", self.line.saturating_sub(1)),
            },
            _ => TableError::io(&self.file, source),
        }
    }

    /// Where the last whole record ends, and how many records and lines stand before it.
    fn cut(&self, bytes: &[u8]) -> Cut {
        let plain = csv_scan::count_byte(bytes, b'"') == 0
            && bytes.first() != Some(&b'\r')
            && csv_scan::count_pair(bytes, b'\n', b'\r') == 0;
        if plain { self.cut_plain(bytes) } else { self.cut_scanning(bytes) }
    }

    /// Without quotes every line end ends a record.
    fn cut_plain(&self, bytes: &[u8]) -> Cut {
        let at = if self.at_end {
            bytes.len()
        } else {
            bytes.iter().rposition(|b| *b == b'\n').map_or(0, |last| last + 1)
        };
        let whole = bytes.get(..at).unwrap_or_default();
        let lines = csv_scan::count_byte(whole, b'\n');
        let blank = csv_scan::count_pair(whole, b'\n', b'\n') + u64::from(whole.first() == Some(&b'\n'));
        let tail = u64::from(whole.last().is_some_and(|b| *b != b'\n'));
        Cut { at, rows: lines - blank + tail, lines }
    }

    fn cut_scanning(&self, bytes: &[u8]) -> Cut {
        let mut fields: Vec<Span> = Vec::new();
        let mut cut = Cut { at: 0, rows: 0, lines: 0 };
        while cut.at < bytes.len() {
            match csv_scan::scan_record(bytes, cut.at, self.separator, self.at_end, &mut fields) {
                Scan::Record { next, lines, .. } => {
                    cut.rows += u64::from(!csv_scan::is_blank(&fields));
                    cut.lines += lines;
                    cut.at = next;
                }
                Scan::Broken { next, .. } => {
                    cut.rows += 1;
                    cut.lines += 1;
                    cut.at = next;
                }
                Scan::Incomplete => break,
            }
        }
        cut
    }
}
