//! What all requests share: one snapshot, swapped as a whole, so that a tile and its description always agree.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use gridward::grid::{Layer, Plan, PlanHistory, Title};
use gridward::ids::{LayerName, PlanNumber};
use gridward::locate::{Locator, LocatorError, LocatorOptions};
use gridward::tiles::{CellTiles, CellTilesError, ENCODER_VERSION};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use crate::auth::Access;
use crate::basemap::Basemap;
use crate::observe::Metrics;
use crate::problem::{Kind, Problem};
use crate::routes::web::WebRoot;
use crate::tile_cache::TileCache;

/// One layer of one plan, ready to answer.
pub struct LayerView {
    pub layer: Arc<Layer>,
    pub tiles: CellTiles,
    pub locator: Locator,
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
    fn new(layer: &Arc<Layer>) -> Result<Self, LayerFault> {
        let tiles = CellTiles::build(layer)?;
        let cells = layer.cells().iter().map(|cell| (cell.code.clone(), cell.shape.clone())).collect();
        let (locator, noding) = Locator::build(cells, LocatorOptions::default())?;
        if locator.fault_count() > 0 {
            tracing::warn!(layer = %layer.name(), faults = locator.fault_count(), ?noding, "the layer is not a partition; gridward check says where");
        }
        Ok(Self { layer: Arc::clone(layer), tiles, locator })
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
        let mut views: BTreeMap<(PlanNumber, LayerName), Arc<LayerView>> = BTreeMap::new();
        let mut latest: BTreeMap<LayerName, Arc<LayerView>> = BTreeMap::new();
        for plan in history.plans() {
            for (name, layer) in plan.layers() {
                let same = latest.get(name).filter(|view| view.layer == *layer).cloned();
                let failed = |fault| SnapshotError { plan: plan.number().0, layer: name.clone(), fault };
                let view = same.map_or_else(|| LayerView::new(layer).map(Arc::new), Ok).map_err(failed)?;
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
                let at = as_of.map_or(Ok(now), |text| self.instant(text))?;
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

    /// An instant in the district's time, with its offset.
    pub fn local(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    fn instant(&self, text: &str) -> Result<Timestamp, Problem> {
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(at);
        }
        let date = text.parse::<civil::Date>().ok().filter(|_| text.len() == 10);
        let midnight = date.and_then(|date| self.zone.to_zoned(date.at(0, 0, 0, 0)).ok());
        midnight.map(|zoned| zoned.timestamp()).ok_or_else(|| {
            let expected = "a date such as 2026-03-01, or an instant such as 2026-03-01T08:00:00+08:00";
            Problem::parameter("as_of", format!("as_of is “{text}”"), expected)
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the server reads the clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// The server's whole state.
pub struct App {
    snapshot: RwLock<Arc<Snapshot>>,
    pub access: Access,
    pub basemap: Option<Basemap>,
    /// Start of absolute addresses, without a slash at its end.
    pub public_url: String,
    pub web: WebRoot,
    pub tile_cache: TileCache,
    pub metrics: Metrics,
    pub clock: fn() -> Timestamp,
}

impl App {
    pub fn new(snapshot: Snapshot, public_url: &str) -> Self {
        Self {
            snapshot: RwLock::new(Arc::new(snapshot)),
            access: Access::default(),
            basemap: None,
            public_url: public_url.trim_end_matches('/').to_owned(),
            web: WebRoot::default(),
            tile_cache: TileCache::new(crate::limits::TILE_CACHE_BYTES),
            metrics: Metrics::default(),
            clock: now,
        }
    }

    /// The snapshot of this moment; a request takes it once.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
