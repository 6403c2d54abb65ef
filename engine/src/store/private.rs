//! Personal words beside the log: the log holds salted digests, the words can be erased without breaking the chain.

use sha2::{Digest, Sha256};

use crate::cases::{Act, PrivateText};
use crate::ids::EventNumber;

/// The words of one event with their salt; positions are those among the act's private texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    /// 16 bytes that nobody can guess, so that short texts cannot be found by trying.
    pub salt: [u8; 16],
    /// Position and text.
    pub texts: Vec<(u8, String)>,
}

/// Where salts come from: entropy that the caller hands in, stretched by a hash over the event's number.
#[derive(Clone)]
pub(super) struct Salts([u8; 32]);

impl Salts {
    /// From 32 random bytes. They are never written anywhere.
    pub(super) const fn new(entropy: [u8; 32]) -> Self {
        Self(entropy)
    }

    /// The salt of an event.
    fn of(&self, event: EventNumber) -> [u8; 16] {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(event.0.to_le_bytes());
        let digest: [u8; 32] = hash.finalize().into();
        let mut salt = [0; 16];
        salt.copy_from_slice(digest.first_chunk::<16>().unwrap_or(&[0; 16]));
        salt
    }
}

/// SHA-256 over salt, position and words.
pub(super) fn digest(salt: &[u8; 16], position: u8, words: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update([position]);
    hash.update(words.as_bytes());
    hash.finalize().into()
}

/// The private texts of an act, in a fixed order: their positions are part of the digests.
pub(super) fn texts_of(act: &mut Act) -> [Option<&mut PrivateText>; 3] {
    match act {
        Act::Report { intake } => {
            [intake.text.as_mut(), intake.reporter.as_mut(), intake.place.address.as_mut()]
        }
        Act::Locate { place } => [None, None, place.address.as_mut()],
        Act::Verified { text, .. }
        | Act::Feedback { text }
        | Act::Checked { text, .. }
        | Act::Visit { text, .. }
        | Act::Note { text } => [text.as_mut(), None, None],
        Act::Attach { name, .. } => [name.as_mut(), None, None],
        Act::Assign { .. }
        | Act::Accept { .. }
        | Act::Verify { .. }
        | Act::File { .. }
        | Act::NotFile { .. }
        | Act::Dispatch { .. }
        | Act::Return { .. }
        | Act::Handle
        | Act::Check { .. }
        | Act::Rework { .. }
        | Act::Close
        | Act::Extend { .. }
        | Act::Suspend { .. }
        | Act::Resume { .. }
        | Act::Void { .. }
        | Act::Appeal { .. }
        | Act::Appealed { .. }
        | Act::Supervise { .. }
        | Act::Reclassify { .. }
        | Act::Duplicate { .. }
        | Act::Reward { .. }
        | Act::Erase => [None, None, None],
    }
}

/// Whether an act has words that must not stand in the log.
#[cfg(feature = "sqlite")]
pub(super) fn has_words(act: &Act) -> bool {
    let words = |text: &Option<PrivateText>| matches!(text, Some(PrivateText::Words(_)));
    match act {
        Act::Report { intake } => {
            words(&intake.text) || words(&intake.reporter) || words(&intake.place.address)
        }
        Act::Locate { place } => words(&place.address),
        Act::Verified { text, .. }
        | Act::Feedback { text }
        | Act::Checked { text, .. }
        | Act::Visit { text, .. }
        | Act::Note { text } => words(text),
        Act::Attach { name, .. } => words(name),
        _ => false,
    }
}

/// Takes the words out of an act and leaves digests; `None` where there were none.
pub(super) fn seal(act: &mut Act, event: EventNumber, salts: &Salts) -> Option<Words> {
    let mut words = Words { salt: salts.of(event), texts: Vec::new() };
    for (position, text) in (0_u8..).zip(texts_of(act)) {
        let Some(text) = text else { continue };
        let sealed = match text {
            PrivateText::Words(plain) => PrivateText::Digest(digest(&words.salt, position, plain)),
            PrivateText::Digest(_) => continue,
        };
        if let PrivateText::Words(plain) = std::mem::replace(text, sealed) {
            words.texts.push((position, plain));
        }
    }
    (!words.texts.is_empty()).then_some(words)
}

/// Puts the words back where their digests stand.
///
/// # Errors
/// The position whose words do not have the digest in the log.
pub(super) fn unseal(act: &mut Act, words: Words) -> Result<(), u8> {
    let mut texts = texts_of(act);
    for (position, plain) in words.texts {
        match texts.get_mut(usize::from(position)) {
            Some(Some(text)) if **text == PrivateText::Digest(digest(&words.salt, position, &plain)) => {
                **text = PrivateText::Words(plain);
            }
            _ => return Err(position),
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "private_tests.rs"]
mod tests;
