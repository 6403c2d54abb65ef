//! What a look-up answers, and how sure it is.

use super::entry::{PlaceEntry, PlaceKind};
use crate::grid::Title;
use crate::ids::{CellCode, LayerName};
use crate::measure::{LonLat, Metres};

/// How a name was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FoundBy {
    /// The name itself.
    Name,
    /// The name without the word for what it is.
    Core,
    /// The English name.
    English,
    /// Other characters that sound the same.
    Homophone,
    /// How it sounds, in letters.
    Pinyin,
    /// The letters that its syllables begin with.
    Initials,
    /// It begins with the words.
    Prefix,
    /// It holds the words.
    Part,
    /// It differs a little from the words.
    Fuzzy,
    /// It is where two roads meet, or between them.
    Crossing,
}

impl FoundBy {
    /// The word used in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Core => "core",
            Self::English => "english",
            Self::Homophone => "homophone",
            Self::Pinyin => "pinyin",
            Self::Initials => "initials",
            Self::Prefix => "prefix",
            Self::Part => "part",
            Self::Fuzzy => "fuzzy",
            Self::Crossing => "crossing",
        }
    }
}

/// A place that words may mean. Never certain: the confidences of all answers together are below 1.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceAnswer {
    /// Its name.
    pub name: Title,
    /// What it is.
    pub kind: PlaceKind,
    /// Where it is, in WGS 84.
    pub place: LonLat,
    /// How far from there it may be.
    pub radius: Metres,
    /// How sure it is that it is meant, above 0 and below 1.
    pub confidence: f64,
    /// How it was recognised.
    pub found_by: FoundBy,
    /// The cell that it is, or lies in.
    pub cell: Option<(LayerName, CellCode)>,
    /// Whether it is invented for a demonstration.
    pub synthetic: bool,
}

/// An entry that words may mean, before the answers share their confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Guess {
    pub entry: u32,
    /// How well the words fit, 0 to 1.
    pub fit: f64,
    pub found_by: FoundBy,
    /// By how much its radius grows.
    pub vague: f64,
}

impl Guess {
    pub const fn new(entry: u32, fit: f64, found_by: FoundBy) -> Self {
        Self { entry, fit, found_by, vague: 1.0 }
    }

    pub fn answer(&self, place: &PlaceEntry, confidence: f64) -> PlaceAnswer {
        let unsure = 1.0 + 2.0 * (1.0 - self.fit);
        PlaceAnswer {
            name: place.name.clone(),
            kind: place.kind,
            place: place.place,
            radius: Metres((place.kind.radius().0 * unsure * self.vague).round()),
            confidence,
            found_by: self.found_by,
            cell: place.cell.clone(),
            synthetic: place.synthetic,
        }
    }
}

/// Guesses from the best fit down, each entry once with its best fit, with their confidences: those that fit equally well
/// (to a hundredth) share what the better ones left over.
///
/// # Complexity
/// O(n log n).
pub(super) fn shared(mut guesses: Vec<Guess>) -> Vec<(Guess, f64)> {
    guesses.sort_by(|a, b| a.entry.cmp(&b.entry).then(b.fit.total_cmp(&a.fit)));
    guesses.dedup_by_key(|guess| guess.entry);
    guesses.sort_by(|a, b| hundredths(b.fit).cmp(&hundredths(a.fit)).then(a.entry.cmp(&b.entry)));
    let (mut left, mut before) = (1.0, f64::INFINITY);
    let mut answers = Vec::with_capacity(guesses.len());
    for equals in guesses.chunk_by(|a, b| hundredths(a.fit) == hundredths(b.fit)) {
        let fit = f64::from(equals.first().map_or(0, |guess| hundredths(guess.fit))) / 100.0;
        // One of few that fit worse is not surer than one of many that fit better.
        let each = (left * fit / equals.len() as f64).min(before);
        answers.extend(equals.iter().map(|&guess| (guess, each)));
        left -= each * equals.len() as f64;
        before = each;
    }
    answers
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a fit lies between 0 and 1")]
fn hundredths(fit: f64) -> u32 {
    // Never certain.
    (fit * 100.0).round().clamp(1.0, 99.0) as u32
}
