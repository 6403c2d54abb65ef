//! PMTiles version 3: one file of tiles behind a directory ordered along the Hilbert curve (specification: protomaps/PMTiles).

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use gridward::tiles::mvt::MEDIA_TYPE;
use serde_json::Value;

use super::{About, Found, unzipped};

const HEADER_BYTES: usize = 127;
/// Directories and metadata beyond this are taken for a broken file.
const MOST_BYTES: u64 = 64 << 20;

/// An open archive: the root directory is held, the rest is read when asked for.
pub(super) struct Archive {
    file: File,
    header: Header,
    root: Vec<Entry>,
    metadata: Value,
}

#[derive(Debug, Clone)]
struct Header {
    root: (u64, u64),
    metadata: (u64, u64),
    leaves: u64,
    tiles: u64,
    directories_gzip: bool,
    tiles_gzip: bool,
    media: &'static str,
    zooms: (u8, u8),
    bounds: [f64; 4],
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Entry {
    tile_id: u64,
    /// How many tiles in a row are this one; 0 for a leaf directory.
    run: u64,
    length: u64,
    offset: u64,
}

impl Archive {
    pub(super) fn open(file: &Path) -> Result<Self, String> {
        let file = File::open(file).map_err(|fault| fault.to_string())?;
        let mut bytes = [0; HEADER_BYTES];
        file.read_exact_at(&mut bytes, 0).map_err(|_| "too short for a PMTiles archive".to_owned())?;
        let header = Header::read(&bytes)?;
        let root = directory(&section(&file, header.root, header.directories_gzip)?)?;
        let metadata = section(&file, header.metadata, header.directories_gzip)?;
        let metadata = serde_json::from_slice(&metadata).unwrap_or(Value::Null);
        Ok(Self { file, header, root, metadata })
    }

    pub(super) fn about(&self) -> About {
        let attribution = self.metadata.get("attribution").and_then(Value::as_str).unwrap_or("");
        About {
            media: self.header.media,
            zooms: self.header.zooms,
            bounds: self.header.bounds,
            attribution: attribution.to_owned(),
            vector_layers: self.metadata.get("vector_layers").cloned(),
            note: None,
        }
    }

