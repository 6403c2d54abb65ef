//! Where one comes in, and which parts of the standards are kept to.

use axum::response::Response;
use gridward::grid::Title;
use serde_json::{Value, json};

use super::links::{Addresses, HTML, JSON, Link, OPENAPI, TILING_SCHEMES};
use super::opening::Opening;
use super::parameters::DocumentParameters;
use crate::problem::Problem;

/// The conformance classes that are kept to.
pub const CLASSES: [&str; 19] = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
];

/// Where one comes in: what there is, and where.
#[utoipa::path(get, path = "/ogc", tag = "ogc", params(DocumentParameters),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument)))]
pub async fn landing(opening: Opening) -> Result<Response, Problem> {
    let title = heading(&opening.asking.snapshot.name);
    Ok(opening.document(JSON, &title, &document(&title, &opening.question.addresses)))
}

/// Which parts of the standards are kept to.
#[utoipa::path(get, path = "/ogc/conformance", tag = "ogc", params(DocumentParameters),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument)))]
pub async fn conformance(opening: Opening) -> Result<Response, Problem> {
    let document = json!({
        "conformsTo": CLASSES,
        "links": opening.question.addresses.own("/conformance", JSON),
    });
    Ok(opening.document(JSON, "符合性声明 Conformance", &document))
}

/// What the whole is called.
pub fn heading(district: &Title) -> String {
    format!("{}责任网格 / Responsibility grids of {}", district.zh, district.en)
}

fn document(title: &str, addresses: &Addresses) -> Value {
    let mut links = addresses.own("", JSON).to_vec();
    links.extend([
        Link::new(addresses.at("/collections"), "data", JSON, "图层 / Collections"),
        Link::new(addresses.at("/conformance"), "conformance", JSON, "符合性声明 / Conformance"),
        Link::new(addresses.at("/api"), "service-desc", OPENAPI, "接口定义 / Description for programs"),
        Link::new(
            addresses.with("/api", &[("f", "html")]),
            "service-doc",
            HTML,
            "接口说明 / Description for people",
        ),
        Link::new(addresses.at("/tileMatrixSets"), TILING_SCHEMES, JSON, "瓦片矩阵集 / Tile matrix sets"),
    ]);
    json!({
        "title": title,
        "description": "现行网格方案的各图层，供 GIS 软件使用；边界或案件为合成数据时，要素中注明。 \
            The layers of the grid plan in force, for GIS programs; what is invented says so in each feature.",
        "links": links,
    })
}
