//! How a name sounds (拼音): readings without tones, and the letters that they begin with.

use pinyin::ToPinyinMulti;

/// Readings of one character that count; rarer ones are seldom those of names.
const MOST_READINGS: usize = 3;
/// Ways to read a whole name, at most.
const MOST_WAYS: usize = 8;

/// The readings of a character, the usual one first; a letter or digit reads as itself; nothing for anything else.
#[must_use]
pub fn readings(c: char) -> Vec<String> {
    if c.is_ascii_alphanumeric() {
        return vec![c.to_ascii_lowercase().to_string()];
    }
    let mut plain: Vec<String> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let reading = reading.plain().replace('ü', "v");
        if !plain.contains(&reading) {
            plain.push(reading);
        }
    }
    plain.truncate(MOST_READINGS);
    plain
}

/// One way to read a name: a syllable for each character.
pub type Way = Vec<String>;

/// The ways to read a name: the usual one first, then those that differ from it in one character, then, of short names, all
/// others. Characters without a reading are left out.
///
/// # Complexity
/// O(length × ways), at most eight ways.
#[must_use]
pub fn ways(name: &str) -> Vec<Way> {
    let choices: Vec<Vec<String>> =
        name.chars().map(readings).filter(|readings| !readings.is_empty()).collect();
    let usual: Way = choices.iter().filter_map(|readings| readings.first().cloned()).collect();
    if usual.is_empty() {
        return Vec::new();
    }
    let product: usize = choices.iter().fold(1, |product, readings| product.saturating_mul(readings.len()));
    let mut ways = if product <= MOST_WAYS { every_way(&choices) } else { one_changed(&usual, &choices) };
    ways.truncate(MOST_WAYS);
    ways
}

fn every_way(choices: &[Vec<String>]) -> Vec<Way> {
    choices.iter().fold(vec![Way::new()], |ways, readings| {
        let longer = |way: &Way, reading: &String| [way.as_slice(), std::slice::from_ref(reading)].concat();
        ways.iter().flat_map(|way| readings.iter().map(move |reading| longer(way, reading))).collect()
    })
}

fn one_changed(usual: &Way, choices: &[Vec<String>]) -> Vec<Way> {
    let mut ways = vec![usual.clone()];
    for (position, readings) in choices.iter().enumerate() {
        for other in readings.iter().skip(1) {
            let mut way = usual.clone();
            if let Some(syllable) = way.get_mut(position) {
                syllable.clone_from(other);
            }
            ways.push(way);
        }
    }
    ways
}

/// The letters that the syllables begin with; numbers stay whole letters.
#[must_use]
pub fn initials(way: &[String]) -> String {
    way.iter().filter_map(|syllable| syllable.chars().next()).collect()
}
