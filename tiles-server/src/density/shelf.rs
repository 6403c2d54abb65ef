//! What densities are made from, kept as long as there is room.

use gridward::tiles::density::{EdgeShares, Grounds, Outline, Sources};
use tokio::sync::Semaphore;

use super::gathered::Gathered;
use crate::shelf::Shelf;

/// Bytes that a shelf keeps at most.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Tiles that are drawn at a time; further ones wait.
const DRAWN_AT_ONCE: usize = 4;

/// All shelves of densities.
pub struct Shelves {
    /// Turns to draw: a tile takes all processors, and up to a hundred megabytes while it is drawn.
    pub drawing: Semaphore,
    /// Turns for whole files: one takes as much memory as hundreds of tiles.
    pub writing: Semaphore,
    pub gathered: Shelf<String, Gathered>,
    /// The outer borders of plans.
    pub outlines: Shelf<String, Outline>,
    /// The places that stand for the ground of cells.
    pub grounds: Shelf<String, Grounds>,
    pub shares: Shelf<String, EdgeShares>,
    /// Cases with their weights at the border.
    pub corrected: Shelf<String, Sources>,
}

impl Default for Shelves {
    fn default() -> Self {
        Self {
            drawing: Semaphore::new(DRAWN_AT_ONCE),
            writing: Semaphore::new(1),
            gathered: Shelf::of_bytes(MOST_BYTES, |gathered: &Gathered| gathered.sources.bytes()),
            outlines: Shelf::of_bytes(MOST_BYTES, Outline::bytes),
            grounds: Shelf::of_bytes(MOST_BYTES, Grounds::bytes),
            shares: Shelf::of_bytes(MOST_BYTES, EdgeShares::bytes),
            corrected: Shelf::of_bytes(MOST_BYTES, Sources::bytes),
        }
    }
}
