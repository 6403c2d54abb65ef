//! Rendered tiles in memory, bounded by bytes; the ones that were not asked for longest go first.

use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::lru::Lru;
use crate::negotiate::Coding;

/// Shorter tiles travel in one packet as they are.
const WORTH_IT: usize = 512;
/// The fastest: a tile of 226 kB becomes 96 kB in 0.7 ms by zstd, and 90 kB in twice that at level 3. Each coding has one level,
/// because the same ETag must mean the same bytes.
const GZIP_LEVEL: u32 = 1;
const ZSTD_LEVEL: i32 = 1;
const BROTLI_LEVEL: i32 = 3;
/// 4 MB, as far as browsers look back for brotli without asking.
const BROTLI_WINDOW: i32 = 22;
/// Room for coded forms, in lengths of the plain one; tiles shrink to a half or less.
const CODED: usize = 2;
/// Memory of an entry beside its bytes.
const ENTRY: usize = 300;

/// A rendered tile: plain, and in each coding once somebody has taken it so. Empty when nothing shows.
#[derive(Debug, Clone, Default)]
pub struct RenderedTile(Arc<Forms>);

#[derive(Debug, Default)]
struct Forms {
    plain: Bytes,
    /// None where the coding does not make it shorter, or there is no room for it.
    coded: [OnceLock<Option<Bytes>>; 3],
    /// Bytes of coded forms: together no more than [`CODED`] of the plain one, so that a tile's room is known before it is
    /// taken.
    coded_bytes: AtomicUsize,
}

impl RenderedTile {
    pub fn new(plain: Vec<u8>) -> Self {
        Self(Arc::new(Forms { plain: plain.into(), ..Forms::default() }))
    }

    /// A tile that no coding makes shorter, such as a picture.
    pub fn as_it_is(plain: Vec<u8>) -> Self {
        let coded = std::array::from_fn(|_| OnceLock::from(None));
        Self(Arc::new(Forms { plain: plain.into(), coded, ..Forms::default() }))
    }

    /// A tile that came compressed.
    pub fn with_gzip(plain: Vec<u8>, gzip: Vec<u8>) -> Self {
        let tile = Self::new(plain);
        if let Some(slot) = tile.slot(Coding::Gzip) {
            slot.get_or_init(|| tile.reserve(gzip.into()));
        }
        tile
    }

    pub fn plain(&self) -> &Bytes {
        &self.0.plain
    }

    fn slot(&self, coding: Coding) -> Option<&OnceLock<Option<Bytes>>> {
        let [gzip, brotli, zstd] = &self.0.coded;
        match coding {
            Coding::Identity => None,
            Coding::Gzip => Some(gzip),
            Coding::Brotli => Some(brotli),
            Coding::Zstd => Some(zstd),
        }
    }

    /// Whether the form is there already, or costs next to nothing.
    pub fn is_ready(&self, coding: Coding) -> bool {
        self.0.plain.len() < WORTH_IT || self.slot(coding).is_none_or(|slot| slot.get().is_some())
    }

    /// The tile in a coding, made when first asked for, and the coding that it has: plain where that is not longer. The same
    /// bytes for the same tile: no time stamp goes in.
    pub fn form(&self, coding: Coding) -> (Bytes, Coding) {
        let plain = || (self.0.plain.clone(), Coding::Identity);
        let Some(slot) = self.slot(coding).filter(|_| self.0.plain.len() >= WORTH_IT) else { return plain() };
        let make = || compressed(&self.0.plain, coding).and_then(|made| self.reserve(made.into()));
        slot.get_or_init(make).as_ref().map_or_else(plain, |made| (made.clone(), coding))
    }

    /// A form, if there is room for it.
    fn reserve(&self, made: Bytes) -> Option<Bytes> {
        let plain = self.0.plain.len();
        let room = |taken: usize| Some(taken + made.len()).filter(|taken| *taken <= CODED * plain);
        if made.len() >= plain {
            return None;
        }
        self.0.coded_bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, room).ok().map(|_| made)
    }

    /// Most bytes that it will ever take.
    fn bytes(&self) -> usize {
        (1 + CODED) * self.0.plain.len() + ENTRY
    }
}

