//! Figures of a drawn area over the server.

use serde_json::{Value, json};

use crate::routes::desk_for_tests::{TestDesk, case};

const URI: &str = "/api/v1/figures/area";

/// The first two columns of unit grids.
fn west() -> Value {
    json!({"type": "Polygon", "coordinates": [[[121.3, 31.0], [121.32, 31.0], [121.32, 31.02], [121.3, 31.02], [121.3, 31.0]]]})
}

async fn ask(desk: &TestDesk, token: &str, body: &Value) -> Value {
    let answer = desk.post(token, URI, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn the_district_is_told_exactly_what_lies_in_the_area() {
    let desk = TestDesk::with_cases().await;
    let told = ask(&desk, "inspector", &json!({"polygon": west(), "filters": {}, "step": "day"})).await;
    assert_eq!((told["cases"].clone(), told["cells"].clone()), (json!(3), json!(2)));
    assert!((told["area_km2"].as_f64().unwrap() - 4.234).abs() < 0.01, "{told}");
    assert_eq!(told["series"]["periods"][0]["cases"], 3);
    assert_eq!(told["top"]["class"].as_array().unwrap().len(), 3);
    let filters = json!({"class": "E", "from": "2026-08-03", "to": "2026-08-04", "hazard": false});
    let told =
        ask(&desk, "inspector", &json!({"polygon": west(), "filters": filters, "before": "2026-08-02"}))
            .await;
    assert_eq!((told["cases"].clone(), told["cases_before"].clone()), (json!(2), json!(0)));
    let both = json!({"type": "MultiPolygon", "coordinates": [west()["coordinates"],
        [[[121.33, 31.0], [121.34, 31.0], [121.34, 31.02], [121.33, 31.02], [121.33, 31.0]]]]});
    assert_eq!(ask(&desk, "inspector", &json!({"polygon": both})).await["cases"], 4);
}

#[tokio::test]
async fn few_cases_are_not_told_to_a_unit_and_nothing_to_everybody() {
    let desk = TestDesk::with_cases().await;
    let body = json!({"polygon": west()});
    let told = ask(&desk, "town-1", &body).await;
    assert_eq!(
        (told["cases"].clone(), told["per_km2"].clone(), told["cells"].clone()),
        (Value::Null, Value::Null, Value::Null)
    );
    assert!(told["top"]["class"].as_array().unwrap().is_empty());
    for number in 0..4 {
        desk.post("district", "/api/v1/cases", &case(&format!("more-{number}"), "E0101", 0)).await;
    }
    let told = ask(&desk, "town-1", &body).await;
    assert_eq!(told["cases"], 6, "all but the restricted one");
    assert_eq!(told["top"]["class"], json!([]), "the one cover would be the rest: {told}");
    assert_eq!(desk.post("public", URI, &body).await.status, 403);
    assert_eq!(desk.post("", URI, &body).await.status, 401);
}

#[tokio::test]
async fn a_ring_that_is_none_is_told_in_one_clear_problem() {
    let desk = TestDesk::empty();
    let eight = json!([[121.0, 31.0], [122.0, 32.0], [122.0, 31.0], [121.0, 32.0], [121.0, 31.0]]);
    let many: Vec<_> = (0..10_001).map(|n| json!([121.0 + f64::from(n) * 1e-5, 31.0])).collect();
    for (rings, words) in [
        (json!([eight]), "at 121.5, 31.5: the ring crosses or touches itself here"),
        (json!([]), "the area has no ring"),
        (json!([[[121.0, 31.0], [122.0, 31.0], [122.0, 32.0]]]), "ring 0 is not closed"),
        (json!([many]), "the area has 10001 corners"),
    ] {
        let answer =
            desk.post("district", URI, &json!({"polygon": {"type": "Polygon", "coordinates": rings}})).await;
        let told = answer.json();
        assert_eq!((answer.status.as_u16(), told["field"].as_str()), (400, Some("polygon")), "{told}");
        assert!(told["detail"].as_str().unwrap().starts_with(words), "{told}");
    }
    let wrong =
        desk.post("district", URI, &json!({"polygon": {"type": "Point", "coordinates": [1, 2]}})).await;
    assert_eq!(wrong.status, 400);
    let wrong = desk.post("district", URI, &json!({"polygon": west(), "filters": {"colour": "red"}})).await;
    assert_eq!((wrong.status.as_u16(), wrong.json()["field"].as_str()), (400, Some("colour")));
}
