//! CSV and CSV.gz in: blocks are cut in order, split and turned into columns by whichever thread is free.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::batch::Batch;
use super::csv_blocks::{Block, BlockCutter};
use super::csv_parse::{self, Layout};
use super::csv_scan::{self, Scan};
use super::encoding::{self, TextEncoding, Utf16Reader};
use super::error::TableError;
use super::{Pending, TableReader};

/// How a CSV table is read.
#[derive(Debug, Clone)]
pub struct CsvOptions {
    /// Bytes a batch; the default is 8 MiB.
    pub block_bytes: usize,
    /// The field separator; found from the header when `None`.
    pub separator: Option<u8>,
    /// The encoding; found from the content when `None`.
    pub encoding: Option<TextEncoding>,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self { block_bytes: 8 << 20, separator: None, encoding: None }
    }
}

/// Bytes read before the header, the separator and the encoding are judged. Fixed, so that the block size changes nothing.
const SAMPLE_BYTES: usize = 4 << 20;

/// A CSV table, read in blocks.
pub struct CsvReader {
    cutter: BlockCutter<Box<dyn Read + Send>>,
    layout: Arc<Layout>,
    encoding: Option<TextEncoding>,
    notes: Vec<String>,
    /// The batch without rows that a table without rows consists of.
    empty_batch_due: bool,
}

impl CsvReader {
    /// Opens a CSV file; `gzip` when its content is compressed.
    ///
    /// # Errors
    /// [`TableError`]: the file is missing, empty, of another format, or has two columns of one name.
    pub fn open(path: &Path, gzip: bool, options: &CsvOptions) -> Result<Self, TableError> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|e| TableError::io(&name, e))?;
        let source: Box<dyn Read + Send> = if gzip {
            Box::new(MultiGzDecoder::new(std::io::BufReader::with_capacity(1 << 17, file)))
        } else {
            Box::new(file)
        };
        Self::from_reader(&name, source, options)
    }

    /// Reads CSV from any source; `name` stands in messages.
    ///
    /// # Errors
    /// As [`CsvReader::open`].
    pub fn from_reader(
        name: &str,
        source: Box<dyn Read + Send>,
        options: &CsvOptions,
    ) -> Result<Self, TableError> {
        let mut notes = Vec::new();
        let (source, sample) = open_text(name, source, &mut notes)?;
        if sample.iter().all(u8::is_ascii_whitespace) {
            return Err(TableError::Empty { file: name.to_owned() });
        }
        let at_end = sample.len() < SAMPLE_BYTES;
        let encoding = options.encoding.or_else(|| encoding::judge(&sample));
        if encoding == Some(TextEncoding::Gb18030) {
            notes.push(GB_NOTE.to_owned());
        }
        let skipped = sample.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let body = sample.get(skipped..).unwrap_or_default();
        let separator = options.separator.unwrap_or_else(|| csv_scan::sniff_separator(body));
        let mut fields = Vec::new();
        let (end, next, lines) = match csv_scan::scan_record(body, 0, separator, at_end, &mut fields) {
            Scan::Record { end, next, lines } => (end, next, lines),
            Scan::Broken { reason, .. } => {
                let detail = format!("header: {reason}");
                return Err(TableError::Broken { file: name.to_owned(), format: "CSV", detail });
            }
            Scan::Incomplete => {
                let limit_bytes = SAMPLE_BYTES;
                return Err(TableError::LineTooLong { file: name.to_owned(), line: 1, limit_bytes });
            }
        };
        let columns = csv_parse::header(name, body.get(..end).unwrap_or_default(), &fields, encoding)?;
        let behind = body.get(next..).unwrap_or_default();
        let empty_batch_due = behind.iter().all(|b| matches!(b, b'\n' | b'\r')) && at_end;
        let behind = if empty_batch_due { Vec::new() } else { behind.to_vec() };
        let source: Box<dyn Read + Send> = Box::new(Cursor::new(behind).chain(source));
        let before = csv_scan::count_byte(sample.get(..skipped).unwrap_or_default(), b'\n');
        let line = 1 + before + lines;
        let cutter = BlockCutter::new(source, name, separator, options.block_bytes, line);
        let layout = Arc::new(Layout { separator, columns });
        Ok(Self { cutter, layout, encoding, notes, empty_batch_due })
    }

    /// The encoding of a block; the first block beyond ASCII decides when the sample was ASCII.
    fn encoding_of(&mut self, block: &Block) -> TextEncoding {
        if self.encoding.is_none() {
            self.encoding = encoding::judge(&block.bytes);
            if self.encoding == Some(TextEncoding::Gb18030) {
                self.notes.push(GB_NOTE.to_owned());
            }
        }
        self.encoding.unwrap_or(TextEncoding::Utf8)
    }
}

const GB_NOTE: &str = "the text is GB 18030 (GBK) and was turned into UTF-8";

impl TableReader for CsvReader {
    fn columns(&self) -> &[String] {
        &self.layout.columns
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }

    fn next_pending(&mut self) -> Result<Option<Pending>, TableError> {
        if self.empty_batch_due {
            self.empty_batch_due = false;
            let layout = Arc::clone(&self.layout);
            return Ok(Some(Box::new(move || csv_parse::empty(&layout))));
        }
        let Some(block) = self.cutter.next_block()? else { return Ok(None) };
        let encoding = self.encoding_of(&block);
        let layout = Arc::clone(&self.layout);
        Ok(Some(Box::new(move || -> Result<Batch, TableError> {
            csv_parse::parse(&block, &layout, encoding)
        })))
    }
}

/// The source as ASCII-compatible text behind its byte order mark, and its first [`SAMPLE_BYTES`].
fn open_text(
    name: &str,
    mut source: Box<dyn Read + Send>,
    notes: &mut Vec<String>,
) -> Result<(Box<dyn Read + Send>, Vec<u8>), TableError> {
    let mut sample = read_sample(name, &mut source, Vec::new())?;
    if sample.starts_with(b"\xEF\xBB\xBF") {
        sample.drain(..3);
        // The sample's fill tells the end of the file, so what the mark took is made up for.
        let sample = read_sample(name, &mut source, sample)?;
        return Ok((source, sample));
    }
    if let [a @ (0xFF | 0xFE), b @ (0xFF | 0xFE), rest @ ..] = sample.as_slice()
        && a != b
    {
        notes.push("the text is UTF-16 and was turned into UTF-8".to_owned());
        let inner = Cursor::new(rest.to_vec()).chain(source);
        let mut source: Box<dyn Read + Send> = Box::new(Utf16Reader::new(inner, *a == 0xFF));
        let sample = read_sample(name, &mut source, Vec::new())?;
        return Ok((source, sample));
    }
    if let Some(found) = super::foreign_format(&sample) {
        return Err(TableError::WrongFormat { file: name.to_owned(), found, expected: "CSV" });
    }
    Ok((source, sample))
}

fn read_sample(name: &str, source: &mut dyn Read, mut sample: Vec<u8>) -> Result<Vec<u8>, TableError> {
    let missing = u64::try_from(SAMPLE_BYTES - sample.len()).unwrap_or(0);
    source.take(missing).read_to_end(&mut sample).map_err(|e| match e.kind() {
        std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => {
            TableError::Broken { file: name.to_owned(), format: "gzip", detail: e.to_string() }
        }
        _ => TableError::io(name, e),
    })?;
    Ok(sample)
}
