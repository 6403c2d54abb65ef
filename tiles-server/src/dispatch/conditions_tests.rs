//! Each condition alone and with others: the same cases on lists and on maps.

use serde_json::{Value, json};

use crate::routes::desk_for_tests::{TestDesk, case};

async fn listed(desk: &TestDesk, query: &str) -> Vec<String> {
    let answer = desk.get("inspector", &format!("/api/v1/cases?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    let told = answer.json();
    let mut ids: Vec<String> = told["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids
}

async fn counted(desk: &TestDesk, query: &str) -> Value {
    let answer = desk.get("inspector", &format!("/legend/unit-grid.json?measure=count&{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()["cases"].clone()
}

#[tokio::test]
async fn lists_and_maps_mean_the_same_by_each_condition() {
    let desk = TestDesk::with_cases().await;
    let mut simple = case("simple", "E0101", 2);
    (simple["source"], simple["grade"]) = (json!("patrol"), json!("simple"));
    assert_eq!(desk.post("district", "/api/v1/cases", &simple).await.json()["stage"], "dispatched");
    desk.post("district", "/api/v1/cases", &case("no-class", "X9999", 0)).await;
    desk.act("district", "waste-1", json!({"act": "void", "reason": "double"})).await;
    for (query, wanted) in [
        ("kind=enforcement", vec!["vice-1"]),
        ("kind=service,enforcement", vec!["cover-1", "vice-1"]),
        ("level=town&class=E0101", vec!["simple", "waste-1", "waste-2"]),
        ("level=district", vec!["cover-1"]),
        ("level=workstation", vec![]),
        ("grade=simple", vec!["simple"]),
        ("hazard=true", vec!["hazard-2"]),
        ("hazard=true&class=E", vec![]),
        ("hazard=false&unit=town-2", vec!["simple", "waste-2"]),
        ("status=void", vec!["waste-1"]),
        ("status=open&class=E0101", vec!["simple", "waste-2"]),
        ("status=open,void&class=E0101", vec!["simple", "waste-1", "waste-2"]),
        ("status=closed", vec![]),
        ("cell=town:T1", vec!["cover-1", "no-class", "vice-1", "waste-1"]),
        ("cell=unit-grid:T220&kind=management", vec!["simple", "waste-2"]),
    ] {
        assert_eq!(listed(&desk, query).await, wanted, "{query}");
        assert_eq!(counted(&desk, query).await, wanted.len(), "{query}");
    }
}

#[tokio::test]
async fn a_condition_that_is_none_names_its_parameter() {
    let desk = TestDesk::empty();
    for (query, field) in [
        ("kind=big", "kind"),
        ("level=street", "level"),
        ("grade=good", "grade"),
        ("hazard=perhaps", "hazard"),
        ("status=open,lost", "status"),
        ("cell=T1", "cell"),
        ("cell=road:T1", "cell"),
        ("cell=town:T9", "cell"),
    ] {
        for path in ["/api/v1/cases?", "/tiles/unit-grid.json?measure=count&"] {
            let answer = desk.get("district", &format!("{path}{query}")).await;
            let field_told = answer.json()["field"].clone();
            assert_eq!((answer.status.as_u16(), field_told.as_str()), (400, Some(field)), "{path}{query}");
        }
    }
}
