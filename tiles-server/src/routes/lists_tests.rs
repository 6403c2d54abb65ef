//! Lists of cases by deadline, and for those who help.

use serde_json::{Value, json};

use super::desk_for_tests::{TestDesk, case};

fn ids(list: &Value) -> Vec<&str> {
    list["cases"].as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn by_deadline_the_soonest_due_stands_first_page_by_page() {
    let desk = TestDesk::empty();
    // Four working hours, two urgent hours, fifteen working days, and one without a deadline.
    for (id, class, condition) in [("waste", "E0101", 1), ("much", "E0101", 2), ("hazard", "H0101", 1)] {
        let mut body = case(id, class, 0);
        (body["source"], body["grade"], body["condition"]) =
            (json!("patrol"), json!("simple"), json!(condition));
        assert_eq!(desk.post("district", "/api/v1/cases", &body).await.json()["stage"], "dispatched");
    }
    desk.post("district", "/api/v1/cases", &case("waits", "E0101", 1)).await;
    let newest = desk.get("district", "/api/v1/cases").await.json();
    assert_eq!(ids(&newest), ["waits", "hazard", "much", "waste"]);
    let due = desk.get("district", "/api/v1/cases?order=due").await.json();
    assert_eq!(ids(&due), ["much", "waste", "hazard", "waits"]);
    let (mut paged, mut after) = (Vec::new(), String::new());
    loop {
        let page = desk.get("district", &format!("/api/v1/cases?order=due&limit=1{after}")).await.json();
        paged.extend(ids(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(paged, ids(&due));
    let open = desk.get("district", "/api/v1/cases?order=due&stage=dispatched&unit=town-1").await.json();
    assert_eq!(ids(&open), ["much", "waste", "hazard"]);
    for wrong in ["order=oldest", "order=due&after=5", "order=newest&after=5-5", "helping=nobody"] {
        assert_eq!(desk.get("district", &format!("/api/v1/cases?{wrong}")).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_unit_finds_the_cases_that_it_helps_with() {
    let desk = TestDesk::empty();
    let mut cover = case("cover", "C0101", 2);
    (cover["source"], cover["grade"]) = (json!("patrol"), json!("simple"));
    assert_eq!(desk.post("district", "/api/v1/cases", &cover).await.json()["unit"]["code"], "water");
    desk.post("district", "/api/v1/cases", &case("waste", "E0101", 2)).await;
    let helping = desk.get("district", "/api/v1/cases?helping=town-2").await.json();
    assert_eq!((ids(&helping), &helping["cases"][0]["helping"]), (vec!["cover"], &json!(true)));
    let own = desk.get("town-2", "/api/v1/cases").await.json();
    assert_eq!(ids(&own), ["waste", "cover"]);
    assert_eq!((&own["cases"][0]["helping"], &own["cases"][1]["helping"]), (&Value::Null, &json!(true)));
    assert_eq!(ids(&desk.get("district", "/api/v1/cases?helping=town-1").await.json()), Vec::<&str>::new());
    let both = desk.get("district", "/api/v1/cases?helping=town-2&class=E0101").await.json();
    assert_eq!(ids(&both), Vec::<&str>::new());
    // A case that is outside its territory and that it only helps with is seen in lists as well.
    desk.act("district", "waste", json!({"act": "accept"})).await;
    desk.act("district", "waste", json!({"act": "verify", "unit": "team-2"})).await;
    desk.act("collector-2", "waste", json!({"act": "verified", "found": true})).await;
    desk.act("district", "waste", json!({"act": "file"})).await;
    let dispatch = json!({"act": "dispatch", "unit": "town-2", "helpers": ["sanitation"]});
    desk.act("district", "waste", dispatch).await;
    assert_eq!(ids(&desk.get("sanitation", "/api/v1/cases").await.json()), ["waste"]);
}
