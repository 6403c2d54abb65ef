//! What the figures of a layer stand on, whatever is asked of them: made once for a plan.

use std::sync::Arc;

use gridward::cases::columns::{Changes, Filter};
use gridward::crs::LatticePoint;
use gridward::grid::{Layer, Plan};
use gridward::ids::{CellIndex, LayerName};
use gridward::measure::LonLat;
use gridward::tiles::figures::{CellOf, Exposure, Tallies};
use jiff::Timestamp;

use crate::dispatch::Seen;
use crate::state::{LayerView, Snapshot};

/// A layer of a plan, ready to be counted.
pub struct Ground {
    plan: u32,
    /// The layer's position in the rows of cases.
    position: usize,
    view: Arc<LayerView>,
    pub exposures: Vec<Exposure>,
    /// Each cell's ancestors in the layers above, the nearest first.
    pub parents: Vec<Vec<u32>>,
}

impl Ground {
    pub fn new(snapshot: &Snapshot, plan: &Plan, view: &Arc<LayerView>, seen: &Seen) -> Self {
        let exposure = |area_km2: &f64| Exposure { area_km2: *area_km2, ..Exposure::default() };
        Self {
            plan: plan.number().0,
            position: position(plan, view, seen),
            view: Arc::clone(view),
            exposures: view.areas_km2().iter().map(exposure).collect(),
            parents: parents(snapshot, plan, &view.layer),
        }
    }

    fn of<'a>(&self, locate: &'a (dyn Fn(LatticePoint) -> Option<u32> + Sync)) -> CellOf<'a> {
        CellOf { plan: self.plan, layer: self.position, cells: self.view.layer.cells().len(), locate }
    }

    /// Counts of all cells; lateness is judged where an instant is given.
    pub fn count(&self, seen: &Seen, filter: &Filter, judged_at: Option<Timestamp>) -> Tallies {
        let locate = |at: LatticePoint| locate(&self.view, at);
        let (columns, of) = (&seen.view.columns, self.of(&locate));
        match judged_at {
            Some(at) => Tallies::count(columns, filter, &of, at),
            None => Tallies::count_cases(columns, filter, &of),
        }
    }

    /// Brings counts up to date after changes.
    pub fn follow(
        &self,
        counts: &mut Tallies,
        changes: &Changes,
        seen: &Seen,
        filter: &Filter,
        judged_at: Option<Timestamp>,
    ) {
        let locate = |at: LatticePoint| locate(&self.view, at);
        counts.follow(changes, &seen.view.columns, filter, &self.of(&locate), judged_at);
    }
}

fn position(plan: &Plan, view: &LayerView, seen: &Seen) -> usize {
    let world = seen.view.world.plan(plan.number().0).ok();
    world.and_then(|located| located.position(view.layer.name())).unwrap_or(usize::MAX)
}

fn locate(view: &LayerView, at: LatticePoint) -> Option<u32> {
    let (lon, lat) = at.degrees();
    view.locator.cell_of(LonLat::new(lon, lat).ok()?).map(|CellIndex(cell)| cell)
}

/// Cases of all cells of a layer.
pub fn tallies(plan: &Plan, view: &LayerView, seen: &Seen, filter: &Filter) -> Tallies {
    let locate = |at: LatticePoint| locate(view, at);
    let cells = view.layer.cells().len();
    let of = CellOf { plan: plan.number().0, layer: position(plan, view, seen), cells, locate: &locate };
    Tallies::count_cases(&seen.view.columns, filter, &of)
}

/// Each cell's ancestors in the layers above, the nearest first.
pub fn parents(snapshot: &Snapshot, plan: &Plan, layer: &Arc<Layer>) -> Vec<Vec<u32>> {
    let above: Vec<LayerName> = snapshot
        .views_of(plan)
        .iter()
        .rev()
        .map(|view| view.layer.name().clone())
        .filter(|name| layer.cells().iter().any(|cell| cell.parents.get(name).is_some()))
        .collect();
    let of = |name: &LayerName| {
        let parent = plan.layer(name);
        let index = |cell: &gridward::grid::Cell| {
            let code = cell.parents.get(name)?;
            Some(parent?.index_of(code)?.0)
        };
        layer.cells().iter().map(|cell| index(cell).unwrap_or(u32::MAX)).collect()
    };
    above.iter().map(of).collect()
}
