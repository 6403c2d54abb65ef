//! Flows of cases from towns to units (案件流向), kept until a case changes.

use std::sync::Arc;

use gridward::crs::LatticePoint;
use gridward::grid::{LayerRole, Plan, Title};
use gridward::ids::{CellIndex, UnitCode};
use gridward::measure::LonLat;
use gridward::rules::{Unit, UnitKind};
use gridward::tiles::WorldPoint;
use gridward::tiles::figures::CellOf;
use gridward::tiles::flow::{FlowEnd, FlowQuestion, FlowTiles, Flows, NO_GROUP, around};

use super::asked::Asked;
use crate::dispatch::Seen;
use crate::problem::{Kind, Problem};
use crate::shelf::Shelf;
use crate::state::{LayerView, Snapshot};

/// Most maps that are kept: some hundred flows each.
const KEPT: usize = 64;

/// How much of the district's width departments stand apart from its seat.
const APART: f64 = 1.0 / 16.0;

/// Flows, counted and ready to be drawn.
pub struct FlowSheet {
    pub flows: Flows,
    pub tiles: FlowTiles,
    /// Where cases happened: the towns.
    pub from: Vec<FlowEnd>,
    /// Who must act: centre, departments, sub-centres; teams and workstations count for those above them.
    pub to: Vec<FlowEnd>,
}

/// What is kept of flows.
pub struct FlowShelf(Shelf<String, FlowSheet>);

impl Default for FlowShelf {
    fn default() -> Self {
        Self(Shelf::of_things(KEPT))
    }
}

impl FlowShelf {
    /// The flows of the chosen cases.
    ///
    /// # Errors
    /// 404 for a plan without towns; a fault inside the server.
    pub async fn of(
        &self,
        snapshot: Arc<Snapshot>,
        plan: &Arc<Plan>,
        seen: Seen,
        asked: Asked,
    ) -> Result<Arc<FlowSheet>, Problem> {
        let towns = towns(&snapshot, plan)?;
        let rules = seen.assigner.rules().version.0;
        let event = seen.view.next_event.0;
        let key = format!("p{}-r{rules}-{}-{}-e{event}", plan.number().0, towns.version(), asked.key);
        let plan = Arc::clone(plan);
        self.0.of(key, move || sheet(&snapshot, &plan, &towns, &seen, &asked)).await
    }
}

/// The layer that flows start in: the towns of a plan.
fn towns(snapshot: &Snapshot, plan: &Plan) -> Result<Arc<LayerView>, Problem> {
    let views = snapshot.views_of(plan);
    let town = views.into_iter().find(|view| view.layer.role() == LayerRole::Town);
    town.cloned().ok_or_else(|| {
        let detail = format!("plan {} has no layer of towns; flows begin in them", plan.number().0);
        Problem::new(Kind::NoSuchLayer, detail)
            .field("layer")
            .expected("a plan with a layer of the role town")
    })
}

fn sheet(snapshot: &Snapshot, plan: &Plan, towns: &LayerView, seen: &Seen, asked: &Asked) -> FlowSheet {
    let (heads, group_of) = groups(seen);
    let world = seen.view.world.plan(plan.number().0).ok();
    let position = world.and_then(|located| located.position(towns.layer.name())).unwrap_or(usize::MAX);
    let locate = |at: LatticePoint| {
        let (lon, lat) = at.degrees();
        towns.locator.cell_of(LonLat::new(lon, lat).ok()?).map(|CellIndex(cell)| cell)
    };
    let cells = towns.layer.cells().len();
    let question = FlowQuestion {
        filter: &asked.filter,
        from: CellOf { plan: plan.number().0, layer: position, cells, locate: &locate },
        group_of: &group_of,
        groups: u16::try_from(heads.len()).unwrap_or(NO_GROUP),
        least: asked.least,
    };
    let flows = Flows::count(&seen.view.columns, &question);
    let radius = radius(snapshot, plan);
    let from = ends_of_towns(towns);
    let to = ends_of_units(snapshot, plan, &heads, radius);
    let synthetic = flows.synthetic || towns.layer.synthetic();
    let tiles = FlowTiles::new(&flows, &from, &to, radius / 4, synthetic);
    FlowSheet { flows, tiles, from, to }
}

/// The units that flows end at, and for each position in rows which of them it is.
fn groups(seen: &Seen) -> (Vec<Unit>, Vec<u16>) {
    let (units, codes) = (&seen.assigner.rules().units, &seen.view.world.codes().units);
    let stands = |kind: UnitKind| {
        matches!(kind, UnitKind::District | UnitKind::Department | UnitKind::SubCentre | UnitKind::Maintainer)
    };
    let heads: Vec<Unit> = units.all().iter().filter(|unit| stands(unit.kind)).cloned().collect();
    let group = |code: &UnitCode| {
        let mut unit = units.get(units.index_of(code)?)?;
        while !stands(unit.kind) {
            unit = units.get(units.index_of(unit.parent.as_ref()?)?)?;
        }
        heads.iter().position(|head| head.code == unit.code).and_then(|at| u16::try_from(at).ok())
    };
    let group_of = codes.codes().iter().map(|code| group(code).unwrap_or(NO_GROUP)).collect();
    (heads, group_of)
}

fn ends_of_towns(towns: &LayerView) -> Vec<FlowEnd> {
    let cells = (0_u32..).zip(towns.layer.cells());
    let end = |(index, cell): (u32, &gridward::grid::Cell)| FlowEnd {
        code: cell.code.to_string(),
        name: cell.name.clone().unwrap_or_else(|| Title::new(cell.code.as_str(), cell.code.as_str())),
        place: towns.tiles.middle(index),
    };
    cells.map(end).collect()
}

/// Units with a territory stand in it, the centre at the district's seat, and those without a territory around it, in the order
/// of the district's files.
fn ends_of_units(snapshot: &Snapshot, plan: &Plan, heads: &[Unit], radius: i64) -> Vec<FlowEnd> {
    let seat = seat(snapshot, plan);
    let mut lines = 0;
    let mut end = |unit: &Unit| {
        let territory = unit.territory.as_ref().and_then(|(layer, code)| {
            let view = snapshot.view(plan, layer.as_str()).ok()?;
            view.tiles.middle(view.layer.index_of(code)?.0)
        });
        let around_seat = |seat: WorldPoint| {
            lines += 1;
            around(seat, radius, lines - 1)
        };
        let place = match unit.kind {
            UnitKind::District => territory.or(seat),
            _ => territory.or_else(|| seat.map(around_seat)),
        };
        FlowEnd { code: unit.code.to_string(), name: unit.name.clone(), place }
    };
    heads.iter().map(&mut end).collect()
}

/// Where the district's centre is drawn: in the middle of the coarsest layer's first cell.
fn seat(snapshot: &Snapshot, plan: &Plan) -> Option<WorldPoint> {
    snapshot.views_of(plan).first()?.tiles.middle(0)
}

/// How far departments stand from the seat, in world steps.
fn radius(snapshot: &Snapshot, plan: &Plan) -> i64 {
    let bounds = snapshot.bounds_of(plan).unwrap_or([0.0; 4]);
    let [west, _, east, _] = bounds;
    WorldPoint::steps_of_degrees((east - west) * APART)
}
