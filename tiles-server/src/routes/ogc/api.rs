//! The description of these addresses as `OpenAPI` 3.0, which GIS programs read before they ask: which parameters there are,
//! how many items a page may have, by which properties items are chosen.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::crs::Crs;
use super::fields::Fields;
use super::links::{GEOJSON, JSON, OPENAPI, SCHEMA, VECTOR_TILE, segment};
use super::matrices::WEB_MERCATOR_QUAD;
use super::question::Question;
use super::selection::{LARGEST_PAGE, PAGE};
use super::{answer, both, landing, shown};
use crate::figures;
use crate::problem::Problem;
use crate::routes::maps::parameters::{ConditionParameters, FigureParameters};
use crate::state::{App, LayerView, Snapshot};

/// The description of these addresses.
#[utoipa::path(get, path = "/ogc/api", tag = "ogc",
    params(ConditionParameters, FigureParameters, ("f" = Option<String>, Query, description = "json or html")),
    responses((status = 200, content_type = "application/vnd.oai.openapi+json;version=3.0"), (status = 304), (status = 400, body = crate::problem::ProblemDocument)))]
pub async fn api(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let question = Question::read(&app, &request, &[])?;
    let snapshot = app.snapshot();
    let document = description(&app, &snapshot, &question);
    Ok(answer::document(&question, request.headers(), OPENAPI, "接口说明 Description", &document))
}

fn description(app: &App, snapshot: &Snapshot, question: &Question) -> Value {
    let views = shown(app, snapshot).map(|plan| snapshot.views_of(plan)).unwrap_or_default();
    let mut paths = Map::new();
    for (path, media, summary) in [
        ("/", JSON, "首页 Where one comes in"),
        ("/conformance", JSON, "符合性声明 Conformance"),
        ("/collections", JSON, "图层 Collections"),
        ("/tileMatrixSets", JSON, "瓦片矩阵集 Tile matrix sets"),
        ("/tileMatrixSets/WebMercatorQuad", JSON, "瓦片矩阵集 The tile matrix set"),
    ] {
        paths.insert(path.to_owned(), got(summary, media, &common(question)));
    }
    for view in &views {
        describe(&mut paths, view, question);
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": landing::heading(&snapshot.name),
            "version": env!("CARGO_PKG_VERSION"),
            "description": "OGC API Features 1.0 (Core, GeoJSON, HTML, CRS) and Tiles 1.0 of the layers of the grid plan in force. \
                The whole interface of this server is described by /openapi.json.",
        },
        "servers": [{"url": question.addresses.root()}],
        "paths": paths,
        "components": {"parameters": parameters(), "schemas": schemas()},
    })
}

/// The addresses of one collection.
fn describe(paths: &mut Map<String, Value>, view: &LayerView, question: &Question) {
    let path = format!("/collections/{}", segment(view.layer.name().as_str()));
    let title = both(view.layer.title());
    let fields = Fields::of(&view.layer, question.measure);
    let offered: Vec<String> = Crs::offered(view.tiles.bounds()).into_iter().map(Crs::uri).collect();
    let system = |name: &str, text: &str| {
        json!({"name": name, "in": "query", "description": text, "schema": {"type": "string", "format": "uri",
            "enum": offered, "default": Crs::Crs84.uri()}})
    };
    let crs = system("crs", "坐标系 Coordinate system of the answer");
    let times = [reference("datetime"), reference("plan")];
    let mut several = vec![
        reference("limit"),
        reference("offset"),
        reference("bbox"),
        system("bbox-crs", "bbox 的坐标系 Coordinate system of bbox"),
        crs.clone(),
    ];
    several.extend(times.clone());
    several.extend(fields.list().iter().filter(|field| field.chooses).map(|field| {
        json!({"name": field.key, "in": "query", "description": field.meaning, "schema": {"type": "string"}})
    }));
    several.extend(common(question));
    let mut one = vec![
        json!({"name": "code", "in": "path", "required": true, "description": "网格编码 Code of the cell", "schema": {"type": "string"}}),
        crs,
    ];
    one.extend(times);
    one.extend(common(question));
    let address = ["tileMatrix", "tileRow", "tileCol"]
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}));
    let mut tile = address.to_vec();
    tile.extend(conditions(question));
    let plain = common(question);
    let set = format!("{path}/tiles/{WEB_MERCATOR_QUAD}");
    for (path, media, parameters) in [
        (path.clone(), JSON, &plain),
        (format!("{path}/schema"), SCHEMA, &plain),
        (format!("{path}/items"), GEOJSON, &several),
        (format!("{path}/items/{{code}}"), GEOJSON, &one),
        (format!("{path}/tiles"), JSON, &plain),
        (set.clone(), JSON, &plain),
        (format!("{set}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"), VECTOR_TILE, &tile),
    ] {
        paths.insert(path, got(&title, media, parameters));
    }
}

