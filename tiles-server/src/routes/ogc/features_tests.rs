//! Cells as features: which ones, in which system, in how many pages, and what the caller may see of their figures.

use serde_json::{Value, json};

use crate::routes::desk_for_tests::{TestDesk, case};
use crate::routes::routes_tests::{Answer, app, ask_of};

const UNITS: &str = "/ogc/collections/unit-grid/items";

async fn get(uri: &str) -> Answer {
    ask_of(app(), "GET", uri, &[]).await
}

async fn codes(query: &str) -> Vec<String> {
    let answer = get(&format!("{UNITS}?{query}")).await;
    let document = answer.json();
    assert_eq!(answer.status, 200, "{query}: {document}");
    let features = document["features"].as_array().unwrap();
    assert_eq!(document["numberReturned"].as_u64(), Some(features.len() as u64), "{query}");
    features.iter().map(|feature| feature["id"].as_str().unwrap().to_owned()).collect()
}

fn doubled_area(ring: &Value) -> f64 {
    let points: Vec<[f64; 2]> =
        ring.as_array().unwrap().iter().map(|p| [p[0].as_f64().unwrap(), p[1].as_f64().unwrap()]).collect();
    assert_eq!(points.first(), points.last(), "a ring is closed");
    points.windows(2).map(|edge| edge[0][0] * edge[1][1] - edge[1][0] * edge[0][1]).sum()
}

