//! The grid as vector tiles, with their description.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use gridward::grid::Plan;
use gridward::tiles::mvt::MEDIA_TYPE;
use gridward::tiles::{AddressError, MAX_ZOOM, MIN_ZOOM, TileAddress, parent_key};
use serde_json::{Map, Value, json};

use super::{figure_tiles, gap_tiles};
use crate::auth::Who;
use crate::gaps;
use crate::negotiate::{ETag, Keep, accepts_gzip, empty, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::{App, LayerView};
use crate::tile_cache::RenderedTile;

/// TileJSON 3 of a layer. The tile addresses in it name the borders' version, so they may be kept for ever.
#[utoipa::path(get, path = "/tiles/{layer}.json", tag = "map",
    params(
        ("layer" = String, Path, description = "Name of the layer; rule-gaps is where rules name nobody or several", example = "unit-grid"),
        ("plan" = Option<u32>, Query, description = "Number of a plan"),
        ("rules" = Option<u32>, Query, description = "Of rule-gaps: number of a version of the rules"),
        ("of" = Option<String>, Query, description = "Of rule-gaps: published or folder"),
        ("measure" = Option<String>, Query, description = "Figures instead of the bare layer: count, per-km2, per-thousand, per-patrol, overdue-share, change, z-score"),
        ("class" = Option<String>, Query, description = "With measure: a class or a node above classes"),
        ("source" = Option<String>, Query, description = "With measure: a source"),
        ("unit" = Option<String>, Query, description = "With measure: the unit that must act, or one above it"),
        ("status" = Option<String>, Query, description = "With measure: stages, separated by commas; `open` means all that are not final"),
        ("from" = Option<String>, Query, description = "With measure: reported at or after this date or instant"),
        ("to" = Option<String>, Query, description = "With measure: reported before this date or instant"),
        ("before" = Option<String>, Query, description = "With change and z-score: where the earlier period begins, which is as long; right before `from` where it is missing"),
        ("as_of" = Option<String>, Query, description = "Date or instant; the plan in force then is shown")
    ),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn describe(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(file): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let Some(layer) = file.strip_suffix(".json") else {
        return Err(Problem::new(Kind::NoSuchRoute, format!("/tiles/{file}")).expected("/tiles/LAYER.json"));
    };
    if layer == gaps::LAYER {
        return gap_tiles::describe(&app, &caller, request).await;
    }
    if figure_tiles::is_asked(&request) {
        return figure_tiles::describe(&app, &caller, request, layer).await;
    }
    let asked = Parameters::read(request.uri(), &["plan", "as_of"])?;
    let snapshot = app.snapshot();
    let number = asked.count("plan", "the number of a plan")?;
    let plan = snapshot.plan(number, asked.text("as_of"), (app.clock)())?;
    let view = snapshot.view(plan, layer)?;
    let tag = ETag::new(&format!("json-{layer}-p{}-{}", plan.number().0, view.version()));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, false, Keep::Ask));
    }
    let description = tile_json(&app.public_url, plan, view).to_string();
    Ok(full(&tag, false, Keep::Ask, "application/json", description))
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
        "plan": number,
        "plan_version": version,
        "synthetic": layer.synthetic(),
        "note": layer.note(),
    })
}

