//! The items of a collection, page by page, and one by its identity: here the cells of layers.

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use gridward::ids::{CellCode, CellIndex};

use super::answer::{digest, held, in_system, sent};
use super::cases;
use super::collections::no_items;
use super::fields::Fields;
use super::links::GEOJSON;
use super::listing::Listing;
use super::opening::{Asking, Collection, Opening};
use super::parameters::{CollectionPath, DocumentParameters, ItemParameters, PageParameters};
use super::selection::{PARAMETERS, Selection, Source};
use crate::figures::{self, Sheet};
use crate::negotiate::ETag;
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::LayerView;

/// Raised when the same cells would be written otherwise.
const VERSION: u32 = 1;

/// The cells of a layer of the plan in force, or of the plan that was in force at `datetime`: GeoJSON, or a page. With any
/// parameter of figures each cell has its figure, as much of it as the caller may see. Of `cases`: those that the caller sees
/// whole and the conditions choose, in order of arrival.
#[utoipa::path(get, path = "/ogc/collections/{collection}/items", tag = "ogc",
    params(CollectionPath, PageParameters, ItemParameters, DocumentParameters),
    responses((status = 200, content_type = "application/geo+json"), (status = 304),
        (status = 400, body = crate::problem::ProblemDocument), (status = 403, body = crate::problem::ProblemDocument),
        (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn items(asking: Asking, Path(id): Path<String>) -> Result<Response, Problem> {
    match asking.collection(&id)? {
        Collection::Layer(layer) => cells(asking, id, &layer).await,
        Collection::Cases => cases::items(asking).await,
        Collection::Density => Err(no_items(&id)),
    }
}

/// One item by its identity: a cell by its code, a case by its number.
#[utoipa::path(get, path = "/ogc/collections/{collection}/items/{code}", tag = "ogc",
    params(CollectionPath, ("code" = String, Path, description = "Code of the cell, or identity of the case", example = "310112101"),
        ItemParameters, DocumentParameters),
    responses((status = 200, content_type = "application/geo+json"), (status = 304),
        (status = 400, body = crate::problem::ProblemDocument), (status = 403, body = crate::problem::ProblemDocument),
        (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn item(asking: Asking, Path((id, code)): Path<(String, String)>) -> Result<Response, Problem> {
    match asking.collection(&id)? {
        Collection::Layer(layer) => cell(asking, id, &layer, &code).await,
        Collection::Cases => cases::item(asking, &code),
        Collection::Density => Err(no_items(&id)),
    }
}

async fn cells(asking: Asking, id: String, layer: &LayerView) -> Result<Response, Problem> {
    let mut own: Vec<String> = PARAMETERS.map(str::to_owned).to_vec();
    own.extend(Fields::of(&layer.layer, None).choosing());
    let known: Vec<&str> = own.iter().map(String::as_str).collect();
    let opening = asking.with(&known)?;
    let fields = Fields::of(&layer.layer, opening.question.measure);
    let selection = Selection::read(&opening.question, &fields, layer.tiles.bounds())?;
    let source = Source::of(&opening.asking.app, &opening.question, &id)?;
    let sheet = counted(&opening, source.as_ref()).await?;
    let tag = tag(&opening, source.as_ref(), sheet.as_ref());
    let Opening { asking, question } = opening;
    if tag.is_held(&asking.headers) {
        return Ok(held(&question, &tag));
    }
    let system = selection.road.crs.uri();
    let stamp = (asking.app.clock)().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let listing = Listing { id, own, fields, selection, source, sheet };
    // Thousands of cells are converted and written: beside those who wait for microseconds.
    let work = move || {
        let body = if question.html { listing.page(&question) } else { listing.json(&question, &stamp) };
        (question, body)
    };
    let (question, body) = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Problem::new(Kind::Internal, "the cells could not be written"))?;
    Ok(in_system(sent(&question, &tag, GEOJSON, body), &system))
}

async fn cell(asking: Asking, id: String, layer: &LayerView, code: &str) -> Result<Response, Problem> {
    let own = ["crs", "datetime", "plan"];
    let opening = asking.with(&own)?;
    let fields = Fields::of(&layer.layer, opening.question.measure);
    let selection = Selection::read(&opening.question, &fields, layer.tiles.bounds())?;
    let source = Source::of(&opening.asking.app, &opening.question, &id)?;
    let position = |source: &Source| source.view.layer.index_of(&CellCode::new(code));
    let Some(CellIndex(at)) = source.as_ref().and_then(position) else {
        return Err(Problem::new(Kind::NoSuchCell, format!("{id} has no cell {code} in the plan asked for"))
            .field("code")
            .expected("the id of one of the collection's items"));
    };
    let sheet = counted(&opening, source.as_ref()).await?;
    let tag = tag(&opening, source.as_ref(), sheet.as_ref());
    let Opening { asking, question } = opening;
    if tag.is_held(&asking.headers) {
        return Ok(held(&question, &tag));
    }
    let system = selection.road.crs.uri();
    let own = own.map(str::to_owned).to_vec();
    let listing = Listing { id, own, fields, selection, source, sheet };
    let body = if question.html { listing.page_of(&question, at) } else { listing.json_of(&question, at) };
    Ok(in_system(sent(&question, &tag, GEOJSON, body), &system))
}

/// The figures asked for, of the plan that answers, as much of them as the caller may see.
async fn counted(opening: &Opening, source: Option<&Source>) -> Result<Option<Sheet>, Problem> {
    let Opening { asking, question } = opening;
    let (Some(_), Some(source)) = (question.measure, source) else { return Ok(None) };
    let (layer, plan) = (source.view.layer.name().as_str(), source.plan.number().0);
    let uri = Uri::try_from(format!("/?plan={plan}&{}", question.figures))
        .map_err(|fault| Problem::new(Kind::BadRequest, fault.to_string()))?;
    let known: Vec<&str> = ["plan"].into_iter().chain(figures::parameters()).collect();
    Sheet::of(&asking.app, &asking.caller, &Parameters::read(&uri, &known)?, layer).await.map(Some)
}

/// Differs where borders, figures, question or form do.
fn tag(opening: &Opening, source: Option<&Source>, sheet: Option<&Sheet>) -> ETag {
    let Opening { asking, question } = opening;
    let borders = source
        .map_or_else(String::new, |source| format!("p{}-{}", source.plan.number().0, source.view.version()));
    let shown = sheet.map_or(0, |sheet| {
        let all: Vec<u32> = (0..).take(sheet.figures.shown.cells.len()).collect();
        sheet.figures.fingerprint(&all)
    });
    let asked = digest(&format!("{} {} {}", asking.app.public_url, question.html, asking.uri));
    ETag::new(&format!("ogc-{VERSION}-{borders}-{shown:016x}-{asked}"))
}
