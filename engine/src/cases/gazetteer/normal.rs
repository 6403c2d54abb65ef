//! One form for one name, however it is typed (规范化).

/// A text without spaces and punctuation, full-width letters and digits as narrow ones, Latin letters small and without
/// tone marks, and Chinese numbers of houses, lanes and villages as digits: `松涛路　十二弄` is `松涛路12弄`.
///
/// # Complexity
/// O(n).
#[must_use]
pub fn normal(text: &str) -> String {
    let kept: Vec<char> = text
        .chars()
        .map(narrow)
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .map(plain)
        .collect();
    with_digits(&kept)
}

/// Full-width forms (U+FF01 to U+FF5E) as their narrow ones.
pub(super) fn narrow(c: char) -> char {
    match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        0x3000 => ' ',
        _ => c,
    }
}

/// A Latin letter without its tone mark; ü is v, as people type it.
fn plain(c: char) -> char {
    match c {
        'ā' | 'á' | 'ǎ' | 'à' => 'a',
        'ē' | 'é' | 'ě' | 'è' => 'e',
        'ī' | 'í' | 'ǐ' | 'ì' => 'i',
        'ō' | 'ó' | 'ǒ' | 'ò' => 'o',
        'ū' | 'ú' | 'ǔ' | 'ù' => 'u',
        'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'v',
        _ => c,
    }
}

/// What follows a number that is meant as a number; elsewhere 七 and 三 are parts of names.
const COUNTED: &str = "弄号村队组期区幢室栋楼支";

fn with_digits(text: &[char]) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    let mut rest = text;
    let mut after_ordinal = false;
    while let Some((&c, tail)) = rest.split_first() {
        let run = rest.iter().take_while(|&&c| numeral(c).is_some()).count();
        let (digits, behind) = rest.split_at(run);
        let counted = behind.first().is_some_and(|&c| COUNTED.contains(c));
        if run > 0 {
            match number(digits).filter(|_| after_ordinal || counted) {
                Some(value) => out.push_str(&value.to_string()),
                None => out.extend(digits),
            }
            rest = behind;
            after_ordinal = false;
            continue;
        }
        out.push(c);
        after_ordinal = c == '第';
        rest = tail;
    }
    out
}

/// The value of a Chinese numeral: a digit, or a power of ten from 10 on.
fn numeral(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

/// The value of a number in Chinese words up to 9999, or of digits in a row (一二三).
pub(super) fn number(words: &[char]) -> Option<u32> {
    if words.is_empty() || words.len() > 8 {
        return None;
    }
    let values = words.iter().map(|&c| numeral(c)).collect::<Option<Vec<u32>>>()?;
    if values.len() > 1 && values.iter().all(|&value| value < 10) {
        return values.iter().try_fold(0u32, |sum, value| sum.checked_mul(10)?.checked_add(*value));
    }
    let (mut sum, mut digit, mut last_power) = (0u32, None, u32::MAX);
    for value in values {
        if value < 10 {
            digit = Some(value).filter(|_| digit.is_none() || digit == Some(0))?.into();
        } else {
            // Powers fall: 二百三十 is a number, 三十二百 is none.
            if value >= last_power {
                return None;
            }
            sum += digit.take().unwrap_or(1) * value;
            last_power = value;
        }
    }
    Some(sum + digit.unwrap_or(0))
}

#[cfg(test)]
#[path = "normal_tests.rs"]
mod tests;
