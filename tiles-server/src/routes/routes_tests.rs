use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use gridward::grid::{Cell, Layer, LayerRole, Parents, Plan, PlanHistory, Title};
use gridward::ids::{CellCode, LayerName, PlanNumber};
use gridward::topology::{Point, Polygon, Shape};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde_json::Value;
use tower::ServiceExt as _;

use super::{openapi, router};
use crate::state::{App, Snapshot};

/// Squares of 0.01° from 121.38 E, 31.11 N: `columns` by 2.
fn layer(name: &str, role: LayerRole, columns: i64) -> Arc<Layer> {
    let mut cells = Vec::new();
    for (i, j) in (0..columns).flat_map(|i| [(i, 0), (i, 1)]) {
        let p = |x: i64, y: i64| Point { x: 1_213_800_000 + x * 100_000, y: 311_100_000 + y * 100_000 };
        let exterior = vec![p(i, j), p(i + 1, j), p(i + 1, j + 1), p(i, j + 1)];
        cells.push(Cell {
            code: CellCode::new(&format!("0{i}{j}")),
            name: Some(Title::new(&format!("第{i}{j}格"), &format!("Cell {i}{j}"))),
            parents: Parents::from_iter([(LayerName::new("town"), CellCode::new("01"))]),
            shape: Shape { polygons: vec![Polygon { exterior, interiors: vec![] }] },
        });
    }
    let title = Title::new("单元网格", "Unit grid");
    let layer = Layer::new(LayerName::new(name), title, role, cells).unwrap();
    Arc::new(layer.into_synthetic(Title::new("示例", "made up")))
}

pub(in crate::routes) fn app() -> App {
    let plan = |number, from: &str, to: Option<&str>, columns| {
        let layers = [layer("unit-grid", LayerRole::UnitGrid, columns), layer("town", LayerRole::Town, 1)];
        let layers: BTreeMap<_, _> = layers.into_iter().map(|layer| (layer.name().clone(), layer)).collect();
        let to = to.map(|to| to.parse::<Timestamp>().unwrap());
        Arc::new(Plan::new(PlanNumber(number), from.parse().unwrap(), to, layers, vec![]).unwrap())
    };
    let plans = vec![
        plan(1, "2025-12-31T16:00:00Z", Some("2026-05-31T16:00:00Z"), 2),
        plan(2, "2026-05-31T16:00:00Z", None, 3),
    ];
    let zone = TimeZone::fixed(Offset::from_hours(8).unwrap());
    let history = PlanHistory::new(plans).unwrap();
    let snapshot = Snapshot::new(Title::new("示例区", "Sample"), zone, history).unwrap();
    let mut app = App::new(snapshot, "http://127.0.0.1:8080/");
    app.clock = || "2026-08-01T00:00:00Z".parse().unwrap();
    app
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{:?}", self.body))
    }
}

pub(in crate::routes) async fn ask_of(app: App, method: &str, uri: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router(Arc::new(app)).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body }
}

pub(in crate::routes) async fn get(uri: &str) -> Answer {
    ask_of(app(), "GET", uri, &[]).await
}

async fn get_with(uri: &str, headers: &[(&str, &str)]) -> Answer {
    ask_of(app(), "GET", uri, headers).await
}

/// The tile at zoom 13 that holds 121.3801 E, 31.1101 N.
const TILE: &str = "/tiles/unit-grid/13/6858/3350.mvt";

async fn problem(uri: &str, status: u16, kind: &str, field: &str) -> Value {
    let answer = get(uri).await;
    let document = answer.json();
    assert_eq!(answer.status.as_u16(), status, "{uri}: {document}");
    assert_eq!(answer.header("content-type"), "application/problem+json", "{uri}");
    assert_eq!(document["type"], format!("urn:gridward:problem:{kind}"), "{uri}: {document}");
    assert_eq!(document["status"], status);
    assert_eq!(document["field"].as_str().unwrap_or(""), field, "{uri}: {document}");
    if !field.is_empty() {
        assert_ne!(
            document["expected"].as_str().unwrap_or(""),
            "",
            "{uri} says what would be right: {document}"
        );
    }
    document
}

