//! What a density is summed over: places with weights.

use rayon::prelude::*;

use crate::cases::columns::{Columns, Filter, NO_PLACE};
use crate::crs::LatticePoint;

/// The weight of one whole case.
pub const WHOLE: u32 = 1 << 16;

/// Most places in a block.
const BLOCK: usize = 4096;

/// A place with what it counts: a case, or a part of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// Where.
    pub at: LatticePoint,
    /// How much, in parts of [`WHOLE`].
    pub weight: u32,
}

/// Neighbours with the box that holds them.
#[derive(Debug, Clone)]
struct Block {
    low: LatticePoint,
    high: LatticePoint,
    print: u64,
    sources: Vec<Source>,
}

/// All places of a density, in blocks that most tiles pass over. No result depends on their order.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    blocks: Vec<Block>,
    weight: u64,
}

impl Sources {
    /// The chosen cases that have a place, each with the weight of one.
    ///
    /// # Complexity
    /// One scan over the columns; 12 bytes a case.
    #[must_use]
    pub fn of_cases(columns: &Columns, filter: &Filter) -> Self {
        let blocks = columns.map_chunks(filter, |chunk, selection| {
            let mut sources = Vec::with_capacity(selection.len());
            sources.extend(selection.rows().filter_map(|row| {
                let (x, y) = (*chunk.lon().get(row)?, *chunk.lat().get(row)?);
                (x != NO_PLACE).then_some(Source { at: LatticePoint { x, y }, weight: WHOLE })
            }));
            Block::of(sources)
        });
        Self::from_blocks(blocks.into_iter().flatten().collect())
    }

    /// Any places; those that lie close together should follow one another.
    #[must_use]
    pub fn new(sources: &[Source]) -> Self {
        Self::from_blocks(sources.chunks(BLOCK).filter_map(|part| Block::of(part.to_vec())).collect())
    }

    fn from_blocks(blocks: Vec<Block>) -> Self {
        let weight = blocks.iter().flat_map(|block| &block.sources).map(|source| u64::from(source.weight));
        Self { weight: weight.sum(), blocks }
    }

    /// What a function makes of every place; those of which it makes nothing are left out.
    pub(super) fn filtered(&self, keep: impl Fn(&Source) -> Option<Source> + Sync) -> Self {
        let made = self.blocks.par_iter().map(|block| block.sources.iter().filter_map(&keep).collect());
        Self::from_blocks(made.filter_map(Block::of).collect())
    }

    /// All weights in parts of [`WHOLE`].
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.weight
    }

    /// How many places there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.blocks.iter().map(|block| block.sources.len()).sum()
    }

    /// Bytes of memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.len() * size_of::<Source>() + self.blocks.len() * size_of::<Block>()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Every place.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.blocks.iter().flat_map(|block| &block.sources)
    }

    /// The places in a box, its borders included.
    pub fn within(&self, low: LatticePoint, high: LatticePoint) -> impl Iterator<Item = &Source> {
        self.blocks.iter().filter(move |block| block.touches(low, high)).flat_map(move |block| {
            block.sources.iter().filter(move |source| is_between(source.at, low, high))
        })
    }

    /// The smallest box around those in a box; `None` where there is none.
    #[must_use]
    pub fn box_within(&self, low: LatticePoint, high: LatticePoint) -> Option<(LatticePoint, LatticePoint)> {
        let boxes = self.blocks.iter().filter(|block| block.touches(low, high)).filter_map(|block| {
            if block.is_inside(low, high) {
                return Some((block.low, block.high));
            }
            let inside = block.sources.iter().filter(|source| is_between(source.at, low, high));
            box_of(inside.map(|source| source.at))
        });
        boxes.reduce(|a, b| (lowest(a.0, b.0), highest(a.1, b.1)))
    }

    /// A number that differs when other places lie in a box, whatever their order: what a tile shows, in short.
    ///
    /// # Complexity
    /// O(blocks + places of blocks that the box cuts).
    #[must_use]
    pub fn print_within(&self, low: LatticePoint, high: LatticePoint) -> u64 {
        let prints = self.blocks.iter().filter(|block| block.touches(low, high)).map(|block| {
            if block.is_inside(low, high) {
                return block.print;
            }
            print(block.sources.iter().filter(|source| is_between(source.at, low, high)))
        });
        prints.fold(0, u64::wrapping_add)
    }
}

impl Block {
    fn of(sources: Vec<Source>) -> Option<Self> {
        let (low, high) = box_of(sources.iter().map(|source| source.at))?;
        Some(Self { low, high, print: print(sources.iter()), sources })
    }

    fn touches(&self, low: LatticePoint, high: LatticePoint) -> bool {
        self.low.x <= high.x && low.x <= self.high.x && self.low.y <= high.y && low.y <= self.high.y
    }

    fn is_inside(&self, low: LatticePoint, high: LatticePoint) -> bool {
        low.x <= self.low.x && self.high.x <= high.x && low.y <= self.low.y && self.high.y <= high.y
    }
}

fn is_between(at: LatticePoint, low: LatticePoint, high: LatticePoint) -> bool {
    low.x <= at.x && at.x <= high.x && low.y <= at.y && at.y <= high.y
}

fn lowest(a: LatticePoint, b: LatticePoint) -> LatticePoint {
    LatticePoint { x: a.x.min(b.x), y: a.y.min(b.y) }
}

fn highest(a: LatticePoint, b: LatticePoint) -> LatticePoint {
    LatticePoint { x: a.x.max(b.x), y: a.y.max(b.y) }
}

fn box_of(mut places: impl Iterator<Item = LatticePoint>) -> Option<(LatticePoint, LatticePoint)> {
    let first = places.next()?;
    Some(places.fold((first, first), |(low, high), at| (lowest(low, at), highest(high, at))))
}

/// The sum of a well-mixed number of each: order does not matter, and two equal ones do not cancel.
///
/// # References
/// G. L. Steele, D. Lea, C. H. Flood (2014): Fast splittable pseudorandom number generators, doi:10.1145/2660193.2660195.
fn print<'a>(sources: impl Iterator<Item = &'a Source>) -> u64 {
    let mix = |source: &Source| {
        let place = u64::from(source.at.x.cast_unsigned()) << 32 | u64::from(source.at.y.cast_unsigned());
        let mut z = place ^ u64::from(source.weight).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    };
    sources.map(mix).fold(0, u64::wrapping_add)
}
