//! Codes as small numbers, the same under every version (代码表).
//!
//! Rows of cases hold positions instead of codes. The table of codes is the rules' own table of the first version, and
//! what later versions add stands behind it; so a position never changes its meaning, whatever is published.

use std::collections::HashMap;
use std::hash::Hash;

use crate::ids::{ClassCode, SourceCode, UnitCode};

/// The table of codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Codes {
    /// Classes.
    pub classes: CodeTable<ClassCode>,
    /// Sources.
    pub sources: CodeTable<SourceCode>,
    /// Units.
    pub units: CodeTable<UnitCode>,
}

/// Codes of one kind, each with its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeTable<T: Eq + Hash> {
    codes: Vec<T>,
    /// Looked up only.
    positions: HashMap<T, u16>,
}

impl<T: Eq + Hash> Default for CodeTable<T> {
    fn default() -> Self {
        Self { codes: Vec::new(), positions: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> CodeTable<T> {
    /// The position that stands for no code, or for one that no version knows.
    pub const NONE: u16 = u16::MAX;

    /// Adds a code if it is new.
    pub fn add(&mut self, code: &T) {
        let Ok(next) = u16::try_from(self.codes.len()) else { return };
        if next < Self::NONE && !self.positions.contains_key(code) {
            self.positions.insert(code.clone(), next);
            self.codes.push(code.clone());
        }
    }

    /// The code at a position.
    #[must_use]
    pub fn code(&self, position: u16) -> Option<&T> {
        self.codes.get(usize::from(position))
    }

    /// The position of a code, [`Self::NONE`] where no version knows it. O(1).
    #[must_use]
    pub fn position(&self, code: &T) -> u16 {
        self.positions.get(code).copied().unwrap_or(Self::NONE)
    }

    /// All codes in order of position.
    #[must_use]
    pub fn codes(&self) -> &[T] {
        &self.codes
    }
}
