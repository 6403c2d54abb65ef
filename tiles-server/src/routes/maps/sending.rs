//! Tiles on their way out: drawn once, kept, sent as the caller takes them; and the addresses that they are asked by.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::response::Response;
use gridward::tiles::{AddressError, MAX_ZOOM, MIN_ZOOM, TileAddress};

use crate::negotiate::{ETag, Keep, accepts_gzip, empty, full};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::tile_cache::RenderedTile;

/// The tile of a key: the one that is kept, or as it is drawn, beside those who wait for microseconds.
pub async fn rendered(
    app: &Arc<App>,
    key: String,
    draw: impl FnOnce() -> Vec<u8> + Send + 'static,
) -> Result<RenderedTile, Problem> {
    kept(app, key, || RenderedTile::new(draw())).await
}

/// The same for pictures, which nothing makes smaller.
pub async fn rendered_picture(
    app: &Arc<App>,
    key: String,
    draw: impl FnOnce() -> Vec<u8> + Send + 'static,
) -> Result<RenderedTile, Problem> {
    kept(app, key, || RenderedTile::packed(draw())).await
}

async fn kept(
    app: &Arc<App>,
    key: String,
    draw: impl FnOnce() -> RenderedTile + Send + 'static,
) -> Result<RenderedTile, Problem> {
    if let Some(tile) = app.tile_cache.get(&key) {
        return Ok(tile);
    }
    let app = Arc::clone(app);
    let work = move || {
        let tile = draw();
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
