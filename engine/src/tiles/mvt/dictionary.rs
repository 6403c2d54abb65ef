//! Values of a layer, each written once and named by number.

/// A slot without an entry.
const FREE: u32 = u32::MAX;

/// Entries in the order of their first use, each once, in one piece of memory; found by a table with open addressing (D. E.
/// Knuth 1998, The Art of Computer Programming 3, 6.4), half full at most.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Dictionary {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    slots: Vec<u32>,
}

impl Dictionary {
    /// How many entries there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(FREE)
    }

    /// The number of an entry, if it is there. O(length) expected.
    pub(super) fn find(&self, entry: &[u8]) -> Option<u32> {
        self.slots.get(self.slot_of(entry)?).copied().filter(|number| *number != FREE)
    }

    /// The number of an entry; a new one gets the next. O(length) expected.
    pub(super) fn number(&mut self, entry: &[u8]) -> u32 {
        if self.slots.len() <= 2 * self.ends.len() {
            self.grow();
        }
        let slot = self.slot_of(entry).and_then(|at| self.slots.get_mut(at));
        let next = u32::try_from(self.ends.len()).unwrap_or(FREE);
        match slot {
            Some(number) if *number != FREE => return *number,
            Some(free) => *free = next,
            None => {}
        }
        self.bytes.extend_from_slice(entry);
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
        next
    }

    /// Where an entry stands in the table, or would stand; `None` without a table.
    fn slot_of(&self, entry: &[u8]) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = spread(entry) & mask;
        loop {
            match self.slots.get(at).copied()? {
                number if number == FREE || self.entry(number) == entry => return Some(at),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Gives back what growing left over.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// All entries in order, one after the other.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        self.bytes.capacity() + (self.ends.capacity() + self.slots.capacity()) * size_of::<u32>()
    }

    fn entry(&self, number: u32) -> &[u8] {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        let from = (number as usize).checked_sub(1).map_or(0, end);
        self.bytes.get(from..end(number as usize)).unwrap_or_default()
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(32);
        let mut slots = vec![FREE; size];
        for (number, entry) in (0_u32..).zip(self.entries()) {
            let mut at = spread(entry) & (size - 1);
            while slots.get(at).is_some_and(|slot| *slot != FREE) {
                at = (at + 1) & (size - 1);
            }
            if let Some(slot) = slots.get_mut(at) {
                *slot = number;
            }
        }
        self.slots = slots;
    }

    /// All entries in order.
    fn entries(&self) -> impl Iterator<Item = &[u8]> {
        (0_u32..).take(self.ends.len()).map(|number| self.entry(number))
    }
}

/// Where to look for an entry first: eight bytes at a time, multiplied by 2^64 over the golden ratio.
fn spread(entry: &[u8]) -> usize {
    let mut hash = entry.len() as u64;
    let mut take = |word: u64| hash = (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (words, rest) = entry.as_chunks::<8>();
    words.iter().for_each(|word| take(u64::from_le_bytes(*word)));
    take(rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    #[expect(clippy::cast_possible_truncation, reason = "the table is smaller than any address space")]
    let place = (hash ^ hash >> 32) as usize;
    place
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_follow_first_use_and_entries_come_back(
            words in prop::collection::vec(prop::collection::vec(0_u8..3, 0..12), 0..400),
        ) {
            let (mut dictionary, mut known) = (Dictionary::default(), BTreeMap::new());
            let mut order = Vec::new();
            for word in &words {
                let next = u32::try_from(known.len()).unwrap();
                let expected = *known.entry(word.clone()).or_insert_with(|| { order.push(word.clone()); next });
                prop_assert_eq!(dictionary.find(word), (expected < next).then_some(expected));
                prop_assert_eq!(dictionary.number(word), expected);
            }
            let entries: Vec<Vec<u8>> = dictionary.entries().map(<[u8]>::to_vec).collect();
            prop_assert_eq!(entries, order);
        }
    }
}
