//! What all requests share: one snapshot, swapped as a whole, so that a tile and its description always agree.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use tokio::sync::watch;

use crate::auth::Access;
use crate::auth::book::{ACCOUNTS, Pages};
use crate::basemap::Basemap;
use crate::dispatch::Dispatch;
use crate::gaps::GapShelf;
use crate::observe::Metrics;
use crate::problem::{Kind, Problem};
use crate::routes::web::WebRoot;
pub use crate::snapshot::{LayerView, Snapshot, snapshot_of};
use crate::tile_cache::TileCache;
use crate::webhooks::Webhooks;

#[expect(clippy::disallowed_methods, reason = "the one place where the server reads the clock")]
pub fn clock() -> Timestamp {
    Timestamp::now()
}

/// The server's whole state.
pub struct App {
    snapshot: RwLock<Arc<Snapshot>>,
    pub access: Access,
    pub basemap: Option<Basemap>,
    /// Start of absolute addresses, without a slash at its end.
    pub public_url: String,
    /// What Open311 calls the district.
    pub jurisdiction: String,
    pub web: WebRoot,
    pub tile_cache: TileCache,
    pub metrics: Metrics,
    pub clock: fn() -> Timestamp,
    /// Proofs of rule tables, ready for the map.
    pub gaps: GapShelf,
    /// Figures of hexagons, tiles of points, and flows that were asked for lately.
    pub hexes: crate::figures::HexShelf,
    pub points: crate::figures::PointShelf,
    pub flows: crate::figures::FlowShelf,
    /// Figures of cells that were asked for lately.
    pub figures: crate::figures::MapShelf,
    /// What everybody may be told of figures.
    pub releases: crate::figures::Releases,
    /// Maps that somebody watches.
    pub watch: crate::watch::Watch,
    /// Cases of densities that were asked for lately.
    pub densities: crate::density::Shelves,
    /// Cases, where there is a store.
    pub cases: Option<Arc<Dispatch>>,
    /// Recipients that messages are brought to.
    pub webhooks: Option<Arc<Webhooks>>,
    stopping: watch::Sender<bool>,
}

impl App {
    pub fn new(snapshot: Snapshot, public_url: &str) -> Self {
        Self {
            snapshot: RwLock::new(Arc::new(snapshot)),
            access: Access::default(),
            basemap: None,
            public_url: public_url.trim_end_matches('/').to_owned(),
            jurisdiction: "gridward".to_owned(),
            web: WebRoot::default(),
            tile_cache: TileCache::new(crate::limits::TILE_CACHE_BYTES),
            metrics: Metrics::default(),
            clock,
            gaps: GapShelf::default(),
            figures: crate::figures::MapShelf::default(),
            hexes: crate::figures::HexShelf::default(),
            points: crate::figures::PointShelf::default(),
            flows: crate::figures::FlowShelf::default(),
            releases: crate::figures::Releases::default(),
            watch: crate::watch::Watch::default(),
            densities: crate::density::Shelves::default(),
            cases: None,
            webhooks: None,
            stopping: watch::Sender::new(false),
        }
    }

    /// The snapshot of this moment; a request takes it once.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows another snapshot from now on.
    pub fn show(&self, snapshot: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    /// The case desk.
    ///
    /// # Errors
    /// 404 where the server was started without a store.
    pub fn dispatch(&self) -> Result<&Arc<Dispatch>, Problem> {
        let expected = "a server that was started with --store FILE.gpkg";
        self.cases.as_ref().ok_or_else(|| {
            Problem::new(Kind::NoStore, "this server shows the map and takes no cases").expected(expected)
        })
    }

    /// Told when the server stops, so that answers without end end.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Tells that the server stops.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Changes the book of accounts: on disk first, then for those who ask. Goes on when the caller leaves.
    ///
    /// # Errors
    /// What `change` refuses; 503 where it is not on disk.
    pub async fn change_accounts<T>(
        self: &Arc<Self>,
        change: impl FnOnce(&mut Pages) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let dispatch = Arc::clone(self.dispatch()?);
        let turn = Arc::clone(&self.access.changing).lock_owned().await;
        let mut pages = self.access.book.pages();
        let outcome = change(&mut pages)?;
        let internal = |fault: String| Problem::new(Kind::Internal, fault);
        let body = serde_json::to_vec(&pages).map_err(|fault| internal(fault.to_string()))?;
        let own = Arc::clone(self);
        let task = tokio::spawn(async move {
            dispatch.keep(ACCOUNTS, body).await?;
            own.access.book.turn_to(pages);
            drop(turn);
            Ok(())
        });
        task.await.map_err(|fault| internal(fault.to_string()))??;
        Ok(outcome)
    }

    /// Shows the plans that the store now has.
    ///
    /// # Errors
    /// A fault inside the server; the map then stays as it was.
    pub async fn renew_snapshot(self: &Arc<Self>) -> Result<(), Problem> {
        let dispatch = Arc::clone(self.dispatch()?);
        let before = self.snapshot();
        let made = tokio::task::spawn_blocking(move || {
            snapshot_of(&before.name, &before.zone, dispatch.view().world.as_ref(), Some(&before))
        });
        let made = made.await.map_err(|fault| fault.to_string()).and_then(|made| made);
        let made = made.map_err(|fault| {
            tracing::error!(%fault, "the map cannot show the new plan");
            Problem::new(Kind::Internal, "the version is published; the map cannot show it")
        })?;
        made.make_ready();
        self.show(made);
        Ok(())
    }
}
