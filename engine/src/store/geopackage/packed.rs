//! Bytes packed with zstd where that makes them smaller.

use rusqlite::types::ValueRef;
use zstd::bulk::{Compressor, Decompressor};

use crate::store::StoreError;

/// The most bytes that one body may have unpacked: a guard against files that lie.
const RAW_MOST: u32 = 1 << 30;

/// Below so many bytes zstd has nothing to find.
const WORTH_PACKING: usize = 96;

/// Packed bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Packed {
    /// Their length before.
    pub raw: u32,
    /// Whether they are zstd, or as they were.
    pub zstd: bool,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Packed {
    /// From three columns of a row.
    pub(super) fn of_row(row: &rusqlite::Row<'_>, raw: usize) -> rusqlite::Result<Self> {
        let bytes = match row.get_ref(raw + 2)? {
            ValueRef::Blob(bytes) => bytes.to_vec(),
            _ => Vec::new(),
        };
        Ok(Self { raw: row.get(raw)?, zstd: row.get(raw + 1)?, bytes })
    }
}

/// Packs; keeps its tables between calls.
pub(super) struct Packer(Compressor<'static>);

impl Packer {
    /// A packer.
    pub(super) fn new() -> Result<Self, StoreError> {
        let fault = |fault: std::io::Error| StoreError::io("zstd", fault);
        Ok(Self(Compressor::new(1).map_err(fault)?))
    }

    /// Packs bytes.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for more than a gigabyte.
    pub(super) fn pack(&mut self, bytes: Vec<u8>) -> Result<Packed, StoreError> {
        let raw = u32::try_from(bytes.len()).ok().filter(|raw| *raw <= RAW_MOST);
        let raw = raw.ok_or_else(|| {
            StoreError::Refused(format!("{} bytes at once; at most {RAW_MOST} can be written", bytes.len()))
        })?;
        if bytes.len() >= WORTH_PACKING {
            let smaller = self.0.compress(&bytes).map_err(|fault| StoreError::io("zstd", fault))?;
            if smaller.len() < bytes.len() {
                return Ok(Packed { raw, zstd: true, bytes: smaller });
            }
        }
        Ok(Packed { raw, zstd: false, bytes })
    }
}

/// Unpacks; keeps its tables between calls.
pub(super) struct Unpacker(Decompressor<'static>);

impl Unpacker {
    /// An unpacker.
    pub(super) fn new() -> Result<Self, StoreError> {
        Ok(Self(Decompressor::new().map_err(|fault| StoreError::io("zstd", fault))?))
    }

    /// Unpacks bytes.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn unpack(&mut self, packed: &Packed) -> Result<Vec<u8>, String> {
        if packed.raw > RAW_MOST {
            return Err(format!("a body of {} bytes; {RAW_MOST} is the most", packed.raw));
        }
        let bytes = if packed.zstd {
            self.0.decompress(&packed.bytes, packed.raw as usize).map_err(|fault| format!("zstd: {fault}"))?
        } else {
            packed.bytes.clone()
        };
        if bytes.len() == packed.raw as usize {
            Ok(bytes)
        } else {
            Err(format!("a body of {} bytes, not {}", bytes.len(), packed.raw))
        }
    }
}
