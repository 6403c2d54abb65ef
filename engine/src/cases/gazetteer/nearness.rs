//! How much two names differ (编辑距离), a wrong character that sounds right counting half.

/// What a change costs; a homophone costs half of another character.
const CHANGE: u32 = 2;
const HOMOPHONE: u32 = 1;

/// A query's characters, prepared for many comparisons.
pub(super) struct Asked {
    /// The characters by number.
    pub ids: Vec<u32>,
    /// For each, the numbers of the characters that sound like it, as bits.
    pub alike: Vec<Vec<u64>>,
}

/// A length as the whole numbers that costs are counted in.
pub(super) fn whole(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl Asked {
    fn cost(&self, at: usize, other: u32) -> u32 {
        if self.ids.get(at) == Some(&other) {
            return 0;
        }
        let word = self.alike.get(at).and_then(|bits| bits.get(other as usize / 64)).copied().unwrap_or(0);
        if word >> (other % 64) & 1 == 1 { HOMOPHONE } else { CHANGE }
    }

    /// The cost of making the query into a name: changed, left out, added and swapped neighbouring characters; at most
    /// `most`, beyond which `None`. Halves of a change are whole numbers here: a change costs 2.
    ///
    /// # Complexity
    /// O(n · m).
    ///
    /// # References
    /// Damerau (1964), doi:10.1145/363958.363994, in its restricted form; Levenshtein (1966).
    pub fn distance(&self, name: &[u32], most: u32) -> Option<u32> {
        let apart = whole(self.ids.len().abs_diff(name.len()));
        if apart.saturating_mul(CHANGE) > most {
            return None;
        }
        let width = name.len() + 1;
        let mut before: Vec<u32> = Vec::new();
        let mut above: Vec<u32> = (0..=whole(name.len())).map(|at| at.saturating_mul(CHANGE)).collect();
        for row in 0..self.ids.len() {
            let mut now = Vec::with_capacity(width);
            now.push(whole(row + 1).saturating_mul(CHANGE));
            for (column, &other) in name.iter().enumerate() {
                let at = |line: &[u32], position: usize| line.get(position).copied().unwrap_or(u32::MAX / 2);
                let changed = at(&above, column) + self.cost(row, other);
                let skipped = at(&above, column + 1).min(at(&now, column)) + CHANGE;
                let mut best = changed.min(skipped);
                if self.swapped(name, row, column) {
                    best = best.min(at(&before, column.wrapping_sub(1)) + CHANGE);
                }
                now.push(best);
            }
            if now.iter().min().is_none_or(|&least| least > most) {
                return None;
            }
            before = std::mem::replace(&mut above, now);
        }
        above.last().copied().filter(|&cost| cost <= most)
    }

    fn swapped(&self, name: &[u32], row: usize, column: usize) -> bool {
        row > 0
            && column > 0
            && self.ids.get(row) == name.get(column - 1)
            && self.ids.get(row - 1) == name.get(column)
    }
}
