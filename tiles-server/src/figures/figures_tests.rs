//! Figures of cells over the server: counts, legend, who sees how much, and tags that change with what is shown only.

use serde_json::{Value, json};

use crate::routes::desk_for_tests::{TestDesk, case};

/// A tile that holds the whole trial district.
const TILE: &str = "/tiles/unit-grid/12/3428/1676.mvt?measure=count";

async fn legend(desk: &TestDesk, token: &str, query: &str) -> Value {
    let answer = desk.get(token, &format!("/legend/unit-grid.json?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn the_legend_says_unit_period_scale_and_what_the_colours_leave_out() {
    let desk = TestDesk::with_cases().await;
    let told = legend(&desk, "inspector", "measure=count").await;
    assert_eq!((told["cases"].clone(), told["cases_elsewhere"].clone()), (json!(5), json!(0)));
    assert_eq!((told["ramp"].as_str(), told["unit"]["zh"].as_str()), (Some("cividis"), Some("件")));
    assert_eq!(told["least_cases"], 1);
    let month = "measure=per-km2&from=2026-08-01&to=2026-08-31";
    let told = legend(&desk, "inspector", month).await;
    assert_eq!(told["period"]["days"], 30.0);
    assert_eq!(told["classes"][8]["to"], Value::Null);
    let told = legend(&desk, "inspector", "measure=per-thousand&from=2026-08-01&to=2026-08-31").await;
    assert_eq!(told["cells_without_a_value"], told["cells"], "nobody told how many live there");
}

#[tokio::test]
async fn conditions_choose_cases_and_restricted_classes_are_not_counted_for_others() {
    let desk = TestDesk::with_cases().await;
    let count = |query: &'static str| {
        let desk = &desk;
        async move { legend(desk, "district", query).await["cases"].clone() }
    };
    assert_eq!(count("measure=count").await, 4, "all but the restricted one");
    assert_eq!(count("measure=count&class=C").await, 1);
    assert_eq!(count("measure=count&class=E&unit=town-2").await, 1);
    assert_eq!(count("measure=count&status=open").await, 4);
    assert_eq!(count("measure=count&from=2026-08-04").await, 0);
    desk.post("district", "/api/v1/cases", &case("no-class", "X9999", 0)).await;
    assert_eq!(count("measure=count").await, 5, "what has no class yet counts as well");
    assert_eq!(legend(&desk, "inspector", "measure=count").await["cases"], 6);
}

#[tokio::test]
async fn which_cases_is_enough_to_ask_for_their_count() {
    let desk = TestDesk::with_cases().await;
    let told = legend(&desk, "district", "class=C").await;
    assert_eq!((told["measure"].as_str(), told["cases"].as_u64()), (Some("count"), Some(1)));
    let tile = desk.get("district", "/tiles/unit-grid/12/3428/1676.mvt?class=C").await;
    let named = desk.get("district", &format!("{TILE}&class=C")).await;
    assert_eq!((tile.status.as_u16(), tile.body), (200, named.body));
}

#[tokio::test]
async fn a_tile_keeps_its_tag_until_what_it_shows_changes() {
    let desk = TestDesk::with_cases().await;
    let first = desk.get("district", TILE).await;
    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!(first.header("cache-control"), "private, no-cache");
    let tag = first.header("etag").to_owned();
    let other = desk.get("district", &format!("{TILE}&class=C")).await;
    assert_ne!(other.header("etag"), tag);
    // Another stage is another event, and the same counts.
    desk.act("district", "waste-1", json!({"act": "accept"})).await;
    assert_eq!(desk.get("district", TILE).await.header("etag"), tag);
    desk.post("district", "/api/v1/cases", &case("new", "E0101", 3)).await;
    let changed = desk.get("district", TILE).await;
    assert_ne!(changed.header("etag"), tag);
    assert_ne!(changed.body, first.body);
}

#[tokio::test]
async fn what_is_asked_wrongly_is_named() {
    let desk = TestDesk::with_cases().await;
    for (query, field) in [
        ("measure=heat", "measure"),
        ("measure=change", "from"),
        ("measure=per-km2&from=2026-08-01", "to"),
        ("measure=count&from=2026-08-02&to=2026-08-01", "to"),
        ("measure=count&class=X", "class"),
        ("measure=count&status=lost", "status"),
        ("measure=count&colour=red", "colour"),
    ] {
        let answer = desk.get("district", &format!("/tiles/unit-grid.json?{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.json()["field"].as_str()), (400, Some(field)), "{query}");
    }
}

#[tokio::test]
async fn the_description_names_tiles_and_legend_of_the_same_question() {
    let desk = TestDesk::with_cases().await;
    let query = "measure=change&class=E&from=2026-08-01&to=2026-08-31";
    let told = desk.get("district", &format!("/tiles/unit-grid.json?{query}")).await.json();
    let tiles = told["tiles"][0].as_str().unwrap().to_owned();
    assert!(tiles.ends_with(&format!("mvt?plan=1&{query}")), "{tiles}");
    let legend = told["legend"].as_str().unwrap().trim_start_matches("http://127.0.0.1:8080").to_owned();
    let told = desk.get("district", &legend).await.json();
    assert_eq!((told["ramp"].as_str(), told["measure"].as_str()), (Some("vik"), Some("change")));
    assert_eq!(told["cells_without_a_value"], told["cells"], "there was nothing before");
}
