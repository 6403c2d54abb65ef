//! OGC API Tiles on the same tiles as the map's: the row stands before the column here.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::Uri;
use axum::response::Response;
use serde_json::json;

use super::links::{JSON, Link};
use super::matrices::{CRS, URI, WEB_MERCATOR_QUAD, definition};
use super::question::{FORM, Question};
use super::{answer, both, collection, tileset};
use crate::auth::Who;
use crate::problem::{Kind, Problem};
use crate::routes::maps;
use crate::routes::maps::parameters::{ConditionParameters, FigureParameters};
use crate::state::App;

/// The tile sets of a collection.
#[utoipa::path(get, path = "/ogc/collections/{collection}/tiles", tag = "ogc",
    params(("collection" = String, Path, description = "Name of a layer", example = "town"), ConditionParameters, FigureParameters,
        ("f" = Option<String>, Query, description = "json or html")),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn sets(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let question = Question::read(&app, &request, &[])?;
    let snapshot = app.snapshot();
    let view = collection(&app, &snapshot, &id)?;
    let document = tileset::list(view, &question);
    Ok(answer::document(&question, request.headers(), JSON, &both(view.layer.title()), &document))
}

/// The tile set of a collection in `WebMercatorQuad`.
#[utoipa::path(get, path = "/ogc/collections/{collection}/tiles/{set}", tag = "ogc",
    params(("collection" = String, Path, description = "Name of a layer", example = "town"),
        ("set" = String, Path, description = "Tile matrix set", example = "WebMercatorQuad"), ConditionParameters, FigureParameters,
        ("f" = Option<String>, Query, description = "json or html")),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn set(
    State(app): State<Arc<App>>,
    Path((id, name)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let question = Question::read(&app, &request, &[])?;
    let snapshot = app.snapshot();
    let view = collection(&app, &snapshot, &id)?;
    known(&name)?;
    let document = tileset::describe(view, &question);
    Ok(answer::document(&question, request.headers(), JSON, &both(view.layer.title()), &document))
}

/// One vector tile, as `/tiles/{layer}/{z}/{x}/{y}.mvt` has it: row before column here.
#[utoipa::path(get, path = "/ogc/collections/{collection}/tiles/{set}/{matrix}/{row}/{column}", tag = "ogc",
    params(("collection" = String, Path, description = "Name of a layer", example = "town"),
        ("set" = String, Path, description = "Tile matrix set", example = "WebMercatorQuad"),
        ("matrix" = u32, Path, description = "Zoom", example = 13),
        ("row" = u32, Path, description = "Row from the north", example = 3354),
        ("column" = u32, Path, description = "Column", example = 6858),
        ConditionParameters, FigureParameters,
        ("f" = Option<String>, Query, description = "mvt")),
    responses((status = 200, content_type = "application/vnd.mapbox-vector-tile"), (status = 204), (status = 304),
        (status = 400, body = crate::problem::ProblemDocument), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn tile(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path((id, name, matrix, row, column)): Path<(String, String, String, String, String)>,
    mut request: Request,
) -> Result<Response, Problem> {
    collection(&app, &app.snapshot(), &id)?;
    known(&name)?;
    let address = maps::address(&matrix, &column, &row)?;
    *request.uri_mut() = without_form(request.uri())?;
    maps::cells(&app, &caller, request, &id, address).await
}

/// The tile matrix sets, of which there is one.
#[utoipa::path(get, path = "/ogc/tileMatrixSets", tag = "ogc",
    params(ConditionParameters, FigureParameters, ("f" = Option<String>, Query, description = "json or html")),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument)))]
pub async fn matrix_sets(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let question = Question::read(&app, &request, &[])?;
    let path = format!("/tileMatrixSets/{WEB_MERCATOR_QUAD}");
    let own = Link::new(question.addresses.at(&path), "self", JSON, "定义 / The definition");
    let document = json!({
        "tileMatrixSets": [{
            "id": WEB_MERCATOR_QUAD, "title": WEB_MERCATOR_QUAD, "uri": URI, "crs": CRS, "links": [own],
        }],
        "links": question.addresses.own("/tileMatrixSets", JSON),
    });
    Ok(answer::document(&question, request.headers(), JSON, "瓦片矩阵集 Tile matrix sets", &document))
}

/// The definition of `WebMercatorQuad`.
#[utoipa::path(get, path = "/ogc/tileMatrixSets/{set}", tag = "ogc",
    params(("set" = String, Path, description = "Tile matrix set", example = "WebMercatorQuad"), ConditionParameters, FigureParameters,
        ("f" = Option<String>, Query, description = "json or html")),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn matrix_set(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let question = Question::read(&app, &request, &[])?;
    known(&name)?;
    Ok(answer::document(&question, request.headers(), JSON, WEB_MERCATOR_QUAD, &definition()))
}

fn known(name: &str) -> Result<(), Problem> {
    if name == WEB_MERCATOR_QUAD {
        return Ok(());
    }
    Err(Problem::new(Kind::NoSuchRoute, format!("there is no tile matrix set {name}"))
        .field("set")
        .expected(WEB_MERCATOR_QUAD))
}

/// The same address without the form, which can only be that of vector tiles.
fn without_form(uri: &Uri) -> Result<Uri, Problem> {
    let query = uri.query().unwrap_or_default();
    let (form, rest): (Vec<&str>, Vec<&str>) =
        query.split('&').partition(|part| part.split('=').next() == Some(FORM));
    if let Some(other) = form.iter().find(|part| !matches!(part.split_once('='), Some((_, "mvt")))) {
        return Err(Problem::parameter(FORM, format!("a tile has no form {other}"), "mvt"));
    }
    let mark = if rest.concat().is_empty() { "" } else { "?" };
    Uri::try_from(format!("{}{mark}{}", uri.path(), rest.join("&")))
        .map_err(|fault| Problem::new(Kind::BadRequest, fault.to_string()))
}
