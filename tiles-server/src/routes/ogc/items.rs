//! The cells of a collection, page by page, and one by its code.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, Uri};
use axum::response::Response;
use gridward::ids::{CellCode, CellIndex};

use super::answer::{digest, held, sent};
use super::collection;
use super::fields::Fields;
use super::links::GEOJSON;
use super::listing::Listing;
use super::question::Question;
use super::selection::{PARAMETERS, Selection, Source};
use crate::auth::{Caller, Who};
use crate::figures::{self, Sheet};
use crate::negotiate::ETag;
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::routes::maps::parameters::{ConditionParameters, FigureParameters};
use crate::state::App;

/// Raised when the same cells would be written otherwise.
const VERSION: u32 = 1;

/// The cells of a layer of the plan in force, or of the plan that was in force at `datetime`: GeoJSON, or a page. With any
/// parameter of figures each cell has its figure, as much of it as the caller may see.
#[utoipa::path(get, path = "/ogc/collections/{collection}/items", tag = "ogc",
    params(
        ("collection" = String, Path, description = "Name of a layer", example = "town"),
        ("bbox" = Option<String>, Query, description = "Four numbers, or six with heights"),
        ("bbox-crs" = Option<String>, Query, description = "Coordinate system of bbox; CRS84 where it is missing"),
        ("crs" = Option<String>, Query, description = "Coordinate system of the answer; CRS84 where it is missing"),
        ("datetime" = Option<String>, Query, description = "Instant or interval"),
        ("plan" = Option<u32>, Query, description = "Number of a plan"),
        ("limit" = Option<u32>, Query, description = "Most items of the page, 100 where it is missing, 10000 at most"),
        ("offset" = Option<u32>, Query, description = "Items before the page"),
        ("code" = Option<String>, Query, description = "Only the cell with this code; also name, name_en and the parent_… of the layer"),
        ConditionParameters, FigureParameters,
        ("f" = Option<String>, Query, description = "json or html")
    ),
    responses((status = 200, content_type = "application/geo+json"), (status = 304),
        (status = 400, body = crate::problem::ProblemDocument), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn items(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let layer = Arc::clone(collection(&app, &app.snapshot(), &id)?);
    let mut own: Vec<String> = PARAMETERS.map(str::to_owned).to_vec();
    own.extend(Fields::of(&layer.layer, None).choosing());
    let known: Vec<&str> = own.iter().map(String::as_str).collect();
    let question = Question::read(&app, &request, &known)?;
    let fields = Fields::of(&layer.layer, question.measure);
    let selection = Selection::read(&question, &fields, layer.tiles.bounds())?;
    let source = Source::of(&app, &question, &id)?;
    let sheet = counted(&app, &caller, &question, source.as_ref()).await?;
    let tag = tag(&app, &question, &request, source.as_ref(), sheet.as_ref());
    if tag.is_held(request.headers()) {
        return Ok(held(&question, &tag));
    }
    let system = selection.road.crs.uri();
    let stamp = (app.clock)().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
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

/// One cell by its code.
#[utoipa::path(get, path = "/ogc/collections/{collection}/items/{code}", tag = "ogc",
    params(
        ("collection" = String, Path, description = "Name of a layer", example = "town"),
        ("code" = String, Path, description = "Code of the cell"),
        ("crs" = Option<String>, Query, description = "Coordinate system of the answer"),
        ("datetime" = Option<String>, Query, description = "Instant or interval"),
        ("plan" = Option<u32>, Query, description = "Number of a plan"),
        ConditionParameters, FigureParameters,
        ("f" = Option<String>, Query, description = "json or html")
    ),
    responses((status = 200, content_type = "application/geo+json"), (status = 304),
        (status = 400, body = crate::problem::ProblemDocument), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn item(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path((id, code)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let layer = Arc::clone(collection(&app, &app.snapshot(), &id)?);
    let own = ["crs", "datetime", "plan"];
    let question = Question::read(&app, &request, &own)?;
    let fields = Fields::of(&layer.layer, question.measure);
    let selection = Selection::read(&question, &fields, layer.tiles.bounds())?;
    let source = Source::of(&app, &question, &id)?;
    let position = |source: &Source| source.view.layer.index_of(&CellCode::new(&code));
    let Some(CellIndex(at)) = source.as_ref().and_then(position) else {
        return Err(Problem::new(Kind::NoSuchCell, format!("{id} has no cell {code} in the plan asked for"))
            .field("code")
            .expected("the id of one of the collection's items"));
    };
    let sheet = counted(&app, &caller, &question, source.as_ref()).await?;
    let tag = tag(&app, &question, &request, source.as_ref(), sheet.as_ref());
    if tag.is_held(request.headers()) {
        return Ok(held(&question, &tag));
    }
    let system = selection.road.crs.uri();
    let own = own.map(str::to_owned).to_vec();
    let listing = Listing { id, own, fields, selection, source, sheet };
    let body = if question.html { listing.page_of(&question, at) } else { listing.json_of(&question, at) };
    Ok(in_system(sent(&question, &tag, GEOJSON, body), &system))
}

/// The figures asked for, of the plan that answers, as much of them as the caller may see.
async fn counted(
    app: &Arc<App>,
    caller: &Caller,
    question: &Question,
    source: Option<&Source>,
) -> Result<Option<Sheet>, Problem> {
    let (Some(_), Some(source)) = (question.measure, source) else { return Ok(None) };
    let (layer, plan) = (source.view.layer.name().as_str(), source.plan.number().0);
    let uri = Uri::try_from(format!("/?plan={plan}&{}", question.figures))
        .map_err(|fault| Problem::new(Kind::BadRequest, fault.to_string()))?;
    let known: Vec<&str> = ["plan"].into_iter().chain(figures::parameters()).collect();
    Sheet::of(app, caller, &Parameters::read(&uri, &known)?, layer).await.map(Some)
}

/// Differs where borders, figures, question or form do.
fn tag(
    app: &App,
    question: &Question,
    request: &Request,
    source: Option<&Source>,
    sheet: Option<&Sheet>,
) -> ETag {
    let borders = source
        .map_or_else(String::new, |source| format!("p{}-{}", source.plan.number().0, source.view.version()));
    let shown = sheet.map_or(0, |sheet| {
        let all: Vec<u32> = (0..).take(sheet.figures.shown.cells.len()).collect();
        sheet.figures.fingerprint(&all)
    });
    let asked = digest(&format!("{} {} {}", app.public_url, question.html, request.uri()));
    ETag::new(&format!("ogc-{VERSION}-{borders}-{shown:016x}-{asked}"))
}

/// Says which system the coordinates are in.
fn in_system(mut response: Response, crs: &str) -> Response {
    if let Ok(value) = HeaderValue::try_from(format!("<{crs}>")) {
        response.headers_mut().insert("content-crs", value);
    }
    response
}
