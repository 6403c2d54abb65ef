//! What everybody may be told of how many and when (公开口径), whatever else they ask.
//!
//! Nobody is to learn of a group of fewer than `k` cases, also not by asking twice and subtracting. So what is told are not counts of
//! any question, but sums of *pieces* that are the same for all questions: a node of a tree (all cases, then roots, main and minor
//! classes; or all cases, then sources) in a block of the calendar. The deeper the node, the longer its blocks: months of 4-4-5
//! weeks for all cases, roots and main classes, quarters below. A piece is told when
//!
//! 1. it is empty or has at least `k` cases, and every piece of the node above inside its block is told, and
//! 2. it is not among the pieces that are kept back with their siblings: those below `k`, with the smallest of the others until
//!    they are together at least `k`.
//!
//! **Why nothing can be subtracted.** Let the cases of an answer A (node c, blocks T) lie inside those of an answer B (node d at or
//! above c, blocks U). By 1, d is told wherever c is. Then B − A is the sum of d's pieces outside of T, each 0 or at least `k`, and
//! of what d has beside c in T; that is, level by level from d down to c, the siblings that are told, each 0 or at least `k`, and
//! those that are kept back, together 0 or at least `k` by 2. So B − A is 0 or at least `k`. Any other sum and difference of answers
//! is one of pieces too. All cases are told by week as well, in months in which every week is a piece that may be told.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::tz::TimeZone;

use super::block::{Block, Week};
use super::chosen::{Chosen, Tallying};
use super::dimension::Dimension;
use super::series::Slots;
use crate::cases::columns::{Chunk, NO_TIME};

/// A tree of groups; node 0 is all cases, and every other node stands behind the one above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nodes {
    above: Vec<u32>,
    depths: Vec<u8>,
    below: Vec<Vec<u32>>,
    /// The block of each depth; the last one also of all deeper ones.
    blocks: Vec<Block>,
}

impl Nodes {
    /// The class tree: `above[n]` is the node above node `n + 1`.
    #[must_use]
    pub fn classes(above: &[u32]) -> Self {
        Self::new(above, vec![Block::Month, Block::Month, Block::Month, Block::Quarter])
    }

    /// So many members of a dimension without a tree: sources, units, stages.
    #[must_use]
    pub fn flat(members: usize) -> Self {
        Self::new(&vec![0; members], vec![Block::Month, Block::Quarter])
    }

    fn new(above: &[u32], blocks: Vec<Block>) -> Self {
        let mut nodes = Self { above: vec![0], depths: vec![0], below: vec![Vec::new()], blocks };
        for (node, above) in (1_u32..).zip(above) {
            let above = (*above).min(node - 1);
            let depth = nodes.depths.get(above as usize).map_or(1, |depth| depth.saturating_add(1));
            nodes.above.push(above);
            nodes.depths.push(depth);
            nodes.below.push(Vec::new());
            if let Some(children) = nodes.below.get_mut(above as usize) {
                children.push(node);
            }
        }
        nodes
    }

    /// How many nodes there are, that of all cases included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.above.len()
    }

    /// Whether there is no node beside that of all cases.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.above.len() <= 1
    }

    /// In which blocks a node is told.
    #[must_use]
    pub fn block(&self, node: u32) -> Block {
        let depth = self.depths.get(node as usize).map_or(0, |depth| usize::from(*depth));
        self.blocks.get(depth).or(self.blocks.last()).copied().unwrap_or(Block::Quarter)
    }
}

/// A sum of pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// Cases of the pieces that are told.
    pub cases: u64,
    /// How many blocks are kept back.
    pub withheld: usize,
}

/// Counts of every node in every week, and what of them is told.
#[derive(Debug)]
pub struct Published<'a> {
    nodes: &'a Nodes,
    from: Week,
    weeks: usize,
    /// By node and week: cases of the node itself, and of it and all below.
    own: Vec<u32>,
    all: Vec<u32>,
    least: u32,
}

impl<'a> Published<'a> {
    /// Counts the chosen cases from one week to another, both of which begin a block of every node that will be asked about.
    /// `node_of[position]` is the node of a class, source, unit or stage; others count for all cases only.
    ///
    /// # Complexity
    /// One pass over the columns that the filter names; memory for nodes × weeks.
    #[must_use]
    pub fn count(
        chosen: &Chosen<'_>,
        dimension: Dimension,
        node_of: &[u32],
        nodes: &'a Nodes,
        weeks: Range<Week>,
        zone: &TimeZone,
        least: u32,
    ) -> Self {
        let number = usize::try_from(weeks.end.0.saturating_sub(weeks.start.0)).unwrap_or(0);
        let periods: Vec<_> =
            Block::Week.between(weeks.start, weeks.end).map(|(from, to)| from.until(to, zone)).collect();
        let slots = Slots::new(&periods);
        let empty = || Weekly {
            slots: &slots,
            dimension,
            node_of,
            weeks: number,
            counts: vec![0; number * nodes.len()],
        };
        let Weekly { counts: own, .. } = chosen.tallied(empty);
        let mut all = own.clone();
        // Nodes stand behind those above them: from the last one on, each is whole when it is added.
        for node in (1..nodes.len()).rev() {
            let above = nodes.above.get(node).map_or(0, |above| *above as usize);
            for week in 0..number {
                let more = all.get(node * number + week).copied().unwrap_or(0);
                if let Some(sum) = all.get_mut(above * number + week) {
                    *sum += more;
                }
            }
        }
        Self { nodes, from: weeks.start, weeks: number, own, all, least }
    }

