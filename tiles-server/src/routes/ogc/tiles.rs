//! OGC API Tiles on the same tiles as the map's: the row stands before the column here.

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use gridward::tiles::TileAddress;
use serde_json::json;

use super::links::{JSON, segment};
use super::matrices::MatrixSet;
use super::opening::{Asking, Opening};
use super::parameters::{CollectionPath, DocumentParameters, SetPath, TilePath};
use super::question::FORM;
use super::{both, tileset};
use crate::problem::{Kind, Problem};
use crate::routes::maps;

/// The tile sets of a collection.
#[utoipa::path(get, path = "/ogc/collections/{collection}/tiles", tag = "ogc", params(CollectionPath, DocumentParameters),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn sets(opening: Opening, Path(id): Path<String>) -> Result<Response, Problem> {
    let view = opening.asking.layer(&id)?;
    let (path, title) = (format!("/collections/{}/tiles", segment(&id)), both(view.layer.title()));
    let document = tileset::list(&MatrixSet::VECTOR, &path, &title, "vector", &opening.question);
    Ok(opening.document(JSON, &title, &document))
}

/// The tile set of a collection in a tile matrix set.
#[utoipa::path(get, path = "/ogc/collections/{collection}/tiles/{set}", tag = "ogc", params(CollectionPath, SetPath, DocumentParameters),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn set(opening: Opening, Path((id, name)): Path<(String, String)>) -> Result<Response, Problem> {
    let view = opening.asking.layer(&id)?;
    let set = MatrixSet::named(&name, &MatrixSet::VECTOR)?;
    let document = tileset::describe(&view, set, &opening.question);
    Ok(opening.document(JSON, &both(view.layer.title()), &document))
}

/// One vector tile; in `WebMercatorQuad` as `/tiles/{layer}/{z}/{x}/{y}.mvt` has it: row before column here.
#[utoipa::path(get, path = "/ogc/collections/{collection}/tiles/{set}/{matrix}/{row}/{column}", tag = "ogc",
    params(CollectionPath, SetPath, TilePath, DocumentParameters),
    responses((status = 200, content_type = "application/vnd.mapbox-vector-tile"), (status = 204), (status = 304),
        (status = 400, body = crate::problem::ProblemDocument), (status = 403, body = crate::problem::ProblemDocument),
        (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn tile(
    asking: Asking,
    Path((id, name, matrix, row, column)): Path<(String, String, String, String, String)>,
) -> Result<Response, Problem> {
    asking.layer(&id)?;
    let set = MatrixSet::named(&name, &MatrixSet::VECTOR)?;
    let address = address(set, &matrix, &row, &column)?;
    let request = asking.request(without(&asking.uri, "mvt", &[])?);
    maps::cells(&asking.app, &asking.caller, request, &id, address).await
}

/// The tile matrix sets.
#[utoipa::path(get, path = "/ogc/tileMatrixSets", tag = "ogc", params(DocumentParameters),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument)))]
pub async fn matrix_sets(opening: Opening) -> Result<Response, Problem> {
    let addresses = &opening.question.addresses;
    let document = json!({
        "tileMatrixSets": MatrixSet::ALL.map(|set| set.entry(addresses)),
        "links": addresses.own("/tileMatrixSets", JSON),
    });
    Ok(opening.document(JSON, "瓦片矩阵集 Tile matrix sets", &document))
}

/// The definition of a tile matrix set, in the encodings of version 2.0 and 1.0 at once.
#[utoipa::path(get, path = "/ogc/tileMatrixSets/{set}", tag = "ogc", params(SetPath, DocumentParameters),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn matrix_set(opening: Opening, Path(name): Path<String>) -> Result<Response, Problem> {
    let set = MatrixSet::named(&name, &MatrixSet::ALL)?;
    Ok(opening.document(JSON, set.id(), &set.definition(&opening.question.addresses)))
}

/// The address in a tile's path.
pub fn address(set: MatrixSet, matrix: &str, row: &str, column: &str) -> Result<TileAddress, Problem> {
    let number = |field: &str, text: &str| {
        text.parse::<u32>().map_err(|_| {
            Problem::new(Kind::BadTileAddress, format!("{field} is “{text}”"))
                .field(field)
                .expected("a whole number from 0")
        })
    };
    let (level, row, column) = (number("matrix", matrix)?, number("row", row)?, number("column", column)?);
    maps::at_level(set.world(), level, column, row)
}

/// The same address without the form, which can only be that of its tiles, and without parameters that say nothing of them.
pub fn without(uri: &Uri, only: &'static str, silent: &[&str]) -> Result<Uri, Problem> {
    let name = |part: &&str| part.split('=').next().unwrap_or_default().to_owned();
    let query = uri.query().unwrap_or_default();
    let (form, rest): (Vec<&str>, Vec<&str>) = query.split('&').partition(|part| name(part) == FORM);
    if let Some(other) = form.iter().find(|part| part.split_once('=').is_none_or(|(_, form)| form != only)) {
        return Err(Problem::parameter(FORM, format!("a tile has no form {other}"), only));
    }
    let rest: Vec<&str> = rest.into_iter().filter(|part| !silent.contains(&name(part).as_str())).collect();
    let mark = if rest.concat().is_empty() { "" } else { "?" };
    Uri::try_from(format!("{}{mark}{}", uri.path(), rest.join("&")))
        .map_err(|fault| Problem::new(Kind::BadRequest, fault.to_string()))
}
