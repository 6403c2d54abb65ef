//! Sets of small numbers, one bit each.

/// A set of positions in a table: classes, units, sources, cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndexSet {
    words: Vec<u64>,
}

impl IndexSet {
    /// Adds a number. O(1) amortised; memory grows with the largest number.
    pub fn insert(&mut self, index: u32) {
        let word = index as usize / 64;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        if let Some(word) = self.words.get_mut(word) {
            *word |= 1 << (index % 64);
        }
    }

    /// Whether a number is in it. O(1).
    #[inline]
    #[must_use]
    pub fn contains(&self, index: u32) -> bool {
        self.words.get(index as usize / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// All numbers in it, rising.
    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        let bits = |word: u64| (0..64_u32).filter(move |bit| word >> bit & 1 == 1);
        let words = (0_u32..).step_by(64).zip(&self.words).filter(|(_, word)| **word != 0);
        words.flat_map(move |(first, word)| bits(*word).map(move |bit| first + bit))
    }

    /// Adds all numbers of another set.
    pub fn join(&mut self, other: &Self) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        self.words.iter_mut().zip(&other.words).for_each(|(own, more)| *own |= more);
    }

    /// How many numbers are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there is none in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }
}

impl FromIterator<u32> for IndexSet {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut set = Self::default();
        numbers.into_iter().for_each(|number| set.insert(number));
        set
    }
}
