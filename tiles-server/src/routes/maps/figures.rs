//! A layer of cells with figures: description, tiles and legend agree because all ask the same shelf.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use gridward::desk::Role;
use gridward::grid::Plan;
use gridward::tiles::figures::Measure;
use gridward::tiles::mvt::MEDIA_TYPE;
use gridward::tiles::{MAX_ZOOM, MIN_ZOOM, TileAddress};
use serde_json::{Value, json};

use super::sending::{rendered, send};
use crate::auth::Caller;
use crate::figures::{Asked, LayerFigures, parameters};
use crate::negotiate::{ETag, Keep, accepts_gzip, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::{App, LayerView, Snapshot};

/// Raised when the same figures would be shown otherwise; part of every tile's ETag.
const VERSION: u32 = 1;

/// Whether a request is for figures and not for the bare layer: it names a measure or says which cases.
pub fn is_asked(request: &Request) -> bool {
    let query = request.uri().query().unwrap_or_default();
    query.split('&').any(|part| parameters().any(|name| Some(name) == part.split('=').next()))
}

/// What all three answers need.
struct Sheet {
    snapshot: Arc<Snapshot>,
    plan: Arc<Plan>,
    view: Arc<LayerView>,
    figures: Arc<LayerFigures>,
    least: u32,
    query: String,
    measure: Measure,
    days: f64,
    from: Option<jiff::Timestamp>,
    to: Option<jiff::Timestamp>,
}

async fn sheet(app: &Arc<App>, caller: &Caller, asked: &Parameters, layer: &str) -> Result<Sheet, Problem> {
    let dispatch = Arc::clone(app.dispatch()?);
    let mut seen = dispatch.seen_now();
    let snapshot = app.snapshot();
    let number = asked.count("plan", "the number of a plan")?;
    let plan = Arc::clone(snapshot.plan(number, asked.text("as_of"), (app.clock)())?);
    let view = Arc::clone(snapshot.view(&plan, layer)?);
    let release = match caller.role {
        Role::Public => Some(app.releases.of(app, caller, &plan, seen.clone()).await?),
        _ => None,
    };
    if let Some(release) = &release {
        seen = release.seen.clone();
    }
    let released = release.as_deref().map(|release| (release, &*view.layer));
    let wanted = Asked::read(app, &dispatch, &seen, caller, asked, released)?;
    let (least, query, measure) = (wanted.least, wanted.query.clone(), wanted.measure);
    let (days, from, to) = (wanted.period.days, wanted.filter.from, wanted.filter.to);
    let figures = app.figures.of(Arc::clone(&snapshot), &plan, &view, seen, wanted).await?;
    Ok(Sheet { snapshot, plan, view, figures, least, query, measure, days, from, to })
}

fn known(more: &[&'static str]) -> Vec<&'static str> {
    parameters().chain(["plan", "as_of"]).chain(more.iter().copied()).collect()
}

/// TileJSON 3 of a layer with figures.
pub async fn describe(
    app: &Arc<App>,
    caller: &Caller,
    request: Request,
    layer: &str,
) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known(&[]))?;
    let sheet = sheet(app, caller, &asked, layer).await?;
    let (plan, bounds) = (sheet.plan.number().0, sheet.view.tiles.bounds());
    let (base, query) = (&app.public_url, &sheet.query);
    let description = json!({
        "tilejson": "3.0.0",
        "name": layer,
        "description": format!("{} / {}", sheet.measure.title().zh, sheet.measure.title().en),
        "version": format!("{plan}.0.0"),
        "scheme": "xyz",
        "tiles": [format!("{base}/tiles/{layer}/{{z}}/{{x}}/{{y}}.mvt?plan={plan}&{query}")],
        "minzoom": MIN_ZOOM,
        "maxzoom": MAX_ZOOM,
        "bounds": bounds.unwrap_or([-180.0, -85.0, 180.0, 85.0]),
        "vector_layers": [{"id": "cells", "description": "One polygon a cell", "fields": {
            "code": "Code of the cell (text)",
            "name": "Name in Chinese",
            "name_en": "Name in English",
            "cases": "Cases of the cell, or of the group that it is shown with",
            "value": format!("{} ({})", sheet.measure.title().en, sheet.measure.unit().en),
            "class": "Class of the legend, 0 below its first break",
            "missing": "Why there is no value: no-exposure, nothing-judged, nothing-before, withheld",
            "merged": "How many levels up the group is taken that the cell is shown with",
            "group": "Code of the first cell of the group",
        }}],
        "legend": format!("{base}/legend/{layer}.json?plan={plan}&{query}"),
        "plan": plan,
        "plan_version": sheet.view.version(),
        "synthetic": sheet.view.layer.synthetic(),
    });
    let tag = ETag::new(&format!("fig-json-{layer}-p{plan}-{}-{query}", sheet.view.version()));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, false, Keep::Private));
    }
    Ok(full(&tag, false, Keep::Private, "application/json", description.to_string()))
}

