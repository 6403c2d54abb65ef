//! On which line of a JSON file a value stands.

use std::collections::BTreeMap;

/// The line of every value of a JSON text, by its path: `reasons.not_file[3].name`.
#[derive(Debug)]
pub struct JsonLines {
    lines: BTreeMap<String, u64>,
    empty: Vec<String>,
    text: String,
}

impl JsonLines {
    /// Of a file that is not there.
    pub const EMPTY: Self = Self { lines: BTreeMap::new(), empty: Vec::new(), text: String::new() };

    /// The lines of a text. Of what is no JSON, those before the fault.
    ///
    /// # Complexity
    /// O(n · depth).
    pub fn of_text(text: &str) -> Self {
        let mut walk = Walk {
            rest: text.chars().peekable(),
            line: 1,
            path: String::new(),
            lines: BTreeMap::new(),
            empty: Vec::new(),
        };
        let _done = walk.value();
        Self { lines: walk.lines, empty: walk.empty, text: text.into() }
    }

    /// The line of a path.
    pub fn of(&self, path: &str) -> Option<u64> {
        self.lines.get(path).copied()
    }

    /// The line of a path, 0 where there is none.
    pub fn at(&self, path: &str) -> u64 {
        self.of(path).unwrap_or(0)
    }

    /// The first line with some text in it, such as a value in its quotation marks.
    pub fn holding(&self, wanted: &str) -> Option<u64> {
        let at = self.text.lines().position(|line| !wanted.is_empty() && line.contains(wanted))?;
        u64::try_from(at + 1).ok()
    }

    /// The texts `zh` and `en` that are empty, by path.
    pub fn empty_texts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.empty.iter().map(|path| (path.as_str(), self.at(path)))
    }
}

struct Walk<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    line: u64,
    path: String,
    lines: BTreeMap<String, u64>,
    empty: Vec<String>,
}

impl Walk<'_> {
    fn next(&mut self) -> Option<char> {
        let next = self.rest.next()?;
        self.line += u64::from(next == '\n');
        Some(next)
    }

    fn peek(&mut self) -> Option<char> {
        while self.rest.peek().is_some_and(|c| c.is_whitespace() || *c == '\u{feff}') {
            self.next();
        }
        self.rest.peek().copied()
    }

    fn value(&mut self) -> Option<()> {
        let first = self.peek()?;
        self.lines.insert(self.path.clone(), self.line);
        match first {
            '{' => self.members('}', true),
            '[' => self.members(']', false),
            '"' => {
                let text = self.string()?;
                let is_title = self.path.ends_with(".zh") || self.path.ends_with(".en");
                if is_title && text.trim().is_empty() {
                    self.empty.push(self.path.clone());
                }
                Some(())
            }
            _ => {
                while self.rest.peek().is_some_and(|c| !matches!(c, ',' | ']' | '}') && !c.is_whitespace()) {
                    self.next();
                }
                Some(())
            }
        }
    }

    fn members(&mut self, end: char, named: bool) -> Option<()> {
        self.next();
        let outer = self.path.len();
        for at in 0usize.. {
            if self.peek()? == end {
                break;
            }
            if named {
                let name = self.string()?;
                if self.peek()? != ':' {
                    return None;
                }
                self.next();
                if outer > 0 {
                    self.path.push('.');
                }
                self.path.push_str(&name);
            } else {
                self.path.push_str(&format!("[{at}]"));
            }
            self.value()?;
            self.path.truncate(outer);
            match self.peek()? {
                ',' => drop(self.next()),
                other if other == end => break,
                _ => return None,
            }
        }
        self.next();
        Some(())
    }

    fn string(&mut self) -> Option<String> {
        if self.next()? != '"' {
            return None;
        }
        let mut text = String::new();
        loop {
            match self.next()? {
                '"' => return Some(text),
                '\\' => text.push(self.next()?),
                other => text.push(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::JsonLines;

    #[test]
    fn every_value_has_the_line_it_begins_on() {
        let lines = JsonLines::of_text("{\n \"a\": [1,\n  {\"b\": \"x\\\"]\"}],\n \"c\": {}\n}");
        assert_eq!(
            (lines.of("a"), lines.of("a[0]"), lines.of("a[1].b"), lines.of("c")),
            (Some(2), Some(2), Some(3), Some(4))
        );
        assert_eq!(lines.of("a[2]"), None);
    }

    #[test]
    fn a_broken_text_has_the_lines_before_the_fault() {
        let lines = JsonLines::of_text("{\"a\": 1,\n\"b\" 2}");
        assert_eq!((lines.of("a"), lines.of("b")), (Some(1), None));
    }
}