/// One address that answers GET.
fn got(summary: &str, media: &str, parameters: &[Value]) -> Value {
    let schema = match media {
        GEOJSON => json!({"$ref": "#/components/schemas/geojson"}),
        VECTOR_TILE => json!({"type": "string", "format": "binary"}),
        _ => json!({"type": "object"}),
    };
    let mut content = Map::new();
    content.insert(media.to_owned(), json!({"schema": schema}));
    if media != VECTOR_TILE {
        content.insert("text/html".to_owned(), json!({"schema": {"type": "string"}}));
    }
    let problem = json!({"description": "Problem document (RFC 9457)", "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}},
    }});
    json!({"get": {
        "summary": summary,
        "parameters": parameters,
        "responses": {"200": {"description": "OK", "content": content}, "400": problem, "404": problem},
    }})
}

/// Parameters of every document.
fn common(question: &Question) -> Vec<Value> {
    std::iter::once(reference("f")).chain(conditions(question)).collect()
}

/// Where figures are asked for they are part of the question already, and a property `class` is not to be taken for a condition.
fn conditions(question: &Question) -> Vec<Value> {
    if question.measure.is_some() {
        return Vec::new();
    }
    figures::parameters().map(reference).collect()
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/parameters/{name}")})
}

fn parameters() -> Value {
    let mut all = Map::new();
    for (name, text, schema) in [
        ("f", "json, or html for people", json!({"type": "string", "enum": ["json", "html"]})),
        (
            "limit",
            "Most items of the page",
            json!({"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE}),
        ),
        ("offset", "Items before the page", json!({"type": "integer", "minimum": 0, "default": 0})),
        (
            "datetime",
            "RFC 3339 instant, or interval with .. for an open end; the plan in force then answers, of an interval the last one",
            json!({"type": "string"}),
        ),
        ("plan", "Number of a plan, instead of datetime", json!({"type": "integer"})),
    ] {
        all.insert(name.to_owned(), query(name, text, schema));
    }
    let numbers = json!({"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6});
    let mut bbox =
        query("bbox", "Four numbers, or six with heights, in the order of the axes of bbox-crs", numbers);
    bbox["style"] = json!("form");
    bbox["explode"] = json!(false);
    all.insert("bbox".to_owned(), bbox);
    for name in figures::parameters() {
        let text = "Figures of cells: see /openapi.json, /tiles/{layer}.json";
        all.insert(name.to_owned(), query(name, text, json!({"type": "string"})));
    }
    Value::Object(all)
}

fn query(name: &str, text: &str, schema: Value) -> Value {
    json!({"name": name, "in": "query", "required": false, "description": text, "schema": schema})
}

fn schemas() -> Value {
    let text = json!({"type": "string"});
    json!({
        "geojson": {
            "type": "object",
            "required": ["type"],
            "properties": {
                "type": {"type": "string", "enum": ["Feature", "FeatureCollection"]},
                "links": {"type": "array", "items": {"$ref": "#/components/schemas/link"}},
            },
        },
        "link": {
            "type": "object",
            "required": ["href"],
            "properties": {"href": text, "rel": text, "type": text, "title": text},
        },
        "problem": {
            "type": "object",
            "required": ["type", "title", "status"],
            "properties": {"type": text, "title": text, "status": {"type": "integer"}, "detail": text, "field": text, "expected": text},
        },
    })
}
