//! All routes, and what stands around every one of them.

pub mod accounts;
pub mod attachments;
pub mod basemap;
pub mod cases;
pub mod district;
pub mod figures;
pub mod gaps;
pub mod health;
pub mod locate;
pub mod maps;
pub mod ogc;
pub mod open311;
pub mod openapi;
pub mod outbox;
pub mod publish;
pub mod queues;
pub mod registry;
pub mod route;
pub mod session;
pub mod stream;
pub mod stream_tiles;
pub mod web;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::{auth, limits, observe};

/// Writes a table of routes down twice: as a router, and as a list that tests hold to their matrix of roles.
macro_rules! table {
    ($list:ident, $router:ident: $($method:ident $path:literal $handler:path),* $(,)?) => {
        #[cfg(test)]
        pub const $list: &[(&str, &str)] = &[$((stringify!($method), $path)),*];

        fn $router() -> Router<Arc<App>> {
            Router::new()$(.route($path, $method($handler)))*
        }
    };
}

table! { QUICK, quick:
    get "/livez" health::livez,
    get "/readyz" health::readyz,
    get "/metrics" health::metrics,
    get "/openapi.json" openapi::openapi,
    get "/api/v1/locate" locate::locate,
    get "/api/v1/district" district::district,
    get "/tiles/{layer}" maps::describe,
    get "/basemap.json" basemap::describe,
    post "/api/v1/route" route::route,
    post "/api/v1/cases" cases::intake::intake,
    get "/api/v1/cases" cases::list::list,
    get "/api/v1/cases/{id}" cases::show::show,
    get "/api/v1/cases/{id}/events" cases::show::events,
    post "/api/v1/cases/{id}/events" cases::act::act,
    get "/api/v1/attachments/{digest}" attachments::fetch,
    get "/api/v1/queues" queues::queues,
    get "/api/v1/units" registry::units,
    get "/api/v1/classes" registry::classes,
    get "/api/v1/sources" registry::sources,
    get "/api/v1/settings" registry::settings,
    get "/api/v1/gaps" gaps::summary,
    get "/api/v1/gaps/{cell}" gaps::cell,
    get "/legend/{layer}" maps::legend,
    get "/api/v1/figures/series" figures::series::series,
    get "/api/v1/figures/top" figures::top::top,
    get "/api/v1/figures/cells" figures::cells::cells,
    post "/api/v1/figures/area" figures::area::area,
    get "/api/v1/exports/cells.gpkg" figures::cells_geopackage::geopackage,
    get "/api/v1/exports/h3.gpkg" maps::h3_geopackage::geopackage,
    get "/api/v1/exports/density.tif" maps::density_geotiff::geotiff,
    get "/api/v1/places" registry::places,
    get "/api/v1/stream" stream::stream,
    get "/api/v1/stream/tiles" stream_tiles::stream,
    get "/api/v1/outbox" outbox::list,
    post "/api/v1/outbox/settle" outbox::settle,
    post "/api/v1/session" session::sign_in,
    delete "/api/v1/session" session::sign_out,
    get "/api/v1/me" session::me,
    get "/api/v1/accounts" accounts::list,
    post "/api/v1/accounts" accounts::put,
    delete "/api/v1/accounts/{name}" accounts::remove,
    post "/api/v1/accounts/{name}/tokens" accounts::grant,
    delete "/api/v1/accounts/{name}/tokens" accounts::revoke,
    get "/api/v1/versions" publish::versions,
    post "/api/v1/rollback" publish::rollback,
    get "/open311/{file}" open311::discovery,
    get "/open311/v2/{file}" open311::collection,
    post "/open311/v2/{file}" open311::post::post,
    get "/open311/v2/services/{file}" open311::services::definition,
    get "/open311/v2/requests/{file}" open311::requests::one,
    get "/open311/v2/tokens/{file}" open311::requests::token,
    get "/ogc" ogc::landing::landing,
    get "/ogc/" ogc::landing::landing,
    get "/ogc/conformance" ogc::landing::conformance,
    get "/ogc/api" ogc::api::api,
    get "/ogc/collections" ogc::collections::list,
    get "/ogc/collections/{collection}" ogc::collections::one,
    get "/ogc/collections/{collection}/schema" ogc::collections::schema,
    get "/ogc/collections/{collection}/queryables" ogc::collections::queryables,
    get "/ogc/collections/{collection}/map/tiles" ogc::picture::sets,
    get "/ogc/collections/{collection}/map/tiles/{set}" ogc::picture::set,
    get "/ogc/collections/{collection}/map/tiles/{set}/{matrix}/{row}/{column}" ogc::picture::tile,
    get "/ogc/collections/{collection}/items" ogc::items::items,
    get "/ogc/collections/{collection}/items/{code}" ogc::items::item,
    get "/ogc/collections/{collection}/tiles" ogc::tiles::sets,
    get "/ogc/collections/{collection}/tiles/{set}" ogc::tiles::set,
    get "/ogc/collections/{collection}/tiles/{set}/{matrix}/{row}/{column}" ogc::tiles::tile,
    get "/ogc/tileMatrixSets" ogc::tiles::matrix_sets,
    get "/ogc/tileMatrixSets/{set}" ogc::tiles::matrix_set,
}

// Tiles come compressed, and are kept so.
table! { TILES, tiles:
    get "/tiles/{layer}/{z}/{x}/{y}" maps::tile,
    get "/basemap/{z}/{x}/{y}" basemap::tile,
}

table! { LONG, long:
    post "/api/v1/cases/{id}/attachments" attachments::add,
    post "/api/v1/publish" publish::publish,
}

/// The server as one service.
pub fn router(app: Arc<App>) -> Router {
    let packed = |longest| ServiceBuilder::new().layer(CompressionLayer::new()).layer(timeout(longest));
    let quick = quick().layer(packed(limits::ANSWER_TIME));
    let long = long().layer(packed(limits::UPLOAD_TIME));
    let tiles = tiles().layer(timeout(limits::ANSWER_TIME));
    let files = web::files.layer(CompressionLayer::new());
    let routes = quick.merge(long).merge(tiles).fallback(files).with_state(Arc::clone(&app));
    // One stack, outermost first: each layer of its own would cost every request an allocation and a copy of all below it.
    routes.layer(
        ServiceBuilder::new()
            .layer(from_fn_with_state(Arc::clone(&app), observe::watch))
            .layer(CatchPanicLayer::custom(after_panic))
            .layer(DefaultBodyLimit::max(limits::BODY_BYTES))
            .layer(from_fn_with_state(app, auth::check)),
    )
}

fn timeout(longest: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, longest)
}

fn after_panic(_fault: Box<dyn Any + Send + 'static>) -> Response {
    Problem::new(Kind::Internal, "the fault is in the server's log under this x-request-id").into_response()
}

#[cfg(test)]
mod access_tests;
#[cfg(test)]
mod cases_tests;
#[cfg(test)]
pub mod desk_for_tests;
#[cfg(test)]
mod gaps_tests;
#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod lists_tests;
#[cfg(test)]
mod publish_tests;
#[cfg(test)]
pub mod routes_tests;
#[cfg(test)]
mod scope_tests;
#[cfg(test)]
mod stream_tiles_tests;
#[cfg(test)]
mod synthetic_tests;
