//! What should not be sent, and the stream.

use axum::body::Body;
use serde_json::{Value, json};
use tokio_stream::StreamExt as _;
use tower::ServiceExt as _;

use super::desk_for_tests::{TestDesk, case};
use super::routes_tests::Answer;

fn refused(answer: &Answer, status: u16, kind: &str) {
    let document = answer.json();
    assert_eq!(answer.status.as_u16(), status, "{document}");
    assert_eq!(document["type"], format!("urn:gridward:problem:{kind}"), "{document}");
}

#[tokio::test]
async fn bodies_are_bounded_in_length_and_depth() {
    let desk = TestDesk::empty();
    let long = vec![b' '; 70_000];
    refused(
        &desk.send("district", "POST", "/api/v1/cases", "application/json", long).await,
        413,
        "request-too-large",
    );
    let unannounced =
        Body::from_stream(tokio_stream::iter((0..80).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1000]))));
    refused(
        &desk.send("district", "POST", "/api/v1/cases", "application/json", unannounced).await,
        413,
        "request-too-large",
    );
    let deep = "[".repeat(30_000);
    for uri in ["/api/v1/cases", "/api/v1/route", "/api/v1/cases/x/events", "/api/v1/session"] {
        let answer = desk.send("district", "POST", uri, "application/json", deep.clone()).await;
        assert!(answer.status.is_client_error(), "{uri}: {}", answer.status);
    }
    let nested = format!("{{\"act\": \"note\", \"text\": {}1{}}}", "[".repeat(120), "]".repeat(120));
    let answer = desk.send("district", "POST", "/api/v1/cases/x/events", "application/json", nested).await;
    assert!(answer.status.is_client_error());
    refused(
        &desk.send("district", "POST", "/api/v1/cases", "text/plain", "{}").await,
        415,
        "unsupported-media",
    );
    refused(
        &desk.send("district", "POST", "/api/v1/cases", "application/json", "{\"id\":").await,
        400,
        "bad-field",
    );
    refused(
        &desk.send("district", "POST", "/api/v1/cases", "application/json", vec![0xff, 0xfe]).await,
        400,
        "bad-field",
    );
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let desk = TestDesk::empty();
    let with = |field: &str, value: Value| {
        let mut body = case("w", "E0101", 0);
        body[field] = value;
        body
    };
    for (field, value) in [
        ("id", json!("a/b")),
        ("id", json!("")),
        ("source", json!("nobody")),
        ("grade", json!("superb")),
        ("datum", json!("mars")),
        ("accuracy_m", json!(-1.0)),
        ("lat", Value::Null),
        ("text", json!("x".repeat(4001))),
        ("shape", json!({"type": "polygon", "corners": [[1.0, 2.0]]})),
        ("colour", json!("red")),
    ] {
        let answer = desk.post("district", "/api/v1/cases", &with(field, value.clone())).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["field"].as_str()),
            (400, Some(field)),
            "{field}: {value}"
        );
    }
    let act = desk.post("district", "/api/v1/cases/w/events", &json!({"act": "explode"})).await;
    assert_eq!((act.status.as_u16(), act.json()["field"].as_str()), (400, Some("act")));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_trickles_in_is_given_up() {
    let desk = TestDesk::empty();
    let never = Body::from_stream(tokio_stream::pending::<Result<Vec<u8>, std::io::Error>>());
    refused(&desk.send("district", "POST", "/api/v1/cases", "application/json", never).await, 503, "timeout");
}

/// The first pieces of a stream, until one holds a text.
async fn until(desk: &TestDesk, token: &str, uri: &str, last: Option<&str>, text: &str) -> String {
    let mut request =
        axum::http::Request::builder().uri(uri).header("authorization", format!("Bearer {token}"));
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let router = super::router(std::sync::Arc::clone(&desk.app));
    let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), 200);
    let mut stream = response.into_body().into_data_stream();
    let mut told = String::new();
    while !told.contains(text) {
        let piece = tokio::time::timeout(std::time::Duration::from_secs(20), stream.next()).await;
        told.push_str(core::str::from_utf8(&piece.expect(&told).unwrap().unwrap()).unwrap());
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stream_resumes_from_the_log_and_goes_on_live() {
    let desk = TestDesk::with_cases().await;
    let told = until(&desk, "district", "/api/v1/stream", Some("0"), "hazard-2").await;
    assert!(told.contains("event: case") && told.contains("id: 1\n") && !told.contains("id: 0\n"), "{told}");
    assert!(told.contains("\"act\":\"report\"") && told.contains("retry: 2000"), "{told}");
    let (live, ()) = tokio::join!(until(&desk, "district", "/api/v1/stream", None, "later"), async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        desk.post("district", "/api/v1/cases", &case("later", "E0101", 0)).await;
    });
    assert!(!live.contains("waste-1"), "only what is new: {live}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stream_tells_each_reader_its_own_cases_only() {
    let desk = TestDesk::with_cases().await;
    let told = until(&desk, "town-2", "/api/v1/stream", Some("0"), "hazard-2").await;
    assert!(told.contains("waste-2") && !told.contains("waste-1") && !told.contains("vice-1"), "{told}");
    let unit = until(&desk, "district", "/api/v1/stream?unit=water", Some("0"), "cover-1").await;
    assert!(!unit.contains("waste"), "{unit}");
    assert_eq!(desk.get("", "/api/v1/stream").await.status, 401);
    assert_eq!(desk.get("district", "/api/v1/stream?unit=moon").await.status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_is_too_slow_is_cut_with_a_hint_and_resumes() {
    let desk = TestDesk::empty();
    let request =
        axum::http::Request::builder().uri("/api/v1/stream").header("authorization", "Bearer district");
    let router = super::router(std::sync::Arc::clone(&desk.app));
    let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let mut stream = response.into_body().into_data_stream();
    // The stream begins before anything happens, and then nobody reads while more comes than is kept for one reader.
    let mut told = String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    let dispatch = std::sync::Arc::clone(desk.app.cases.as_ref().unwrap());
    let assigner = dispatch.assigner();
    let mut waiting = Vec::new();
    for n in 0..crate::limits::STREAM_WAITING {
        let wish: super::cases::wish::CaseWish =
            serde_json::from_value(case(&format!("slow-{n}"), "E0101", 0)).unwrap();
        let intake = Box::new(wish.into_intake(&assigner.rules().settings, false).unwrap());
        let by = gridward::cases::Actor::System;
        let dispatch = std::sync::Arc::clone(&dispatch);
        waiting.push(tokio::spawn(async move {
            dispatch.done(gridward::desk::Command::Intake { intake, by }).await.unwrap();
        }));
    }
    for task in waiting {
        task.await.unwrap();
    }
    while let Some(piece) = stream.next().await {
        told.push_str(core::str::from_utf8(&piece.unwrap()).unwrap());
    }
    let hint = told.split("event: cut").nth(1).expect("it is cut");
    let resume: u64 =
        hint.split("\"resume_after\":").nth(1).unwrap().split('}').next().unwrap().parse().unwrap();
    let last = desk.app.cases.as_ref().unwrap().view().next_event.0 - 1;
    let rest =
        until(&desk, "district", "/api/v1/stream", Some(&resume.to_string()), &format!("id: {last}\n")).await;
    assert!(rest.contains(&format!("id: {}\n", resume + 1)), "nothing falls between");
}
