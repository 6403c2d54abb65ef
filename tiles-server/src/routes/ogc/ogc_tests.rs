//! Every document by what its standard requires, and every link by where it leads.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::links::{HTML, JSON, OPENAPI, TILESETS};
use crate::routes::desk_for_tests::TestDesk;
use crate::routes::routes_tests::{Answer, app, ask_of};

const SERVER: &str = "http://127.0.0.1:8080";

async fn get(uri: &str) -> Answer {
    ask_of(app(), "GET", uri, &[]).await
}

/// All links of a document, wherever in it they stand.
fn links(document: &Value, found: &mut Vec<Value>) {
    match document {
        Value::Array(items) => items.iter().for_each(|item| links(item, found)),
        Value::Object(members) => {
            for (key, member) in members {
                if key == "links" {
                    found.extend(member.as_array().into_iter().flatten().cloned());
                }
                links(member, found);
            }
        }
        _ => {}
    }
}

fn rels(document: &Value) -> BTreeMap<String, String> {
    let own = document["links"].as_array().unwrap().iter();
    own.map(|link| (link["rel"].as_str().unwrap().to_owned(), link["type"].as_str().unwrap().to_owned()))
        .collect()
}

/// Follows every link from the first page on; gives the addresses that answered.
async fn crawl(desk: &TestDesk, start: &str) -> BTreeSet<String> {
    let mut waiting = vec![(format!("{SERVER}{start}"), String::new())];
    let mut seen = BTreeSet::new();
    while let Some((address, media)) = waiting.pop() {
        if !seen.insert(address.clone()) {
            continue;
        }
        let path = address.strip_prefix(SERVER).unwrap_or_else(|| panic!("{address} leads elsewhere"));
        let answer = desk.get("district", path).await;
        assert!(
            matches!(answer.status.as_u16(), 200 | 204),
            "{address}: {} {}",
            answer.status,
            answer.text()
        );
        if answer.status == 204 {
            continue;
        }
        let told = answer.header("content-type");
        assert!(told.starts_with(&media), "{address}: {told} instead of {media}");
        if media == HTML {
            for part in answer.text().split("href=\"").skip(1) {
                let href = part.split('"').next().unwrap().replace("&amp;", "&");
                waiting.push((href, String::new()));
            }
        } else if told.contains("json") && path.starts_with("/ogc") {
            let mut found = Vec::new();
            links(&answer.json(), &mut found);
            for link in found {
                let text =
                    |key: &str| link[key].as_str().unwrap_or_else(|| panic!("{address}: {link}")).to_owned();
                assert!(!text("rel").is_empty() && !text("title").is_empty(), "{address}: {link}");
                // The tile that holds the whole trial district.
                let [level, row, column] = if text("href").contains("CRS84") {
                    ["11", "671", "3428"]
                } else {
                    ["12", "1676", "3428"]
                };
                let href = text("href")
                    .replace("{tileMatrix}", level)
                    .replace("{tileRow}", row)
                    .replace("{tileCol}", column);
                assert_eq!(link["templated"] == true, href != text("href"), "{link}");
                waiting.push((href, text("type")));
            }
        }
    }
    seen
}

#[tokio::test]
async fn every_link_leads_to_what_it_says() {
    let desk = TestDesk::with_cases().await;
    let bare = crawl(&desk, "/ogc").await;
    for path in [
        "/ogc/collections/unit-grid/items",
        "/ogc/collections/unit-grid/tiles/WebMercatorQuad/12/1676/3428",
        "/ogc/collections/unit-grid/tiles/WorldCRS84Quad/11/671/3428",
        "/ogc/collections/density/map/tiles/WorldCRS84Quad512/11/671/3428",
        "/ogc/collections/cases/items/waste-1",
        "/ogc/tileMatrixSets/WebMercatorQuad",
        "/ogc/tileMatrixSets/WorldCRS84Quad512",
        "/ogc/collections/town/schema",
        "/ogc/collections/town/queryables",
        "/tiles/town.json",
    ] {
        assert!(bare.contains(&format!("{SERVER}{path}")), "{path} is not among {bare:#?}");
    }
    assert!(bare.iter().all(|address| !address.contains("measure")));
    let asked = crawl(&desk, "/ogc?measure=count&class=E").await;
    let items = format!("{SERVER}/ogc/collections/unit-grid/items?measure=count&class=E");
    assert!(asked.contains(&items), "{asked:#?}");
    assert!(asked.iter().all(|address| address.contains("measure=count&class=E")), "{asked:#?}");
    crawl(&desk, "/ogc/collections/unit-grid/items?limit=2&crs=http://www.opengis.net/def/crs/EPSG/0/4326")
        .await;
}

