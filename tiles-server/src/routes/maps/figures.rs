//! A layer of cells with figures: description, tiles and legend agree because all ask the same shelf.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use gridward::desk::Role;
use gridward::tiles::figures::Measure;
use gridward::tiles::mvt::MEDIA_TYPE;
use gridward::tiles::{MAX_ZOOM, MIN_ZOOM, Stencil, TileAddress};
use serde_json::{Value, json};

use super::sending::{address, at_hand, rendered_in, send_in};
use crate::auth::Caller;
use crate::figures::{LayerFigures, Map, Sheet, TileName, parameters};
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::{App, LayerView};

/// Raised when the same figures would be shown otherwise; part of every tile's ETag.
const VERSION: u32 = 1;

/// Whether a request is for figures and not for the bare layer: it names a measure or says which cases.
pub fn is_asked(request: &Request) -> bool {
    let query = request.uri().query().unwrap_or_default();
    query.split('&').any(|part| parameters().any(|name| Some(name) == part.split('=').next()))
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
    let sheet = Sheet::of(app, caller, &asked, layer).await?;
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
        return Ok(not_modified(&tag, Coding::Identity, Keep::Private));
    }
    Ok(full(&tag, Coding::Identity, Keep::Private, "application/json", description.to_string()))
}

/// The legend: unit, period, scale, and what the colours leave out.
pub async fn legend(
    app: &Arc<App>,
    caller: &Caller,
    request: Request,
    layer: &str,
) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known(&[]))?;
    let sheet = Sheet::of(app, caller, &asked, layer).await?;
    let body = legend_of(&sheet).to_string();
    let all: Vec<u32> = (0..).take(sheet.figures.shown.cells.len()).collect();
    let print = sheet.figures.fingerprint(&all);
    let tag = ETag::new(&format!("fig-legend-{layer}-{VERSION}-{}-{print:016x}", sheet.query));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Private));
    }
    Ok(full(&tag, Coding::Identity, Keep::Private, "application/json", body))
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
    let text = |title: gridward::grid::Title| json!({"zh": title.zh, "en": title.en});
    json!({
        "layer": sheet.view.layer.name().as_str(),
        "measure": sheet.measure.name(),
        "title": text(sheet.measure.title()),
        "unit": text(sheet.measure.unit()),
        "period": {"from": local(sheet.from), "to": local(sheet.to), "days": sheet.days},
        "ramp": shown.scale.ramp().name(),
        "classes": (0..=breaks.len()).map(class).collect::<Vec<_>>(),
        "cases": sheet.told(shown.total.cases),
        "cases_elsewhere": sheet.elsewhere(),
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

/// One vector tile of a layer with figures. Where the question is known and nothing happened since, the answer is found without
/// reading or counting anything.
pub async fn tile(
    app: &Arc<App>,
    caller: &Caller,
    request: Request,
    layer: &str,
    address: TileAddress,
) -> Result<Response, Problem> {
    let (map, figures) = map_of(app, caller, request.uri(), layer).await?;
    let name = if let Some(name) = figures.remembered(address) {
        name
    } else {
        let key = |print: u64| {
            format!(
                "fig-{layer}-p{}-{}-{VERSION}-{}-{print:016x}-{}",
                map.plan.number().0,
                map.view.version(),
                map.asked.measure.name(),
                address.name()
            )
        };
        figures.name_of(address, Box::pin(stencil(&map.view, address)).await?.cells(), key)
    };
    if let Some(answer) = unchanged(app, &name, request.headers()) {
        return Ok(answer);
    }
    let wished = Coding::accepted(request.headers());
    let draw = move || {
        let stencil = map.view.stencil(address);
        map.view.tiles.render_over(&stencil, |cell, tile| figures.mark(cell, tile))
    };
    let tile = Box::pin(rendered_in(app, name.key.clone(), wished, draw)).await?;
    Ok(send_in(&name.tag, &tile, wished, Keep::Private, MEDIA_TYPE))
}

/// The tile of an address where nothing is left to read, count or draw: the question was asked in the same words by somebody who
/// may see as much, nothing happened since, and the tile is at hand.
pub fn at_once(app: &App, caller: &Caller, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let mut parts = uri.path().strip_prefix("/tiles/")?.split('/');
    let (layer, z, x, y) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let row = y.strip_suffix(".mvt").filter(|_| parts.next().is_none())?;
    let address = address(z, x, row).ok()?;
    let words = words(caller, layer, uri)?;
    let (snapshot, seen) = (app.snapshot(), app.cases.as_ref()?.seen_now());
    let map = app.figures.known(&words, &snapshot, &seen)?;
    let name = map.figures_at(&seen)?.remembered(address)?;
    unchanged(app, &name, headers)
}

/// What the caller has already, or what is at hand.
fn unchanged(app: &App, name: &TileName, headers: &HeaderMap) -> Option<Response> {
    if let Some(coding) = name.tag.held(headers) {
        return Some(not_modified(&name.tag, coding, Keep::Private));
    }
    let wished = Coding::accepted(headers);
    let tile = at_hand(app, &name.key, wished)?;
    Some(send_in(&name.tag, &tile, wished, Keep::Private, MEDIA_TYPE))
}

/// A question as it was asked, and as much of the caller as its answer depends on. None for everybody: what they may see
/// stands for an hour, and is looked up each time.
fn words(caller: &Caller, layer: &str, uri: &Uri) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    let works_here = caller.role != Role::Public;
    works_here.then(|| format!("{layer}?{query}#{:?}{}", caller.role, u8::from(caller.restricted)))
}

/// What a tile's question means, and its figures.
async fn map_of(
    app: &Arc<App>,
    caller: &Caller,
    uri: &Uri,
    layer: &str,
) -> Result<(Arc<Map>, Arc<LayerFigures>), Problem> {
    let (snapshot, seen) = (app.snapshot(), app.dispatch()?.seen_now());
    let words = words(caller, layer, uri);
    if let Some(map) = words.as_ref().and_then(|words| app.figures.known(words, &snapshot, &seen)) {
        let figures = app.figures.figures(&map, &seen).await?;
        return Ok((map, figures));
    }
    let asked = Parameters::read(uri, &known(&["v"]))?;
    let (map, seen_so) = Box::pin(Sheet::question(app, caller, &asked, layer, seen.clone())).await?;
    if let Some(words) = words {
        app.figures.remember(words, &snapshot, &seen, &map);
    }
    let figures = app.figures.figures(&map, &seen_so).await?;
    Ok((map, figures))
}

/// The stencil of a tile; drawn beside those who wait for microseconds where it is not kept.
async fn stencil(view: &Arc<LayerView>, address: TileAddress) -> Result<Arc<Stencil>, Problem> {
    if let Some(stencil) = view.stencils.held(address) {
        return Ok(stencil);
    }
    let view = Arc::clone(view);
    tokio::task::spawn_blocking(move || view.stencil(address))
        .await
        .map_err(|_| Problem::new(Kind::Internal, "the tile could not be drawn"))
}