    pub(super) fn tile(&self, zoom: u8, column: u32, row: u32) -> Result<Found, String> {
        let id = tile_id(zoom, column, row);
        let mut held: Vec<Entry>;
        let mut entries = self.root.as_slice();
        // The format has a root and leaves; writers nest them three deep at most.
        for _ in 0..4 {
            let Some(entry) = entry_of(entries, id) else { return Ok(Found::Nothing) };
            if entry.run > 0 {
                let offset = self.header.tiles.saturating_add(entry.offset);
                let bytes = section(&self.file, (offset, entry.length), false)?;
                return Ok(if self.header.tiles_gzip { Found::Gzip(bytes) } else { Found::Plain(bytes) });
            }
            let leaf = (self.header.leaves.saturating_add(entry.offset), entry.length);
            held = directory(&section(&self.file, leaf, self.header.directories_gzip)?)?;
            entries = &held;
        }
        Err("leaf directories are nested too deep".into())
    }
}

impl Header {
    fn read(bytes: &[u8; HEADER_BYTES]) -> Result<Self, String> {
        if !bytes.starts_with(b"PMTiles") || bytes[7] != 3 {
            return Err("not a PMTiles archive of version 3".into());
        }
        let long = |at: usize| {
            let eight = bytes.get(at..at + 8).and_then(|slice| slice.try_into().ok()).unwrap_or([0; 8]);
            u64::from_le_bytes(eight)
        };
        let degrees = |at: usize| {
            let four = bytes.get(at..at + 4).and_then(|slice| slice.try_into().ok()).unwrap_or([0; 4]);
            f64::from(i32::from_le_bytes(four)) / 1e7
        };
        let gzip = |code: u8, what: &str| match code {
            1 => Ok(false),
            2 => Ok(true),
            other => Err(format!("{what} use compression {other}; none (1) or gzip (2) can be read")),
        };
        let media = match bytes[99] {
            1 => MEDIA_TYPE,
            2 => "image/png",
            3 => "image/jpeg",
            4 => "image/webp",
            other => return Err(format!("tiles are of the unknown kind {other}")),
        };
        Ok(Self {
            root: (long(8), long(16)),
            metadata: (long(24), long(32)),
            leaves: long(40),
            tiles: long(56),
            directories_gzip: gzip(bytes[97], "directories")?,
            tiles_gzip: gzip(bytes[98], "tiles")?,
            media,
            zooms: (bytes[100].min(30), bytes[101].min(30)),
            bounds: [degrees(102), degrees(106), degrees(110), degrees(114)],
        })
    }
}

fn section(file: &File, (offset, length): (u64, u64), gzip: bool) -> Result<Vec<u8>, String> {
    let count = usize::try_from(length).ok().filter(|_| length <= MOST_BYTES);
    let count = count.ok_or_else(|| format!("a section of {length} bytes is too large"))?;
    let mut bytes = vec![0; count];
    file.read_exact_at(&mut bytes, offset).map_err(|fault| format!("{count} bytes at {offset}: {fault}"))?;
    if gzip && count > 0 { unzipped(&bytes).map_err(|fault| fault.to_string()) } else { Ok(bytes) }
}

/// Entries of a directory: four columns of varints.
fn directory(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let mut rest = bytes;
    let mut next = || varint(&mut rest).ok_or_else(|| "a directory ends too early".to_owned());
    let count = next()?;
    let count = usize::try_from(count).ok().filter(|&count| count <= bytes.len());
    let mut entries =
        vec![Entry::default(); count.ok_or("a directory claims more entries than it has bytes")?];
    let mut id: u64 = 0;
    for entry in &mut entries {
        id = id.saturating_add(next()?);
        entry.tile_id = id;
    }
    for entry in &mut entries {
        entry.run = next()?;
    }
    for entry in &mut entries {
        entry.length = next()?;
    }
    let mut end: u64 = 0;
    for (at, entry) in entries.iter_mut().enumerate() {
        let value = next()?;
        entry.offset = match value {
            0 if at > 0 => end,
            _ => value.saturating_sub(1),
        };
        end = entry.offset.saturating_add(entry.length);
    }
    Ok(entries)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// The entry that holds a tile, or the leaf that may.
fn entry_of(entries: &[Entry], id: u64) -> Option<Entry> {
    let after = entries.partition_point(|entry| entry.tile_id <= id);
    let entry = *entries.get(after.checked_sub(1)?)?;
    let holds = entry.run == 0 || id - entry.tile_id < entry.run;
    holds.then_some(entry)
}

/// The number of a tile: all coarser tiles first, then along the Hilbert curve of its zoom.
fn tile_id(zoom: u8, column: u32, row: u32) -> u64 {
    let coarser = ((1_u64 << (2 * u32::from(zoom.min(31)))) - 1) / 3;
    let (mut x, mut y) = (u64::from(column), u64::from(row));
    let mut along = 0;
    let mut side = (1_u64 << zoom.min(31)) / 2;
    while side > 0 {
        let (right, lower) = (u64::from(x & side > 0), u64::from(y & side > 0));
        along += side * side * ((3 * right) ^ lower);
        (x, y) = (x & (side - 1), y & (side - 1));
        if lower == 0 {
            if right == 1 {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
        side /= 2;
    }
    coarser + along
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_are_numbered_as_in_the_specification() {
        let known =
            [((0, 0, 0), 0), ((1, 0, 0), 1), ((1, 0, 1), 2), ((1, 1, 1), 3), ((1, 1, 0), 4), ((2, 0, 0), 5)];
        for ((zoom, column, row), id) in known {
            assert_eq!(tile_id(zoom, column, row), id, "{zoom}/{column}/{row}");
        }
        assert_eq!(tile_id(12, 3423, 1763), 19_078_479);
    }

    #[test]
    fn a_run_holds_its_tiles_and_no_more() {
        let entries = [
            Entry { tile_id: 5, run: 3, length: 9, offset: 0 },
            Entry { tile_id: 20, run: 0, length: 9, offset: 9 },
        ];
        assert_eq!(entry_of(&entries, 4), None);
        assert_eq!(entry_of(&entries, 7), Some(entries[0]));
        assert_eq!(entry_of(&entries, 8), None);
        assert_eq!(entry_of(&entries, 900), Some(entries[1]));
    }

    #[test]
    fn a_broken_directory_is_refused() {
        assert!(directory(&[200, 200, 3]).is_err());
        assert!(directory(&[]).is_err());
    }
}
