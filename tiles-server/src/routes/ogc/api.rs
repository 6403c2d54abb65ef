//! The description of these addresses as `OpenAPI` 3.0, which GIS programs read before they ask: which parameters there are,
//! how many items a page may have, by which properties items are chosen.

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::crs::Crs;
use super::fields::Fields;
use super::links::{GEOJSON, JSON, OPENAPI, PNG, SCHEMA, VECTOR_TILE, segment};
use super::matrices::MatrixSet;
use super::opening::{Asking, CASES, DENSITY, Opening};
use super::parameters::DocumentParameters;
use super::question::Question;
use super::selection::{LARGEST_PAGE, PAGE};
use super::{both, cases, landing, picture};
use crate::problem::Problem;
use crate::state::LayerView;
use crate::{density, figures};

/// The description of these addresses.
#[utoipa::path(get, path = "/ogc/api", tag = "ogc", params(DocumentParameters),
    responses((status = 200, content_type = "application/vnd.oai.openapi+json;version=3.0"), (status = 304), (status = 400, body = crate::problem::ProblemDocument)))]
pub async fn api(opening: Opening) -> Result<Response, Problem> {
    let document = description(&opening);
    Ok(opening.document(OPENAPI, "接口说明 Description", &document))
}

fn description(opening: &Opening) -> Value {
    let Opening { asking, question } = opening;
    let mut paths = Map::new();
    for (path, media, summary) in [
        ("/", JSON, "首页 Where one comes in"),
        ("/conformance", JSON, "符合性声明 Conformance"),
        ("/collections", JSON, "图层 Collections"),
        ("/tileMatrixSets", JSON, "瓦片矩阵集 Tile matrix sets"),
    ] {
        paths.insert(path.to_owned(), got(summary, media, &common(question)));
    }
    for set in MatrixSet::ALL {
        let path = format!("/tileMatrixSets/{}", set.id());
        paths.insert(path, got("瓦片矩阵集 The tile matrix set", JSON, &common(question)));
    }
    for view in asking.layers() {
        describe(&mut paths, view, question);
    }
    if asking.sees_cases() {
        describe_cases(&mut paths, asking, question);
    }
    if asking.app.cases.is_some() {
        describe_density(&mut paths, question);
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": landing::heading(&asking.snapshot.name),
            "version": env!("CARGO_PKG_VERSION"),
            "description": "OGC API Features 1.0 (Core, GeoJSON, HTML, CRS) and Tiles 1.0 of the layers of the grid plan in force. \
                The whole interface of this server is described by /openapi.json.",
        },
        "servers": [{"url": question.addresses.root()}],
        "paths": paths,
        "components": {"parameters": parameters(), "schemas": schemas()},
    })
}

/// The addresses of a layer.
fn describe(paths: &mut Map<String, Value>, view: &LayerView, question: &Question) {
    let path = format!("/collections/{}", segment(view.layer.name().as_str()));
    let title = both(view.layer.title());
    let fields = Fields::of(&view.layer, question.measure);
    let crs = system("crs", "坐标系 Coordinate system of the answer", view.tiles.bounds());
    let mut several = vec![
        reference("limit"),
        reference("offset"),
        reference("bbox"),
        system("bbox-crs", "bbox 的坐标系 Coordinate system of bbox", view.tiles.bounds()),
        crs.clone(),
        reference("datetime"),
        reference("plan"),
    ];
    several.extend(fields.list().iter().filter(|field| field.chooses).map(|field| {
        json!({"name": field.key, "in": "query", "description": field.meaning, "schema": {"type": "string"}})
    }));
    several.extend(common(question));
    let mut one =
        vec![in_path("code", "网格编码 Code of the cell"), crs, reference("datetime"), reference("plan")];
    one.extend(common(question));
    with_items(paths, &path, &title, question, (&several, &one));
    let mut tile = tile_address();
    tile.extend(conditions(question));
    let plain = common(question);
    paths.insert(format!("{path}/tiles"), got(&title, JSON, &plain));
    for set in MatrixSet::VECTOR {
        let set = format!("{path}/tiles/{}", set.id());
        paths
            .insert(format!("{set}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"), got(&title, VECTOR_TILE, &tile));
        paths.insert(set, got(&title, JSON, &plain));
    }
}

