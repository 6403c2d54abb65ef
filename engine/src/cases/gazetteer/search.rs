//! From a name as somebody typed it to the entries that it may mean.

use super::answer::{FoundBy, Guess};
use super::index::{Form, FormOf, Index, character_grams, letter_grams};
use super::nearness::{Asked, whole};
use super::normal::normal;
use super::reading::{readings, ways};

/// Forms that are compared in full, at most: those that share the most n-grams.
const MOST_COMPARED: usize = 400;
/// Ends of Latin forms that are looked at, at most.
const MOST_ENDS: usize = 400;
/// Characters of a name, at most; more is an address.
const LONGEST: usize = 40;
/// Below this fit a name is not meant.
const LEAST_FIT: f64 = 0.5;

/// All that a name may mean.
pub(super) fn guesses(index: &Index, query: &str) -> Vec<Guess> {
    let query = normal(query);
    let length = query.chars().count();
    if length == 0 || length > LONGEST {
        return Vec::new();
    }
    let mut guesses: Vec<Guess> = index.exactly(&query).map(exact).collect();
    if query.is_ascii() {
        by_letters(index, &query, &mut guesses);
    } else {
        by_characters(index, &query, &mut guesses);
        by_sound(index, &query, &mut guesses);
    }
    guesses
}

fn exact(form: &Form) -> Guess {
    let (fit, found_by) = match form.of {
        FormOf::Name => (0.97, FoundBy::Name),
        FormOf::English => (0.95, FoundBy::English),
        FormOf::Core => (0.9, FoundBy::Core),
        FormOf::Sound => (0.85, FoundBy::Pinyin),
        FormOf::Initials => (0.6, FoundBy::Initials),
    };
    Guess::new(form.entry, fit - rareness(form), found_by)
}

/// What an unusual reading takes away.
fn rareness(form: &Form) -> f64 {
    if form.usual { 0.0 } else { 0.03 }
}

/// Chinese forms that share characters: those that begin with the words, hold them, or differ a little.
fn by_characters(index: &Index, query: &str, guesses: &mut Vec<Guess>) {
    let length = query.chars().count();
    let grams = character_grams(query).filter(|&(_, pair)| pair || length <= 4);
    let weights = grams.map(|(gram, pair)| (gram, if pair { 2 } else { 1 }));
    let asked = Asked {
        ids: query.chars().map(|c| index.character(c)).collect(),
        alike: query.chars().map(|c| index.homophones(c)).collect(),
    };
    for form in most_alike(index, weights).into_iter().filter_map(|form| index.form(form)) {
        let name_length = form.ids.len().max(1);
        let share = length as f64 / name_length as f64;
        let core = if form.of == FormOf::Core { 0.03 } else { 0.0 };
        let guess = if *form.text == *query {
            continue;
        } else if form.text.starts_with(query) {
            Guess::new(form.entry, 0.55 + 0.3 * share - core, FoundBy::Prefix)
        } else if form.text.contains(query) {
            Guess::new(form.entry, 0.5 + 0.3 * share - core, FoundBy::Part)
        } else {
            let longest = length.max(name_length) as f64;
            // More than a third changed is another name.
            let Some(cost) =
                asked.distance(&form.ids, whole(length.max(name_length)).saturating_mul(2).div_ceil(3))
            else {
                continue;
            };
            Guess::new(form.entry, 0.88 * (1.0 - f64::from(cost) / (2.0 * longest)) - core, FoundBy::Fuzzy)
        };
        guesses.extend(Some(guess).filter(|guess| guess.fit >= LEAST_FIT));
    }
}

/// Names that sound the same, and mixed words such as 松涛lu.
fn by_sound(index: &Index, query: &str, guesses: &mut Vec<Guess>) {
    if query.chars().any(|c| readings(c).is_empty()) {
        return;
    }
    for way in ways(query) {
        let sound = way.concat();
        let alike = index.exactly(&sound).filter(|form| form.of == FormOf::Sound);
        guesses.extend(alike.map(|form| Guess::new(form.entry, 0.84 - rareness(form), FoundBy::Homophone)));
    }
}

/// Latin forms: those of which an end begins with the letters, and those that differ a little.
fn by_letters(index: &Index, query: &str, guesses: &mut Vec<Guess>) {
    if query.len() < 2 {
        return;
    }
    for (end, form) in index.beginning_with(query, MOST_ENDS) {
        if *form.text == *query {
            continue;
        }
        let share = query.len() as f64 / form.text.len().max(1) as f64;
        let whole = end.len() == form.text.len();
        let (least, found_by) = match form.of {
            FormOf::Initials => (0.3, FoundBy::Initials),
            FormOf::English | FormOf::Sound if whole => (0.5, FoundBy::Prefix),
            _ => (0.42, FoundBy::Part),
        };
        guesses.push(Guess::new(form.entry, least + 0.3 * share - rareness(form), found_by));
    }
    if query.len() < 4 {
        return;
    }
    for form in most_alike(index, letter_grams(query).map(|gram| (gram, 1)))
        .into_iter()
        .filter_map(|form| index.form(form))
    {
        let longest = query.len().max(form.text.len());
        if query.len().abs_diff(form.text.len()) * 4 > longest {
            continue;
        }
        let changes = strsim::osa_distance(query, &form.text);
        if changes > 0 && changes * 4 <= longest {
            let fit = 0.75 * (1.0 - changes as f64 / longest as f64);
            guesses.push(Guess::new(form.entry, fit, FoundBy::Fuzzy));
        }
    }
}

/// The forms that share the most n-grams with a query, by weight, then in their order.
fn most_alike(index: &Index, grams: impl Iterator<Item = (u64, u16)>) -> Vec<u32> {
    let mut weight = vec![0u16; index.forms.len()];
    let mut touched: Vec<u32> = Vec::new();
    for (gram, more) in grams {
        for &form in index.with_gram(gram) {
            if let Some(weight) = weight.get_mut(form as usize) {
                if *weight == 0 {
                    touched.push(form);
                }
                *weight = weight.saturating_add(more);
            }
        }
    }
    let key = |form: &u32| (std::cmp::Reverse(weight.get(*form as usize).copied().unwrap_or(0)), *form);
    if touched.len() > MOST_COMPARED {
        touched.select_nth_unstable_by_key(MOST_COMPARED, key);
        touched.truncate(MOST_COMPARED);
    }
    touched.sort_unstable_by_key(key);
    touched
}