    /// The pieces of a node from one week to another, added up.
    ///
    /// # Complexity
    /// O(blocks · siblings · depth + weeks).
    #[must_use]
    pub fn told(&self, node: u32, weeks: Range<Week>) -> Told {
        let mut told = Told::default();
        for (from, to) in self.nodes.block(node).between(weeks.start, weeks.end) {
            match self.piece(node, from..to) {
                Some(cases) => told.cases += cases,
                None => told.withheld += 1,
            }
        }
        told
    }

    /// All cases of a week, told where each week of its month is empty or has enough.
    ///
    /// # Complexity
    /// O(1).
    #[must_use]
    pub fn week(&self, week: Week) -> Option<u64> {
        let (begin, end) = Block::Month.around(week);
        let count = |from, to| Some(Self::sum(&self.all, self.row(0, &(from..to))?));
        let few = |count: &u64| (1..u64::from(self.least)).contains(count);
        for (from, to) in Block::Week.between(begin, end) {
            count(from, to).filter(|count| !few(count))?;
        }
        count(week, Block::Week.around(week).1)
    }

    /// A node's cases in one of its blocks, if they may be told.
    fn piece(&self, node: u32, block: Range<Week>) -> Option<u64> {
        let cases = Self::sum(&self.all, self.row(node, &block)?);
        if (1..u64::from(self.least)).contains(&cases) {
            return None;
        }
        if node > 0 {
            let above = *self.nodes.above.get(node as usize)?;
            if self.told(above, block.clone()).withheld > 0 || self.kept_back(above, &block)?.contains(&node)
            {
                return None;
            }
        }
        Some(cases)
    }

    /// The children of a node that are kept back in a block: the small ones, with the smallest of the others until they, and the
    /// cases of the node itself, are enough. O(children · log children).
    fn kept_back(&self, above: u32, block: &Range<Week>) -> Option<BTreeSet<u32>> {
        let least = u64::from(self.least);
        let mut children = Vec::new();
        for child in self.nodes.below.get(above as usize)? {
            children.push((Self::sum(&self.all, self.row(*child, block)?), *child));
        }
        children.retain(|(cases, _)| *cases > 0);
        children.sort_unstable();
        let mut sum = Self::sum(&self.own, self.row(above, block)?);
        let mut kept = BTreeSet::new();
        for (cases, child) in children {
            if cases >= least && (sum == 0 || sum >= least) {
                break;
            }
            sum += cases;
            kept.insert(child);
        }
        Some(kept)
    }

    /// Where a node's weeks stand; `None` outside of what was counted.
    fn row(&self, node: u32, block: &Range<Week>) -> Option<Range<usize>> {
        let at = |week: Week| usize::try_from(week.0.checked_sub(self.from.0)?).ok();
        let (from, to) = (at(block.start)?, at(block.end)?);
        let begin = node as usize * self.weeks;
        (to <= self.weeks).then_some(begin + from..begin + to)
    }

    fn sum(counts: &[u32], row: Range<usize>) -> u64 {
        counts.get(row).unwrap_or_default().iter().map(|count| u64::from(*count)).sum()
    }
}

struct Weekly<'a> {
    slots: &'a Slots,
    dimension: Dimension,
    node_of: &'a [u32],
    weeks: usize,
    counts: Vec<u32>,
}

impl Tallying for Weekly<'_> {
    fn add(&mut self, chunk: &Chunk, row: usize) {
        let at = chunk.reported_at().get(row).copied().unwrap_or(NO_TIME);
        let position = self.dimension.position(chunk, row).map_or(usize::MAX, usize::from);
        let node = self.node_of.get(position).map_or(0, |node| *node as usize);
        if let Some(count) = self.slots.of(at).and_then(|week| self.counts.get_mut(node * self.weeks + week))
        {
            *count += 1;
        }
    }

    fn merge(&mut self, other: Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(sum, more)| *sum += more);
    }
}

#[cfg(test)]
#[path = "published_tests.rs"]
mod tests;
