//! What all requests share: one snapshot, swapped as a whole, so that a tile and its description always agree.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use gridward::desk::World;
use gridward::grid::{Cell, Layer, Plan, PlanHistory, Title};
use gridward::ids::{LayerName, PlanNumber};
use gridward::locate::{Locator, LocatorError, LocatorOptions};
use gridward::store::PublishedKind;
use gridward::tiles::{CellTiles, CellTilesError, ENCODER_VERSION};
use gridward::topology::Ground;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use tokio::sync::watch;

use crate::auth::Access;
use crate::auth::book::{ACCOUNTS, Pages};
use crate::basemap::Basemap;
use crate::dispatch::Dispatch;
use crate::gaps::Shelf;
use crate::observe::Metrics;
use crate::problem::{Kind, Problem};
use crate::routes::web::WebRoot;
use crate::stencils::Stencils;
use crate::tile_cache::TileCache;
use crate::webhooks::Webhooks;

/// One layer of one plan, ready to answer.
pub struct LayerView {
    pub layer: Arc<Layer>,
    pub tiles: CellTiles,
    pub locator: Arc<Locator>,
    /// What of its tiles does not change with figures.
    pub stencils: Stencils,
    areas_km2: OnceLock<Vec<f64>>,
}

/// Why a layer cannot be served.
#[derive(Debug, thiserror::Error)]
#[error("plan {plan}, layer {layer}: {fault}")]
pub struct SnapshotError {
    plan: u32,
    layer: LayerName,
    fault: LayerFault,
}