/// The addresses of cases.
fn describe_cases(paths: &mut Map<String, Value>, asking: &Asking, question: &Question) {
    let bounds = asking.bounds();
    let crs = system("crs", "坐标系 Coordinate system of the answer", bounds);
    let mut several = vec![
        reference("limit"),
        reference("after"),
        reference("bbox"),
        system("bbox-crs", "bbox 的坐标系 Coordinate system of bbox", bounds),
        crs.clone(),
        reference("datetime"),
    ];
    several.extend(common(question));
    let mut one = vec![in_path("code", "案件编号 Identity of the case"), crs];
    one.extend(common(question));
    with_items(paths, &format!("/collections/{CASES}"), cases::TITLE, question, (&several, &one));
}

/// The addresses of the density.
fn describe_density(paths: &mut Map<String, Value>, question: &Question) {
    let path = format!("/collections/{DENSITY}");
    let mut drawn: Vec<Value> = density::PARAMETERS.iter().copied().map(reference).collect();
    let plain = common(question);
    let mut tile = tile_address();
    tile.extend(drawn.clone());
    tile.extend(conditions(question));
    drawn.extend(plain.clone());
    paths.insert(format!("{path}/map/tiles"), got(picture::TITLE, JSON, &drawn));
    for set in MatrixSet::PICTURE {
        let set = format!("{path}/map/tiles/{}", set.id());
        paths
            .insert(format!("{set}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"), got(picture::TITLE, PNG, &tile));
        paths.insert(set, got(picture::TITLE, JSON, &drawn));
    }
    paths.insert(path, got(picture::TITLE, JSON, &plain));
}

/// The addresses of every collection that has items.
fn with_items(
    paths: &mut Map<String, Value>,
    path: &str,
    title: &str,
    question: &Question,
    (several, one): (&[Value], &[Value]),
) {
    let plain = common(question);
    paths.insert(path.to_owned(), got(title, JSON, &plain));
    paths.insert(format!("{path}/schema"), got(title, SCHEMA, &plain));
    paths.insert(format!("{path}/queryables"), got(title, SCHEMA, &plain));
    paths.insert(format!("{path}/items"), got(title, GEOJSON, several));
    paths.insert(format!("{path}/items/{{code}}"), got(title, GEOJSON, one));
}

fn system(name: &str, text: &str, bounds: Option<[f64; 4]>) -> Value {
    let offered: Vec<String> = Crs::offered(bounds).into_iter().map(Crs::uri).collect();
    json!({"name": name, "in": "query", "description": text, "schema": {"type": "string", "format": "uri",
        "enum": offered, "default": Crs::Crs84.uri()}})
}

fn in_path(name: &str, text: &str) -> Value {
    json!({"name": name, "in": "path", "required": true, "description": text, "schema": {"type": "string"}})
}

fn tile_address() -> Vec<Value> {
    [("tileMatrix", "级别 Level"), ("tileRow", "行（自北） Row from the north"), ("tileCol", "列 Column")]
        .map(|(name, text)| in_path(name, text))
        .to_vec()
}

/// One address that answers GET.
fn got(summary: &str, media: &str, parameters: &[Value]) -> Value {
    let schema = match media {
        GEOJSON => json!({"$ref": "#/components/schemas/geojson"}),
        VECTOR_TILE | PNG => json!({"type": "string", "format": "binary"}),
        _ => json!({"type": "object"}),
    };
    let mut content = Map::new();
    content.insert(media.to_owned(), json!({"schema": schema}));
    if !matches!(media, VECTOR_TILE | PNG) {
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
        ("after", "Items after the case of this number", json!({"type": "integer", "minimum": 0})),
        (
            "bandwidth",
            "Distance in metres at which a case counts no more",
            json!({"type": "number", "minimum": 50, "maximum": 10_000, "default": 300}),
        ),
        (
            "edge",
            "Correction at the district's border",
            json!({"type": "string", "enum": ["none", "corrected"]}),
        ),
        ("ramp", "Colours", json!({"type": "string", "enum": ["cividis", "viridis", "batlow", "grey"]})),
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
