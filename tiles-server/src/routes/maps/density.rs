//! Density: description, tiles and legend are of one surface, from places or from the sums of cells as the caller may see.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use gridward::desk::Role;
use gridward::grid::Plan;
use gridward::tiles::density::{Grounds, Outline, SIDE_PX};
use gridward::tiles::png::MEDIA_TYPE;
use gridward::tiles::{MAX_ZOOM, MIN_ZOOM, Print, TileAddress};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::sending::{rendered_picture, send};
use crate::auth::Caller;
use crate::density::{self, Basis, Edge, Form, Gathered, LAYER, Span, Surface, Wish};
use crate::figures::{Asked, least};
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::{App, LayerView, Snapshot};

/// What all three answers need.
pub(super) struct Sheet {
    snapshot: Arc<Snapshot>,
    plan: Arc<Plan>,
    /// The layer whose cells are counted where places may not be seen, and whose outer border is the district's.
    pub(super) view: Arc<LayerView>,
    pub(super) surface: Surface,
    /// Whether it is everybody's, who could subtract what is beside the map in one period from another's.
    public: bool,
    least: u32,
    /// The conditions and what is asked of the density, as they stand in addresses.
    pub(super) query: String,
}

/// Every parameter of figures but what is measured.
pub(super) fn known(more: &[&'static str]) -> Vec<&'static str> {
    let conditions = crate::dispatch::conditions::PARAMETERS.iter();
    conditions.chain(&density::PARAMETERS).chain(&["plan", "as_of"]).chain(more).copied().collect()
}

pub(super) async fn sheet(app: &Arc<App>, caller: &Caller, asked: &Parameters) -> Result<Sheet, Problem> {
    let mut wish = Wish::read(asked)?;
    let snapshot = app.snapshot();
    let number = asked.count("plan", "the number of a plan")?;
    let plan = Arc::clone(snapshot.plan(number, asked.text("as_of"), (app.clock)())?);
    let finest = snapshot.views_of(&plan).into_iter().last().map(Arc::clone);
    let view = finest.ok_or_else(|| Problem::new(Kind::NoSuchLayer, "the plan has no layers"))?;
    let least = least(caller.role);
    let chosen = if least <= 1 {
        of_places(app, caller, asked).await?
    } else {
        wish = wish.over_cells()?;
        of_cells(app, caller, asked, &view).await?
    };
    let border = if wish.edge == Edge::Corrected { Some(border(app, &view).await?) } else { None };
    let span = Span::of(chosen.from, chosen.to, chosen.gathered.span);
    let middle = view.tiles.bounds().map_or(0.0, |[_, south, _, north]| f64::midpoint(south, north));
    let cases = (chosen.key, chosen.gathered);
    let surface = Surface::new(&app.densities, wish, cases, border, span, middle.round()).await?;
    let conditions = if chosen.query.is_empty() { String::new() } else { format!("&{}", chosen.query) };
    let query = format!("plan={}&{}{conditions}", plan.number().0, wish.query());
    let public = caller.role == Role::Public;
    Ok(Sheet { snapshot, plan, view, surface, public, least, query })
}

/// Cases with what was asked of them.
struct Chosen {
    key: String,
    gathered: Arc<Gathered>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    query: String,
}

/// Each case at its place, for those who may see points.
async fn of_places(app: &Arc<App>, caller: &Caller, asked: &Parameters) -> Result<Chosen, Problem> {
    let dispatch = Arc::clone(app.dispatch()?);
    let seen = dispatch.seen_now();
    let Asked { filter, key, query, .. } = Asked::read(app, &dispatch, &seen, caller, asked, None)?;
    let key = format!("places-{key}-e{}", seen.view.next_event.0);
    let (from, to, zone) = (filter.from, filter.to, app.snapshot().zone.clone());
    let gather = move || Gathered::places(&seen.view.columns, &filter, &zone);
    let gathered = app.densities.gathered.of(key.clone(), gather).await?;
    Ok(Chosen { key, gathered, from, to, query })
}

/// The sums of cells, or of groups of them, as the map of figures tells them: not a place goes in.
async fn of_cells(
    app: &Arc<App>,
    caller: &Caller,
    asked: &Parameters,
    view: &Arc<LayerView>,
) -> Result<Chosen, Problem> {
    let sheet = crate::figures::Sheet::of(app, caller, asked, view.layer.name().as_str()).await?;
    let seen = app.dispatch()?.seen_now();
    let ground = Arc::clone(view);
    let make = move || Grounds::of(&ground.layer, &ground.locator);
    let grounds = app.densities.grounds.of(view.version(), make).await?;
    let (figures, zone) = (Arc::clone(&sheet.figures), app.snapshot().zone.clone());
    let gather = move || Gathered::cells(&figures, &grounds, &seen.view.columns, &zone);
    let key = format!("cells-{}", sheet.figures.number);
    let gathered = app.densities.gathered.of(key.clone(), gather).await?;
    Ok(Chosen { key, gathered, from: sheet.from, to: sheet.to, query: sheet.query })
}

/// The outer border of a layer, with its name; made once.
async fn border(app: &App, view: &Arc<LayerView>) -> Result<(String, Arc<Outline>), Problem> {
    let version = view.version();
    let view = Arc::clone(view);
    let make = move || Outline::around(view.layer.cells().iter().map(|cell| &cell.shape));
    Ok((version.clone(), app.densities.outlines.of(version, make).await?))
}

/// TileJSON 3 of the density.
pub async fn describe(app: &Arc<App>, caller: &Caller, request: Request) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known(&["as"]))?;
    let form = Form::read(&asked)?;
    let sheet = sheet(app, caller, &asked).await?;
    let (base, query, plan) = (&app.public_url, &sheet.query, sheet.plan.number().0);
    let steps = sheet.surface.steps();
    let encoding = json!({
        "base": 0.0,
        "step": steps.step,
        "largest": steps.largest(),
        "formula": "value = base + step * (R * 65536 + G * 256 + B); alpha 0 where there is none",
        "unit": unit(),
    });
    let description = json!({
        "tilejson": "3.0.0",
        "name": LAYER,
        "description": "案件核密度 / Density of cases",
        "version": format!("{plan}.0.0"),
        "scheme": "xyz",
        "tiles": [format!("{base}/tiles/{LAYER}/{{z}}/{{x}}/{{y}}.png?{query}&as={}", form.name())],
        "tileSize": SIDE_PX,
        "minzoom": MIN_ZOOM,
        "maxzoom": MAX_ZOOM,
        "bounds": sheet.view.tiles.bounds().unwrap_or([-180.0, -85.0, 180.0, 85.0]),
        "as": form.name(),
        "encoding": (form == Form::Values).then_some(encoding),
        "legend": format!("{base}/legend/{LAYER}.json?{query}"),
        "plan": plan,
        "plan_version": sheet.view.version(),
        "synthetic": sheet.is_synthetic(),
    });
    Ok(told(&request, "density-json", &description))
}

