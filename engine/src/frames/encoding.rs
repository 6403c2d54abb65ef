//! In which encoding is this text? UTF-8, or GB 18030 (国标码, of which GBK and GB 2312 are parts), or UTF-16 by its mark.

use std::borrow::Cow;
use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, GB18030};

/// The encoding of a table's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextEncoding {
    /// UTF-8, plain ASCII included.
    Utf8,
    /// GB 18030, the superset of GBK and GB 2312.
    Gb18030,
}

/// Lines with characters beyond ASCII that are looked at before an encoding is chosen.
const LINES_JUDGED: usize = 1000;

/// The encoding of some lines: `None` when all is ASCII. Most of the first 1000 lines beyond ASCII decide, so that a
/// few damaged lines do not turn a whole UTF-8 file into nonsense.
///
/// # Complexity
/// Linear in the bytes looked at.
pub(super) fn judge(bytes: &[u8]) -> Option<TextEncoding> {
    if bytes.is_ascii() {
        return None;
    }
    let mut utf8 = 0_usize;
    let mut gb = 0_usize;
    for line in bytes.split(|b| *b == b'\n').filter(|l| !l.is_ascii()).take(LINES_JUDGED) {
        if std::str::from_utf8(line).is_ok() {
            utf8 += 1;
        } else if GB18030.decode_without_bom_handling_and_without_replacement(line).is_some() {
            gb += 1;
        }
    }
    Some(if gb > utf8 { TextEncoding::Gb18030 } else { TextEncoding::Utf8 })
}

/// The block as text where all of it is sound, `None` where single records have to be looked at. In decoded GB 18030
/// a damaged character is U+FFFD.
pub(super) fn decode(bytes: &[u8], encoding: TextEncoding) -> Option<Cow<'_, str>> {
    match encoding {
        TextEncoding::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        TextEncoding::Gb18030 => Some(GB18030.decode_without_bom_handling(bytes).0),
    }
}

/// Turns UTF-16 (what Excel calls "Unicode text") into UTF-8 while it is read.
pub(super) struct Utf16Reader<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_used: usize,
    text: Vec<u8>,
    text_used: usize,
    ended: bool,
}

impl<R: Read> Utf16Reader<R> {
    /// `little` says which byte comes first; the mark has been taken off.
    pub(super) fn new(inner: R, little: bool) -> Self {
        let encoding = if little { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        Self {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: Vec::new(),
            raw_used: 0,
            text: Vec::new(),
            text_used: 0,
            ended: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        while self.text_used == self.text.len() && !self.ended {
            if self.raw_used == self.raw.len() {
                self.raw.resize(1 << 16, 0);
                let n = self.inner.read(&mut self.raw)?;
                self.raw.truncate(n);
                self.raw_used = 0;
            }
            let last = self.raw.is_empty();
            self.text.resize(1 << 18, 0);
            let rest = self.raw.get(self.raw_used..).unwrap_or_default();
            let (result, read, written, _) = self.decoder.decode_to_utf8(rest, &mut self.text, last);
            self.raw_used += read;
            self.text.truncate(written);
            self.text_used = 0;
            self.ended = last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf16Reader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.refill()?;
        let mut rest = self.text.get(self.text_used..).unwrap_or_default();
        let n = rest.read(buf)?;
        self.text_used += n;
        Ok(n)
    }
}