#[tokio::test]
async fn health_routes_answer_and_are_never_kept() {
    for uri in ["/livez", "/readyz", "/metrics"] {
        let answer = get(uri).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"), "{uri}");
    }
    assert_eq!(get("/readyz").await.json()["plan"], 2);
    assert_ne!(get("/livez").await.header("x-request-id"), "");
}

#[tokio::test]
async fn metrics_count_by_route_template_and_show_no_place() {
    let shared = Arc::new(app());
    let service = router(Arc::clone(&shared));
    for uri in ["/api/v1/locate?lon=121.385&lat=31.115", TILE, "/no/such/thing"] {
        let request = Request::builder().uri(uri).body(Body::empty()).unwrap();
        service.clone().oneshot(request).await.unwrap();
    }
    let text = shared.metrics.text();
    assert!(text.contains("route=\"/api/v1/locate\",method=\"GET\",status=\"200\"} 1"), "{text}");
    assert!(text.contains("route=\"/tiles/{layer}/{z}/{x}/{y}\""), "{text}");
    assert!(text.contains("gridward_tiles_rendered_total 1"), "{text}");
    assert!(!text.contains("121.385") && !text.contains("such"), "{text}");
}

#[tokio::test]
async fn locating_answers_every_layer_of_the_plan_in_force() {
    let answer = get("/api/v1/locate?lon=121.405&lat=31.115").await.json();
    assert_eq!(answer["plan"]["number"], 2);
    assert_eq!(answer["plan"]["valid_from"], "2026-06-01T00:00:00+08:00");
    assert_eq!((answer["datum"].as_str(), answer["place"]["lon"].as_f64()), (Some("wgs84"), Some(121.405)));
    assert_eq!(answer["layers"]["unit-grid"]["code"], "020");
    assert_eq!(answer["layers"]["unit-grid"]["name"], "第20格");
    assert_eq!(answer["layers"]["town"]["status"], "outside");
    assert_eq!(
        (answer["certain"]["layer"].as_str(), answer["certain"]["code"].as_str()),
        (Some("unit-grid"), Some("020"))
    );
}

#[tokio::test]
async fn an_uncertain_place_is_answered_in_shares_and_certain_where_it_is() {
    // 10 m west of the border between two columns of unit grids, in the middle of the one town cell's column.
    let answer = get("/api/v1/locate?lon=121.3899&lat=31.115&accuracy_m=50").await.json();
    let unit = &answer["layers"]["unit-grid"];
    assert_eq!((unit["code"].as_str(), unit["rival"].as_str()), (Some("000"), Some("010")));
    let shares: Vec<_> =
        unit["candidates"].as_array().unwrap().iter().map(|c| c["share"].as_f64().unwrap()).collect();
    assert!(shares.len() == 2 && shares[0] > 0.5 && shares[0] < 0.9, "{shares:?}");
    assert_eq!(unit["confidence"].as_f64(), Some(shares[0]));
    assert_eq!(unit["candidates"][1]["name"], "第10格");
    assert_eq!(unit["why"]["zh"], "位置有误差，占比最大的网格负责");
    assert!((unit["border_m"].as_f64().unwrap() - 9.5).abs() < 0.2);
}

#[tokio::test]
async fn a_place_of_a_consumer_map_is_brought_home_first() {
    let stated = get("/api/v1/locate?lon=121.38462891&lat=31.10809294&datum=gcj02").await.json();
    assert!((stated["place"]["lon"].as_f64().unwrap() - 121.38).abs() < 1e-7, "{stated}");
    assert_eq!(stated["datum"], "gcj02");
}

