//! Sets of small numbers as bits.

use smallvec::SmallVec;

/// A set of small numbers. Sets are equal only where they have the same length in words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(in crate::rules) struct Bits(SmallVec<[u64; 2]>);

impl Bits {
    /// The empty set of numbers below `size`.
    pub(in crate::rules) fn empty(size: usize) -> Self {
        Self(SmallVec::from_elem(0, size.div_ceil(64)))
    }

    /// All numbers below `size`.
    pub(in crate::rules) fn full(size: usize) -> Self {
        let mut all = Self::empty(size);
        for number in 0..size {
            all.insert(number);
        }
        all
    }

    /// Adds a number; one beyond the size is left out.
    pub(in crate::rules) fn insert(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    /// Whether a number is in the set.
    pub(in crate::rules) fn contains(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Adds all of another set of the same size.
    pub(in crate::rules) fn unite(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    /// The numbers, rising.
    pub(in crate::rules) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..).zip(&self.0).flat_map(|(at, word)| ones(*word).map(move |bit| at * 64 + bit))
    }

    /// The words.
    pub(in crate::rules) fn words(&self) -> &[u64] {
        &self.0
    }
}

/// The positions of the bits that are set, rising.
pub(in crate::rules) fn ones(word: u64) -> impl Iterator<Item = usize> {
    let mut left = word;
    std::iter::from_fn(move || {
        let bit = (left != 0).then_some(left.trailing_zeros())?;
        left &= left - 1;
        usize::try_from(bit).ok()
    })
}
