//! What densities are made from, kept while it holds.

use std::collections::VecDeque;
use std::sync::Arc;

use gridward::tiles::density::{EdgeShares, Grounds, Outline, Sources};

use tokio::sync::Semaphore;

use super::gathered::Gathered;
use crate::problem::{Kind, Problem};

/// Bytes that a shelf keeps at most; the newest thing always stays.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Tiles that are drawn at a time; further ones wait.
const DRAWN_AT_ONCE: usize = 4;

struct Kept<T> {
    key: String,
    bytes: usize,
    thing: Arc<T>,
}

/// Things by what they are made from, those used last first. One is made at a time: making takes all processors, and who
/// waits wants the same thing.
pub struct Shelf<T>(tokio::sync::Mutex<VecDeque<Kept<T>>>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(tokio::sync::Mutex::default())
    }
}

impl<T: Send + Sync + 'static> Shelf<T> {
    /// The thing of a key, made if there is none that holds; with how many bytes it takes.
    ///
    /// # Errors
    /// A fault inside the server.
    pub async fn of(
        &self,
        key: String,
        holds: impl Fn(&T) -> bool,
        make: impl FnOnce() -> (T, usize) + Send + 'static,
    ) -> Result<Arc<T>, Problem> {
        let mut kept = self.0.lock().await;
        if let Some(at) = kept.iter().position(|known| known.key == key)
            && let Some(known) = kept.remove(at)
            && holds(&known.thing)
        {
            let thing = Arc::clone(&known.thing);
            kept.push_front(known);
            return Ok(thing);
        }
        let (thing, bytes) = tokio::task::spawn_blocking(make)
            .await
            .map_err(|_| Problem::new(Kind::Internal, "the density could not be computed"))?;
        let thing = Arc::new(thing);
        kept.push_front(Kept { key, bytes, thing: Arc::clone(&thing) });
        let mut sum = 0;
        let fits = |known: &Kept<T>| {
            sum += known.bytes;
            sum <= MOST_BYTES
        };
        let stay = kept.iter().map(fits).take_while(|fits| *fits).count();
        kept.truncate(stay.max(1));
        Ok(thing)
    }
}

/// All shelves of densities.
pub struct Shelves {
    /// Turns to draw: a tile takes all processors, and up to a hundred megabytes while it is drawn.
    pub drawing: Semaphore,
    pub gathered: Shelf<Gathered>,
    /// The outer borders of plans.
    pub outlines: Shelf<Outline>,
    /// The places that stand for the ground of cells.
    pub grounds: Shelf<Grounds>,
    pub shares: Shelf<EdgeShares>,
    pub corrected: Shelf<Corrected>,
}

impl Default for Shelves {
    fn default() -> Self {
        Self {
            drawing: Semaphore::new(DRAWN_AT_ONCE),
            gathered: Shelf::default(),
            outlines: Shelf::default(),
            grounds: Shelf::default(),
            shares: Shelf::default(),
            corrected: Shelf::default(),
        }
    }
}

/// Cases with their weights at the border.
pub struct Corrected {
    pub of: Arc<Gathered>,
    pub sources: Sources,
}
