//! The personal words of a block's events, in a row of their own: rewritten without them when a case is erased.

use sha2::{Digest, Sha256};

use super::packed::{Packed, Packer, Unpacker};
use crate::store::StoreError;
use crate::store::private::Words;

/// Position in the block and words of an event.
pub(super) type Spoken = (u32, Words);

type OnDisk = (u32, [u8; 16], Vec<(u8, String)>);

/// Packs the words of a block; nothing where there are none.
pub(super) fn pack(spoken: Vec<Spoken>, packer: &mut Packer) -> Result<Option<Packed>, StoreError> {
    if spoken.is_empty() {
        return Ok(None);
    }
    let rows: Vec<OnDisk> = spoken.into_iter().map(|(at, words)| (at, words.salt, words.texts)).collect();
    let bytes = postcard::to_stdvec(&rows).map_err(|fault| StoreError::Refused(fault.to_string()))?;
    packer.pack(bytes).map(Some)
}

/// Unpacks the words of a block, in order of position.
///
/// # Errors
/// What is wrong with them.
pub(super) fn unpack(packed: &Packed, unpacker: &mut Unpacker) -> Result<Vec<Spoken>, String> {
    let bytes = unpacker.unpack(packed)?;
    let rows: Vec<OnDisk> = postcard::from_bytes(&bytes).map_err(|fault| fault.to_string())?;
    Ok(rows.into_iter().map(|(at, salt, texts)| (at, Words { salt, texts })).collect())
}

/// What tells decay of a row from an erasure.
pub(super) fn sum(block: u64, packed: &Packed) -> i64 {
    row_sum(&[&block.to_le_bytes(), &packed.raw.to_le_bytes(), &[u8::from(packed.zstd)], &packed.bytes])
}

/// Four bytes of a hash over parts, their lengths included: each row carries one, so that a flipped bit is found where it is.
pub(super) fn row_sum(parts: &[&[u8]]) -> i64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digest: [u8; 32] = hash.finalize().into();
    i64::from(u32::from_le_bytes(*digest.first_chunk().unwrap_or(&[0; 4])))
}