/// One vector tile (MVT 2.1): layers `cells`, `borders`, `labels`. 204 where nothing shows.
#[utoipa::path(get, path = "/tiles/{layer}/{z}/{x}/{y}.mvt", tag = "map",
    params(
        ("layer" = String, Path, description = "Name of the layer", example = "unit-grid"),
        ("z" = u32, Path, description = "Zoom", example = 13),
        ("x" = u32, Path, description = "Column", example = 6858),
        ("y" = u32, Path, description = "Row from the north", example = 3354),
        ("plan" = Option<u32>, Query, description = "Number of a plan"),
        ("rules" = Option<u32>, Query, description = "Of rule-gaps: number of a version of the rules"),
        ("of" = Option<String>, Query, description = "Of rule-gaps: published or folder"),
        ("as_of" = Option<String>, Query, description = "Date or instant; the plan in force then is shown"),
        ("measure" = Option<String>, Query, description = "Figures instead of the bare layer: count, per-km2, per-thousand, per-patrol, overdue-share, change, z-score"),
        ("class" = Option<String>, Query, description = "With measure: a class or a node above classes"),
        ("source" = Option<String>, Query, description = "With measure: a source"),
        ("unit" = Option<String>, Query, description = "With measure: the unit that must act, or one above it"),
        ("status" = Option<String>, Query, description = "With measure: stages, separated by commas; `open` means all that are not final"),
        ("from" = Option<String>, Query, description = "With measure: reported at or after this date or instant"),
        ("to" = Option<String>, Query, description = "With measure: reported before this date or instant"),
        ("before" = Option<String>, Query, description = "With change and z-score: where the earlier period begins, which is as long; right before `from` where it is missing"),
        ("v" = Option<String>, Query, description = "Version as in the TileJSON; with plan it makes the answer keepable for ever")
    ),
    responses((status = 200, content_type = "application/vnd.mapbox-vector-tile"), (status = 204), (status = 304),
        (status = 400, body = crate::problem::ProblemDocument), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn tile(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path((layer, z, x, y)): Path<(String, String, String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let address = address(&z, &x, row(&y)?)?;
    if layer == gaps::LAYER {
        return gap_tiles::tile(&app, &caller, request, address).await;
    }
    if figure_tiles::is_asked(&request) {
        return figure_tiles::tile(&app, &caller, request, &layer, address).await;
    }
    let asked = Parameters::read(request.uri(), &["plan", "as_of", "v"])?;
    let snapshot = app.snapshot();
    let number = asked.count("plan", "the number of a plan")?;
    let plan = snapshot.plan(number, asked.text("as_of"), (app.clock)())?;
    let view = snapshot.view(plan, &layer)?;
    let version = view.version();
    let keep = match asked.text("v") {
        Some(held) if number.is_some() && held == version => Keep::Forever,
        _ => Keep::Ask,
    };
    let key =
        format!("{layer}-p{}-{version}-{}/{}/{}", plan.number().0, address.zoom(), address.x(), address.y());
    let (tag, gzip) = (ETag::new(&key), accepts_gzip(request.headers()));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, gzip, keep));
    }
    let view = Arc::clone(view);
    let rendered = rendered(&app, key, move || view.tiles.render(address)).await?;
    Ok(send(&tag, &rendered, request.headers(), keep, MEDIA_TYPE))
}

/// The tile of a key: the one that is kept, or as it is drawn, beside those who wait for microseconds.
pub async fn rendered(
    app: &Arc<App>,
    key: String,
    draw: impl FnOnce() -> Vec<u8> + Send + 'static,
) -> Result<RenderedTile, Problem> {
    if let Some(tile) = app.tile_cache.get(&key) {
        return Ok(tile);
    }
    let app = Arc::clone(app);
    let work = move || {
        let tile = RenderedTile::new(draw());
        app.metrics.count_rendered_tile();
        app.tile_cache.put(key, &tile);
        tile
    };
    // A panic in there is logged by its hook; the caller gets the same answer as for any other.
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Problem::new(Kind::Internal, "the tile could not be drawn"))
}

/// Answers with a tile, compressed where that is accepted.
pub fn send(
    tag: &ETag,
    tile: &RenderedTile,
    headers: &HeaderMap,
    keep: Keep,
    media: &'static str,
) -> Response {
    if tile.plain.is_empty() {
        return empty(tag, keep);
    }
    if accepts_gzip(headers) && !tile.gzip.is_empty() {
        return full(tag, true, keep, media, tile.gzip.clone());
    }
    full(tag, false, keep, media, tile.plain.clone())
}

/// The row without its ending.
fn row(text: &str) -> Result<&str, Problem> {
    let (row, ending) = text.split_once('.').unwrap_or((text, "mvt"));
    match ending {
        "mvt" | "pbf" => Ok(row),
        _ => Err(Problem::new(Kind::NoSuchRoute, format!("there are no tiles of the kind .{ending} here"))
            .field("y")
            .expected("Y.mvt")),
    }
}

/// The address in a tile's path.
pub fn address(z: &str, x: &str, y: &str) -> Result<TileAddress, Problem> {
    let number = |field: &str, text: &str| {
        text.parse::<u32>().map_err(|_| {
            Problem::new(Kind::BadTileAddress, format!("{field} is “{text}”"))
                .field(field)
                .expected("a whole number from 0")
        })
    };
    let (zoom, column, row) = (number("z", z)?, number("x", x)?, number("y", y)?);
    TileAddress::new(zoom, column, row).map_err(|fault| match fault {
        AddressError::Beyond { field, last, .. } => Problem::new(Kind::BadTileAddress, fault.to_string())
            .field(field)
            .expected(format!("0 to {last}")),
        _ => Problem::new(Kind::ZoomOutOfRange, fault.to_string())
            .field("z")
            .expected(format!("{MIN_ZOOM} to {MAX_ZOOM}")),
    })
}
