//! Cases as features: who is told of which, and that conditions, places, times and pages choose what they say.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::routes::desk_for_tests::{ACCOUNTS, TestDesk, case};

const ITEMS: &str = "/ogc/collections/cases/items";
const SERVER: &str = "http://127.0.0.1:8080";

async fn page(desk: &TestDesk, token: &str, query: &str) -> Value {
    let answer = desk.get(token, &format!("{ITEMS}?{query}")).await;
    assert_eq!(answer.status, 200, "{token} {query}: {}", answer.text());
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let document = answer.json();
    let returned = document["features"].as_array().unwrap().len() as u64;
    assert_eq!(document["numberReturned"].as_u64(), Some(returned), "{query}");
    document
}

fn ids(document: &Value) -> Vec<String> {
    document["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn chosen(desk: &TestDesk, token: &str, query: &str) -> Vec<String> {
    ids(&page(desk, token, query).await)
}

/// The cases that lists tell a caller with their place.
async fn listed(desk: &TestDesk, token: &str, query: &str) -> BTreeSet<String> {
    let answer = desk.get(token, &format!("/api/v1/cases?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    let document = answer.json();
    let rows = document["cases"].as_array().unwrap().iter().filter(|row| row["masked"] == false);
    rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_public_is_not_told_of_cases_and_gets_none() {
    let desk = TestDesk::with_cases().await;
    let named = |document: &Value| -> Vec<String> {
        let all = document["collections"].as_array().unwrap().iter();
        all.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    let public = desk.get("public", "/ogc/collections").await;
    assert_eq!(named(&public.json()), ["town", "unit-grid", "density"]);
    assert_eq!(
        named(&desk.get("district", "/ogc/collections").await.json()),
        ["town", "unit-grid", "cases", "density"]
    );
    let described = desk.get("public", "/ogc/api").await.json();
    assert!(described["paths"].as_object().unwrap().keys().all(|path| !path.contains("cases")));
    for path in ["", "/schema", "/queryables", "/items", "/items?class=E", "/items/waste-1", "/items/nothing"]
    {
        let answer = desk.get("public", &format!("/ogc/collections/cases{path}")).await;
        assert_eq!(answer.status, 403, "{path}: {}", answer.text());
        assert!(!answer.text().contains("waste"), "{path}");
    }
    assert_eq!(
        desk.get("district", "/ogc/collections/cases/tiles").await.status,
        404,
        "cases have no tiles here"
    );
}

#[tokio::test]
async fn everybody_sees_exactly_the_cases_that_lists_show_whole_and_none_of_their_words() {
    let desk = TestDesk::with_cases().await;
    for (account, role, ..) in ACCOUNTS.iter().filter(|(name, ..)| *name != "public") {
        let document = page(&desk, account, "").await;
        let seen: BTreeSet<String> = ids(&document).into_iter().collect();
        assert_eq!(seen, listed(&desk, account, "").await, "{account} {role:?}");
        assert!(!document.to_string().contains("secret"), "{account}");
        for id in ["waste-1", "waste-2", "cover-1", "vice-1", "hazard-2"] {
            let one = desk.get(account, &format!("{ITEMS}/{id}")).await;
            assert_eq!(one.status, if seen.contains(id) { 200 } else { 404 }, "{account} {id}");
            if seen.contains(id) {
                let features = document["features"].as_array().unwrap();
                let listed = features.iter().find(|feature| feature["id"] == id).unwrap();
                let one = one.json();
                assert_eq!(
                    (&one["properties"], &one["geometry"]),
                    (&listed["properties"], &listed["geometry"])
                );
                assert!(one["links"].as_array().unwrap().iter().any(|link| link["rel"] == "collection"));
            }
        }
    }
    let sensitive = chosen(&desk, "district", "").await;
    assert!(
        !sensitive.contains(&"vice-1".to_owned()),
        "restricted cases are for those who are named for them"
    );
    assert!(chosen(&desk, "inspector", "").await.contains(&"vice-1".to_owned()));
}

#[tokio::test]
async fn a_case_is_a_point_with_what_lists_tell_of_it() {
    let desk = TestDesk::with_cases().await;
    let document = page(&desk, "district", "class=C").await;
    let feature = &document["features"][0];
    assert_eq!(feature["geometry"], json!({"type": "Point", "coordinates": [121.315_123, 31.005_123]}));
    let told = &feature["properties"];
    assert_eq!(
        (told["id"].as_str(), told["class"].as_str(), told["class_name"].as_str(), told["unit"].as_str()),
        (Some("cover-1"), Some("C0101"), Some("井盖"), Some("water"))
    );
    assert_eq!(
        (told["reported_at"].as_str(), &told["overdue"]),
        (Some("2026-08-03T08:30:00+08:00"), &json!(false))
    );
    let schema = desk.get("district", "/ogc/collections/cases/schema").await.json();
    let described: BTreeSet<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(described, told.as_object().unwrap().keys().collect(), "the schema names what is written");
    let crs = "http://www.opengis.net/def/crs/EPSG/0/4326";
    let answer = desk.get("district", &format!("{ITEMS}?class=C&crs={crs}")).await;
    assert_eq!(answer.header("content-crs"), format!("<{crs}>"));
    assert_eq!(answer.json()["features"][0]["geometry"]["coordinates"], json!([31.005_123, 121.315_123]));
}

#[tokio::test]
async fn conditions_are_those_of_lists() {
    let desk = TestDesk::with_cases().await;
    for query in [
        "class=E01",
        "class=C",
        "hazard=true",
        "hazard=false",
        "source=hotline",
        "unit=town-1",
        "unit=centre",
        "status=open",
        "status=closed",
        "kind=management",
        "level=town",
        "cell=town:T1",
        "cell=unit-grid:T220&class=E",
        "from=2026-08-03&to=2026-08-04",
        "from=2026-08-04",
    ] {
        for token in ["district", "inspector", "town-1", "water"] {
            let seen: BTreeSet<String> = chosen(&desk, token, query).await.into_iter().collect();
            assert_eq!(seen, listed(&desk, token, query).await, "{token} {query}");
        }
    }
    // What is measured says nothing of single cases; links of a question carry it on.
    assert_eq!(chosen(&desk, "district", "measure=per-km2&class=C").await, ["cover-1"]);
}

#[tokio::test]
async fn cases_are_chosen_by_place_and_time() {
    let desk = TestDesk::with_cases().await;
    let near = "bbox=121.315,31.005,121.316,31.006";
    assert_eq!(chosen(&desk, "district", near).await, ["cover-1"]);
    let turned = "bbox=31.005,121.315,31.006,121.316&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326";
    assert_eq!(chosen(&desk, "district", turned).await, ["cover-1"]);
    assert!(chosen(&desk, "district", "bbox=121.315,31.006,121.316,31.007").await.is_empty());
    let all = chosen(&desk, "district", "").await.len();
    let edge = "bbox=121.315123,31.005123,121.315123,31.005123";
    assert_eq!(chosen(&desk, "district", edge).await, ["cover-1"], "the sides of the rectangle count");
    for (time, count) in [
        ("2026-08-03T00:30:00Z", all),
        ("2026-08-03T00:30:01Z", 0),
        ("2026-08-03T00:30:00Z/..", all),
        ("../2026-08-03T00:30:00Z", all),
        ("../2026-08-03T00:29:59Z", 0),
        ("2026-08-03T00:30:01Z/..", 0),
    ] {
        assert_eq!(chosen(&desk, "district", &format!("datetime={time}")).await.len(), count, "{time}");
    }
    assert!(
        chosen(&desk, "district", "datetime=2026-08-03T00:30:00Z&from=2026-08-04").await.is_empty(),
        "both hold"
    );
    for (query, field) in [
        ("bbox=1,2,3", "bbox"),
        ("limit=0", "limit"),
        ("after=x", "after"),
        ("offset=1", "offset"),
        ("datetime=yesterday", "datetime"),
        ("class=moon", "class"),
        ("crs=EPSG:4326", "crs"),
    ] {
        let answer = desk.get("district", &format!("{ITEMS}?{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.json()["field"].as_str()), (400, Some(field)), "{query}");
    }
}

async fn walk(desk: &TestDesk, query: &str, mut between: impl AsyncFnMut(usize)) -> Vec<String> {
    let mut uri = format!("{ITEMS}?{query}");
    let mut seen = Vec::new();
    for step in 0.. {
        let answer = desk.get("district", &uri).await;
        assert_eq!(answer.status, 200, "{uri}: {}", answer.text());
        let document = answer.json();
        seen.extend(ids(&document));
        let links = document["links"].as_array().unwrap();
        let Some(next) = links.iter().find(|link| link["rel"] == "next") else { return seen };
        uri = next["href"].as_str().unwrap().strip_prefix(SERVER).unwrap().to_owned();
        between(step).await;
    }
    seen
}

#[tokio::test]
async fn pages_hold_each_case_once_whatever_comes_in_meanwhile() {
    let desk = TestDesk::with_cases().await;
    let all = chosen(&desk, "district", "").await;
    for limit in 1..=all.len() + 1 {
        assert_eq!(walk(&desk, &format!("limit={limit}"), async |_| ()).await, all, "pages of {limit}");
    }
    let more = async |step: usize| {
        let id = format!("later-{step}");
        if step < 2 {
            assert_eq!(desk.post("district", "/api/v1/cases", &case(&id, "E0101", 0)).await.status, 201);
        }
    };
    let seen = walk(&desk, "limit=2", more).await;
    let expected: Vec<String> =
        all.iter().cloned().chain(["later-0".to_owned(), "later-1".to_owned()]).collect();
    assert!(seen == expected || seen == expected[..seen.len()], "nothing twice, nothing left out: {seen:?}");
    let first = page(&desk, "district", "limit=1&class=E").await;
    assert_eq!(
        first["numberMatched"].as_u64(),
        Some(chosen(&desk, "district", "class=E").await.len() as u64)
    );
}

#[tokio::test]
async fn an_unchanged_page_costs_nothing_and_another_case_makes_another_tag() {
    let desk = TestDesk::with_cases().await;
    let first = desk.get("district", ITEMS).await;
    let tag = first.header("etag").to_owned();
    assert_eq!(first.header("cache-control"), "private, no-cache");
    assert_eq!(desk.get_with("district", ITEMS, &[("if-none-match", &tag)]).await.status, 304);
    assert_eq!(
        desk.get_with("inspector", ITEMS, &[("if-none-match", &tag)]).await.status,
        200,
        "another reader"
    );
    desk.post("district", "/api/v1/cases", &case("new", "E0101", 3)).await;
    assert_eq!(desk.get_with("district", ITEMS, &[("if-none-match", &tag)]).await.status, 200);
    let html = desk.get("district", &format!("{ITEMS}?f=html")).await;
    assert!(
        html.text().contains("waste-1")
            && !html.text().contains("<script")
            && !html.text().contains("secret")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A page has the lowest numbers, whatever the order in which threads find them.
    #[test]
    fn the_lowest_numbers_are_kept(numbers in prop::collection::btree_set(0_u32..1000, 0..80), most in 1_usize..20, turn in 0_usize..80) {
        let mut turned: Vec<u32> = numbers.iter().copied().collect();
        let len = turned.len();
        turned.rotate_left(if len == 0 { 0 } else { turn % len });
        let kept = super::found::lowest(turned, most);
        let expected: Vec<u32> = numbers.into_iter().take(most).collect();
        prop_assert_eq!(kept, expected);
    }
}