#[tokio::test]
async fn the_first_page_has_what_programs_refuse_to_go_without() {
    let document = get("/ogc").await.json();
    let rels = rels(&document);
    for (rel, media) in [
        ("self", JSON),
        ("service-desc", OPENAPI),
        ("service-doc", HTML),
        ("conformance", JSON),
        ("data", JSON),
    ] {
        assert_eq!(rels.get(rel).map(String::as_str), Some(media), "{rel} in {rels:?}");
    }
    let evil = ask_of(app(), "GET", "/ogc", &[("host", "evil.example")]).await;
    assert_eq!(evil.json(), document, "the Host header names nothing");
    assert_eq!(get("/ogc/").await.json(), document);
    let classes = get("/ogc/conformance").await.json();
    let classes: Vec<_> =
        classes["conformsTo"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(classes.contains(&"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"));
    assert!(classes.contains(&"http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"));
    assert!(classes.contains(&"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt"));
}

#[tokio::test]
async fn collections_are_the_layers_of_the_plan_with_extent_and_systems() {
    let list = get("/ogc/collections").await.json();
    let ids: Vec<_> =
        list["collections"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["town", "unit-grid"]);
    let one = get("/ogc/collections/unit-grid").await.json();
    assert_eq!(one, list["collections"][1], "the list and the one say the same");
    assert_eq!(one["itemType"], "feature");
    let rels = rels(&one);
    assert!(rels.contains_key("items") && rels.contains_key(TILESETS) && rels.contains_key("describedby"));
    let bbox: Vec<_> =
        one["extent"]["spatial"]["bbox"][0].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
    assert_eq!(bbox, [121.38, 31.11, 121.41, 31.13]);
    assert_eq!(one["extent"]["temporal"]["interval"][0][0], "2026-01-01T00:00:00+08:00");
    assert_eq!(one["extent"]["temporal"]["interval"][0][1], Value::Null);
    let systems: Vec<_> = one["crs"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(systems.contains(&"http://www.opengis.net/def/crs/EPSG/0/4549"), "{systems:?}");
    assert!(systems.contains(&one["storageCrs"].as_str().unwrap()), "what it is stored in is offered too");
    let schema = get("/ogc/collections/unit-grid/schema").await.json();
    assert_eq!(schema["properties"]["code"]["type"], "string");
    assert!(schema["properties"]["parent_town"].is_object() && schema["properties"]["cases"].is_null());
}

#[tokio::test]
async fn the_description_lists_the_parameters_that_items_take() {
    let document = get("/ogc/api").await.json();
    assert_eq!(document["openapi"], "3.0.3");
    assert_eq!(document["servers"][0]["url"], "http://127.0.0.1:8080/ogc");
    assert_eq!(document["components"]["parameters"]["limit"]["schema"]["maximum"], 10_000);
    let named = |parameters: &Value| -> Vec<String> {
        let name = |one: &Value| {
            let text = one["name"].as_str().or_else(|| one["$ref"].as_str()?.rsplit('/').next());
            text.unwrap().to_owned()
        };
        parameters.as_array().unwrap().iter().map(name).collect()
    };
    for (path, item) in document["paths"].as_object().unwrap() {
        for reference in item["get"]["parameters"].as_array().unwrap() {
            let Some(name) = reference["$ref"].as_str() else { continue };
            let pointer = name.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{path}: {name} leads nowhere");
        }
    }
    let items = &document["paths"]["/collections/unit-grid/items"]["get"]["parameters"];
    let named = named(items);
    for known in
        ["limit", "offset", "bbox", "bbox-crs", "crs", "datetime", "code", "parent_town", "measure", "f"]
    {
        assert!(named.iter().any(|name| name == known), "{known} is not among {named:?}");
    }
    // What is listed is known, and what is not listed is not.
    for name in &named {
        let answer = get(&format!("/ogc/collections/unit-grid/items?{name}=")).await;
        let kind = answer.json()["type"].as_str().unwrap_or_default().to_owned();
        assert_ne!(kind, "urn:gridward:problem:unknown-parameter", "{name}");
    }
}

#[tokio::test]
async fn tile_sets_say_where_tiles_lie_and_rows_come_before_columns() {
    let sets = get("/ogc/collections/unit-grid/tiles").await.json();
    let uri = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
    assert_eq!(
        (sets["tilesets"][0]["tileMatrixSetURI"].as_str(), sets["tilesets"][0]["dataType"].as_str()),
        (Some(uri), Some("vector"))
    );
    let set = get("/ogc/collections/unit-grid/tiles/WebMercatorQuad").await.json();
    let item = set["links"].as_array().unwrap().iter().find(|link| link["rel"] == "item").unwrap();
    assert!(item["href"].as_str().unwrap().ends_with("/{tileMatrix}/{tileRow}/{tileCol}"), "{item}");
    let limits = set["tileMatrixSetLimits"].as_array().unwrap();
    let level = limits.iter().find(|level| level["tileMatrix"] == "13").unwrap();
    assert!(
        level["minTileCol"].as_u64() <= Some(6858) && level["maxTileCol"].as_u64() >= Some(6858),
        "{level}"
    );
    assert!(
        level["minTileRow"].as_u64() <= Some(3350) && level["maxTileRow"].as_u64() >= Some(3350),
        "{level}"
    );
    let ours = get("/ogc/collections/unit-grid/tiles/WebMercatorQuad/13/3350/6858?f=mvt").await;
    let theirs = get("/tiles/unit-grid/13/6858/3350.mvt").await;
    assert_eq!((ours.status.as_u16(), &ours.body), (200, &theirs.body));
    assert_eq!(ours.header("etag"), theirs.header("etag"), "one tile, kept once");
    assert_eq!(get("/ogc/collections/unit-grid/tiles/WebMercatorQuad/13/0/0").await.status, 204);
    assert_eq!(get("/ogc/collections/unit-grid/tiles/WebMercatorQuad/30/0/0").await.status, 404);
    assert_eq!(
        get("/ogc/collections/unit-grid/tiles/WorldCRS84Quad512").await.status,
        404,
        "of pictures alone"
    );
    assert_eq!(get("/ogc/collections/unit-grid/tiles/WorldMercatorWGS84Quad").await.status, 404);
    assert_eq!(get("/ogc/collections/rule-gaps/tiles/WebMercatorQuad/13/3350/6858").await.status, 404);
}

#[tokio::test]
async fn people_get_pages_that_run_nothing() {
    let headers = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    for uri in [
        "/ogc",
        "/ogc/conformance",
        "/ogc/api",
        "/ogc/collections",
        "/ogc/collections/town",
        "/ogc/collections/town/items",
        "/ogc/collections/town/items/000",
        "/ogc/collections/town/tiles",
        "/ogc/tileMatrixSets",
        "/ogc/tileMatrixSets/WebMercatorQuad",
    ] {
        let page = ask_of(app(), "GET", uri, &headers).await;
        assert_eq!(
            (page.status.as_u16(), page.header("content-type")),
            (200, "text/html; charset=utf-8"),
            "{uri}"
        );
        assert!(page.header("vary").contains("accept"), "{uri}");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("script"), "{policy}");
        let text = page.text();
        assert!(
            text.starts_with("<!doctype html>") && !text.contains("<script") && !text.contains(" src="),
            "{uri}"
        );
        let json = ask_of(app(), "GET", &format!("{uri}?f=json"), &headers).await;
        assert!(json.header("content-type").contains("json"), "{uri}");
    }
    let items = ask_of(app(), "GET", "/ogc/collections/town/items", &headers).await.text();
    assert!(items.contains("<svg") && items.contains("第00格"), "{items}");
}

#[tokio::test]
async fn an_unchanged_document_costs_nothing_and_what_is_unknown_is_named() {
    for uri in ["/ogc", "/ogc/collections", "/ogc/collections/town/items", "/ogc/collections/town/items/000"]
    {
        let first = get(uri).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{uri}: {tag}");
        let again = ask_of(app(), "GET", uri, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{uri}");
        let page = ask_of(app(), "GET", &format!("{uri}?f=html"), &[("if-none-match", &tag)]).await;
        assert_eq!(page.status, 200, "{uri}: a page is another form");
        let odd = get(&format!("{uri}?colour=red")).await;
        assert_eq!((odd.status.as_u16(), odd.json()["field"].as_str()), (400, Some("colour")), "{uri}");
        let form = get(&format!("{uri}?f=xml")).await;
        assert_eq!((form.status.as_u16(), form.json()["field"].as_str()), (400, Some("f")), "{uri}");
    }
    for uri in [
        "/ogc/collections/moon",
        "/ogc/collections/moon/items",
        "/ogc/collections/town/items/999",
        "/ogc/moon",
    ] {
        assert_eq!(get(uri).await.status, 404, "{uri}");
    }
    let none = get("/ogc?measure=count").await;
    assert_eq!(none.status, 404, "no cases, no figures: {}", none.text());
}
