//! What a map needs to know before it draws.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gridward::grid::{self, Plan};
use gridward::tiles::{MAX_ZOOM, MIN_ZOOM};
use serde::Serialize;

use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::{App, LayerView, Snapshot};

/// A text in Chinese and English.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

impl From<&grid::Title> for Bilingual {
    fn from(title: &grid::Title) -> Self {
        Self { zh: title.zh.clone(), en: title.en.clone() }
    }
}

impl From<grid::Title> for Bilingual {
    fn from(title: grid::Title) -> Self {
        Self { zh: title.zh, en: title.en }
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct District {
    name: Bilingual,
    /// West, south, east, north in WGS 84 degrees.
    #[schema(value_type = Vec<f64>, example = json!([121.25, 30.99, 121.57, 31.25]))]
    bounds: Option<[f64; 4]>,
    /// In order of time.
    plans: Vec<PlanInfo>,
    /// Of the plan in force now, or of the last one; from coarse to fine.
    layers: Vec<LayerInfo>,
    /// Whether `/basemap.json` has streets below the grid.
    basemap: bool,
    /// Whether there are rules, so that `/tiles/rule-gaps.json` shows where they name nobody.
    gaps: bool,
}

/// A numbered version of all layers, in force on `[valid_from, valid_to)`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PlanInfo {
    number: u32,
    valid_from: String,
    valid_to: Option<String>,
    in_force: bool,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LayerInfo {
    name: String,
    title: Bilingual,
    #[schema(example = "unit-grid")]
    role: String,
    cells: usize,
    minzoom: u8,
    maxzoom: u8,
    /// The borders are invented; a legend must say so.
    synthetic: bool,
    note: Option<Bilingual>,
    /// 0 is the coarsest.
    order: usize,
}

/// The district, its plans and its layers.
#[utoipa::path(get, path = "/api/v1/district", tag = "map", responses((status = 200, body = District)))]
pub async fn district(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    let answer = describe(&app, &app.snapshot());
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(answer)).into_response())
}

fn describe(app: &App, snapshot: &Snapshot) -> District {
    let now = (app.clock)();
    let shown = snapshot.history.as_of(now).or(snapshot.history.plans().last());
    let views = shown.map(|plan| snapshot.views_of(plan)).unwrap_or_default();
    let bounds = views
        .iter()
        .filter_map(|view| view.tiles.bounds())
        .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
    let info = |plan: &Arc<Plan>| PlanInfo {
        number: plan.number().0,
        valid_from: snapshot.local(plan.valid_from()),
        valid_to: plan.valid_to().map(|end| snapshot.local(end)),
        in_force: plan.in_force(now),
    };
    District {
        name: (&snapshot.name).into(),
        bounds,
        plans: snapshot.history.plans().iter().map(info).collect(),
        layers: views.into_iter().enumerate().map(|(order, view)| layer_info(order, view)).collect(),
        basemap: app.basemap.is_some(),
        gaps: app.cases.is_some(),
    }
}

fn layer_info(order: usize, view: &LayerView) -> LayerInfo {
    let layer = &view.layer;
    LayerInfo {
        name: layer.name().to_string(),
        title: layer.title().into(),
        role: layer.role().to_string(),
        cells: layer.cells().len(),
        minzoom: MIN_ZOOM,
        maxzoom: MAX_ZOOM,
        synthetic: layer.synthetic(),
        note: layer.note().map(Into::into),
        order,
    }
}
