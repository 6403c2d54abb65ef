//! The streets below the grid.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;

use super::maps::send;
use crate::basemap::Basemap;
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::App;

fn basemap(app: &App) -> Result<&Basemap, Problem> {
    let missing = || {
        Problem::new(Kind::NoBasemap, "the server was started without --basemap")
            .expected("--basemap FILE (.pmtiles, .gpkg or .geojson)")
    };
    app.basemap.as_ref().ok_or_else(missing)
}

/// TileJSON 3 of the base map.
#[utoipa::path(get, path = "/basemap.json", tag = "map",
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn describe(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    let basemap = basemap(&app)?;
    let tag = ETag::new(&format!("basemap-{}", basemap.version));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Ask));
    }
    Ok(full(
        &tag,
        Coding::Identity,
        Keep::Ask,
        "application/json",
        basemap.tile_json(&app.public_url).to_string(),
    ))
}

/// One tile of the base map, vector or raster as its TileJSON says. 204 where nothing shows.
#[utoipa::path(get, path = "/basemap/{z}/{x}/{y}", tag = "map",
    params(
        ("z" = u8, Path, description = "Zoom"),
        ("x" = u32, Path, description = "Column"),
        ("y" = String, Path, description = "Row from the north; an ending such as .mvt is allowed"),
        ("v" = Option<String>, Query, description = "Version as in the TileJSON")
    ),
    responses((status = 200), (status = 204), (status = 304), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn tile(
    State(app): State<Arc<App>>,
    Path((z, x, y)): Path<(String, String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &["v"])?;
    let base = basemap(&app)?;
    let (zoom, column, row) = base.address(&z, &x, y.split('.').next().unwrap_or(""))?;
    let keep = if asked.text("v") == Some(&base.version) { Keep::Forever } else { Keep::Ask };
    let key = format!("basemap-{}-{zoom}/{column}/{row}", base.version);
    let tag = ETag::new(&key);
    if let Some(coding) = tag.held(request.headers()) {
        return Ok(not_modified(&tag, coding, keep));
    }
    let media = base.media_type();
    let held = app.tile_cache.get(&key);
    let tile = if let Some(tile) = held {
        tile
    } else {
        let app = Arc::clone(&app);
        let work = move || {
            let tile = basemap(&app)?.tile(zoom, column, row)?;
            app.tile_cache.put(key, &tile);
            Ok::<_, Problem>(tile)
        };
        let fault = |_| Problem::new(Kind::Internal, "the tile could not be read");
        tokio::task::spawn_blocking(work).await.map_err(fault)??
    };
    Ok(send(&tag, &tile, request.headers(), keep, media))
}
