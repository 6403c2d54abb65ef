//! Code systems: how a cell's code is built from its parent's.
//!
//! The national unit-grid code (单元网格编码, CJ/T 213) is `6+3+3+3`: county, street or town, community, sequence.
//! Other systems in use differ (14 to 20 digits), so the system is data: it stands in the district's definition.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::CellCode;

/// One part of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Digits(usize),
    Literal(String),
}

/// How the codes of a layer are built: free text, or segments written like `6+3+3+3`.
///
/// A number is that many decimal digits, anything else stands for itself: `6+3+Z+2` is met by `310112101Z07`.
/// The last number is the sequence; what stands before it (without literals at its end) is the parent's code.
/// Codes are text always: leading zeros count, and nothing is computed with them.
///
/// # Example
/// ```
/// use gridward::{grid::CodeScheme, ids::CellCode};
/// let national: CodeScheme = "6+3+3+3".parse()?;
/// let code = CellCode::new("310112101001007");
/// assert!(national.check(&code).is_ok());
/// assert_eq!(national.parent_prefix(&code), Some("310112101001"));
/// assert_eq!(national.sequence(&code), Some(7));
/// assert!(national.check(&CellCode::new("31011210100100")).unwrap_err().to_string().contains("15"));
/// # Ok::<(), gridward::grid::CodeSchemeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CodeScheme(Vec<Segment>);

/// A code system that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "code scheme {value:?}: {reason}; write free-text, or numbers of digits and fixed letters joined by +, for instance 6+3+3+3"
)]
pub struct CodeSchemeError {
    /// What was written.
    pub value: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// A code that its system does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// The form is wrong.
    #[error("code {code:?} does not have the form {scheme}: {expected} characters are needed, {reason}")]
    Form {
        /// The code.
        code: CellCode,
        /// The system.
        scheme: CodeScheme,
        /// Characters needed.
        expected: usize,
        /// What is wrong.
        reason: String,
    },
    /// The code does not begin with its parent's code.
    #[error(
        "code {code} begins with {prefix}, but its parent is {parent}; a code starts with its parent's code"
    )]
    NotUnderParent {
        /// The code.
        code: CellCode,
        /// What the code says.
        prefix: String,
        /// The parent that was given.
        parent: CellCode,
    },
    /// The sequence is used up.
    #[error(
        "parent {parent} has {count} cells, but {scheme} numbers at most {limit}; merge cells or split the parent"
    )]
    SequenceOverflow {
        /// The parent.
        parent: String,
        /// The cells to number.
        count: usize,
        /// The system.
        scheme: CodeScheme,
        /// The largest sequence number.
        limit: u64,
    },
}

impl CodeScheme {
    /// Any text.
    #[must_use]
    pub fn free_text() -> Self {
        Self(Vec::new())
    }

    /// Whether any text is a code.
    #[must_use]
    pub fn is_free_text(&self) -> bool {
        self.0.is_empty()
    }

    /// The length of a code in characters; 0 for free text.
    #[must_use]
    pub fn length(&self) -> usize {
        self.0.iter().map(Segment::length).sum()
    }

    /// Checks the form of a code: its length, its digits, its fixed letters.
    ///
    /// # Errors
    /// [`CodeError::Form`].
    pub fn check(&self, code: &CellCode) -> Result<(), CodeError> {
        let text = code.as_str();
        let fail = |reason: String| {
            Err(CodeError::Form { code: code.clone(), scheme: self.clone(), expected: self.length(), reason })
        };
        if self.is_free_text() {
            return Ok(());
        }
        let count = text.chars().count();
        if count != self.length() {
            return fail(format!("this one has {count}"));
        }
        let mut rest = text.chars();
        let mut at = 0_usize;
        for segment in &self.0 {
            let part: String = rest.by_ref().take(segment.length()).collect();
            match segment {
                Segment::Digits(_) => {
                    if let Some(wrong) = part.chars().find(|c| !c.is_ascii_digit()) {
                        return fail(format!(
                            "{wrong:?} in characters {}–{} is no digit",
                            at + 1,
                            at + segment.length()
                        ));
                    }
                }
                Segment::Literal(letters) if *letters != part => {
                    return fail(format!("{part:?} at character {} should be {letters:?}", at + 1));
                }
                Segment::Literal(_) => {}
            }
            at += segment.length();
        }
        Ok(())
    }

