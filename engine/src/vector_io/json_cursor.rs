//! A cursor over JSON text that keeps what was written: numbers stay text, so a code 007 or 7.0 comes out as it went in,
//! and coordinates are rounded once, by the standard library's exact parser.
//!
//! It takes bare words such as `NaN` and numbers such as `007` as values: their meaning is judged by whoever asked.

use std::borrow::Cow;

/// Where and why the text is no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JsonFault {
    /// The byte.
    pub at: usize,
    /// What was expected.
    pub detail: &'static str,
}

/// The deepest nesting of a skipped value.
const DEPTH_MAX: usize = 512;

pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

type Result<T> = std::result::Result<T, JsonFault>;

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn fault<T>(&self, detail: &'static str) -> Result<T> {
        Err(JsonFault { at: self.at, detail })
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.byte() {
            // Record separators come with newline-delimited GeoJSON (RFC 8142).
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x1E) {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    /// Steps over `byte` if it comes next.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, byte: u8, detail: &'static str) -> Result<()> {
        if self.take(byte) { Ok(()) } else { self.fault(detail) }
    }

    /// Behind an item: `true` when another one follows, `false` behind the closing mark.
    pub(super) fn another(&mut self, close: u8) -> Result<bool> {
        if self.take(b',') {
            return Ok(true);
        }
        self.expect(close, "expected , or the closing bracket").map(|()| false)
    }

    /// Steps into an array or object: `false` when it is empty, and then it is behind it.
    pub(super) fn enter(&mut self, open: u8, close: u8) -> Result<bool> {
        self.expect(open, if open == b'[' { "expected [" } else { "expected {" })?;
        Ok(!self.take(close))
    }

    /// A key and its colon.
    pub(super) fn key(&mut self) -> Result<Cow<'a, str>> {
        let key = self.string()?;
        self.expect(b':', "expected :")?;
        Ok(key)
    }

    /// A string's value.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>> {
        let raw = self.raw_string()?;
        if !raw.contains('\\') {
            return Ok(Cow::Borrowed(raw));
        }
        self.unescape(raw).map(Cow::Owned)
    }

    fn raw_string(&mut self) -> Result<&'a str> {
        self.expect(b'"', "expected a string")?;
        let start = self.at;
        loop {
            match self.byte() {
                Some(b'"') => {
                    let raw = self.text.get(start..self.at).unwrap_or_default();
                    self.at += 1;
                    return Ok(raw);
                }
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
                None => return self.fault("the text ends inside of a string"),
            }
        }
    }

    fn unescape(&self, raw: &str) -> Result<String> {
        let mut out = String::with_capacity(raw.len());
        let mut rest = raw.chars();
        while let Some(c) = rest.next() {
            if c != '\\' {
                out.push(c);
                continue;
            }
            match rest.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => out.push('\r'),
                Some('b') => out.push('\u{8}'),
                Some('f') => out.push('\u{C}'),
                Some('u') => out.push(self.unicode(&mut rest)?),
                Some(c @ ('"' | '\\' | '/')) => out.push(c),
                _ => return self.fault("an unknown escape in the string before"),
            }
        }
        Ok(out)
    }

    fn unicode(&self, rest: &mut std::str::Chars<'_>) -> Result<char> {
        let hex = |rest: &mut std::str::Chars<'_>| {
            let digits: String = rest.take(4).collect();
            u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4)
        };
        let Some(first) = hex(rest) else { return self.fault("a \\u escape without four hex digits before") };
        if !(0xD800..0xDC00).contains(&first) {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let mut ahead = rest.clone();
        if ahead.next() == Some('\\')
            && ahead.next() == Some('u')
            && let Some(second) = hex(&mut ahead)
            && (0xDC00..0xE000).contains(&second)
        {
            *rest = ahead;
            let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    /// A number or a bare word, as written.
    pub(super) fn word(&mut self) -> Result<&'a str> {
        self.peek();
        let start = self.at;
        while self.byte().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.' | b'_'))
        {
            self.at += 1;
        }
        if self.at == start {
            return self.fault("expected a value");
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Any value, as written.
    pub(super) fn skip(&mut self) -> Result<&'a str> {
        self.peek();
        let start = self.at;
        let mut open: Vec<u8> = Vec::new();
        loop {
            match self.peek() {
                Some(b'[') => {
                    self.at += 1;
                    if !self.take(b']') {
                        open.push(b']');
                    } else if !self.close(&mut open)? {
                        break;
                    }
                }
                Some(b'{') => {
                    self.at += 1;
                    if !self.take(b'}') {
                        open.push(b'}');
                        self.key()?;
                    } else if !self.close(&mut open)? {
                        break;
                    }
                }
                Some(b'"') => {
                    self.raw_string()?;
                    if !self.close(&mut open)? {
                        break;
                    }
                }
                _ => {
                    self.word()?;
                    if !self.close(&mut open)? {
                        break;
                    }
                }
            }
            if open.len() > DEPTH_MAX {
                return self.fault("nested too deeply");
            }
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Behind a value inside of the `open` brackets: `true` when another value follows.
    fn close(&mut self, open: &mut Vec<u8>) -> Result<bool> {
        while let Some(bracket) = open.last().copied() {
            if self.another(bracket)? {
                if bracket == b'}' {
                    self.key()?;
                }
                return Ok(true);
            }
            open.pop();
        }
        Ok(false)
    }

    /// Line and column of a byte, both 1-based.
    pub(super) fn place(text: &str, at: usize) -> (usize, usize) {
        let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
        let line = before.split(|b| *b == b'\n').count();
        let column = before.iter().rev().take_while(|b| **b != b'\n').count() + 1;
        (line, column)
    }
}
