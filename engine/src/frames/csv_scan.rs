//! Where does a CSV record end, and where do its fields lie? (RFC 4180, with a written rule for what breaks it.)
//!
//! A quote opens a quoted field only at the field's start; elsewhere it is a character like any other. A record whose
//! quoting is broken (never closed within [`RECORD_LIMIT_BYTES`], or text behind the closing quote) costs its first
//! line only: reading goes on at the next line. All rules look at the record alone and never at how the file was cut
//! into blocks.

/// The longest record with quotes, in bytes. An unclosed quote would otherwise swallow the rest of the file.
pub(super) const RECORD_LIMIT_BYTES: usize = 1 << 20;

/// A field's place in the scanned bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// First byte of the content, behind an opening quote.
    pub start: usize,
    /// One past the last byte of the content, before a closing quote.
    pub end: usize,
    /// The field stood in quotes.
    pub quoted: bool,
    /// The content holds doubled quotes.
    pub escaped: bool,
}

/// What was found at a record's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scan {
    /// A record; `next` is the start of the following one, `lines` the line ends it holds.
    Record {
        /// One past the record's content.
        end: usize,
        /// The following record's start.
        next: usize,
        /// Line ends passed.
        lines: u64,
    },
    /// A record with broken quoting; its first line is given up.
    Broken {
        /// What is wrong, what would be right.
        reason: &'static str,
        /// One past the line's content.
        end: usize,
        /// The next line's start.
        next: usize,
    },
    /// More bytes are needed.
    Incomplete,
}

/// One text for both faults: which one is met first can depend on what follows the line.
const BROKEN_QUOTES: &str = "a quoted field is never closed, or text stands behind its closing quote; \
    double the quotes inside of a quoted field";

/// Scans the record at `start`, leaving its fields in `fields`. `at_end` says that no bytes follow `bytes`.
///
/// # Complexity
/// Linear in the record's length, at most [`RECORD_LIMIT_BYTES`] when a quote is never closed.
pub(super) fn scan_record(
    bytes: &[u8],
    start: usize,
    separator: u8,
    at_end: bool,
    fields: &mut Vec<Span>,
) -> Scan {
    fields.clear();
    let mut at = start;
    let mut lines = 0;
    loop {
        let field = if bytes.get(at) == Some(&b'"') {
            match scan_quoted(bytes, start, at, at_end, &mut lines) {
                Quoted::Field(field, behind) => {
                    at = behind;
                    field
                }
                Quoted::Incomplete => return Scan::Incomplete,
                Quoted::Broken => return broken(bytes, start, at_end),
            }
        } else {
            let rest = bytes.get(at..).unwrap_or_default();
            let length = rest.iter().position(|b| *b == separator || *b == b'\n').unwrap_or(rest.len());
            let field = Span { start: at, end: at + length, quoted: false, escaped: false };
            at += length;
            field
        };
        match bytes.get(at) {
            Some(b) if *b == separator => {
                fields.push(field);
                at += 1;
            }
            Some(b'\n') => {
                let end = push_last(bytes, field, fields);
                return Scan::Record { end, next: at + 1, lines: lines + 1 };
            }
            Some(b'\r') if field.quoted => match bytes.get(at + 1) {
                Some(b'\n') => {
                    fields.push(field);
                    return Scan::Record { end: at, next: at + 2, lines: lines + 1 };
                }
                None if at_end => {
                    fields.push(field);
                    return Scan::Record { end: at, next: at + 1, lines };
                }
                None => return Scan::Incomplete,
                Some(_) => return broken(bytes, start, at_end),
            },
            Some(_) => return broken(bytes, start, at_end),
            None if at_end => {
                let end = push_last(bytes, field, fields);
                return Scan::Record { end, next: at, lines };
            }
            None => return Scan::Incomplete,
        }
    }
}

/// Keeps the record's last field, without the carriage return of a CRLF line end; gives the end of its content.
fn push_last(bytes: &[u8], mut field: Span, fields: &mut Vec<Span>) -> usize {
    if !field.quoted && field.end > field.start && bytes.get(field.end - 1) == Some(&b'\r') {
        field.end -= 1;
    }
    fields.push(field);
    if field.quoted { field.end + 1 } else { field.end }
}

enum Quoted {
    Field(Span, usize),
    Broken,
    Incomplete,
}

/// Scans the quoted field whose opening quote stands at `open`.
fn scan_quoted(bytes: &[u8], record: usize, open: usize, at_end: bool, lines: &mut u64) -> Quoted {
    let limit = record.saturating_add(RECORD_LIMIT_BYTES);
    let window = bytes.get(..limit).unwrap_or(bytes);
    let mut at = open + 1;
    let mut escaped = false;
    loop {
        match window.get(at) {
            Some(b'"') => match bytes.get(at + 1) {
                Some(b'"') => {
                    escaped = true;
                    at += 2;
                }
                None if !at_end => return Quoted::Incomplete,
                _ => {
                    let field = Span { start: open + 1, end: at, quoted: true, escaped };
                    return Quoted::Field(field, at + 1);
                }
            },
            Some(b'\n') => {
                *lines += 1;
                at += 1;
            }
            Some(_) => at += 1,
            None if at_end || bytes.len() >= limit => return Quoted::Broken,
            None => return Quoted::Incomplete,
        }
    }
}

fn broken(bytes: &[u8], start: usize, at_end: bool) -> Scan {
    let rest = bytes.get(start..).unwrap_or_default();
    match rest.iter().position(|b| *b == b'\n') {
        Some(length) => {
            let end = start + length;
            let end = if length > 0 && bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end };
            Scan::Broken { reason: BROKEN_QUOTES, end, next: start + length + 1 }
        }
        None if at_end => Scan::Broken { reason: BROKEN_QUOTES, end: bytes.len(), next: bytes.len() },
        None => Scan::Incomplete,
    }
}

/// Is the record a blank line, which is no record at all?
pub(super) fn is_blank(fields: &[Span]) -> bool {
    matches!(fields, [only] if only.start == only.end && !only.quoted)
}

/// How often `byte` stands in `bytes`; written so that the compiler uses vector instructions.
pub(super) fn count_byte(bytes: &[u8], byte: u8) -> u64 {
    bytes.chunks(255).map(|c| u64::from(c.iter().map(|b| u8::from(*b == byte)).sum::<u8>())).sum()
}

/// How often `second` follows `first` directly.
pub(super) fn count_pair(bytes: &[u8], first: u8, second: u8) -> u64 {
    let behind = bytes.get(1..).unwrap_or_default();
    bytes
        .chunks(255)
        .zip(behind.chunks(255))
        .map(|(a, b)| {
            let pairs = a.iter().zip(b).map(|(x, y)| u8::from(*x == first) & u8::from(*y == second));
            u64::from(pairs.sum::<u8>())
        })
        .sum()
}

/// The separator of a header line: the commonest of comma, semicolon, tab and bar outside of quotes; comma on a tie.
pub(super) fn sniff_separator(header: &[u8]) -> u8 {
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in header {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            other => {
                if let Some((_, n)) = counts.iter_mut().find(|(c, _)| c == other) {
                    *n += 1;
                }
            }
        }
    }
    let mut best = (b',', 0);
    for (separator, n) in counts {
        if n > best.1 {
            best = (separator, n);
        }
    }
    best.0
}
