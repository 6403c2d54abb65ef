//! The plan's borders as vector tiles, with their description and legend.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use gridward::grid::Plan;
use gridward::tiles::mvt::MEDIA_TYPE;
use gridward::tiles::{MAX_ZOOM, MIN_ZOOM, TileAddress, parent_key};
use serde_json::{Map, Value, json};

use super::sending::{rendered, send};
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::{App, LayerView};

/// TileJSON 3 of a layer. The tile addresses in it name the borders' version, so they may be kept for ever.
pub fn describe(app: &App, request: &Request, layer: &str) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &["plan", "as_of"])?;
    let snapshot = app.snapshot();
    let number = asked.count("plan", "the number of a plan")?;
    let plan = snapshot.plan(number, asked.text("as_of"), (app.clock)())?;
    let view = snapshot.view(plan, layer)?;
    let tag = ETag::new(&format!("json-{layer}-p{}-{}", plan.number().0, view.version()));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Ask));
    }
    let description = tile_json(&app.public_url, plan, view).to_string();
    Ok(full(&tag, Coding::Identity, Keep::Ask, "application/json", description))
}

fn tile_json(public_url: &str, plan: &Plan, view: &LayerView) -> Value {
    let layer = &view.layer;
    let (name, number, version) = (layer.name(), plan.number().0, view.version());
    let mut fields = Map::new();
    let mut field = |key: String, text: &str| fields.insert(key, Value::from(text));
    field("code".into(), "Code of the cell (text)");
    field("name".into(), "Name in Chinese");
    field("name_en".into(), "Name in English");
    if layer.synthetic() {
        field("synthetic".into(), "True: the borders are invented");
    }
    for (parent, _) in layer.cells().iter().flat_map(|cell| cell.parents.iter()) {
        field(parent_key(parent), "Code of the cell of that layer that holds this one (text)");
    }
    let bounds = view.tiles.bounds();
    json!({
        "tilejson": "3.0.0",
        "name": name,
        "description": format!("{} / {}", layer.title().zh, layer.title().en),
        "version": format!("{number}.0.0"),
        "scheme": "xyz",
        "tiles": [format!("{public_url}/tiles/{name}/{{z}}/{{x}}/{{y}}.mvt?plan={number}&v={version}")],
        "minzoom": MIN_ZOOM,
        "maxzoom": MAX_ZOOM,
        "bounds": bounds.unwrap_or([-180.0, -85.0, 180.0, 85.0]),
        "center": bounds.map(|[west, south, east, north]| {
            json!([f64::midpoint(west, east), f64::midpoint(south, north), 11])
        }),
        "vector_layers": [
            {"id": "cells", "description": "One polygon a cell", "fields": fields},
            {"id": "borders", "description": "Each border once",
             "fields": {"outer": "True at the edge of the coverage"}},
            {"id": "labels", "description": "One point a cell, inside it", "fields": fields},
        ],
        "legend": format!("{public_url}/legend/{name}.json?plan={number}"),
        "plan": number,
        "plan_version": version,
        "synthetic": layer.synthetic(),
        "note": layer.note(),
    })
}

/// The legend of bare borders: which layer they are of, how many cells it has, and which plan they stand on. Nothing is
/// counted, so there are no classes.
pub fn legend(app: &App, request: &Request, layer: &str) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &["plan", "as_of"])?;
    let snapshot = app.snapshot();
    let number = asked.count("plan", "the number of a plan")?;
    let plan = snapshot.plan(number, asked.text("as_of"), (app.clock)())?;
    let view = snapshot.view(plan, layer)?;
    let tag = ETag::new(&format!("legend-{layer}-p{}-{}", plan.number().0, view.version()));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Ask));
    }
    let layer = &view.layer;
    let legend = json!({
        "layer": layer.name().as_str(),
        "title": {"zh": layer.title().zh, "en": layer.title().en},
        "cells": layer.cells().len(),
        "plan": plan.number().0,
        "plan_version": view.version(),
        "synthetic": layer.synthetic(),
        "note": layer.note(),
    });
    Ok(full(&tag, Coding::Identity, Keep::Ask, "application/json", legend.to_string()))
}

/// One vector tile: layers `cells`, `borders`, `labels`.
pub async fn tile(
    app: &Arc<App>,
    request: Request,
    layer: &str,
    address: TileAddress,
) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &["plan", "as_of", "v"])?;
    let snapshot = app.snapshot();
    let number = asked.count("plan", "the number of a plan")?;
    let plan = snapshot.plan(number, asked.text("as_of"), (app.clock)())?;
    let view = snapshot.view(plan, layer)?;
    let version = view.version();
    let keep = match asked.text("v") {
        Some(held) if number.is_some() && held == version => Keep::Forever,
        _ => Keep::Ask,
    };
    let key = format!("{layer}-p{}-{version}-{}", plan.number().0, address.name());
    let tag = ETag::new(&key);
    if let Some(coding) = tag.held(request.headers()) {
        return Ok(not_modified(&tag, coding, keep));
    }
    let view = Arc::clone(view);
    let rendered = rendered(app, key, move || view.render(address)).await?;
    Ok(send(&tag, &rendered, request.headers(), keep, MEDIA_TYPE))
}
