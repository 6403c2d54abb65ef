//! What changes on a map: exactly the tiles whose bytes do, to each as exactly as they may know.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use serde_json::{Value, json};
use tokio_stream::StreamExt as _;
use tower::ServiceExt as _;

use super::desk_for_tests::{TestDesk, case};

const URI: &str = "/api/v1/stream/tiles";

/// Somebody who watches.
struct Viewer {
    stream: BodyDataStream,
    text: String,
}

impl Viewer {
    async fn new(desk: &TestDesk, token: &str, query: &str, last: Option<u64>) -> Self {
        let mut request = axum::http::Request::builder().uri(format!("{URI}{query}"));
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let router = super::router(Arc::clone(&desk.app));
        let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 200);
        Self { stream: response.into_body().into_data_stream(), text: String::new() }
    }

    /// The next event: its name and what it says.
    async fn next(&mut self) -> (String, Value) {
        loop {
            if let Some((event, rest)) = self.text.clone().split_once("\n\n") {
                self.text = rest.to_owned();
                let field =
                    |name: &str| event.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
                if let (Some(name), Some(data)) = (field("event"), field("data")) {
                    return (name.to_owned(), serde_json::from_str(data).unwrap());
                }
                continue;
            }
            let piece = tokio::time::timeout(Duration::from_secs(20), self.stream.next()).await;
            self.text
                .push_str(core::str::from_utf8(&piece.expect("an event in time").unwrap().unwrap()).unwrap());
        }
    }

    /// Whether nothing comes for a while.
    async fn is_silent(&mut self) -> bool {
        tokio::time::timeout(Duration::from_millis(700), self.next()).await.is_err()
    }
}

/// All tiles of zoom 14 around the trial district.
async fn tiles(desk: &TestDesk, token: &str) -> BTreeMap<String, Bytes> {
    let mut tiles = BTreeMap::new();
    for (x, y) in (13_711..=13_716).flat_map(|x| (6_702..=6_708).map(move |y| (x, y))) {
        let at = format!("14/{x}/{y}");
        let answer = desk.get(token, &format!("/tiles/unit-grid/{at}.mvt?measure=count&class=E")).await;
        assert!(answer.status == 200 || answer.status == 204, "{}", answer.text());
        tiles.insert(at, answer.body);
    }
    tiles
}

