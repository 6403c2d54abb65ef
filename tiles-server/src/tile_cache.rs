//! Rendered tiles in memory, bounded by bytes; the ones that were not asked for longest go first.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// A rendered tile, plain and, where that makes it smaller, compressed; both empty when nothing shows.
#[derive(Debug, Clone, Default)]
pub struct RenderedTile {
    pub plain: Bytes,
    pub gzip: Bytes,
}

impl RenderedTile {
    /// Compresses a tile. The same bytes for the same tile: no time stamp goes in.
    pub fn new(plain: Vec<u8>) -> Self {
        if plain.is_empty() {
            return Self::default();
        }
        let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 2), Compression::default());
        // Writing to memory does not fail; were it to, the plain tile is sent.
        let written = encoder.write_all(&plain).and_then(|()| encoder.finish());
        Self { gzip: written.unwrap_or_default().into(), plain: plain.into() }
    }

    /// A tile that is compressed already, such as a picture.
    pub fn packed(plain: Vec<u8>) -> Self {
        Self { plain: plain.into(), gzip: Bytes::new() }
    }

    fn bytes(&self) -> usize {
        self.plain.len() + self.gzip.len() + 200
    }
}

/// Tiles by their ETag.
#[derive(Debug)]
pub struct TileCache {
    most_bytes: usize,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    tiles: BTreeMap<String, (u64, RenderedTile)>,
    by_use: BTreeMap<u64, String>,
    uses: u64,
    bytes: usize,
}

impl TileCache {
    pub fn new(most_bytes: usize) -> Self {
        Self { most_bytes, shelf: Mutex::default() }
    }

    pub fn get(&self, key: &str) -> Option<RenderedTile> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.uses += 1;
        let now = shelf.uses;
        let (used, tile) = shelf.tiles.get_mut(key)?;
        let (before, tile) = (std::mem::replace(used, now), tile.clone());
        if let Some(key) = shelf.by_use.remove(&before) {
            shelf.by_use.insert(now, key);
        }
        Some(tile)
    }

    pub fn put(&self, key: String, tile: &RenderedTile) {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.uses += 1;
        let now = shelf.uses;
        shelf.bytes += tile.bytes();
        if let Some((before, old)) = shelf.tiles.insert(key.clone(), (now, tile.clone())) {
            shelf.by_use.remove(&before);
            shelf.bytes -= old.bytes();
        }
        shelf.by_use.insert(now, key);
        while shelf.bytes > self.most_bytes {
            let Some((_, oldest)) = shelf.by_use.pop_first() else { break };
            if let Some((_, tile)) = shelf.tiles.remove(&oldest) {
                shelf.bytes -= tile.bytes();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tile_not_asked_for_longest_goes_first() {
        let tile = RenderedTile { plain: Bytes::from(vec![0; 100]), gzip: Bytes::new() };
        let cache = TileCache::new(900);
        for key in ["a", "b", "c"] {
            cache.put(key.into(), &tile);
        }
        assert!(cache.get("a").is_some());
        cache.put("d".into(), &tile);
        assert!(cache.get("b").is_none());
        assert!(["a", "c", "d"].iter().all(|key| cache.get(key).is_some()));
    }
}