/// The legend: unit, period, kernel, scale, and what the colours leave out.
pub async fn legend(app: &Arc<App>, caller: &Caller, request: Request) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known(&[]))?;
    let sheet = sheet(app, caller, &asked).await?;
    Ok(told(&request, "density-legend", &legend_of(&sheet)))
}

/// A document, named by what it says.
fn told(request: &Request, name: &str, document: &Value) -> Response {
    let body = document.to_string();
    let mut print = Print::default();
    print.bytes(body.as_bytes());
    let tag = ETag::new(&format!("{name}-{:016x}", print.get()));
    if tag.is_held(request.headers()) {
        return not_modified(&tag, Coding::Identity, Keep::Private);
    }
    full(&tag, Coding::Identity, Keep::Private, "application/json", body)
}

impl Sheet {
    fn is_synthetic(&self) -> bool {
        self.view.layer.synthetic() || self.surface.gathered.synthetic
    }
}

fn unit() -> Value {
    json!({"zh": "件/平方公里·30天", "en": "cases per km² and 30 days"})
}

pub(super) fn legend_of(sheet: &Sheet) -> Value {
    let (surface, gathered) = (&sheet.surface, &sheet.surface.gathered);
    let scale = surface.scale();
    let breaks = scale.breaks();
    let class = |at: usize| {
        let from = at.checked_sub(1).and_then(|before| breaks.get(before));
        json!({"class": at, "from": from, "to": breaks.get(at), "colour": scale.colour(at).to_string()})
    };
    let (basis, note) = match gathered.basis {
        Basis::Places => {
            ("places", json!({"zh": "按每件案件的位置计算", "en": "computed from the place of each case"}))
        }
        Basis::Cells => (
            "cells",
            json!({
                "zh": format!("按网格（不足{}件的并组）合计数在网格范围内均匀分布计算，不含案件位置", sheet.least),
                "en": format!("computed from the sums of cells, in groups of at least {} cases, spread evenly over their ground; no place of a case goes in", sheet.least),
            }),
        ),
    };
    let edge = match surface.wish.edge {
        Edge::None => {
            json!({"zh": "未作边界校正：区界附近偏低", "en": "not corrected at the border: too low beside it"})
        }
        Edge::Corrected => json!({
            "zh": "边界校正（Diggle）：区内每件案件在区内计满一件，区外不显示",
            "en": "corrected at the border (Diggle 1985): every case inside counts in full inside; nothing is shown outside",
        }),
    };
    json!({
        "layer": LAYER,
        "title": {"zh": "案件核密度", "en": "Density of cases"},
        "unit": unit(),
        "period": {
            "from": sheet.snapshot.local(surface.span.from),
            "to": sheet.snapshot.local(surface.span.to),
            "days": surface.span.days(),
            "of_data": surface.span.of_data,
        },
        "bandwidth_m": surface.wish.bandwidth.metres().0,
        "kernel": {"name": "quartic", "zh": "四次核", "en": "quartic (biweight)"},
        "edge": {"name": surface.wish.edge.name(), "note": edge},
        "basis": {"name": basis, "note": note, "layer": sheet.view.layer.name().as_str()},
        "ramp": surface.wish.ramp.name(),
        "scale": {"zh": "固定分级：各缩放级别、瓦片、时段和用户相同", "en": "declared: the same for all zooms, tiles, periods and viewers"},
        "classes": (0..=breaks.len()).map(class).collect::<Vec<_>>(),
        "transparent": {"zh": "带宽内无案件", "en": "no case within the bandwidth"},
        "lone_case": surface.lone_case(),
        "largest_error": {
            "value": surface.lone_case() * 0.01,
            "note": {"zh": "对带宽内每件案件；误差有正有负", "en": "for each case within the bandwidth; of either sign"},
        },
        "cases": gathered.cases,
        "cases_elsewhere": crate::figures::told(gathered.elsewhere, sheet.least).filter(|_| !sheet.public),
        "cases_outside": surface.outside(),
        "cells_merged": gathered.merged,
        "least_cases": sheet.least,
        "plan": sheet.plan.number().0,
        "plan_version": sheet.view.version(),
        "synthetic": sheet.is_synthetic(),
    })
}

/// One tile as PNG of 512 pixels; wholly transparent where there is no case near.
pub async fn tile(
    app: &Arc<App>,
    caller: &Caller,
    request: Request,
    address: TileAddress,
) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known(&["as"]))?;
    let form = Form::read(&asked)?;
    let Sheet { surface, .. } = sheet(app, caller, &asked).await?;
    let key = surface.key(form, address);
    let tag = ETag::new(&key);
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Private));
    }
    // Turns are never closed; were they, nothing would be drawn any more.
    let turn = app.densities.drawing.acquire().await;
    let _turn = turn.map_err(|_| Problem::new(Kind::Internal, "the tile could not be drawn"))?;
    let tile = rendered_picture(app, key, move || surface.draw(form, address)).await?;
    Ok(send(&tag, &tile, request.headers(), Keep::Private, MEDIA_TYPE))
}