/// Watches, has something done, and holds the tiles that are named against those whose bytes changed.
async fn named_are_those_that_changed(desk: &TestDesk, token: &str, column: i32, id: &str) -> Value {
    let mut viewer = Viewer::new(desk, token, "?layers=unit-grid&zoom=14&measure=count&class=E", None).await;
    assert_eq!(viewer.next().await.0, "ready");
    let before = tiles(desk, token).await;
    desk.post("district", "/api/v1/cases", &case(id, "E0101", column)).await;
    let (name, told) = viewer.next().await;
    assert_eq!(name, "tiles");
    let after = tiles(desk, token).await;
    let changed: Vec<&String> =
        before.iter().filter(|(at, bytes)| after[*at] != **bytes).map(|(at, _)| at).collect();
    let named: Vec<String> = serde_json::from_value(told["tiles"]["unit-grid"].clone()).unwrap();
    assert_eq!(named.iter().collect::<Vec<_>>(), changed, "{told}");
    assert!(!changed.is_empty() && changed.len() < before.len());
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_case_names_the_tiles_that_have_other_bytes_and_no_others() {
    let desk = TestDesk::with_cases().await;
    let told = named_are_those_that_changed(&desk, "district", 3, "new").await;
    assert_eq!(told["cells"]["unit-grid"], json!(["T230"]));
    assert_eq!(told["boxes"]["unit-grid"], json!([[121.33, 31.0, 121.34, 31.01]]));
    assert_eq!(
        (told["places"].clone(), told["place_m"].clone()),
        (json!([[121.335_123, 31.005_123]]), json!(0))
    );
    assert_eq!(told["event"].as_u64().unwrap() + 1, desk.app.cases.as_ref().unwrap().view().next_event.0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cells_that_are_shown_together_change_together_and_places_are_coarse_for_units() {
    let desk = TestDesk::with_cases().await;
    for number in 0..4 {
        desk.post("district", "/api/v1/cases", &case(&format!("more-{number}"), "E0101", 0)).await;
    }
    let told = named_are_those_that_changed(&desk, "town-1", 1, "new").await;
    let cells: Vec<String> = serde_json::from_value(told["cells"]["unit-grid"].clone()).unwrap();
    assert!(cells.len() > 1, "one case is shown with its neighbours': {told}");
    assert_eq!((told["places"].clone(), told["looks"].clone()), (json!([[121.32, 31.01]]), json!([])));
    assert_eq!(told["place_m"], 800);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_nothing_that_is_shown_is_not_told_and_what_only_looks_otherwise_is_told_as_such() {
    let desk = TestDesk::with_cases().await;
    let mut viewer = Viewer::new(&desk, "district", "?layers=unit-grid&measure=count&class=E", None).await;
    viewer.next().await;
    desk.post("district", "/api/v1/cases", &case("cover", "C0101", 3)).await;
    assert!(viewer.is_silent().await, "a component is not on this map");
    desk.act("district", "waste-1", json!({"act": "accept"})).await;
    let (_, told) = viewer.next().await;
    assert_eq!((told["cells"].clone(), told["places"].clone()), (json!({}), json!([])));
    assert_eq!(told["looks"], json!([[121.305_123, 31.005_123]]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_layers_all_of_the_plan_are_told() {
    let desk = TestDesk::with_cases().await;
    let mut viewer = Viewer::new(&desk, "district", "", None).await;
    viewer.next().await;
    desk.post("district", "/api/v1/cases", &case("new", "E0101", 3)).await;
    let (_, told) = viewer.next().await;
    assert_eq!(told["cells"], json!({"town": ["T2"], "unit-grid": ["T230"]}));
    assert_eq!(
        (told["place"].clone(), told["places"].as_array().unwrap().len()),
        (json!([121.335_123, 31.005_123]), 1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_who_comes_back_hears_what_it_missed_or_is_told_to_begin_anew() {
    let desk = TestDesk::with_cases().await;
    let query = "?layers=town&measure=count";
    let mut stays = Viewer::new(&desk, "district", query, None).await;
    let (_, ready) = stays.next().await;
    let last = ready["event"].as_u64().unwrap();
    desk.post("district", "/api/v1/cases", &case("one", "E0101", 3)).await;
    let (_, first) = stays.next().await;
    let mut back = Viewer::new(&desk, "district", query, Some(last)).await;
    assert_eq!(back.next().await.0, "ready");
    assert_eq!(back.next().await, ("tiles".to_owned(), first));
    let mut late = Viewer::new(&desk, "district", query, Some(0)).await;
    assert_eq!(late.next().await.0, "reset", "what happened before anybody watched is not known");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_hears_of_no_case_as_it_comes() {
    let desk = TestDesk::with_cases().await;
    let mut viewer = Viewer::new(&desk, "", "?layers=unit-grid&measure=count", None).await;
    assert_eq!(viewer.next().await.0, "ready");
    desk.post("district", "/api/v1/cases", &case("one", "E0101", 3)).await;
    assert!(viewer.is_silent().await);
}

#[tokio::test]
async fn a_map_that_cannot_be_watched_is_named() {
    let desk = TestDesk::with_cases().await;
    for (token, query, status, field) in [
        ("district", "?layers=moon", 404, "layer"),
        ("district", "?layers=a,b,c,d,e", 400, "layers"),
        ("district", "?layers=town&zoom=30", 400, "zoom"),
        ("district", "?layers=town&class=X", 400, "class"),
        ("district", "?colour=red", 400, "colour"),
        ("public", "?layers=town&class=E", 403, "class"),
    ] {
        let answer = desk.get(token, &format!("{URI}{query}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["field"].as_str()),
            (status, Some(field)),
            "{query}"
        );
    }
}
