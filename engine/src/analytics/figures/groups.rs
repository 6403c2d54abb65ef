//! How many cases of each class, source, unit or stage.

use super::chosen::Tallying;
use crate::cases::columns::Chunk;

/// What tells groups apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupBy {
    /// The class.
    Class,
    /// The source.
    Source,
    /// The unit that must act.
    Unit,
    /// The stage.
    Stage,
}

impl GroupBy {
    /// The position of a row in the table of classes, sources, units or stages.
    #[must_use]
    pub fn position(self, chunk: &Chunk, row: usize) -> Option<u16> {
        match self {
            Self::Class => chunk.class().get(row).copied(),
            Self::Source => chunk.source().get(row).copied(),
            Self::Unit => chunk.unit().get(row).copied(),
            Self::Stage => chunk.stage().get(row).copied().map(u16::from),
        }
    }
}

/// Counts by group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupTally<'a> {
    by: GroupBy,
    /// The group of each position; positions beyond belong to none.
    groups: &'a [u32],
    counts: Vec<u64>,
    rest: u64,
}

impl<'a> GroupTally<'a> {
    /// Nothing counted yet. `groups[position]` is the group of a position, below `count`; other numbers and positions beyond the
    /// list are the rest.
    #[must_use]
    pub fn new(by: GroupBy, groups: &'a [u32], count: usize) -> Self {
        Self { by, groups, counts: vec![0; count], rest: 0 }
    }

    /// Cases of each group.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Cases of no group.
    #[must_use]
    pub const fn rest(&self) -> u64 {
        self.rest
    }
}

impl Tallying for GroupTally<'_> {
    fn add(&mut self, chunk: &Chunk, row: usize) {
        let position = self.by.position(chunk, row);
        let group = position.and_then(|position| self.groups.get(usize::from(position)));
        match group.and_then(|group| self.counts.get_mut(*group as usize)) {
            Some(count) => *count += 1,
            None => self.rest += 1,
        }
    }

    fn merge(&mut self, other: Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(sum, more)| *sum += more);
        self.rest += other.rest;
    }
}
