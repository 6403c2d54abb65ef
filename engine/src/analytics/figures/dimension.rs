//! How many cases of each class, source, unit or stage (统计维度).

use super::chosen::Tallying;
use crate::cases::columns::Chunk;

/// What cases are told apart by (统计维度); its members are the classes, sources, units or stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// The class.
    Class,
    /// The source.
    Source,
    /// The unit that must act.
    Unit,
    /// The stage.
    Stage,
}

impl Dimension {
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

/// Counts by member of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DimensionTally<'a> {
    dimension: Dimension,
    /// The member of each position; positions beyond belong to none.
    members: &'a [u32],
    counts: Vec<u64>,
    rest: u64,
}

impl<'a> DimensionTally<'a> {
    /// Nothing counted yet. `members[position]` is the member of a position, below `count`; other numbers and positions beyond
    /// the list are the rest.
    #[must_use]
    pub fn new(dimension: Dimension, members: &'a [u32], count: usize) -> Self {
        Self { dimension, members, counts: vec![0; count], rest: 0 }
    }

    /// Cases of each member.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Cases of no member.
    #[must_use]
    pub const fn rest(&self) -> u64 {
        self.rest
    }
}

impl Tallying for DimensionTally<'_> {
    fn add(&mut self, chunk: &Chunk, row: usize) {
        let position = self.dimension.position(chunk, row);
        let member = position.and_then(|position| self.members.get(usize::from(position)));
        match member.and_then(|member| self.counts.get_mut(*member as usize)) {
            Some(count) => *count += 1,
            None => self.rest += 1,
        }
    }

    fn merge(&mut self, other: Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(sum, more)| *sum += more);
        self.rest += other.rest;
    }
}