#[tokio::test]
async fn locating_as_of_an_earlier_date_uses_the_plan_of_that_date() {
    let at = "lon=121.405&lat=31.115";
    let before = get(&format!("/api/v1/locate?{at}&as_of=2026-05-31")).await.json();
    assert_eq!(
        (before["plan"]["number"].as_u64(), before["layers"]["unit-grid"]["status"].as_str()),
        (Some(1), Some("outside"))
    );
    let first_day = get(&format!("/api/v1/locate?{at}&as_of=2026-06-01")).await.json();
    assert_eq!(first_day["plan"]["number"], 2);
    let instant = get(&format!("/api/v1/locate?{at}&as_of=2026-05-31T23:59:59%2B08:00")).await.json();
    assert_eq!(instant["plan"]["number"], 1);
}

#[tokio::test]
async fn wrong_questions_are_told_the_field_and_what_would_be_right() {
    let base = "/api/v1/locate?lon=121.4&lat=31.1";
    problem("/api/v1/locate?lat=31", 400, "bad-parameter", "lon").await;
    problem("/api/v1/locate?lon=121.4&lat=north", 400, "bad-parameter", "lat").await;
    problem("/api/v1/locate?lon=NaN&lat=31", 400, "bad-parameter", "lon").await;
    let swapped = problem("/api/v1/locate?lon=31.1&lat=121.4", 400, "bad-parameter", "lat").await;
    assert!(swapped["detail"].as_str().unwrap().contains("swapped"));
    problem(&format!("{base}&datum=mars"), 400, "bad-parameter", "datum").await;
    problem(&format!("{base}&accuracy_m=-1"), 400, "bad-parameter", "accuracy_m").await;
    problem(&format!("{base}&accuracy=5"), 400, "unknown-parameter", "accuracy").await;
    problem(&format!("{base}&lon=5"), 400, "bad-parameter", "lon").await;
    problem(&format!("{base}&as_of=soon"), 400, "bad-parameter", "as_of").await;
    problem(&format!("{base}&as_of=1999-01-01"), 404, "no-such-plan", "as_of").await;
}

