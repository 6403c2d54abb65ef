//! Tiles on their way out: drawn once, kept, sent as the caller takes them; and the addresses that they are asked by.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::response::Response;
use gridward::tiles::{AddressError, MAX_ZOOM, MIN_ZOOM, TileAddress, WorldMap};
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::negotiate::{Coding, ETag, Keep, empty, full};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::tile_cache::RenderedTile;

/// The tile of a key: the one that is kept, or as it is drawn, beside those who wait for microseconds.
pub async fn rendered(
    app: &Arc<App>,
    key: String,
    draw: impl FnOnce() -> Vec<u8> + Send + 'static,
) -> Result<RenderedTile, Problem> {
    rendered_in(app, key, Coding::Identity, draw).await
}

/// The same for pictures, which no coding makes shorter.
pub async fn rendered_picture(
    app: &Arc<App>,
    key: String,
    draw: impl FnOnce() -> Vec<u8> + Send + 'static,
) -> Result<RenderedTile, Problem> {
    kept(app, key, Coding::Identity, || RenderedTile::as_it_is(draw())).await
}

/// The same, ready in a coding as well.
pub async fn rendered_in(
    app: &Arc<App>,
    key: String,
    coding: Coding,
    draw: impl FnOnce() -> Vec<u8> + Send + 'static,
) -> Result<RenderedTile, Problem> {
    kept(app, key, coding, || RenderedTile::new(draw())).await
}

/// The tile of a key, where it is kept and ready in a coding.
pub fn at_hand(app: &App, key: &str, coding: Coding) -> Option<RenderedTile> {
    app.tile_cache.get(key).filter(|tile| tile.is_ready(coding))
}

async fn kept(
    app: &Arc<App>,
    key: String,
    coding: Coding,
    draw: impl FnOnce() -> RenderedTile + Send + 'static,
) -> Result<RenderedTile, Problem> {
    let held = app.tile_cache.get(&key);
    if let Some(tile) = held.as_ref().filter(|tile| tile.is_ready(coding)) {
        return Ok(tile.clone());
    }
    let app = Arc::clone(app);
    let work = move || {
        let tile = held.unwrap_or_else(|| {
            let tile = draw();
            app.metrics.count_rendered_tile();
            app.tile_cache.put(key, &tile);
            tile
        });
        tile.form(coding);
        tile
    };
    // A panic in there is logged by its hook; the caller gets the same answer as for any other.
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Problem::new(Kind::Internal, "the tile could not be drawn"))
}

/// Answers with a tile, in the coding that the caller likes best.
pub fn send(
    tag: &ETag,
    tile: &RenderedTile,
    headers: &HeaderMap,
    keep: Keep,
    media: &'static str,
) -> Response {
    // Pictures are as short as they get.
    let wished = if media.starts_with("image/") { Coding::Identity } else { Coding::accepted(headers) };
    send_in(tag, tile, wished, keep, media)
}

/// The same, where it is known already which coding that is.
pub fn send_in(tag: &ETag, tile: &RenderedTile, wished: Coding, keep: Keep, media: &'static str) -> Response {
    if tile.plain().is_empty() {
        return empty(tag, keep);
    }
    let others_serve =
        || Handle::try_current().is_ok_and(|runtime| runtime.runtime_flavor() == RuntimeFlavor::MultiThread);
    let (body, coding) = if !tile.is_ready(wished) && others_serve() {
        tokio::task::block_in_place(|| tile.form(wished))
    } else {
        tile.form(wished)
    };
    full(tag, coding, keep, media, body)
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
    at_level(WorldMap::WebMercator, number("z", z)?, number("x", x)?, number("y", y)?)
}

/// The address at a level, column and row of a tile matrix set.
pub fn at_level(world: WorldMap, level: u32, column: u32, row: u32) -> Result<TileAddress, Problem> {
    let levels = (world.levels().min().unwrap_or(MIN_ZOOM), world.levels().max().unwrap_or(MAX_ZOOM));
    let levels = format!("{} to {}", levels.0, levels.1);
    TileAddress::at_level(world, level, column, row).map_err(|fault| match fault {
        AddressError::Beyond { field, value, last, .. } => {
            let detail = format!("{field} is {value}; level {level} has 0 to {last}");
            Problem::new(Kind::BadTileAddress, detail).field(field).expected(format!("0 to {last}"))
        }
        _ => {
            Problem::new(Kind::ZoomOutOfRange, format!("level {level} has no tiles; they exist for {levels}"))
                .field("z")
                .expected(levels)
        }
    })
}
