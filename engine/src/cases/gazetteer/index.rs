//! The forms under which names are found, and the n-grams that lead to them. Built once, read by everybody.

use std::collections::{BTreeMap, HashMap};

use super::entry::PlaceEntry;
use super::normal::normal;
use super::reading::{initials, readings, ways};

/// What a form is of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FormOf {
    /// The Chinese name.
    Name,
    /// The Chinese name without the word for what it is: 北街 for 北街居委会.
    Core,
    /// The English name.
    English,
    /// How it sounds.
    Sound,
    /// The letters that its syllables begin with.
    Initials,
}

/// A form of a name.
#[derive(Debug)]
pub(super) struct Form {
    pub entry: u32,
    pub of: FormOf,
    pub text: Box<str>,
    /// The characters by number in [`Index::characters`], for Chinese forms.
    pub ids: Box<[u32]>,
    /// Whether it is the usual reading, for sounds.
    pub usual: bool,
}

/// What leads from words to forms. Hash maps are only ever asked for one key, never walked.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub forms: Vec<Form>,
    exact: HashMap<Box<str>, Vec<u32>>,
    grams: HashMap<u64, Vec<u32>>,
    /// Ends of Latin forms, from each beginning of a syllable or word, in order.
    ends: Vec<(Box<str>, u32)>,
    characters: HashMap<char, u32>,
    /// The numbers of the characters that have a reading.
    sounding: BTreeMap<String, Vec<u32>>,
    /// For each first character, the lengths of Chinese forms that begin with it, as bits.
    lengths: HashMap<char, u64>,
}

/// Words for what a place is, which people leave out.
const SORTS: [&str; 12] = [
    "居民委员会",
    "村民委员会",
    "居民区",
    "居委会",
    "村委会",
    "工业区",
    "街道",
    "社区",
    "小区",
    "居委",
    "村委",
    "镇",
];

/// The core of a normal Chinese name; `None` where nothing is left out, or too little is left.
pub(super) fn core(name: &str) -> Option<&str> {
    let rest = SORTS.iter().find_map(|sort| name.strip_suffix(sort))?;
    (rest.chars().count() >= 2).then_some(rest)
}

/// The n-grams of a Chinese form: characters and pairs.
pub(super) fn character_grams(text: &str) -> impl Iterator<Item = (u64, bool)> + '_ {
    let next = text.chars().skip(1).map(Some).chain(std::iter::once(None));
    text.chars().zip(next).flat_map(|(a, b)| {
        let single = u64::from(u32::from(a));
        let pair = b.map(|b| (1 << 62 | single << 21 | u64::from(u32::from(b)), true));
        std::iter::once((single, false)).chain(pair)
    })
}

/// The n-grams of a Latin form: three letters, the beginning and the end marked.
pub(super) fn letter_grams(text: &str) -> impl Iterator<Item = u64> + '_ {
    let bytes: Vec<u64> = [b'^'].into_iter().chain(text.bytes()).chain([b'$']).map(u64::from).collect();
    let grams: Vec<u64> = bytes
        .iter()
        .zip(bytes.iter().skip(1))
        .zip(bytes.iter().skip(2))
        .map(|((a, b), c)| 2 << 62 | a << 16 | b << 8 | c)
        .collect();
    grams.into_iter()
}

impl Index {
    /// # Complexity
    /// O(letters of all names × ways to read them), and a sort.
    pub fn new(entries: &[PlaceEntry]) -> Self {
        let mut index = Self::default();
        for (entry, place) in (0u32..).zip(entries) {
            let name = normal(&place.name.zh);
            index.push_chinese(entry, FormOf::Name, &name);
            if let Some(core) = core(&name) {
                index.push_chinese(entry, FormOf::Core, core);
            }
            index.push_english(entry, &place.name.en);
            index.push_sounds(entry, &name);
        }
        index.ends.sort();
        index.ends.dedup();
        index
    }

    /// The forms that are exactly a text.
    pub fn exactly(&self, text: &str) -> impl Iterator<Item = &Form> {
        self.exact.get(text).into_iter().flatten().filter_map(|&form| self.form(form))
    }

    /// The forms with an n-gram.
    pub fn with_gram(&self, gram: u64) -> &[u32] {
        self.grams.get(&gram).map_or(&[], Vec::as_slice)
    }

