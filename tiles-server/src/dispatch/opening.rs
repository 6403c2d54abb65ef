//! From a store to a desk that takes cases.

use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use gridward::desk::{Desk, DeskOptions};
use gridward::store::{Store, StoreReader};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::watch;

use super::stream::Stream;
use super::writer::{self, Writer};
use super::{Dispatch, Parts, Seen, ViewCell};
use crate::auth::book::{ACCOUNTS, Pages};
use crate::auth::secret::random;

/// Where things lie.
pub struct Place<'a> {
    /// The store; other files lie beside it.
    pub store: &'a Path,
    /// The district's folder.
    pub folder: &'a Path,
    pub zone: TimeZone,
}

/// A desk at work.
pub struct Running {
    pub dispatch: Arc<Dispatch>,
    /// Ends when the last way to the writer is gone.
    pub writer: JoinHandle<()>,
    /// What the disk said when it failed.
    pub failed: watch::Receiver<Option<String>>,
    /// The accounts that the store has.
    pub pages: Pages,
}

/// Opens the desk over a store, has it founded where it is new, and starts the writer.
///
/// # Errors
/// One line: what of the store or the folder is wrong.
pub fn open<S: Store + 'static>(
    store: S,
    place: &Place<'_>,
    clock: fn() -> Timestamp,
    found: impl FnOnce(&mut Desk<S>) -> Result<bool, String>,
) -> Result<Running, String> {
    let now = clock();
    let said = |fault: &dyn std::fmt::Display| format!("{}: {fault}", place.store.display());
    let seed = u64::from_le_bytes(random::<8>().map_err(|fault| said(&fault))?);
    let options = DeskOptions { seed, ..DeskOptions::default() };
    let mut desk = Desk::open(store, now, options).map_err(|fault| said(&fault))?;
    if found(&mut desk)? {
        tracing::info!(store = %place.store.display(), "a new store was founded from the district's folder");
    }
    let pages = match desk.store().document(ACCOUNTS).map_err(|fault| said(&fault))? {
        Some(text) => serde_json::from_slice(&text).map_err(|fault| {
            format!("{}: the book of accounts cannot be read: {fault}", place.store.display())
        })?,
        None => Pages::default(),
    };
    let mut readers: Vec<Box<dyn StoreReader>> = Vec::new();
    for _ in 0..Dispatch::readers_wanted() {
        readers.push(desk.store().reader().map_err(|fault| said(&fault))?);
    }
    let view = Arc::new(desk.view());
    let assigner = view.assigner().ok_or_else(|| said(&"no plan, rules and calendar are in force now"))?;
    let seen = Arc::new(ViewCell::new(Seen { view, assigner }));
    let (stream, live) = Stream::new();
    let (failed, failed_receiver) = watch::channel(None);
    let writer = Writer { desk, seen: Arc::clone(&seen), live, clock, ticked_at: now };
    let (queue, thread) = writer::start(writer, failed).map_err(|fault| said(&fault))?;
    let parts = Parts {
        queue,
        seen,
        readers,
        stream,
        zone: place.zone.clone(),
        store: place.store.to_owned(),
        folder: place.folder.to_owned(),
    };
    let dispatch = Dispatch::new(parts)?;
    Ok(Running { dispatch: Arc::new(dispatch), writer: thread, failed: failed_receiver, pages })
}