    /// The parent's code that a well-formed code begins with; `None` for free text, a single segment, or a wrong form.
    #[must_use]
    pub fn parent_prefix<'c>(&self, code: &'c CellCode) -> Option<&'c str> {
        self.check(code).ok()?;
        let mut segments = self.0.as_slice();
        segments = segments.split_last()?.1;
        while let Some((Segment::Literal(_), before)) = segments.split_last() {
            segments = before;
        }
        let length: usize = segments.iter().map(Segment::length).sum();
        if length == 0 { None } else { code.as_str().get(..length) }
    }

    /// The sequence number at the end of a well-formed code.
    #[must_use]
    pub fn sequence(&self, code: &CellCode) -> Option<u64> {
        self.check(code).ok()?;
        let Some(Segment::Digits(digits)) = self.0.last() else { return None };
        let text = code.as_str();
        text.get(text.len().checked_sub(*digits)?..)?.parse().ok()
    }

    /// Checks that a code begins with the code of its parent.
    ///
    /// # Errors
    /// [`CodeError`] when the form is wrong or the parent is another. Free text is under every parent.
    pub fn check_under(&self, code: &CellCode, parent: &CellCode) -> Result<(), CodeError> {
        self.check(code)?;
        match self.parent_prefix(code) {
            Some(prefix) if prefix != parent.as_str() => Err(CodeError::NotUnderParent {
                code: code.clone(),
                prefix: prefix.into(),
                parent: parent.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// The codes 1, 2, 3 … under a parent, as many as are asked for.
    ///
    /// # Errors
    /// [`CodeError::SequenceOverflow`] when the sequence has too few digits: it is never wrapped, never widened.
    pub fn number_under(&self, parent: &str, count: usize) -> Result<Vec<CellCode>, CodeError> {
        let digits = match self.0.last() {
            Some(Segment::Digits(digits)) => *digits,
            _ => 6,
        };
        let limit = 10_u64.saturating_pow(u32::try_from(digits).unwrap_or(u32::MAX)).saturating_sub(1);
        if u64::try_from(count).is_ok_and(|count| count > limit) {
            return Err(CodeError::SequenceOverflow {
                parent: parent.into(),
                count,
                scheme: self.clone(),
                limit,
            });
        }
        let before = self.0.split_last().map_or(&[][..], |(_, before)| before);
        let tail = before.iter().rev().take_while(|s| matches!(s, Segment::Literal(_))).count();
        let letters: String = before.iter().skip(before.len() - tail).map(ToString::to_string).collect();
        Ok((1..=count).map(|n| CellCode::new(&format!("{parent}{letters}{n:0digits$}"))).collect())
    }
}

impl Segment {
    fn length(&self) -> usize {
        match self {
            Self::Digits(digits) => *digits,
            Self::Literal(letters) => letters.chars().count(),
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digits(digits) => write!(f, "{digits}"),
            Self::Literal(letters) => f.write_str(letters),
        }
    }
}

impl fmt::Display for CodeScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_free_text() {
            return f.write_str("free-text");
        }
        for (at, segment) in self.0.iter().enumerate() {
            write!(f, "{}{segment}", if at == 0 { "" } else { "+" })?;
        }
        Ok(())
    }
}

impl FromStr for CodeScheme {
    type Err = CodeSchemeError;

    fn from_str(text: &str) -> Result<Self, CodeSchemeError> {
        let fail = |reason| CodeSchemeError { value: text.into(), reason };
        if text == "free-text" {
            return Ok(Self::free_text());
        }
        let mut segments = Vec::new();
        for part in text.split('+') {
            segments.push(match part.parse::<usize>() {
                Ok(digits @ 1..=18) => Segment::Digits(digits),
                Ok(_) => return Err(fail("a segment has 1 to 18 digits")),
                Err(_) if part.is_empty() => return Err(fail("a segment is empty")),
                Err(_) => Segment::Literal(part.into()),
            });
        }
        if !matches!(segments.last(), Some(Segment::Digits(_))) {
            return Err(fail("the last segment must be digits"));
        }
        Ok(Self(segments))
    }
}

impl TryFrom<String> for CodeScheme {
    type Error = CodeSchemeError;

    fn try_from(text: String) -> Result<Self, CodeSchemeError> {
        text.parse()
    }
}

impl From<CodeScheme> for String {
    fn from(scheme: CodeScheme) -> Self {
        scheme.to_string()
    }
}

#[cfg(test)]
#[path = "code_tests.rs"]
mod tests;
