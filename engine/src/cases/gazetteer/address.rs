//! From an address in words to the places that it may mean (地址解析).
//!
//! Known names are looked for inside the text, the longest first; areas tell others apart, the closest name wins, two roads
//! side by side are a crossing, and what is only near is less sure and wider.

use super::Gazetteer;
use super::answer::{FoundBy, Guess, PlaceAnswer, shared};
use super::entry::PlaceKind;
use super::index::FormOf;
use super::normal::normal;
use super::search;
use crate::crs::metric;
use crate::measure::{LonLat, Metres};

/// Characters of an address that are read.
const LONGEST: usize = 500;
/// Names in a text that are used.
const MOST_NAMES: usize = 24;
/// Roads whose points are farther apart do not cross in one place.
const FARTHEST_CROSSING_M: f64 = 6000.0;
/// Words that say that it is not quite there.
const NEAR: [&str; 16] = [
    "附近", "旁边", "对面", "对过", "周边", "一带", "靠近", "隔壁", "门口", "旁", "边上", "东侧", "西侧",
    "南侧", "北侧", "近",
];
/// What stands between two roads that cross.
const BETWEEN: [&str; 9] = ["", "近", "靠近", "和", "与", "跟", "到", "口", "路口"];
/// With what the names of roads end.
const ROAD_ENDS: &str = "路街道弄巷";
/// With what names end.
const NAME_ENDS: &str = "路街道弄巷村镇桥苑园城坊庭湾里港河站校店场";

/// Known names at one place of the text.
#[derive(Debug, Clone)]
struct Hit {
    start: usize,
    end: usize,
    guesses: Vec<Guess>,
}

impl Gazetteer {
    /// The places that an address may mean, the likeliest first, at most so many.
    ///
    /// # Complexity
    /// O(length × lengths of names) without a fault in the text; where no name is known, a few searches.
    #[must_use]
    pub fn address(&self, text: &str, most: usize) -> Vec<PlaceAnswer> {
        let text: String = text.chars().take(LONGEST).collect();
        let words: Vec<char> = normal(&text).chars().collect();
        let mut hits = self.hits(&words);
        if !hits.iter().any(|hit| self.closeness(hit) >= PlaceKind::Street.closeness()) {
            hits.extend(self.misspelt(&words, &hits));
            hits.sort_by_key(|hit| hit.start);
        }
        let mut answers = self.crossing(&words, &hits);
        if answers.is_empty() {
            answers = self.closest(&words, &hits);
        }
        answers.truncate(most);
        answers
    }

