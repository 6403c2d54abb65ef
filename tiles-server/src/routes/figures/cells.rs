//! The figures of a map of cells as a table: exactly what the tiles show.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use gridward::tiles::figures::{Figure, ShownCell};
use jiff::Timestamp;
use serde::Serialize;

use super::{cells_geojson, cells_table, parts};
use crate::auth::Who;
use crate::dispatch::decision::TitleRef;
use crate::figures::{Sheet, parameters, reason};
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::routes::district::Bilingual;
use crate::routes::maps::parameters::{ConditionParameters, FigureParameters, PlanParameters};
use crate::state::App;

/// Raised when the same figures would be written otherwise.
const VERSION: u32 = 1;

/// What the figures are, so that they can be quoted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SheetHead {
    layer: String,
    #[schema(value_type = String, example = "per-km2")]
    pub measure: &'static str,
    pub title: Bilingual,
    pub unit: Bilingual,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Length of the period; 0 without one.
    days: f64,
    pub plan: u32,
    /// Names the borders.
    pub plan_version: String,
    /// The version of the data: everything before this event is counted.
    pub event: u64,
    /// Cells with fewer cases are shown with their neighbours'.
    least_cases: u32,
    /// All chosen cases on the map; null where they are too few.
    cases: Option<u32>,
    /// Chosen cases that lie in no cell, or have no place; null where they are too few, and for everybody.
    cases_elsewhere: Option<u32>,
    /// Whether the layer is invented.
    pub synthetic: bool,
}

/// One cell as the map shows it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CellRow<'a> {
    #[schema(value_type = String, example = "310112001001")]
    pub code: &'a str,
    pub name: Option<TitleRef<'a>>,
    /// Codes of the cells that hold it, by layer.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub parents: std::collections::BTreeMap<&'a str, &'a str>,
    /// Cases of the cell, or of the group that it is shown with; null where even these are too few.
    pub cases: Option<u32>,
    /// The figure in the unit of the head; null with `missing`.
    pub value: Option<f64>,
    /// The class of the legend.
    pub class: Option<u8>,
    /// Why there is no figure: no-exposure, nothing-judged, nothing-before, withheld.
    #[schema(value_type = Option<String>)]
    pub missing: Option<&'static str>,
    /// How many levels up the group is taken that the cell is shown with; 0 for none.
    pub merged: u8,
    /// The code of the first cell of that group.
    #[schema(value_type = Option<String>)]
    pub group: Option<&'a str>,
    pub area_km2: f64,
}

/// All cells of a layer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CellSheet<'a> {
    #[serde(flatten)]
    head: SheetHead,
    rows: Vec<CellRow<'a>>,
}

/// One row a cell, exactly as the map shows it.
#[utoipa::path(get, path = "/api/v1/figures/cells", tag = "figures",
    params(("layer" = String, Query, description = "A layer of the plan", example = "unit-grid"),
        ("format" = Option<String>, Query, description = "json (where it is missing), csv or geojson"),
        PlanParameters, FigureParameters, ConditionParameters),
    responses((status = 200, body = CellSheet), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn cells(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    let known: Vec<&str> = parameters().chain(["layer", "format", "plan", "as_of"]).collect();
    let asked = Parameters::read(request.uri(), &known)?;
    let layer = asked.text("layer").ok_or_else(|| {
        Problem::parameter("layer", "layer is missing", "a layer of /api/v1/district, for example unit-grid")
    })?;
    let write: fn(&Sheet) -> Vec<u8> = match asked.text("format").unwrap_or("json") {
        "json" => |sheet| parts::bytes(&CellSheet { head: sheet.head(), rows: sheet.rows().collect() }),
        "csv" => cells_table::csv,
        "geojson" => cells_geojson::geojson,
        other => {
            let detail = format!("format is “{other}”");
            return Err(Problem::parameter("format", detail, "json, csv or geojson"));
        }
    };
    let (format, layer) = (asked.text("format").unwrap_or("json").to_owned(), layer.to_owned());
    let sheet = Sheet::of(&app, &caller, &asked, &layer).await?;
    let key = format!(
        "cells-{VERSION}-{format}-{layer}-p{}-{}-{}-{}",
        sheet.plan.number().0,
        sheet.view.version(),
        sheet.event,
        sheet.key
    );
    let tag = ETag::new(&key);
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Private));
    }
    let body = parts::counted(move || Ok(write(&sheet))).await?;
    let media = match format.as_str() {
        "csv" => "text/csv; charset=utf-8",
        "geojson" => "application/geo+json",
        _ => "application/json",
    };
    Ok(full(&tag, Coding::Identity, Keep::Private, media, body))
}

impl Sheet {
    /// What the figures are.
    pub fn head(&self) -> SheetHead {
        let local = |at: Option<Timestamp>| at.map(|at| self.snapshot.local(at));
        let shown = &self.figures.shown;
        SheetHead {
            layer: self.view.layer.name().to_string(),
            measure: self.measure.name(),
            title: self.measure.title().into(),
            unit: self.measure.unit().into(),
            from: local(self.from),
            to: local(self.to),
            days: self.days,
            plan: self.plan.number().0,
            plan_version: self.view.version(),
            event: self.event,
            least_cases: self.least,
            cases: self.told(shown.total.cases),
            cases_elsewhere: self.elsewhere(),
            synthetic: self.view.layer.synthetic(),
        }
    }

    /// All cells in the layer's order.
    pub fn rows(&self) -> impl Iterator<Item = CellRow<'_>> {
        let cells = self.view.layer.cells();
        cells.iter().zip(&self.figures.shown.cells).map(move |(cell, shown)| {
            let group = cells.get(shown.merged.group as usize).filter(|_| shown.merged.level > 0);
            let area_m2: f64 = cell.shape.polygons.iter().map(area_m2).sum();
            CellRow {
                code: cell.code.as_str(),
                name: cell.name.as_ref().map(TitleRef::from),
                parents: cell.parents.iter().map(|(layer, code)| (layer.as_str(), code.as_str())).collect(),
                cases: (!shown.merged.withheld).then_some(shown.cases),
                value: value(shown),
                class: shown.class,
                missing: missing(shown),
                merged: shown.merged.level,
                group: group.map(|group| group.code.as_str()),
                area_km2: (area_m2 / 1e6 * 1e9).round() / 1e9,
            }
        })
    }
}

fn area_m2(polygon: &gridward::topology::Polygon) -> f64 {
    gridward::topology::Ground::PLAN.area_m2(polygon)
}

fn value(shown: &ShownCell) -> Option<f64> {
    match shown.figure {
        Figure::Value(value) if !shown.merged.withheld => Some(value),
        _ => None,
    }
}

fn missing(shown: &ShownCell) -> Option<&'static str> {
    match shown.figure {
        _ if shown.merged.withheld => Some("withheld"),
        Figure::Value(_) => None,
        Figure::Missing(why) => Some(reason(why)),
    }
}
