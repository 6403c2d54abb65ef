//! Things that are kept as long as there is room; the ones that were not asked for longest go first.

use std::collections::BTreeMap;

/// Things by key, each with a weight, bounded by the sum of weights.
#[derive(Debug)]
pub struct Lru<K, V> {
    most: usize,
    things: BTreeMap<K, Entry<V>>,
    by_use: BTreeMap<u64, K>,
    uses: u64,
    weight: usize,
}

#[derive(Debug)]
struct Entry<V> {
    used: u64,
    weight: usize,
    value: V,
}

impl<K: Ord + Clone, V: Clone> Lru<K, V> {
    pub const fn new(most: usize) -> Self {
        Self { most, things: BTreeMap::new(), by_use: BTreeMap::new(), uses: 0, weight: 0 }
    }

    /// A thing, which is used last now. O(log n).
    pub fn get<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
    {
        let entry = self.things.get_mut(key)?;
        self.uses += 1;
        let before = std::mem::replace(&mut entry.used, self.uses);
        if let Some(key) = self.by_use.remove(&before) {
            self.by_use.insert(self.uses, key);
        }
        Some(entry.value.clone())
    }

    /// Keeps a thing in the place of what had its key; what was not used longest goes where the room ends.
    pub fn put(&mut self, key: K, value: V, weight: usize) {
        self.uses += 1;
        let entry = Entry { used: self.uses, weight, value };
        self.weight += weight;
        if let Some(old) = self.things.insert(key.clone(), entry) {
            self.by_use.remove(&old.used);
            self.weight -= old.weight;
        }
        self.by_use.insert(self.uses, key);
        self.make_room();
    }

    fn make_room(&mut self) {
        while self.weight > self.most {
            let Some((_, oldest)) = self.by_use.pop_first() else { return };
            if let Some(entry) = self.things.remove(&oldest) {
                self.weight -= entry.weight;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thing_not_asked_for_longest_goes_first() {
        let mut kept = Lru::new(3);
        for key in ["a", "b", "c"] {
            kept.put(key, key.len(), 1);
        }
        assert!(kept.get("a").is_some());
        kept.put("d", 1, 1);
        assert!(kept.get("b").is_none());
        assert!(["a", "c", "d"].iter().all(|key| kept.get(*key).is_some()));
    }

    #[test]
    fn a_heavy_thing_pushes_light_ones_out_and_one_too_heavy_is_not_kept() {
        let mut kept = Lru::new(10);
        kept.put("a", 1, 4);
        kept.put("b", 2, 4);
        kept.put("c", 3, 6);
        assert_eq!((kept.get("a"), kept.get("b"), kept.weight), (None, Some(2), 10));
        kept.put("d", 4, 11);
        assert_eq!((kept.get("b"), kept.get("d"), kept.weight), (None, None, 0));
    }

    #[test]
    fn what_is_put_again_counts_once() {
        let mut kept = Lru::new(10);
        kept.put("a", 1, 4);
        kept.put("a", 2, 6);
        assert_eq!((kept.get("a"), kept.weight, kept.by_use.len()), (Some(2), 6, 1));
    }
}