#[tokio::test]
async fn the_district_tells_the_map_what_there_is() {
    let district = get("/api/v1/district").await.json();
    assert_eq!(district["name"]["zh"], "示例区");
    assert_eq!(district["plans"].as_array().unwrap().len(), 2);
    assert_eq!(district["plans"][1]["in_force"], true);
    let names: Vec<_> =
        district["layers"].as_array().unwrap().iter().map(|layer| layer["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["town", "unit-grid"]);
    assert_eq!(district["layers"][1]["note"]["en"], "made up");
    let bounds: Vec<_> = district["bounds"].as_array().unwrap().iter().map(|b| b.as_f64().unwrap()).collect();
    assert!((bounds[0] - 121.38).abs() < 1e-6 && (bounds[3] - 31.13).abs() < 1e-6, "{bounds:?}");
}

#[tokio::test]
async fn tile_json_names_absolute_versioned_addresses_and_ignores_the_host_header() {
    let answer = get_with("/tiles/unit-grid.json", &[("host", "evil.example")]).await;
    let text = answer.json();
    assert_eq!((text["tilejson"].as_str(), text["minzoom"].as_u64()), (Some("3.0.0"), Some(4)));
    let tiles = text["tiles"][0].as_str().unwrap();
    assert!(tiles.starts_with("http://127.0.0.1:8080/tiles/unit-grid/{z}/{x}/{y}.mvt?plan=2&v="), "{tiles}");
    assert_eq!(text["vector_layers"][0]["id"], "cells");
    assert!(text["vector_layers"][0]["fields"]["parent_town"].is_string());
    let again = get_with("/tiles/unit-grid.json", &[("if-none-match", answer.header("etag"))]).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(get("/tiles/unit-grid.json?plan=1").await.json()["plan"], 1);
}

#[tokio::test]
async fn a_tile_has_a_semantic_tag_and_an_unchanged_one_costs_nothing() {
    let tile = get(TILE).await;
    assert_eq!(tile.status, StatusCode::OK);
    assert_eq!(tile.header("content-type"), "application/vnd.mapbox-vector-tile");
    assert_eq!(tile.header("cache-control"), "no-cache");
    assert!(tile.header("vary").contains("accept-encoding"));
    let tag = tile.header("etag");
    assert!(tag.starts_with("\"unit-grid-p2-") && tag.ends_with("13/6858/3350\""), "{tag}");
    assert_eq!(get(TILE).await.header("etag"), tag, "the same on every start");
    let shared = Arc::new(app());
    let request = Request::builder().uri(TILE).header("if-none-match", tag).body(Body::empty()).unwrap();
    let response = router(Arc::clone(&shared)).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
    assert!(shared.metrics.text().contains("gridward_tiles_rendered_total 0"));
    assert_eq!(get_with(TILE, &[("if-none-match", "\"other\"")]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_compressed_tile_is_the_same_tile() {
    use std::io::Read as _;
    let plain = get(TILE).await;
    let mut tags = vec![plain.header("etag").to_owned()];
    for (accepts, sent) in
        [("br;q=0.4, gzip;q=0.5", "gzip"), ("gzip, br", "br"), ("gzip, deflate, br, zstd", "zstd")]
    {
        let packed = get_with(TILE, &[("accept-encoding", accepts)]).await;
        assert_eq!((packed.header("content-encoding"), packed.header("vary")), (sent, "accept-encoding"));
        let mut unpacked = Vec::new();
        let read = match sent {
            "gzip" => flate2::read::GzDecoder::new(&*packed.body).read_to_end(&mut unpacked),
            "br" => brotli::Decompressor::new(&*packed.body, 4096).read_to_end(&mut unpacked),
            _ => zstd::Decoder::new(&*packed.body).unwrap().read_to_end(&mut unpacked),
        };
        read.unwrap();
        assert_eq!(unpacked, plain.body);
        assert!(!tags.contains(&packed.header("etag").to_owned()), "other bytes, another tag");
        let held = [("accept-encoding", accepts), ("if-none-match", packed.header("etag"))];
        assert_eq!(get_with(TILE, &held).await.status, StatusCode::NOT_MODIFIED);
        tags.push(packed.header("etag").to_owned());
    }
    for none in ["gzip;q=0", "identity, gzip;q=0.5", "deflate"] {
        let answer = get_with(TILE, &[("accept-encoding", none)]).await;
        assert_eq!((answer.header("content-encoding"), &answer.body), ("", &plain.body), "{none}");
    }
}

#[tokio::test]
async fn only_an_address_that_names_plan_and_version_is_kept_for_ever() {
    let description = get("/tiles/unit-grid.json").await.json();
    let version = description["plan_version"].as_str().unwrap().to_owned();
    let keep = |answer: Answer| answer.header("cache-control").to_owned();
    assert!(keep(get(&format!("{TILE}?plan=2&v={version}")).await).contains("immutable"));
    assert_eq!(keep(get(&format!("{TILE}?v={version}")).await), "no-cache");
    assert_eq!(keep(get(&format!("{TILE}?plan=2&v=old")).await), "no-cache");
}

#[tokio::test]
async fn a_tile_where_nothing_shows_is_204() {
    let empty = get("/tiles/unit-grid/13/0/0.mvt").await;
    assert_eq!((empty.status, empty.body.len()), (StatusCode::NO_CONTENT, 0));
    assert_ne!(empty.header("etag"), "");
}

#[tokio::test]
async fn head_answers_as_get_without_the_body() {
    let head = ask_of(app(), "HEAD", TILE, &[]).await;
    let tile = get(TILE).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.header("etag"), tile.header("etag"));
    assert_eq!(head.header("content-length"), tile.body.len().to_string());
}

#[tokio::test]
async fn wrong_tile_addresses_say_what_is_wrong() {
    let zoom = problem("/tiles/unit-grid/25/0/0.mvt", 404, "zoom-out-of-range", "z").await;
    assert_eq!(zoom["expected"], "4 to 18");
    problem("/tiles/unit-grid/5/32/0.mvt", 400, "bad-tile-address", "x").await;
    problem("/tiles/unit-grid/5/-1/0.mvt", 400, "bad-tile-address", "x").await;
    problem("/tiles/unit-grid/5/1/a.mvt", 400, "bad-tile-address", "y").await;
    problem("/tiles/unit-grid/5/1/1.png", 404, "no-such-route", "y").await;
    let layer = problem("/tiles/moon/13/1/1.mvt", 404, "no-such-layer", "layer").await;
    assert!(layer["expected"].as_str().unwrap().contains("town, unit-grid"));
    problem("/tiles/moon.json", 404, "no-such-layer", "layer").await;
    problem(&format!("{TILE}?plan=7"), 404, "no-such-plan", "plan").await;
    problem(&format!("{TILE}?plan=x"), 400, "bad-parameter", "plan").await;
    problem(&format!("{TILE}?plan=1&as_of=2026-01-01"), 400, "bad-parameter", "as_of").await;
    problem(&format!("{TILE}?filter=1"), 400, "unknown-parameter", "filter").await;
    problem("/basemap.json", 404, "no-basemap", "").await;
}

#[tokio::test]
async fn errors_that_the_framework_makes_are_problems_too() {
    problem("/api/v2/nothing", 404, "no-such-route", "").await;
    let posted = ask_of(app(), "POST", "/livez", &[]).await;
    assert_eq!((posted.status.as_u16(), posted.header("content-type")), (405, "application/problem+json"));
    assert!(posted.header("allow").contains("GET"));
    let long = get(&format!("/api/v1/locate?lon={}", "1".repeat(3000))).await;
    assert_eq!(
        (long.status.as_u16(), long.json()["type"].as_str()),
        (414, Some("urn:gridward:problem:uri-too-long"))
    );
}

#[tokio::test]
async fn titles_follow_the_language_asked_for() {
    let uri = "/api/v1/locate?lat=31";
    let chinese = get_with(uri, &[("accept-language", "zh-CN,zh;q=0.9,en;q=0.8")]).await;
    assert_eq!(
        (chinese.json()["title"].as_str(), chinese.header("content-language")),
        (Some("参数无效"), "zh")
    );
    let english = get_with(uri, &[("accept-language", "fr, en;q=0.7, zh;q=0.2")]).await;
    assert_eq!(english.json()["title"], "A parameter is not valid");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "asked by hand to write the new description")]
fn the_committed_description_is_the_one_that_is_served() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let text = openapi::text();
    if std::env::var_os("GRIDWARD_BLESS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == text, "openapi.json has drifted; run the tests once with GRIDWARD_BLESS=1");
}

#[test]
fn every_route_is_described() {
    let description: Value = serde_json::from_str(&openapi::text()).unwrap();
    let paths: Vec<_> = description["paths"].as_object().unwrap().keys().cloned().collect();
    let described = |path: &str| match path {
        "/ogc/" => vec!["/ogc"],
        "/tiles/{layer}" => vec!["/tiles/{layer}.json"],
        "/legend/{layer}" => vec!["/legend/{layer}.json"],
        "/tiles/{layer}/{z}/{x}/{y}" => vec!["/tiles/{layer}/{z}/{x}/{y}.mvt"],
        "/open311/{file}" => vec!["/open311/discovery.{format}"],
        "/open311/v2/{file}" => vec!["/open311/v2/services.{format}", "/open311/v2/requests.{format}"],
        "/open311/v2/services/{file}" => vec!["/open311/v2/services/{code}.{format}"],
        "/open311/v2/requests/{file}" => vec!["/open311/v2/requests/{id}.{format}"],
        "/open311/v2/tokens/{file}" => vec!["/open311/v2/tokens/{token}.{format}"],
        other => vec![Box::leak(other.to_owned().into_boxed_str()) as &str],
    };
    for path in
        super::QUICK.iter().chain(super::LONG).chain(super::TILES).flat_map(|(_, path)| described(path))
    {
        assert!(paths.iter().any(|own| own == path), "{path} is missing in {paths:?}");
    }
}