#[tokio::test]
async fn a_page_of_cells_is_a_feature_collection() {
    let answer = get(UNITS).await;
    assert_eq!(answer.header("content-type"), "application/geo+json");
    assert_eq!(answer.header("content-crs"), "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
    let document = answer.json();
    assert_eq!(
        (document["type"].as_str(), document["numberMatched"].as_u64()),
        (Some("FeatureCollection"), Some(6))
    );
    assert_eq!(
        (document["timeStamp"].as_str(), document["synthetic"].as_bool()),
        (Some("2026-08-01T00:00:00Z"), Some(true))
    );
    for feature in document["features"].as_array().unwrap() {
        assert_eq!(
            (feature["type"].as_str(), feature["geometry"]["type"].as_str()),
            (Some("Feature"), Some("Polygon"))
        );
        assert!(doubled_area(&feature["geometry"]["coordinates"][0]) > 0.0, "counter-clockwise: {feature}");
        assert_eq!(feature["id"], feature["properties"]["code"]);
    }
    let first = &document["features"][0]["properties"];
    let told = json!({"code": "000", "name": "第00格", "name_en": "Cell 00", "parent_town": "01", "area_km2": first["area_km2"],
        "synthetic": true, "plan": 2, "valid_from": "2026-06-01T00:00:00+08:00", "valid_to": null});
    assert_eq!(*first, told);
    // 0.01° by 0.01° at 31.115° N: 953.93 m by 1,108.72 m.
    assert!((first["area_km2"].as_f64().unwrap() - 1.0576).abs() < 2e-4, "{first}");
    let one = get(&format!("{UNITS}/000")).await.json();
    assert_eq!(
        (one["geometry"].clone(), one["properties"].clone()),
        (document["features"][0]["geometry"].clone(), told)
    );
    assert!(one["links"].as_array().unwrap().iter().any(|link| link["rel"] == "collection"));
}

#[tokio::test]
async fn pages_follow_one_another_and_hold_each_cell_once() {
    let mut uri = format!("{UNITS}?limit=4");
    let mut seen = Vec::new();
    for matched in [4, 2] {
        let document = get(&uri).await.json();
        assert_eq!(
            (document["numberMatched"].as_u64(), document["numberReturned"].as_u64()),
            (Some(6), Some(matched))
        );
        let features = document["features"].as_array().unwrap();
        seen.extend(features.iter().map(|feature| feature["id"].as_str().unwrap().to_owned()));
        let next = document["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next").cloned();
        assert_eq!(next.is_some(), matched == 4);
        if let Some(next) = next {
            uri = next["href"].as_str().unwrap().strip_prefix("http://127.0.0.1:8080").unwrap().to_owned();
            assert!(uri.contains("plan=2") && uri.contains("limit=4"), "the same plan goes on: {uri}");
        }
    }
    assert_eq!(seen, ["000", "001", "010", "011", "020", "021"]);
    assert_eq!(codes("limit=1000000").await.len(), 6, "more than there may be means as many as there may be");
    assert!(codes("offset=100").await.is_empty());
}

#[tokio::test]
async fn cells_are_chosen_by_place_property_and_time() {
    assert_eq!(codes("bbox=121.3801,31.1101,121.3802,31.1102").await, ["000"]);
    assert_eq!(codes("bbox=121.39,31.1101,121.39,31.1102").await, ["000", "010"], "on the border of two");
    let crs = "http://www.opengis.net/def/crs/EPSG/0";
    assert_eq!(codes(&format!("bbox=31.1101,121.3801,31.1102,121.3802&bbox-crs={crs}/4326")).await, ["000"]);
    assert_eq!(codes(&format!("bbox=3443990,631651,3443991,631652&bbox-crs={crs}/4549")).await, ["000"]);
    assert_eq!(codes("code=011").await, ["011"]);
    assert_eq!(codes("name_en=Cell%2020&parent_town=01").await, ["020"]);
    assert!(codes("parent_town=02").await.is_empty());
    assert_eq!(codes("datetime=2026-03-01T00:00:00Z").await.len(), 4, "the plan of then");
    assert_eq!(codes("datetime=../2026-05-01T00:00:00Z").await.len(), 4);
    assert_eq!(codes("datetime=2026-03-01T00:00:00Z/..").await.len(), 6, "the last plan of the time");
    assert!(codes("datetime=1999-01-01T00:00:00Z").await.is_empty(), "no plan was in force");
    assert_eq!(codes("plan=1").await.len(), 4);
    assert_eq!(get(&format!("{UNITS}/020?plan=1")).await.status, 404);
}

#[tokio::test]
async fn coordinates_come_in_the_system_asked_for_and_in_the_order_of_its_axes() {
    let corner = |code: u32| async move {
        let crs = format!("http://www.opengis.net/def/crs/EPSG/0/{code}");
        let answer = get(&format!("{UNITS}/000?crs={crs}")).await;
        assert_eq!(answer.header("content-crs"), format!("<{crs}>"));
        answer.json()["geometry"]["coordinates"][0][0].clone()
    };
    assert_eq!(corner(4326).await, json!([31.11, 121.38]));
    assert_eq!(corner(4490).await, json!([31.11, 121.38]));
    assert_eq!(corner(4549).await, json!([3_443_989.334, 631_650.331]));
    let mercator = corner(3857).await;
    assert!((mercator[0].as_f64().unwrap() - 13_511_959.793).abs() < 0.01, "{mercator}");
}

#[tokio::test]
async fn what_is_asked_wrongly_is_named() {
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=many", "limit"),
        ("offset=-1", "offset"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=1,2,3,4&bbox-crs=EPSG:4326", "bbox-crs"),
        ("crs=http://www.opengis.net/def/crs/EPSG/0/27700", "crs"),
        ("datetime=yesterday", "datetime"),
        ("datetime=2026-03-01T00:00:00Z/2026-02-01T00:00:00Z", "datetime"),
        ("plan=1&datetime=2026-03-01T00:00:00Z", "datetime"),
        ("plan=x", "plan"),
        ("parent_moon=1", "parent_moon"),
        ("colour=red", "colour"),
        ("code=000&code=001", "code"),
    ] {
        let answer = get(&format!("{UNITS}?{query}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["field"].as_str()),
            (400, Some(field)),
            "{query}: {}",
            answer.text()
        );
    }
    assert_eq!(get(&format!("{UNITS}?plan=9")).await.status, 404);
}

#[tokio::test]
async fn figures_are_those_of_the_map_and_of_the_callers_role() {
    let desk = TestDesk::with_cases().await;
    let figures = |token: &'static str, query: &'static str| {
        let desk = &desk;
        async move {
            let answer = desk.get(token, &format!("{UNITS}?{query}")).await;
            assert_eq!(answer.header("cache-control"), "private, no-cache");
            answer.json()
        }
    };
    let counted = figures("inspector", "measure=count").await;
    assert_eq!(counted["figures"]["measure"], "count");
    let cases: u64 = counted["features"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|f| f["properties"]["cases"].as_u64())
        .sum();
    assert_eq!(cases, 5);
    // With a condition alone cases are counted, as on the map.
    let some = figures("inspector", "class=C").await;
    let cover = some["features"].as_array().unwrap().iter().find(|f| f["properties"]["cases"] == 1).unwrap();
    assert_eq!((cover["id"].as_str(), cover["properties"]["value"].as_f64()), (Some("T110"), Some(1.0)));
    let public = figures("public", "measure=count").await;
    for feature in public["features"].as_array().unwrap() {
        let told = &feature["properties"];
        assert!(!(1..10).contains(&told["cases"].as_u64().unwrap_or(0)), "{told}");
    }
    // Conditions could be subtracted from each other; the map refuses them to everybody, and so do these addresses.
    let some = desk.get("public", &format!("{UNITS}?class=C")).await;
    assert_eq!((some.status.as_u16(), some.json()["field"].as_str()), (403, Some("class")));
    for (query, status) in [("measure=heat", 400), ("from=yesterday", 400), ("measure=per-km2", 400)] {
        assert_eq!(
            desk.get("inspector", &format!("{UNITS}?{query}")).await.status.as_u16(),
            status,
            "{query}"
        );
    }
    let first = desk.get("inspector", &format!("{UNITS}?measure=count")).await.header("etag").to_owned();
    desk.post("district", "/api/v1/cases", &case("new", "E0101", 3)).await;
    let second = desk.get("inspector", &format!("{UNITS}?measure=count")).await.header("etag").to_owned();
    assert_ne!(first, second, "another case, another tag");
}
