//! The district's own place names, looked up without any network (地名查询).
//!
//! An answer is never silently certain: names that fit equally well are all returned and share their confidence, and the
//! radius grows with the size of what is named and with every doubt.

mod address;
mod answer;
mod entry;
mod index;
mod nearness;
mod normal;
mod read;
mod reading;
mod search;

pub use answer::{FoundBy, PlaceAnswer};
pub use entry::{PlaceEntry, PlaceKind};
pub use normal::normal;
pub use read::PLACE_COLUMNS;

use answer::{Guess, shared};
use index::Index;

/// Names and the index over them. Built once, then only read, by any number of threads.
#[derive(Debug)]
pub struct Gazetteer {
    entries: Vec<PlaceEntry>,
    index: Index,
}

impl Gazetteer {
    /// A gazetteer over names, in their order.
    ///
    /// # Complexity
    /// O(n · letters) and a sort; about a second for 100,000 names.
    #[must_use]
    pub fn new(entries: Vec<PlaceEntry>) -> Self {
        Self { index: Index::new(&entries), entries }
    }

    /// All names, in their order.
    #[must_use]
    pub fn entries(&self) -> &[PlaceEntry] {
        &self.entries
    }

    /// The places that a name may mean, the likeliest first, at most so many: by the name, its core, its beginning, a part,
    /// its English form, its sound or initials in letters, by other characters of the same sound, and with faults.
    ///
    /// # Complexity
    /// O(postings of its n-grams), and 400 comparisons at most.
    ///
    /// # Example
    /// ```
    /// use gridward::cases::gazetteer::{Gazetteer, PlaceEntry, PlaceKind};
    /// use gridward::grid::Title;
    /// use gridward::measure::LonLat;
    /// let name = Title::new("示例松涛路", "Example Songtao Road");
    /// let place = LonLat::new(121.38, 31.11)?;
    /// let road = PlaceEntry { name, kind: PlaceKind::Street, place, cell: None, synthetic: true };
    /// let found = Gazetteer::new(vec![road]).search("songtao", 5);
    /// assert_eq!(found[0].name.zh, "示例松涛路");
    /// assert!(found[0].confidence < 0.8);
    /// # Ok::<(), gridward::measure::PositionError>(())
    /// ```
    #[must_use]
    pub fn search(&self, name: &str, most: usize) -> Vec<PlaceAnswer> {
        let known =
            |(guess, confidence): (Guess, f64)| Some(guess.answer(self.entry(guess.entry)?, confidence));
        shared(search::guesses(&self.index, name)).into_iter().filter_map(known).take(most).collect()
    }

    /// As [`Self::address`] for words that hold a known name and more, as [`Self::search`] for all others.
    #[must_use]
    pub fn look_up(&self, words: &str, most: usize) -> Vec<PlaceAnswer> {
        let searched = self.search(words, most);
        let named = searched.first().is_some_and(|answer| {
            matches!(answer.found_by, FoundBy::Name | FoundBy::English | FoundBy::Core | FoundBy::Prefix)
        });
        if named {
            return searched;
        }
        let addressed = self.address(words, most);
        if addressed.is_empty() { searched } else { addressed }
    }

    fn entry(&self, entry: u32) -> Option<&PlaceEntry> {
        self.entries.get(entry as usize)
    }
}

#[cfg(test)]
#[path = "gazetteer_tests.rs"]
mod tests;
