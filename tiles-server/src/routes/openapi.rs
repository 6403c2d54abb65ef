//! The description of this interface, made from the code; the committed copy is held equal by a test.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi, openapi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Gridward",
        description = "Responsibility grids (责任网格) of a district: who answers for a place, and the map of it.\n\n\
            Errors are RFC 9457 problem documents with a stable `type`; `Accept-Language: zh` asks for Chinese titles.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        super::health::livez,
        super::health::readyz,
        super::health::metrics,
        openapi,
        super::locate::locate,
        super::district::district,
        super::maps::describe,
        super::maps::tile,
        super::basemap::describe,
        super::basemap::tile,
        super::route::route,
        super::cases::intake::intake,
        super::cases::list::list,
        super::cases::show::show,
        super::cases::show::events,
        super::cases::act::act,
        super::attachments::add,
        super::attachments::fetch,
        super::queues::queues,
        super::registry::units,
        super::registry::classes,
        super::registry::sources,
        super::registry::settings,
        super::registry::places,
        super::gaps::summary,
        super::gaps::cell,
        super::maps::legend,
        super::figures::series::series,
        super::figures::top::top,
        super::figures::cells::cells,
        super::figures::area::area,
        super::figures::cells_geopackage::geopackage,
        super::maps::density_geotiff::geotiff,
        super::maps::h3_geopackage::geopackage,
        super::stream::stream,
        super::stream_tiles::stream,
        super::outbox::list,
        super::outbox::settle,
        super::session::sign_in,
        super::session::sign_out,
        super::session::me,
        super::accounts::list,
        super::accounts::put,
        super::accounts::remove,
        super::accounts::grant,
        super::accounts::revoke,
        super::publish::publish,
        super::publish::rollback,
        super::publish::versions,
        super::open311::discovery,
        super::open311::services::list,
        super::open311::services::definition,
        super::open311::requests::list,
        super::open311::requests::one,
        super::open311::requests::token,
        super::open311::post::post,
        super::ogc::landing::landing,
        super::ogc::landing::conformance,
        super::ogc::api::api,
        super::ogc::collections::list,
        super::ogc::collections::one,
        super::ogc::collections::schema,
        super::ogc::collections::queryables,
        super::ogc::items::items,
        super::ogc::items::item,
        super::ogc::tiles::sets,
        super::ogc::tiles::set,
        super::ogc::tiles::tile,
        super::ogc::picture::sets,
        super::ogc::picture::set,
        super::ogc::picture::tile,
        super::ogc::tiles::matrix_sets,
        super::ogc::tiles::matrix_set
    ),
    components(schemas(crate::problem::ProblemDocument)),
    modifiers(&Keys, &Anywhere),
    security(("bearer" = []))
)]
pub struct Description;

/// How callers show who they are.
struct Keys;

impl Modify for Keys {
    fn modify(&self, description: &mut openapi::OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        let components = description.components.get_or_insert_default();
        components.add_security_scheme("bearer", scheme);
    }
}

/// What any address may answer besides what it says itself.
struct Anywhere;

/// Status and reason.
const ANYWHERE: [(&str, &str); 5] = [
    ("400", "A parameter or a part of the body is not known or not valid"),
    ("401", "The token is missing or wrong"),
    ("404", "There is no such thing, or this server has no store of cases"),
    ("414", "The address is too long"),
    ("503", "The answer took too long, or the store is busy"),
];

impl Modify for Anywhere {
    fn modify(&self, description: &mut openapi::OpenApi) {
        for item in description.paths.paths.values_mut() {
            let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.delete];
            for operation in operations.into_iter().flatten() {
                for (status, reason) in ANYWHERE {
                    let problem = Content::new(Some(Ref::from_schema_name("ProblemDocument")));
                    let answer = ResponseBuilder::new().description(reason);
                    let answer = answer.content("application/problem+json", problem).build();
                    operation.responses.responses.entry(status.to_owned()).or_insert_with(|| answer.into());
                }
            }
        }
    }
}

/// The description as JSON, with a newline at its end.
pub fn text() -> String {
    let mut text = Description::openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "health", responses((status = 200, content_type = "application/json")))]
pub async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], text())
        .into_response()
}
