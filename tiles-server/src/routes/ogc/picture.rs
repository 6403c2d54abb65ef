//! The density as a collection of pictures (地图瓦片), for programs that show maps: no items, tiles of 512 pixels.
//!
//! The squares are those of degrees: GDAL up to 3.6 cuts a collection's extent out of the tiles without converting it first.

use axum::extract::Path;
use axum::response::Response;
use serde_json::{Value, json};

use super::crs::Crs;
use super::links::{JSON, Link, MAP_TILESETS, PNG};
use super::matrices::MatrixSet;
use super::opening::{Asking, Collection, DENSITY};
use super::parameters::{DocumentParameters, PictureParameters, PicturePath, PictureSetPath, TilePath};
use super::question::Question;
use super::{tiles, tileset};
use crate::density;
use crate::problem::{Kind, Problem};
use crate::routes::maps;

/// What it is called.
pub const TITLE: &str = "案件核密度 / Density of cases";

const TILES: &str = "/collections/density/map/tiles";

/// The description.
pub fn about(asking: &Asking, question: &Question) -> Value {
    let addresses = &question.addresses;
    let mut links = addresses.own("/collections/density", JSON).to_vec();
    links.push(Link::new(addresses.at(TILES), MAP_TILESETS, JSON, "地图瓦片 / Map tiles"));
    json!({
        "id": DENSITY,
        "title": TITLE,
        "description": "件/平方公里·30天，四次核；图例见 /legend/density.json。 Cases per km² and 30 days, quartic kernel; its legend is /legend/density.json.",
        "dataType": "map",
        // What GDAL's client for features passes over.
        "layerDataType": "Coverage",
        "extent": {"spatial": {
            "bbox": [asking.bounds().unwrap_or([-180.0, -90.0, 180.0, 90.0])],
            "crs": Crs::Crs84.uri(),
        }},
        "links": links,
    })
}

/// The sets of pictures of a collection.
#[utoipa::path(get, path = "/ogc/collections/{collection}/map/tiles", tag = "ogc", params(PicturePath, PictureParameters, DocumentParameters),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn sets(asking: Asking, Path(id): Path<String>) -> Result<Response, Problem> {
    is_a_picture(&asking, &id)?;
    let opening = asking.with(&density::PARAMETERS)?;
    let mut document = tileset::list(&MatrixSet::PICTURE, TILES, TITLE, "map", &opening.question);
    document["title"] = json!(TITLE);
    Ok(opening.document(JSON, TITLE, &document))
}

/// A set of pictures.
#[utoipa::path(get, path = "/ogc/collections/{collection}/map/tiles/{set}", tag = "ogc",
    params(PicturePath, PictureSetPath, PictureParameters, DocumentParameters),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn set(asking: Asking, Path((id, name)): Path<(String, String)>) -> Result<Response, Problem> {
    is_a_picture(&asking, &id)?;
    let opening = asking.with(&density::PARAMETERS)?;
    let set = MatrixSet::named(&name, &MatrixSet::PICTURE)?;
    let question = &opening.question;
    let own = density::PARAMETERS.map(str::to_owned);
    let given: Vec<(&str, &str)> = question.given(&own).collect();
    let path = format!("{TILES}/{}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", set.id());
    let item =
        Link::new(question.addresses.with(&path, &given), "item", PNG, "图片 / Pictures, row before column");
    let mut document = tileset::frame(set, TILES, opening.asking.bounds(), item, question);
    document["title"] = json!(TITLE);
    document["dataType"] = json!("map");
    // Pictures are had everywhere, transparent beyond the district; GDAL 3.6 misplaces what it reads within narrower limits.
    document["tileMatrixSetLimits"] = tileset::whole(set);
    Ok(opening.document(JSON, TITLE, &document))
}

/// One picture: PNG of 512 pixels, transparent where there is no case near; row before column here.
#[utoipa::path(get, path = "/ogc/collections/{collection}/map/tiles/{set}/{matrix}/{row}/{column}", tag = "ogc",
    params(PicturePath, PictureSetPath, TilePath, PictureParameters, DocumentParameters),
    responses((status = 200, content_type = "image/png"), (status = 304),
        (status = 400, body = crate::problem::ProblemDocument), (status = 403, body = crate::problem::ProblemDocument),
        (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn tile(
    asking: Asking,
    Path((id, name, matrix, row, column)): Path<(String, String, String, String, String)>,
) -> Result<Response, Problem> {
    is_a_picture(&asking, &id)?;
    let set = MatrixSet::named(&name, &MatrixSet::PICTURE)?;
    let address = tiles::address(set, &matrix, &row, &column)?;
    // Links carry what is measured on; a density is of cases whatever that is.
    let request = asking.request(tiles::without(&asking.uri, "png", &["measure", "before"])?);
    maps::density(&asking.app, &asking.caller, request, address).await
}

/// # Errors
/// 404 for collections that have items.
fn is_a_picture(asking: &Asking, id: &str) -> Result<(), Problem> {
    match asking.collection(id)? {
        Collection::Density => Ok(()),
        Collection::Layer(_) | Collection::Cases => {
            let detail = format!("{id} has no pictures here");
            Err(Problem::new(Kind::NoSuchRoute, detail).field("collection").expected(DENSITY))
        }
    }
}
