//! Texts in a row that resemble one another, each written as what it has beyond the one before it (前缀压缩).
//!
//! # References
//! Witten, Moffat, Bell (1999), Managing Gigabytes, 2nd edition, 4.1: front coding, with a whole text every so often.

use smallvec::SmallVec;

/// Texts from one whole text to the next.
const BLOCK: usize = 16;

/// A text read back; a UUID fits in without an allocation.
pub(super) type Text = SmallVec<[u8; 36]>;

/// Some hundreds of texts.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    /// For each text the bytes that it has in common with the one before, how many more follow, and these.
    coded: Vec<u8>,
    /// Where each block starts.
    starts: Vec<u32>,
    count: usize,
}

impl Texts {
    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.count
    }

    /// Adds a text; `before` is the one added last.
    pub(super) fn push(&mut self, before: &[u8], text: &[u8]) {
        let common = if self.count.is_multiple_of(BLOCK) {
            self.starts.push(u32::try_from(self.coded.len()).unwrap_or(u32::MAX));
            0
        } else {
            before.iter().zip(text).take_while(|(a, b)| a == b).count()
        };
        let rest = text.get(common..).unwrap_or_default();
        put(&mut self.coded, common);
        put(&mut self.coded, rest.len());
        self.coded.extend_from_slice(rest);
        self.count += 1;
    }

    /// Gives back room that is not needed.
    pub(super) fn shrink(&mut self) {
        self.coded.shrink_to_fit();
        self.starts.shrink_to_fit();
    }

    /// The text at a position. O(length of a block).
    pub(super) fn get(&self, at: usize) -> Option<Text> {
        if at >= self.count {
            return None;
        }
        let mut coded = self.coded.get(*self.starts.get(at / BLOCK)? as usize..)?;
        let mut text = Text::new();
        for _ in 0..=at % BLOCK {
            step(&mut coded, &mut text)?;
        }
        Some(text)
    }

    /// Shows all texts in order.
    pub(super) fn each(&self, mut see: impl FnMut(&[u8])) {
        let (mut coded, mut text) = (self.coded.as_slice(), Text::new());
        while !coded.is_empty() && step(&mut coded, &mut text).is_some() {
            see(&text);
        }
    }

    /// Bytes of memory beside the list itself.
    pub(super) fn bytes(&self) -> usize {
        self.coded.capacity() + self.starts.capacity() * 4
    }
}

/// Reads one text over the one before it.
fn step(coded: &mut &[u8], text: &mut Text) -> Option<()> {
    text.truncate(take(coded)?);
    let (rest, after) = take(coded).and_then(|length| coded.split_at_checked(length))?;
    text.extend_from_slice(rest);
    *coded = after;
    Some(())
}

/// A length, seven bits a byte, low ones first.
fn put(coded: &mut Vec<u8>, mut length: usize) {
    while length > 0x7F {
        coded.push(u8::try_from(length & 0x7F).unwrap_or(0) | 0x80);
        length >>= 7;
    }
    coded.push(u8::try_from(length).unwrap_or(0));
}

fn take(coded: &mut &[u8]) -> Option<usize> {
    let (mut length, mut shift) = (0, 0);
    loop {
        let (&byte, rest) = coded.split_first()?;
        *coded = rest;
        length |= usize::from(byte & 0x7F).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(length);
        }
        shift += 7;
    }
}

#[cfg(test)]
#[path = "texts_tests.rs"]
mod tests;
