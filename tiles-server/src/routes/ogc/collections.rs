//! Collections (要素集): the layers of the plan that is shown, each with its extent, systems, properties and links.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use gridward::grid::Plan;
use serde_json::{Value, json};

use super::crs::Crs;
use super::fields::Fields;
use super::links::{GEOJSON, HTML, JSON, Link, SCHEMA, TILESETS, segment};
use super::question::Question;
use super::{answer, both, collection, shown};
use crate::problem::Problem;
use crate::routes::maps::parameters::{ConditionParameters, FigureParameters};
use crate::state::{App, LayerView, Snapshot};

/// All collections.
#[utoipa::path(get, path = "/ogc/collections", tag = "ogc",
    params(ConditionParameters, FigureParameters, ("f" = Option<String>, Query, description = "json or html")),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument)))]
pub async fn list(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let question = Question::read(&app, &request, &[])?;
    let snapshot = app.snapshot();
    let views = shown(&app, &snapshot).map(|plan| snapshot.views_of(plan)).unwrap_or_default();
    let collections: Vec<Value> = views.iter().map(|view| about(&snapshot, view, &question)).collect();
    let document = json!({
        "links": question.addresses.own("/collections", JSON),
        "crs": Crs::offered(None).into_iter().map(Crs::uri).collect::<Vec<_>>(),
        "numberMatched": collections.len(),
        "numberReturned": collections.len(),
        "collections": collections,
    });
    Ok(answer::document(&question, request.headers(), JSON, "图层 Collections", &document))
}

/// One collection.
#[utoipa::path(get, path = "/ogc/collections/{collection}", tag = "ogc",
    params(("collection" = String, Path, description = "Name of a layer", example = "town"), ConditionParameters, FigureParameters,
        ("f" = Option<String>, Query, description = "json or html")),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn one(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let question = Question::read(&app, &request, &[])?;
    let snapshot = app.snapshot();
    let view = collection(&app, &snapshot, &id)?;
    let document = about(&snapshot, view, &question);
    Ok(answer::document(&question, request.headers(), JSON, &both(view.layer.title()), &document))
}

/// The properties of a collection's items, as a JSON Schema.
#[utoipa::path(get, path = "/ogc/collections/{collection}/schema", tag = "ogc",
    params(("collection" = String, Path, description = "Name of a layer", example = "town"), ConditionParameters, FigureParameters,
        ("f" = Option<String>, Query, description = "json or html")),
    responses((status = 200, content_type = "application/schema+json"), (status = 304), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn schema(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let question = Question::read(&app, &request, &[])?;
    let snapshot = app.snapshot();
    let view = collection(&app, &snapshot, &id)?;
    let fields = Fields::of(&view.layer, question.measure);
    let title = both(view.layer.title());
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": question.addresses.at(&format!("/collections/{}/schema", segment(&id))),
        "title": title,
        "type": "object",
        "properties": fields.schema()["properties"],
    });
    Ok(answer::document(&question, request.headers(), SCHEMA, &title, &document))
}

/// The description of one collection.
fn about(snapshot: &Snapshot, view: &LayerView, question: &Question) -> Value {
    let (layer, addresses) = (&view.layer, &question.addresses);
    let path = format!("/collections/{}", segment(layer.name().as_str()));
    let mut links = addresses.own(&path, JSON).to_vec();
    links.extend([
        Link::new(addresses.at(&format!("{path}/items")), "items", GEOJSON, "网格 / Cells"),
        Link::new(
            addresses.with(&format!("{path}/items"), &[("f", "html")]),
            "items",
            HTML,
            "网格表 / Cells as a page",
        ),
        Link::new(addresses.at(&format!("{path}/tiles")), TILESETS, JSON, "矢量瓦片 / Vector tiles"),
        Link::new(addresses.at(&format!("{path}/schema")), "describedby", SCHEMA, "属性 / Properties"),
    ]);
    let [from, to] = lifetime(snapshot, view);
    let note = layer.note().map(both).unwrap_or_default();
    let synthetic = if layer.synthetic() { "合成数据 Synthetic. " } else { "" };
    let measure = question.measure.map_or_else(String::new, |measure| {
        format!(
            " {}（{}） / {} ({})",
            measure.title().zh,
            measure.unit().zh,
            measure.title().en,
            measure.unit().en
        )
    });
    json!({
        "id": layer.name().as_str(),
        "title": both(layer.title()),
        "description": format!("{} 个网格，{} cells. {synthetic}{note}{measure}", layer.cells().len(), layer.cells().len()),
        "itemType": "feature",
        "extent": {
            "spatial": {
                "bbox": [view.tiles.bounds().unwrap_or([-180.0, -90.0, 180.0, 90.0])],
                "crs": Crs::Crs84.uri(),
            },
            "temporal": {
                "interval": [[from, to]],
                "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
            },
        },
        "crs": Crs::offered(view.tiles.bounds()).into_iter().map(Crs::uri).collect::<Vec<_>>(),
        "storageCrs": Crs::Crs84.uri(),
        "synthetic": layer.synthetic(),
        "links": links,
    })
}

/// From when and until when plans have the layer.
fn lifetime(snapshot: &Snapshot, view: &LayerView) -> [Option<String>; 2] {
    let plans = snapshot.history.plans().iter();
    let having: Vec<&Arc<Plan>> = plans.filter(|plan| plan.layer(view.layer.name()).is_some()).collect();
    let from = having.first().map(|plan| snapshot.local(plan.valid_from()));
    let to = having.last().and_then(|plan| plan.valid_to()).map(|end| snapshot.local(end));
    [from, to]
}
