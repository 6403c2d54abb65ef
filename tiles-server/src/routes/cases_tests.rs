//! Intake, the course of a case, lists, queues, messages, accounts.

use axum::body::Body;
use serde_json::{Value, json};

use super::desk_for_tests::{PASSWORD, TestDesk, case};

fn lawful(case: &Value) -> Vec<&str> {
    case["lawful"].as_array().unwrap().iter().map(|act| act.as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_retry_is_the_same_case_and_another_body_is_a_conflict() {
    let desk = TestDesk::empty();
    let first = desk.post("district", "/api/v1/cases", &case("a", "E0101", 0)).await;
    assert_eq!((first.status.as_u16(), first.header("location")), (201, "/api/v1/cases/a"));
    let again = desk.post("district", "/api/v1/cases", &case("a", "E0101", 0)).await;
    assert_eq!(again.status, 200);
    assert_eq!(first.json(), again.json(), "the same answer");
    let other = desk.post("district", "/api/v1/cases", &case("a", "E0101", 1)).await;
    assert_eq!(
        (other.status.as_u16(), other.json()["type"].as_str()),
        (409, Some("urn:gridward:problem:other-body"))
    );
    assert!(!other.text().contains("secret"));
    let told = desk.get("district", "/api/v1/cases").await.json();
    assert_eq!(told["cases"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn intake_answers_with_owner_rule_and_reasons() {
    let desk = TestDesk::empty();
    let told = desk.post("district", "/api/v1/cases", &case("a", "C0101", 0)).await.json();
    let outcome = &told["assignment"]["outcome"];
    assert_eq!((outcome["unit"]["code"].as_str(), outcome["rule"].as_str()), (Some("water"), Some("water")));
    assert_eq!(outcome["rule_note"], json!({"zh": "部件归水务", "en": "部件归水务"}));
    assert_eq!(outcome["helpers"][0]["code"], "town-1");
    assert_eq!(outcome["runners_up"][0]["rule"], "block");
    assert_eq!(told["assignment"]["layers"][1]["code"], "T100");
    assert!(told["assignment"]["why"].as_array().unwrap().len() > 2);
    assert_eq!(
        (told["stage"].as_str(), told["stage_title"]["zh"].as_str()),
        (Some("reported"), Some("待受理"))
    );
    assert_eq!(told["reported_at"], "2026-08-03T08:30:00+08:00");
    assert_eq!(told["reporter"]["name"], "secret-name-a");
    assert!(lawful(&told).contains(&"accept"));
}

#[tokio::test]
async fn route_tells_the_same_owner_and_keeps_nothing() {
    let desk = TestDesk::with_cases().await;
    let question = json!({"class": "E0101", "lon": 121.305_2, "lat": 31.005_1, "datum": "wgs84"});
    let told = desk.post("district", "/api/v1/route", &question).await.json();
    assert_eq!(told["outcome"]["unit"]["code"], "town-1");
    assert_eq!(told["due"][0]["limit"], "4wh");
    assert_eq!(told["duplicates"][0]["id"], "waste-1");
    assert!(told["duplicates"][0]["distance_m"].as_f64().unwrap() < 20.0);
    let stranger = desk.post("", "/api/v1/route", &question).await.json();
    assert_eq!(stranger["duplicates"], json!([]), "doubles are for those who see them");
    let nowhere = desk.post("district", "/api/v1/route", &json!({"class": "E0101"})).await.json();
    assert_eq!((nowhere["outcome"]["queue"].as_str(), nowhere["place"].is_null()), (Some("unlocated"), true));
    assert_eq!(
        desk.get("district", "/api/v1/cases?limit=500").await.json()["cases"].as_array().unwrap().len(),
        5
    );
}

#[tokio::test]
async fn a_case_goes_its_way_and_what_is_unlawful_names_what_is_not() {
    let desk = TestDesk::with_cases().await;
    let early = desk.post("district", "/api/v1/cases/waste-1/events", &json!({"act": "close"})).await;
    let problem = early.json();
    assert_eq!(
        (early.status.as_u16(), problem["type"].as_str()),
        (409, Some("urn:gridward:problem:unlawful-transition"))
    );
    assert!(problem["lawful"].as_array().unwrap().contains(&json!("accept")), "{problem}");
    desk.act("district", "waste-1", json!({"act": "accept", "grade": "simple"})).await;
    let after = desk.act("district", "waste-1", json!({"act": "verify"})).await;
    assert_eq!((after["stage"].as_str(), after["grade"].as_str()), (Some("verifying"), Some("simple")));
    let looker = after["unit"]["code"].as_str().unwrap().to_owned();
    assert_eq!(looker, "team-1");
    desk.act("collector-1", "waste-1", json!({"act": "verified", "found": true, "text": "so it is"})).await;
    desk.act("district", "waste-1", json!({"act": "file"})).await;
    let sent = desk.act("district", "waste-1", json!({"act": "dispatch"})).await;
    assert_eq!((sent["stage"].as_str(), sent["unit"]["code"].as_str()), (Some("dispatched"), Some("town-1")));
    assert!(sent["due_at"].is_string() && sent["overdue"] == false, "{sent}");
    let mine = desk.get("town-1", "/api/v1/cases/waste-1").await.json();
    assert!(!lawful(&mine).contains(&"extend"), "extension needs the centre: {mine}");
    assert!(lawful(&mine).contains(&"handle"), "{mine}");
    desk.act("town-1", "waste-1", json!({"act": "handle"})).await;
    desk.act("town-1", "waste-1", json!({"act": "feedback", "text": "removed"})).await;
    let events = desk.get("town-1", "/api/v1/cases/waste-1/events").await.json();
    let acts: Vec<_> =
        events["events"].as_array().unwrap().iter().map(|e| e["act"].as_str().unwrap()).collect();
    assert_eq!(
        acts,
        ["report", "assign", "accept", "verify", "verified", "file", "dispatch", "handle", "feedback"]
    );
    let last = events["events"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (last["detail"]["text"].as_str(), last["by"]["unit"].as_str()),
        (Some("removed"), Some("town-1"))
    );
    assert_eq!(last["title"]["zh"], "处理反馈");
}

#[tokio::test]
async fn whoever_is_late_learns_that_somebody_was_quicker() {
    let desk = TestDesk::with_cases().await;
    let revision = desk.get("district", "/api/v1/cases/waste-1").await.json()["revision"].clone();
    desk.act("district", "waste-1", json!({"act": "accept", "revision": revision})).await;
    let late = desk
        .post(
            "district",
            "/api/v1/cases/waste-1/events",
            &json!({"act": "note", "text": "x", "revision": revision}),
        )
        .await;
    assert_eq!(
        (late.status.as_u16(), late.json()["type"].as_str()),
        (409, Some("urn:gridward:problem:revision-conflict"))
    );
}

#[tokio::test]
async fn units_act_on_their_own_cases_only() {
    let desk = TestDesk::with_cases().await;
    let status = |answer: super::routes_tests::Answer| answer.status.as_u16();
    let uri = "/api/v1/cases/cover-1/events";
    // The first town helps with it and sees it; the department decides.
    assert_eq!(status(desk.post("town-1", uri, &json!({"act": "accept"})).await), 403);
    assert_eq!(status(desk.post("town-1", uri, &json!({"act": "note", "text": "seen"})).await), 200);
    assert_eq!(status(desk.post("town-2", uri, &json!({"act": "note", "text": "seen"})).await), 404);
    assert_eq!(status(desk.post("water", uri, &json!({"act": "close"})).await), 403);
    // A sub-centre dispatches inside its own unit.
    desk.act("town-1", "waste-1", json!({"act": "accept"})).await;
    let outside = json!({"act": "verify", "unit": "team-2"});
    assert_eq!(status(desk.post("town-1", "/api/v1/cases/waste-1/events", &outside).await), 403);
    desk.act("town-1", "waste-1", json!({"act": "verify", "unit": "team-1"})).await;
}

#[tokio::test]
async fn a_place_that_is_found_later_finds_the_owner() {
    let desk = TestDesk::empty();
    let body = json!({"id": "n", "class": "E0101", "source": "hotline", "reported_at": "2026-08-03T08:30:00+08:00", "text": "somewhere"});
    let told = desk.post("district", "/api/v1/cases", &body).await.json();
    assert_eq!((told["queue"].as_str(), told["unit"]["code"].as_str()), (Some("unlocated"), Some("centre")));
    let queues = desk.get("district", "/api/v1/queues").await.json();
    let unlocated = queues["queues"].as_array().unwrap().iter().find(|q| q["queue"] == "unlocated").unwrap();
    assert_eq!(
        (unlocated["count"].as_u64(), unlocated["keeper"]["code"].as_str()),
        (Some(1), Some("centre"))
    );
    let listed = desk.get("district", "/api/v1/cases?queue=unlocated").await.json();
    assert_eq!(listed["cases"][0]["id"], "n");
    let place = json!({"act": "locate", "lon": 121.325, "lat": 31.005, "datum": "wgs84"});
    let found = desk.act("district", "n", place).await;
    assert_eq!((found["queue"].is_null(), found["unit"]["code"].as_str()), (true, Some("town-2")));
}

#[tokio::test]
async fn lists_go_on_where_they_ended_and_take_filters() {
    let desk = TestDesk::with_cases().await;
    let ids = |told: &Value| -> Vec<String> {
        told["cases"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap().to_owned()).collect()
    };
    let first = desk.get("district", "/api/v1/cases?limit=2").await.json();
    assert_eq!(ids(&first), ["hazard-2", "vice-1"]);
    let next = first["next"].as_str().unwrap();
    let second = desk.get("district", &format!("/api/v1/cases?limit=3&after={next}")).await.json();
    assert_eq!(
        (ids(&second), second["next"].is_null()),
        (vec!["cover-1".into(), "waste-2".into(), "waste-1".into()], true)
    );
    assert_eq!(
        ids(&desk.get("district", "/api/v1/cases?class=E01").await.json()),
        ["vice-1", "waste-2", "waste-1"]
    );
    assert_eq!(ids(&desk.get("district", "/api/v1/cases?unit=water").await.json()), ["cover-1"]);
    assert_eq!(ids(&desk.get("town-2", "/api/v1/cases?stage=open").await.json()), ["hazard-2", "waste-2"]);
    assert!(ids(&desk.get("district", "/api/v1/cases?from=2026-08-04").await.json()).is_empty());
    assert!(ids(&desk.get("district", "/api/v1/cases?overdue=true").await.json()).is_empty());
    let wrong = desk.get("district", "/api/v1/cases?stage=lost").await;
    assert_eq!((wrong.status.as_u16(), wrong.json()["field"].as_str()), (400, Some("stage")));
}

#[tokio::test]
async fn a_dispatched_unit_gets_its_message_and_settles_it() {
    let desk = TestDesk::empty();
    let mut body = case("s", "E0101", 0);
    body["source"] = json!("patrol");
    body["grade"] = json!("simple");
    let told = desk.post("collector-1", "/api/v1/cases", &body).await.json();
    assert_eq!(told["stage"], "dispatched", "a simple case of a patrol goes straight to its unit");
    let outbox = desk.get("town-1", "/api/v1/outbox").await.json();
    let message = &outbox["deliveries"][0];
    assert_eq!((message["to"].as_str(), message["body"]["case"].as_str()), (Some("town-1"), Some("s")));
    assert!(!outbox.to_string().contains("secret"));
    assert_eq!(desk.get("town-2", "/api/v1/outbox").await.json()["deliveries"], json!([]));
    let result = json!({"results": [{"number": message["number"]}]});
    assert_eq!(desk.post("town-2", "/api/v1/outbox/settle", &result).await.status, 404);
    let settled = desk.post("town-1", "/api/v1/outbox/settle", &result).await.json();
    assert_eq!(settled["states"][0]["state"], "delivered");
    assert_eq!(desk.get("town-1", "/api/v1/outbox").await.json()["deliveries"], json!([]));
}

#[tokio::test]
async fn files_are_kept_with_their_case_and_shown_to_those_who_see_it() {
    let desk = TestDesk::with_cases().await;
    let uri = "/api/v1/cases/waste-1/attachments?name=picture.png";
    let kept = desk.send("town-1", "POST", uri, "image/png", "not really a picture").await;
    assert_eq!(kept.status, 201, "{}", kept.text());
    let file = kept.header("location").to_owned();
    let shown = desk.get("town-1", &file).await;
    assert_eq!((shown.text().as_str(), shown.header("content-type")), ("not really a picture", "image/png"));
    assert_eq!(shown.header("content-disposition"), "attachment");
    assert_eq!(desk.get("town-2", &file).await.status, 404);
    assert_eq!(desk.get("", &file).await.status, 401);
    let told = desk.get("town-1", "/api/v1/cases/waste-1").await.json();
    assert_eq!(told["attachments"][0]["name"], "picture.png");
    let script = desk.send("town-1", "POST", uri, "text/html", "<script>").await;
    assert_eq!(script.status, 415);
}

#[tokio::test]
async fn signing_in_gives_a_token_that_signing_out_ends() {
    let desk = TestDesk::empty();
    let wrong = desk.post("", "/api/v1/session", &json!({"account": "town-1", "password": "wrong"})).await;
    assert_eq!(wrong.status, 401);
    let session =
        desk.post("", "/api/v1/session", &json!({"account": "town-1", "password": PASSWORD})).await.json();
    let token = session["token"].as_str().unwrap();
    assert_eq!(
        (token.len(), session["role"].as_str(), session["unit"].as_str()),
        (64, Some("town"), Some("town-1"))
    );
    let me = desk.get(token, "/api/v1/me").await.json();
    assert_eq!(
        (me["account"].as_str(), me["scope"]["territory"]["cell"].as_str()),
        (Some("town-1"), Some("T1"))
    );
    assert_eq!(me["scope"]["units"], json!(["town-1", "station-1", "team-1"]));
    assert_eq!(desk.send(token, "DELETE", "/api/v1/session", "", Body::empty()).await.status, 204);
    assert_eq!(desk.get(token, "/api/v1/me").await.status, 401);
    for _ in 0..4 {
        desk.post("", "/api/v1/session", &json!({"account": "town-2", "password": "wrong"})).await;
    }
    assert_eq!(
        desk.post("", "/api/v1/session", &json!({"account": "town-2", "password": "wrong"})).await.status,
        401
    );
    let locked = desk.post("", "/api/v1/session", &json!({"account": "town-2", "password": PASSWORD})).await;
    assert_eq!(locked.status, 429);
    assert!(locked.header("retry-after").parse::<u32>().unwrap() > 0);
}

#[tokio::test]
async fn administrators_make_accounts_and_tokens() {
    let desk = TestDesk::empty();
    let wish = json!({"name": "new", "role": "town", "unit": "town-2", "password": "long enough 77"});
    assert_eq!(desk.post("district", "/api/v1/accounts", &wish).await.status, 403);
    assert_eq!(desk.post("admin", "/api/v1/accounts", &wish).await.status, 201);
    let list = desk.get("admin", "/api/v1/accounts").await;
    assert!(list.text().contains("\"new\"") && !list.text().contains("argon2"), "no hash is told");
    let token = desk
        .post("admin", "/api/v1/accounts/new/tokens", &json!({"title": "bridge", "days": 30}))
        .await
        .json();
    let token = token["token"].as_str().unwrap();
    assert_eq!(desk.get(token, "/api/v1/me").await.json()["unit"], "town-2");
    assert_eq!(desk.send("admin", "DELETE", "/api/v1/accounts/new", "", Body::empty()).await.status, 204);
    assert_eq!(desk.get(token, "/api/v1/me").await.status, 401);
    for (field, wrong) in [
        ("unit", json!({"name": "x", "role": "town"})),
        ("unit", json!({"name": "x", "role": "town", "unit": "moon"})),
        ("password", json!({"name": "x", "role": "public", "password": "short"})),
        ("name", json!({"name": "token-file", "role": "public"})),
        ("admin", json!({"name": "x", "role": "public", "admin": true})),
    ] {
        let answer = desk.post("admin", "/api/v1/accounts", &wrong).await;
        assert_eq!((answer.status.as_u16(), answer.json()["field"].as_str()), (400, Some(field)), "{wrong}");
    }
}

#[tokio::test]
async fn registries_tell_what_the_folder_says_and_cost_nothing_unchanged() {
    let desk = TestDesk::empty();
    let units = desk.get("", "/api/v1/units").await;
    let town =
        units.json()["units"].as_array().unwrap().iter().find(|u| u["code"] == "town-1").unwrap().clone();
    assert_eq!(
        (town["kind"].as_str(), town["layer"].as_str(), town["cell"].as_str()),
        (Some("sub-centre"), Some("town"), Some("T1"))
    );
    let classes = desk.get("", "/api/v1/classes").await.json();
    let waste = classes["classes"].as_array().unwrap().iter().find(|c| c["code"] == "E0101").unwrap().clone();
    assert_eq!(waste["conditions"][1]["limits"][0]["limit"], "2uh");
    assert_eq!(desk.get("", "/api/v1/sources").await.json()["sources"][1]["public"], true);
    assert_eq!(desk.get("", "/api/v1/settings").await.json()["default_grade"], "ordinary");
    assert_eq!(desk.get("", "/api/v1/versions").await.json()["versions"][0]["in_force"], true);
    assert_ne!(units.header("etag"), "");
}

#[tokio::test]
async fn without_a_store_the_map_alone_is_served() {
    let app = super::routes_tests::app();
    let answer = super::routes_tests::ask_of(app, "GET", "/api/v1/cases", &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["type"].as_str()),
        (404, Some("urn:gridward:problem:no-store"))
    );
}