#[derive(Debug, thiserror::Error)]
enum LayerFault {
    #[error(transparent)]
    Tiles(#[from] CellTilesError),
    #[error(transparent)]
    Locator(#[from] LocatorError),
}

impl LayerView {
    /// Search structures are taken over from whoever has them already.
    fn new(layer: &Arc<Layer>, ready: Option<&Arc<Locator>>) -> Result<Self, LayerFault> {
        let tiles = CellTiles::build(layer)?;
        let (layer, stencils, areas_km2) = (Arc::clone(layer), Stencils::default(), OnceLock::new());
        if let Some(locator) = ready {
            return Ok(Self { layer, tiles, locator: Arc::clone(locator), stencils, areas_km2 });
        }
        let cells = layer.cells().iter().map(|cell| (cell.code.clone(), cell.shape.clone())).collect();
        let (locator, noding) = Locator::build(cells, LocatorOptions::default())?;
        if locator.fault_count() > 0 {
            tracing::warn!(layer = %layer.name(), faults = locator.fault_count(), ?noding, "the layer is not a partition; gridward check says where");
        }
        Ok(Self { layer, tiles, locator: Arc::new(locator), stencils, areas_km2 })
    }

    /// The area of each cell in km², worked out when first asked for.
    pub fn areas_km2(&self) -> &[f64] {
        let area = |cell: &Cell| {
            let polygons = cell.shape.polygons.iter();
            polygons.map(|polygon| Ground::PLAN.area_m2(polygon)).sum::<f64>() / 1e6
        };
        self.areas_km2.get_or_init(|| self.layer.cells().iter().map(area).collect())
    }

    /// Names the borders and the encoder in addresses and ETags.
    pub fn version(&self) -> String {
        format!("{:016x}-{ENCODER_VERSION}", self.tiles.fingerprint())
    }
}

/// Everything that answers depend on, immutable.
pub struct Snapshot {
    pub name: Title,
    pub zone: TimeZone,
    pub history: PlanHistory,
    views: BTreeMap<(PlanNumber, LayerName), Arc<LayerView>>,
}

impl Snapshot {
    /// Prepares all layers of all plans; a layer that several plans share is prepared once.
    ///
    /// # Errors
    /// [`SnapshotError`] names the layer that cannot be searched or drawn.
    pub fn new(name: Title, zone: TimeZone, history: PlanHistory) -> Result<Self, SnapshotError> {
        Self::with(name, zone, history, None, |_, _| None)
    }

    /// As [`Self::new`], with what a snapshot before had ready, and with search structures that others made.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with(
        name: Title,
        zone: TimeZone,
        history: PlanHistory,
        before: Option<&Self>,
        locator: impl Fn(PlanNumber, &LayerName) -> Option<Arc<Locator>>,
    ) -> Result<Self, SnapshotError> {
        let mut views: BTreeMap<(PlanNumber, LayerName), Arc<LayerView>> = BTreeMap::new();
        let mut latest: BTreeMap<LayerName, Arc<LayerView>> = BTreeMap::new();
        for ((_, name), view) in before.into_iter().flat_map(|before| &before.views) {
            latest.insert(name.clone(), Arc::clone(view));
        }
        for plan in history.plans() {
            // Layers are made ready side by side: the server waits for the largest one only.
            let made = std::thread::scope(|scope| {
                let making: Vec<_> = plan
                    .layers()
                    .iter()
                    .map(|(name, layer)| {
                        let same = latest.get(name).filter(|view| view.layer == *layer).cloned();
                        let ready = locator(plan.number(), name);
                        let make = move || LayerView::new(layer, ready.as_ref()).map(Arc::new);
                        (name, same.map_or_else(|| Err(scope.spawn(make)), Ok))
                    })
                    .collect();
                let join = |view: Result<_, std::thread::ScopedJoinHandle<'_, _>>| match view {
                    Ok(same) => Ok(same),
                    Err(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                };
                making.into_iter().map(|(name, view)| (name, join(view))).collect::<Vec<_>>()
            });
            for (name, view) in made {
                let failed = |fault| SnapshotError { plan: plan.number().0, layer: name.clone(), fault };
                let view = view.map_err(failed)?;
                latest.insert(name.clone(), Arc::clone(&view));
                views.insert((plan.number(), name.clone()), view);
            }
        }
        Ok(Self { name, zone, history, views })
    }

    /// The plan asked for: by number, by an instant or a date of the district, or the one in force now.
    ///
    /// # Errors
    /// A problem that names the parameter and the plans that exist.
    pub fn plan(
        &self,
        number: Option<u32>,
        as_of: Option<&str>,
        now: Timestamp,
    ) -> Result<&Arc<Plan>, Problem> {
        let numbers: Vec<_> = self.history.plans().iter().map(|plan| plan.number().0.to_string()).collect();
        let existing = format!("one of the plans {}", numbers.join(", "));
        match (number, as_of) {
            (Some(_), Some(_)) => {
                Err(Problem::parameter("as_of", "plan and as_of are both given", "one of the two"))
            }
            (Some(number), None) => self.history.by_number(PlanNumber(number)).ok_or_else(|| {
                Problem::new(Kind::NoSuchPlan, format!("there is no plan {number}"))
                    .field("plan")
                    .expected(existing)
            }),
            (None, as_of) => {
                let at = as_of.map_or(Ok(now), |text| self.instant("as_of", text))?;
                self.history.as_of(at).ok_or_else(|| {
                    let first = self.history.plans().first();
                    let expected = first.map_or_else(String::new, |plan| {
                        format!("an instant from {} on", self.local(plan.valid_from()))
                    });
                    Problem::new(Kind::NoSuchPlan, format!("no plan is in force at {}", self.local(at)))
                        .field("as_of")
                        .expected(expected)
                })
            }
        }
    }

    /// One layer of a plan.
    pub fn view(&self, plan: &Plan, layer: &str) -> Result<&Arc<LayerView>, Problem> {
        let key = (plan.number(), LayerName::new(layer));
        self.views.get(&key).ok_or_else(|| {
            let names: Vec<_> = plan.layers().keys().map(LayerName::as_str).collect();
            Problem::new(Kind::NoSuchLayer, format!("plan {} has no layer {layer}", plan.number().0))
                .field("layer")
                .expected(format!("one of {}", names.join(", ")))
        })
    }

    /// The layers of a plan from coarse to fine.
    pub fn views_of(&self, plan: &Plan) -> Vec<&Arc<LayerView>> {
        let mut views: Vec<_> =
            plan.layers().keys().filter_map(|name| self.view(plan, name.as_str()).ok()).collect();
        views.sort_by_key(|view| (view.layer.role(), view.layer.cells().len(), view.layer.name().clone()));
        views
    }

    /// Makes ready what takes long, of the newest plan's layers, on a thread of its own; whoever asks before waits for what it
    /// asks for only.
    pub fn make_ready(&self) {
        let Some(plan) = self.history.plans().last() else { return };
        let views: Vec<Arc<LayerView>> = self.views_of(plan).into_iter().map(Arc::clone).collect();
        let make = move || {
            for view in views {
                view.stencils.make_ready(&view.tiles);
                view.areas_km2();
            }
        };
        if let Err(fault) = std::thread::Builder::new().name("stencils".into()).spawn(make) {
            tracing::warn!(%fault, "no thread to make tiles ready; the first ones take longer");
        }
    }

    /// West, south, east and north of all layers of a plan, in degrees.
    pub fn bounds_of(&self, plan: &Plan) -> Option<[f64; 4]> {
        let all = self.views_of(plan).into_iter().filter_map(|view| view.tiles.bounds());
        all.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
    }

    /// An instant in the district's time, with its offset.
    pub fn local(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// An instant, or the first one of a date of the district.
    ///
    /// # Errors
    /// A problem that names the parameter.
    pub fn instant(&self, field: &str, text: &str) -> Result<Timestamp, Problem> {
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(at);
        }
        let date = text.parse::<civil::Date>().ok().filter(|_| text.len() == 10);
        let midnight = date.and_then(|date| self.zone.to_zoned(date.at(0, 0, 0, 0)).ok());
        midnight.map(|zoned| zoned.timestamp()).ok_or_else(|| {
            let expected = "a date such as 2026-03-01, or an instant such as 2026-03-01T08:00:00+08:00";
            Problem::parameter(field, format!("{field} is “{text}”"), expected)
        })
    }
}

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
    pub gaps: Shelf,
    /// Figures of hexagons, tiles of points, and flows that were asked for lately.
    pub hexes: crate::figures::HexShelf,
    pub points: crate::figures::PointShelf,
    pub flows: crate::figures::FlowShelf,
    /// Figures of cells that were asked for lately.
    pub figures: crate::figures::Shelf,
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
            gaps: Shelf::default(),
            figures: crate::figures::Shelf::default(),
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

/// The plans of a store, ready to be shown.
///
/// # Errors
/// One line: which plan cannot be read or shown.
pub fn snapshot_of(
    name: &Title,
    zone: &TimeZone,
    world: &World,
    before: Option<&Snapshot>,
) -> Result<Snapshot, String> {
    let mut versions: Vec<_> = world
        .of_kind(PublishedKind::Plan)
        .filter(|version| version.withdrawn_at.is_none())
        .map(|version| (version.valid_from, version.number))
        .collect();
    versions.sort_unstable();
    // Of two that begin together the later one counts.
    versions.reverse();
    versions.dedup_by_key(|(from, _)| *from);
    versions.reverse();
    let (mut plans, mut located) = (Vec::new(), BTreeMap::new());
    for (at, &(valid_from, number)) in versions.iter().enumerate() {
        let ready = world.plan(number).map_err(|fault| fault.to_string())?;
        let plan = ready.plan();
        let valid_to = versions.get(at + 1).map(|(from, _)| *from);
        let layers = plan.layers().clone();
        let plan = Plan::new(PlanNumber(number), valid_from, valid_to, layers, plan.lineage().to_vec());
        plans.push(Arc::new(plan.map_err(|fault| fault.to_string())?));
        located.insert(PlanNumber(number), ready);
    }
    let history = PlanHistory::new(plans).map_err(|fault| fault.to_string())?;
    let locator = |plan: PlanNumber, layer: &LayerName| {
        let ready = located.get(&plan)?;
        ready.layers().get(ready.position(layer)?).map(|layer| Arc::clone(layer.locator()))
    };
    Snapshot::with(name.clone(), zone.clone(), history, before, locator).map_err(|fault| fault.to_string())
}