    /// Latin forms of which an end, from the beginning of a syllable on, begins with a text; at most so many.
    pub fn beginning_with<'a>(
        &'a self,
        text: &'a str,
        most: usize,
    ) -> impl Iterator<Item = (&'a str, &'a Form)> {
        let from = self.ends.partition_point(|(end, _)| &**end < text);
        let ends = self.ends.iter().skip(from).take_while(move |(end, _)| end.starts_with(text));
        ends.take(most).filter_map(|(end, form)| self.form(*form).map(|form| (&**end, form)))
    }

    /// The lengths of Chinese forms that begin with a character, as bits.
    pub fn lengths(&self, first: char) -> u64 {
        self.lengths.get(&first).copied().unwrap_or(0)
    }

    pub fn form(&self, form: u32) -> Option<&Form> {
        self.forms.get(form as usize)
    }

    /// A character's number; that of no character where it is in no name.
    pub fn character(&self, c: char) -> u32 {
        self.characters.get(&c).copied().unwrap_or(u32::MAX)
    }

    /// The numbers of the characters that sound like one, as bits.
    pub fn homophones(&self, c: char) -> Vec<u64> {
        let mut bits = vec![0u64; self.characters.len() / 64 + 1];
        for reading in readings(c) {
            for &number in self.sounding.get(&reading).map_or(&[][..], Vec::as_slice) {
                if let Some(word) = bits.get_mut(number as usize / 64) {
                    *word |= 1 << (number % 64);
                }
            }
        }
        bits
    }

    fn push_chinese(&mut self, entry: u32, of: FormOf, text: &str) {
        if text.is_empty() {
            return;
        }
        let ids = text.chars().map(|c| self.number_of(c)).collect();
        let form = self.push(Form { entry, of, text: text.into(), ids, usual: true });
        let mut grams: Vec<u64> = character_grams(text).map(|(gram, _)| gram).collect();
        grams.sort_unstable();
        grams.dedup();
        for gram in grams {
            self.grams.entry(gram).or_default().push(form);
        }
        let length = text.chars().count();
        if let Some(first) = text.chars().next().filter(|_| length < 64) {
            *self.lengths.entry(first).or_default() |= 1 << length;
        }
    }

    fn push_english(&mut self, entry: u32, name: &str) {
        let words: Vec<String> =
            name.split_whitespace().map(normal).filter(|word| !word.is_empty()).collect();
        self.push_latin(entry, FormOf::English, &words, true);
    }

    fn push_sounds(&mut self, entry: u32, name: &str) {
        let mut seen = Vec::new();
        for (nth, way) in ways(name).into_iter().enumerate() {
            self.push_latin(entry, FormOf::Sound, &way, nth == 0);
            let letters = initials(&way);
            if letters.len() >= 2 && !seen.contains(&letters) {
                let form = Form {
                    entry,
                    of: FormOf::Initials,
                    text: letters.as_str().into(),
                    ids: Box::default(),
                    usual: nth == 0,
                };
                let form = self.push(form);
                self.ends.push((letters.as_str().into(), form));
                seen.push(letters);
            }
        }
    }

    /// A Latin form from its pieces. Unusual readings are found from their beginning, the usual one from every piece on.
    fn push_latin(&mut self, entry: u32, of: FormOf, pieces: &[String], usual: bool) {
        let text = pieces.concat();
        if text.is_empty() {
            return;
        }
        let form = self.push(Form { entry, of, text: text.as_str().into(), ids: Box::default(), usual });
        for gram in letter_grams(&text) {
            let posting = self.grams.entry(gram).or_default();
            if posting.last() != Some(&form) {
                posting.push(form);
            }
        }
        let starts = if usual { pieces.len() } else { 1 };
        for start in 0..starts {
            let end = pieces.get(start..).unwrap_or_default().concat();
            self.ends.push((end.into(), form));
        }
    }

    fn push(&mut self, form: Form) -> u32 {
        let number = u32::try_from(self.forms.len()).unwrap_or(u32::MAX);
        self.exact.entry(form.text.clone()).or_default().push(number);
        self.forms.push(form);
        number
    }

    fn number_of(&mut self, c: char) -> u32 {
        if let Some(&number) = self.characters.get(&c) {
            return number;
        }
        let number = u32::try_from(self.characters.len()).unwrap_or(u32::MAX);
        self.characters.insert(c, number);
        for reading in readings(c) {
            self.sounding.entry(reading).or_default().push(number);
        }
        number
    }
}
