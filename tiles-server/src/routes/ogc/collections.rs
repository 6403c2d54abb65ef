//! Collections (要素集): the layers of the plan that is shown, cases, and the density, each with its extent, systems, properties
//! and links.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use gridward::grid::Plan;
use serde_json::{Value, json};

use super::crs::Crs;
use super::fields::Fields;
use super::links::{GEOJSON, HTML, JSON, Link, QUERYABLES, SCHEMA, TILESETS, segment};
use super::opening::{Collection, Opening};
use super::parameters::{CollectionPath, DocumentParameters};
use super::question::Question;
use super::{both, cases, picture};
use crate::problem::{Kind, Problem};
use crate::state::{LayerView, Snapshot};

/// All collections.
#[utoipa::path(get, path = "/ogc/collections", tag = "ogc", params(DocumentParameters),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument)))]
pub async fn list(opening: Opening) -> Result<Response, Problem> {
    let Opening { asking, question } = &opening;
    let layers = asking.layers().into_iter();
    let mut collections: Vec<Value> = layers.map(|view| of_layer(&asking.snapshot, view, question)).collect();
    if asking.sees_cases() {
        collections.push(cases::about(asking, question));
    }
    if asking.app.cases.is_some() {
        collections.push(picture::about(asking, question));
    }
    let document = json!({
        "links": question.addresses.own("/collections", JSON),
        "crs": Crs::offered(None).into_iter().map(Crs::uri).collect::<Vec<_>>(),
        "numberMatched": collections.len(),
        "numberReturned": collections.len(),
        "collections": collections,
    });
    Ok(opening.document(JSON, "图层 Collections", &document))
}

/// One collection.
#[utoipa::path(get, path = "/ogc/collections/{collection}", tag = "ogc", params(CollectionPath, DocumentParameters),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 403, body = crate::problem::ProblemDocument), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn one(opening: Opening, Path(id): Path<String>) -> Result<Response, Problem> {
    let Opening { asking, question } = &opening;
    let (title, document) = match asking.collection(&id)? {
        Collection::Layer(view) => (both(view.layer.title()), of_layer(&asking.snapshot, &view, question)),
        Collection::Cases => (cases::TITLE.to_owned(), cases::about(asking, question)),
        Collection::Density => (picture::TITLE.to_owned(), picture::about(asking, question)),
    };
    Ok(opening.document(JSON, &title, &document))
}

/// The properties of a collection's items, as a JSON Schema.
#[utoipa::path(get, path = "/ogc/collections/{collection}/schema", tag = "ogc", params(CollectionPath, DocumentParameters),
    responses((status = 200, content_type = "application/schema+json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 403, body = crate::problem::ProblemDocument), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn schema(opening: Opening, Path(id): Path<String>) -> Result<Response, Problem> {
    let (title, properties) = match opening.asking.collection(&id)? {
        Collection::Layer(view) => {
            let fields = Fields::of(&view.layer, opening.question.measure);
            (both(view.layer.title()), fields.schema()["properties"].clone())
        }
        Collection::Cases => (cases::TITLE.to_owned(), cases::schema()),
        Collection::Density => return Err(no_items(&id)),
    };
    let document = of_properties(&opening, &id, "schema", &title, &properties);
    Ok(opening.document(SCHEMA, &title, &document))
}

/// What items of a collection can be chosen by, as a JSON Schema.
#[utoipa::path(get, path = "/ogc/collections/{collection}/queryables", tag = "ogc", params(CollectionPath, DocumentParameters),
    responses((status = 200, content_type = "application/schema+json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 403, body = crate::problem::ProblemDocument), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn queryables(opening: Opening, Path(id): Path<String>) -> Result<Response, Problem> {
    let (title, properties) = match opening.asking.collection(&id)? {
        Collection::Layer(view) => (both(view.layer.title()), Fields::of(&view.layer, None).queryables()),
        Collection::Cases => (cases::TITLE.to_owned(), cases::queryables()),
        Collection::Density => return Err(no_items(&id)),
    };
    let mut document = of_properties(&opening, &id, "queryables", &title, &properties);
    document["additionalProperties"] = json!(false);
    Ok(opening.document(SCHEMA, &title, &document))
}

fn of_properties(opening: &Opening, id: &str, name: &str, title: &str, properties: &Value) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": opening.question.addresses.at(&format!("/collections/{}/{name}", segment(id))),
        "title": title,
        "type": "object",
        "properties": properties,
    })
}

/// That a collection has no items.
pub fn no_items(id: &str) -> Problem {
    Problem::new(Kind::NoSuchRoute, format!("{id} is a picture and has no items"))
        .field("collection")
        .expected("/ogc/collections/density/map/tiles")
}

/// The links of a collection that has items.
pub fn links_of(question: &Question, id: &str, items: &str) -> Vec<Link> {
    let (addresses, path) = (&question.addresses, format!("/collections/{}", segment(id)));
    let mut links = addresses.own(&path, JSON).to_vec();
    links.extend([
        Link::new(addresses.at(&format!("{path}/items")), "items", GEOJSON, items),
        Link::new(addresses.with(&format!("{path}/items"), &[("f", "html")]), "items", HTML, items),
        Link::new(addresses.at(&format!("{path}/schema")), "describedby", SCHEMA, "属性 / Properties"),
        Link::new(
            addresses.at(&format!("{path}/queryables")),
            QUERYABLES,
            SCHEMA,
            "可查询属性 / What items are chosen by",
        ),
    ]);
    links
}

/// The description of a layer.
fn of_layer(snapshot: &Snapshot, view: &LayerView, question: &Question) -> Value {
    let layer = &view.layer;
    let tiles = format!("/collections/{}/tiles", segment(layer.name().as_str()));
    let mut links = links_of(question, layer.name().as_str(), "网格 / Cells");
    links.push(Link::new(question.addresses.at(&tiles), TILESETS, JSON, "矢量瓦片 / Vector tiles"));
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
