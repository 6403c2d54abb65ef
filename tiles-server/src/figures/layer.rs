//! The figures of one layer of one plan, counted over the columns of cases.

use std::sync::Arc;

use gridward::cases::columns::Filter;
use gridward::crs::LatticePoint;
use gridward::grid::{Cell, Layer, Plan};
use gridward::ids::{CellIndex, LayerName};
use gridward::measure::LonLat;
use gridward::tiles::Print;
use gridward::tiles::figures::{Basis, CellOf, Exposure, Figure, Groups, Measure, Missing, Shown, Tallies};
use gridward::tiles::mvt::Value as Attribute;
use gridward::topology::Ground;

use super::asked::Asked;
use crate::dispatch::Seen;
use crate::state::{LayerView, Snapshot};

/// A layer's figures, ready for any of its tiles.
pub struct LayerFigures {
    pub shown: Shown,
    /// The codes by which groups are named, by the first cell of each.
    codes: Vec<String>,
}

impl LayerFigures {
    /// Counts the cases of all cells: once for all tiles.
    pub fn count(snapshot: &Snapshot, plan: &Plan, view: &LayerView, seen: &Seen, asked: &Asked) -> Self {
        let layer = &view.layer;
        let now = tallies(plan, view, seen, &asked.filter);
        let before = asked.before.as_ref().map(|before| tallies(plan, view, seen, before));
        let exposures = exposures(snapshot, plan, layer, asked);
        let groups = asked
            .groups
            .clone()
            .unwrap_or_else(|| groups(asked.least, &now, before.as_ref(), &parents(snapshot, plan, layer)));
        let basis =
            Basis { measure: asked.measure, period: asked.period, exposures: &exposures, groups: &groups };
        let codes = layer.cells().iter().map(|cell| cell.code.to_string()).collect();
        Self { shown: Shown::new(&now, before.as_ref(), &basis), codes }
    }

    /// A number that differs when a tile of these cells would.
    pub fn fingerprint(&self, cells: &[u32]) -> u64 {
        let mut print = Print::default();
        self.shown.scale.breaks().iter().for_each(|at| print.number(at.to_bits()));
        for cell in cells {
            let Some(shown) = self.shown.cells.get(*cell as usize) else { continue };
            match shown.figure {
                Figure::Value(value) => print.number(value.to_bits()),
                Figure::Missing(why) => print.number(why as u64),
            }
            print.number(u64::from(shown.cases) << 32 | u64::from(shown.merged.group));
            print.bytes(&[u8::from(shown.merged.withheld)]);
        }
        print.get()
    }

    /// What a tile says of a cell.
    pub fn marks(&self, cell: u32) -> Vec<(&str, Attribute<'_>)> {
        let Some(shown) = self.shown.cells.get(cell as usize) else { return Vec::new() };
        let mut marks = vec![("cases", Attribute::Whole(shown.cases.into()))];
        match (shown.figure, shown.merged.withheld) {
            (_, true) => marks = vec![("missing", Attribute::Text("withheld"))],
            (Figure::Value(value), _) => marks.push(("value", Attribute::Number(value))),
            (Figure::Missing(why), _) => marks.push(("missing", Attribute::Text(reason(why)))),
        }
        if let Some(class) = shown.class {
            marks.push(("class", Attribute::Whole(class.into())));
        }
        if shown.merged.level > 0 {
            marks.push(("merged", Attribute::Whole(shown.merged.level.into())));
            if let Some(code) = self.codes.get(shown.merged.group as usize) {
                marks.push(("group", Attribute::Text(code)));
            }
        }
        marks
    }
}

/// The word for why a cell has no figure.
pub const fn reason(why: Missing) -> &'static str {
    match why {
        Missing::NoExposure => "no-exposure",
        Missing::NothingJudged => "nothing-judged",
        Missing::NothingBefore => "nothing-before",
    }
}

/// Counts of all cells of a layer.
pub fn tallies(plan: &Plan, view: &LayerView, seen: &Seen, filter: &Filter) -> Tallies {
    let world = seen.view.world.plan(plan.number().0).ok();
    let position = world.and_then(|located| located.position(view.layer.name())).unwrap_or(usize::MAX);
    let locate = |at: LatticePoint| {
        let (lon, lat) = at.degrees();
        view.locator.cell_of(LonLat::new(lon, lat).ok()?).map(|CellIndex(cell)| cell)
    };
    let cells = view.layer.cells().len();
    let of = CellOf { plan: plan.number().0, layer: position, cells, locate: &locate };
    Tallies::count(&seen.view.columns, filter, &of, seen.view.at)
}

/// What stands below the line of each cell; residents and patrols only where they are asked for.
fn exposures(snapshot: &Snapshot, plan: &Plan, layer: &Layer, asked: &Asked) -> Vec<Exposure> {
    let known = match asked.measure {
        Measure::PerThousand | Measure::PerPatrol => snapshot.exposures.of_layer(plan, layer),
        _ => Vec::new(),
    };
    let weeks = asked.period.days / 7.0;
    let exposure = |(at, cell): (usize, &Cell)| {
        let area_m2: f64 = cell.shape.polygons.iter().map(|polygon| Ground::PLAN.area_m2(polygon)).sum();
        let known = known.get(at).copied().unwrap_or_default();
        Exposure {
            area_km2: area_m2 / 1e6,
            residents: known.residents,
            patrol_hours: known.patrol_hours_week.map(|hours| hours * weeks),
        }
    };
    layer.cells().iter().enumerate().map(exposure).collect()
}

/// Which cells are shown together, so that neither period shows few cases.
fn groups(least: u32, now: &Tallies, before: Option<&Tallies>, parents: &[Vec<u32>]) -> Groups {
    let cases = |tallies: &Tallies| tallies.cells().iter().map(|tally| tally.cases).collect::<Vec<_>>();
    let counts: Vec<Vec<u32>> = std::iter::once(now).chain(before).map(cases).collect();
    let counts: Vec<&[u32]> = counts.iter().map(Vec::as_slice).collect();
    Groups::of_at_least(least, &counts, parents)
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
