//! What of a layer's tiles does not change with figures, kept as long as there is room.

use std::sync::{Arc, Mutex, PoisonError};

use gridward::tiles::{CellTiles, Stencil, TileAddress};

use crate::lru::Lru;

/// Memory for the stencils of a layer, in bytes; all tiles of a district of 16,500 cells down to zoom 14 take 6 MB.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Down to this zoom a layer's stencils are made before somebody asks: tiles of many cells take long.
const READY_ZOOM: u8 = 13;

/// Stencils of one layer by address.
#[derive(Debug)]
pub struct Stencils(Mutex<Lru<TileAddress, Arc<Stencil>>>);

impl Default for Stencils {
    fn default() -> Self {
        Self(Mutex::new(Lru::new(MOST_BYTES)))
    }
}

impl Stencils {
    /// The stencil that is kept.
    pub fn held(&self, address: TileAddress) -> Option<Arc<Stencil>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&address)
    }

    /// The stencil, made where it is not kept: that may take some milliseconds.
    pub fn of(&self, tiles: &CellTiles, address: TileAddress) -> Arc<Stencil> {
        if let Some(stencil) = self.held(address) {
            return stencil;
        }
        let stencil = Arc::new(tiles.stencil(address));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.put(address, Arc::clone(&stencil), stencil.bytes());
        stencil
    }

    /// Makes what takes longest: all stencils of coarse zooms, and the outlines of the finer ones.
    pub fn make_ready(&self, tiles: &CellTiles) {
        for zoom in gridward::tiles::MIN_ZOOM..=gridward::tiles::MAX_ZOOM {
            let most = if zoom <= READY_ZOOM { usize::MAX } else { 1 };
            for address in tiles.addresses(zoom).take(most) {
                self.of(tiles, address);
            }
        }
    }
}