/// `None` where the coder fails, which on memory it does not.
fn compressed(plain: &[u8], coding: Coding) -> Option<Vec<u8>> {
    let room = || Vec::with_capacity(plain.len() / 2);
    match coding {
        Coding::Identity => None,
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(room(), Compression::new(GZIP_LEVEL));
            encoder.write_all(plain).and_then(|()| encoder.finish()).ok()
        }
        Coding::Brotli => {
            let mut made = room();
            let parameters = brotli::enc::BrotliEncoderParams {
                quality: BROTLI_LEVEL,
                lgwin: BROTLI_WINDOW,
                size_hint: plain.len(),
                ..Default::default()
            };
            let mut from = plain;
            brotli::BrotliCompress(&mut from, &mut made, &parameters).ok().map(|_| made)
        }
        Coding::Zstd => zstd::bulk::compress(plain, ZSTD_LEVEL).ok(),
    }
}

/// Tiles by their ETag.
#[derive(Debug)]
pub struct TileCache(Mutex<Lru<String, RenderedTile>>);

impl TileCache {
    pub const fn new(most_bytes: usize) -> Self {
        Self(Mutex::new(Lru::new(most_bytes)))
    }

    pub fn get(&self, key: &str) -> Option<RenderedTile> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key)
    }

    pub fn put(&self, key: String, tile: &RenderedTile) {
        let bytes = tile.bytes() + key.len();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(key, tile.clone(), bytes);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn every_form_says_the_same_is_shorter_and_is_made_once() {
        let plain: Vec<u8> = (0..40_000_u32).flat_map(|n| (n % 700).to_le_bytes()).collect();
        let tile = RenderedTile::new(plain.clone());
        for coding in [Coding::Gzip, Coding::Brotli, Coding::Zstd] {
            assert!(!tile.is_ready(coding));
            let (bytes, made) = tile.form(coding);
            assert_eq!(made, coding);
            assert!(tile.is_ready(coding) && bytes.len() < plain.len() / 4);
            let mut read = Vec::new();
            let counted = match coding {
                Coding::Gzip => flate2::read::GzDecoder::new(&*bytes).read_to_end(&mut read),
                Coding::Brotli => brotli::Decompressor::new(&*bytes, 4096).read_to_end(&mut read),
                _ => zstd::Decoder::new(&*bytes).unwrap().read_to_end(&mut read),
            };
            assert_eq!(counted.unwrap(), plain.len());
            assert_eq!(read, plain);
            assert_eq!(tile.form(coding).0.as_ptr(), bytes.as_ptr(), "made once");
            assert_eq!(
                RenderedTile::new(plain.clone()).form(coding).0,
                bytes,
                "the same bytes for the same tile"
            );
        }
        assert!(tile.0.coded_bytes.load(Ordering::Relaxed) < CODED * plain.len());
    }

    #[test]
    fn what_no_coding_makes_shorter_goes_as_it_is() {
        let mut state = 7_u64;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state.to_be_bytes()[0]
        })
        .take(3_000)
        .collect();
        for plain in [b"short".to_vec(), noise] {
            let tile = RenderedTile::new(plain.clone());
            let (bytes, coding) = tile.form(Coding::Zstd);
            assert_eq!((bytes.to_vec(), coding), (plain, Coding::Identity));
        }
    }

    #[test]
    fn what_came_compressed_or_cannot_be_is_not_coded_again() {
        let plain = vec![7; 3_000];
        let tile = RenderedTile::with_gzip(plain.clone(), b"made elsewhere".to_vec());
        assert_eq!(tile.form(Coding::Gzip), (Bytes::from_static(b"made elsewhere"), Coding::Gzip));
        assert_eq!(RenderedTile::as_it_is(plain).form(Coding::Gzip).1, Coding::Identity);
    }
}