    /// Known names in the text from left to right, the longest at each place.
    fn hits(&self, words: &[char]) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut start = 0;
        while start < words.len() && hits.len() < MOST_NAMES {
            match self.longest_at(words, start) {
                Some(hit) => {
                    start = hit.end;
                    hits.push(hit);
                }
                None => start += 1,
            }
        }
        hits
    }

    fn longest_at(&self, words: &[char], start: usize) -> Option<Hit> {
        let lengths = self.index.lengths(*words.get(start)?);
        let longest = (words.len() - start).min(63);
        (2..=longest).rev().filter(|length| lengths >> length & 1 == 1).find_map(|length| {
            let end = start + length;
            let name: String = words.get(start..end)?.iter().collect();
            // 松涛路1 is not where 松涛路12 is.
            let cut = words.get(end).is_some_and(char::is_ascii_digit)
                && name.ends_with(|c: char| c.is_ascii_digit());
            let forms =
                self.index.exactly(&name).filter(|form| matches!(form.of, FormOf::Name | FormOf::Core));
            let guesses: Vec<Guess> = forms
                .map(|form| match form.of {
                    FormOf::Name => Guess::new(form.entry, 0.97, FoundBy::Name),
                    _ => Guess::new(form.entry, 0.85, FoundBy::Core),
                })
                .collect();
            (!cut && !guesses.is_empty()).then_some(Hit { start, end, guesses })
        })
    }

    /// Pieces of the text that end like names and are none that is known, looked up with their faults.
    fn misspelt(&self, words: &[char], hits: &[Hit]) -> Vec<Hit> {
        let free = |at: usize| !hits.iter().any(|hit| (hit.start..hit.end).contains(&at));
        let mut found = Vec::new();
        let mut start = 0;
        for (at, &c) in words.iter().enumerate() {
            if !free(at) || c.is_ascii_digit() || c == '号' {
                start = at + 1;
            } else if NAME_ENDS.contains(c) || at + 1 == words.len() {
                let piece: String = words.get(start..=at).unwrap_or_default().iter().collect();
                if (2..=12).contains(&(at + 1 - start)) && found.len() < 4 {
                    let mut guesses = search::guesses(&self.index, &piece);
                    guesses.retain(|guess| guess.fit >= 0.6);
                    guesses.iter_mut().for_each(|guess| guess.fit *= 0.9);
                    if !guesses.is_empty() {
                        found.push(Hit { start, end: at + 1, guesses });
                    }
                }
                start = at + 1;
            }
        }
        found
    }

    /// The closest names, told apart by the areas that the text names.
    fn closest(&self, words: &[char], hits: &[Hit]) -> Vec<PlaceAnswer> {
        let Some(target) = hits.iter().max_by_key(|hit| (self.closeness(hit), hit.end)) else {
            return Vec::new();
        };
        let rest: String = words.get(target.end..).unwrap_or_default().iter().collect();
        let before: String = words.get(..target.start).unwrap_or_default().iter().collect();
        let near = NEAR.iter().any(|word| rest.starts_with(word))
            || before.ends_with("靠近")
            || is_near_number(&rest);
        // A house whose number no name tells is somewhere along the road.
        let numbered = rest.starts_with(|c: char| c.is_ascii_digit());
        let mut guesses = target.guesses.clone();
        for guess in &mut guesses {
            guess.fit *= self.agreement(guess.entry, target, hits);
            if near {
                guess.fit *= 0.9;
                guess.vague *= 1.5;
            }
            if numbered {
                guess.fit *= 0.9;
            }
        }
        let known =
            |(guess, confidence): (Guess, f64)| Some(guess.answer(self.entry(guess.entry)?, confidence));
        shared(guesses).into_iter().filter_map(known).collect()
    }

    /// How well an entry agrees with the areas of the text, by the beginnings of their cells' codes: 1 where one holds it or
    /// nothing is known, less where all lie elsewhere.
    fn agreement(&self, entry: u32, target: &Hit, hits: &[Hit]) -> f64 {
        let Some((_, own)) = self.entry(entry).and_then(|place| place.cell.as_ref()) else { return 1.0 };
        let mut agreement: f64 = 1.0;
        for hit in hits.iter().filter(|hit| hit.start != target.start) {
            let areas = hit.guesses.iter().filter_map(|guess| self.entry(guess.entry));
            let mut cells =
                areas.filter(|place| place.kind.is_area()).filter_map(|place| place.cell.as_ref()).peekable();
            if cells.peek().is_none() {
                continue;
            }
            let nested = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
            if !cells.any(|(_, cell)| nested(cell.as_str(), own.as_str())) {
                agreement = agreement.min(0.5);
            }
        }
        agreement
    }

    /// Two roads side by side: a known crossing, or somewhere between their points.
    fn crossing(&self, words: &[char], hits: &[Hit]) -> Vec<PlaceAnswer> {
        for (first, second) in hits.iter().zip(hits.iter().skip(1)) {
            let between: String = words.get(first.end..second.start).unwrap_or_default().iter().collect();
            let roads = [first, second].iter().all(|hit| self.is_road(words, hit));
            if !roads || !BETWEEN.contains(&between.as_str()) {
                continue;
            }
            let name =
                |hit: &Hit| -> String { words.get(hit.start..hit.end).unwrap_or_default().iter().collect() };
            let (a, b) = (name(first), name(second));
            let known: Vec<Guess> =
                [format!("{a}{b}"), format!("{b}{a}"), format!("{a}{b}路口"), format!("{b}{a}路口")]
                    .iter()
                    .flat_map(|name| self.index.exactly(name))
                    .filter(|form| form.of == FormOf::Name)
                    .map(|form| Guess::new(form.entry, 0.95, FoundBy::Crossing))
                    .collect();
            if !known.is_empty() {
                let answer = |(guess, sure): (Guess, f64)| Some(guess.answer(self.entry(guess.entry)?, sure));
                return shared(known).into_iter().filter_map(answer).collect();
            }
            return self.between(first, second);
        }
        Vec::new()
    }

    /// Somewhere between the points of two roads, for each pair of them that is near enough to meet.
    fn between(&self, first: &Hit, second: &Hit) -> Vec<PlaceAnswer> {
        let mut pairs = Vec::new();
        for a in &first.guesses {
            for b in &second.guesses {
                let (Some(road), Some(other)) = (self.entry(a.entry), self.entry(b.entry)) else { continue };
                let apart = metric::distance(road.place, other.place).0;
                if apart <= FARTHEST_CROSSING_M && a.entry != b.entry {
                    pairs.push((road, other, apart, 0.7 * a.fit * b.fit));
                }
            }
        }
        let share = 1.0 / pairs.len().max(1) as f64;
        let mut answers: Vec<PlaceAnswer> = pairs
            .into_iter()
            .filter_map(|(road, other, apart, fit)| {
                let lon = f64::midpoint(road.place.lon(), other.place.lon());
                let lat = f64::midpoint(road.place.lat(), other.place.lat());
                let mut answer = Guess::new(0, fit, FoundBy::Crossing).answer(road, fit * share);
                answer.name.zh = format!("{}{}路口", road.name.zh, other.name.zh);
                answer.name.en = format!("{} at {}", road.name.en, other.name.en);
                answer.kind = PlaceKind::Junction;
                answer.place = LonLat::new(lon, lat).ok()?;
                answer.radius = Metres((apart / 2.0 + PlaceKind::Street.radius().0 / 2.0).round());
                answer.synthetic = road.synthetic || other.synthetic;
                Some(answer)
            })
            .collect();
        answers.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(a.radius.0.total_cmp(&b.radius.0)));
        answers
    }

    fn is_road(&self, words: &[char], hit: &Hit) -> bool {
        let ends =
            hit.end.checked_sub(1).and_then(|last| words.get(last)).is_some_and(|&c| ROAD_ENDS.contains(c));
        let kind = |guess: &Guess| self.entry(guess.entry).map(|place| place.kind);
        ends && hit.guesses.iter().any(|guess| kind(guess) == Some(PlaceKind::Street))
    }

    fn closeness(&self, hit: &Hit) -> u8 {
        let kinds = hit.guesses.iter().filter_map(|guess| self.entry(guess.entry));
        kinds.map(|place| place.kind.closeness()).max().unwrap_or(0)
    }
}

/// Whether a number of metres or a house and a word for near follow: `100号旁`, `东侧50米`.
fn is_near_number(rest: &str) -> bool {
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "号弄室幢楼栋".contains(c));
    behind.len() < rest.len() && NEAR.iter().any(|word| behind.starts_with(word))
}
