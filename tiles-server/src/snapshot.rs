//! What is shown: the plans with their layers, ready to answer, immutable.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use gridward::desk::World;
use gridward::grid::{Cell, Exposures, Layer, Plan, PlanHistory, Title};
use gridward::ids::{LayerName, PlanNumber};
use gridward::locate::{Locator, LocatorError, LocatorOptions};
use gridward::store::PublishedKind;
use gridward::tiles::{CellTiles, CellTilesError, ENCODER_VERSION, Stencil, TileAddress, WorldMap};
use gridward::topology::Ground;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use crate::problem::{Kind, Problem};
use crate::stencils::Stencils;

/// One layer of one plan, ready to answer.
pub struct LayerView {
    pub layer: Arc<Layer>,
    pub tiles: CellTiles,
    pub locator: Arc<Locator>,
    /// What of its tiles does not change with figures.
    pub stencils: Stencils,
    /// The same tiles of a world in degrees, which GIS programs ask for; made when the first one does.
    in_degrees: OnceLock<Option<CellTiles>>,
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
        let in_degrees = OnceLock::new();
        if let Some(locator) = ready {
            let locator = Arc::clone(locator);
            return Ok(Self { layer, tiles, locator, stencils, in_degrees, areas_km2 });
        }
        let cells = layer.cells().iter().map(|cell| (cell.code.clone(), cell.shape.clone())).collect();
        let (locator, noding) = Locator::build(cells, LocatorOptions::default())?;
        if locator.fault_count() > 0 {
            tracing::warn!(layer = %layer.name(), faults = locator.fault_count(), ?noding, "the layer is not a partition; gridward check says where");
        }
        Ok(Self { layer, tiles, locator: Arc::new(locator), stencils, in_degrees, areas_km2 })
    }

    /// The tiles of a world laid out in some way: the first call for degrees takes as long as the layer took. `None` where the
    /// layer does not fit such a world.
    pub fn tiles_on(&self, world: WorldMap) -> Option<&CellTiles> {
        match world {
            WorldMap::WebMercator => Some(&self.tiles),
            WorldMap::Degrees => {
                let build = || CellTiles::build_on(&self.layer, WorldMap::Degrees).ok();
                self.in_degrees.get_or_init(build).as_ref()
            }
        }
    }

    /// One tile of borders.
    pub fn render(&self, address: TileAddress) -> Vec<u8> {
        self.tiles_on(address.world()).map_or_else(Vec::new, |tiles| tiles.render(address))
    }

    /// What of a tile does not change with figures.
    pub fn stencil(&self, address: TileAddress) -> Arc<Stencil> {
        let tiles = self.tiles_on(address.world());
        tiles.map_or_else(Arc::default, |tiles| self.stencils.of(tiles, address))
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
    /// Residents and patrol hours of cells, where the district's folder has them.
    pub exposures: Arc<Exposures>,
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
        let exposures = before.map_or_else(Arc::default, |before| Arc::clone(&before.exposures));
        Ok(Self { name, zone, history, exposures, views })
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