/// The legend: unit, period, scale, and what the colours leave out.
pub async fn legend(
    app: &Arc<App>,
    caller: &Caller,
    request: Request,
    layer: &str,
) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known(&[]))?;
    let sheet = sheet(app, caller, &asked, layer).await?;
    let body = legend_of(&sheet).to_string();
    let all: Vec<u32> = (0..).take(sheet.figures.shown.cells.len()).collect();
    let print = sheet.figures.fingerprint(&all);
    let tag = ETag::new(&format!("fig-legend-{layer}-{VERSION}-{}-{print:016x}", sheet.query));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, false, Keep::Private));
    }
    Ok(full(&tag, false, Keep::Private, "application/json", body))
}

fn legend_of(sheet: &Sheet) -> Value {
    let shown = &sheet.figures.shown;
    let breaks = shown.scale.breaks();
    let class = |at: usize| {
        let from = at.checked_sub(1).and_then(|before| breaks.get(before));
        let cells = shown.cells.iter().filter(|cell| cell.class.map(usize::from) == Some(at)).count();
        json!({"class": at, "from": from, "to": breaks.get(at), "colour": shown.scale.colour(at).to_string(), "cells": cells})
    };
    let local = |at: Option<jiff::Timestamp>| at.map(|at| sheet.snapshot.local(at));
    // Few cases are not told, whether they lie in a cell or not.
    let told = |cases: u32| Some(cases).filter(|cases| !(1..sheet.least).contains(cases));
    let text = |title: gridward::grid::Title| json!({"zh": title.zh, "en": title.en});
    json!({
        "layer": sheet.view.layer.name().as_str(),
        "measure": sheet.measure.name(),
        "title": text(sheet.measure.title()),
        "unit": text(sheet.measure.unit()),
        "period": {"from": local(sheet.from), "to": local(sheet.to), "days": sheet.days},
        "ramp": shown.scale.ramp().name(),
        "classes": (0..=breaks.len()).map(class).collect::<Vec<_>>(),
        "cases": told(shown.total.cases),
        "cases_elsewhere": told(shown.elsewhere.cases),
        "cells": shown.cells.len(),
        "cells_without_a_value": shown.cells.iter().filter(|cell| cell.class.is_none()).count(),
        "cells_merged": shown.cells.iter().filter(|cell| cell.merged.level > 0).count(),
        "least_cases": sheet.least,
        "plan": sheet.plan.number().0,
        "plan_version": sheet.view.version(),
        "synthetic": sheet.view.layer.synthetic() || denominators_are_synthetic(sheet),
    })
}

fn denominators_are_synthetic(sheet: &Sheet) -> bool {
    let divides = matches!(sheet.measure, Measure::PerThousand | Measure::PerPatrol);
    divides && sheet.snapshot.exposures.is_synthetic()
}

/// One vector tile of a layer with figures.
pub async fn tile(
    app: &Arc<App>,
    caller: &Caller,
    request: Request,
    layer: &str,
    address: TileAddress,
) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known(&["v"]))?;
    let sheet = sheet(app, caller, &asked, layer).await?;
    let print = sheet.figures.fingerprint(&sheet.view.tiles.cells_in(address));
    let key = format!(
        "fig-{layer}-p{}-{}-{VERSION}-{}-{print:016x}-{}/{}/{}",
        sheet.plan.number().0,
        sheet.view.version(),
        sheet.measure.name(),
        address.zoom(),
        address.x(),
        address.y()
    );
    let (tag, gzip) = (ETag::new(&key), accepts_gzip(request.headers()));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, gzip, Keep::Private));
    }
    let Sheet { view, figures, .. } = sheet;
    let draw = move || view.tiles.render_marked(address, |cell| figures.marks(cell));
    let tile = rendered(app, key, draw).await?;
    Ok(send(&tag, &tile, request.headers(), Keep::Private, MEDIA_TYPE))
}
