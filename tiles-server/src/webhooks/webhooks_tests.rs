//! Receivers that take, fail, hang and are gone; the order of messages, their signatures, and that nobody else is held up.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::signature::{secret_of, signature};
use super::*;
use crate::routes::desk_for_tests::{TestDesk, case, now};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// What a receiver does with the next call; 200 when nothing more is said.
#[derive(Clone, Copy)]
enum Does {
    Answers(u16),
    Hangs,
}

#[derive(Default)]
struct Heard {
    next: Mutex<VecDeque<Does>>,
    calls: Mutex<Vec<(String, Value)>>,
}

impl Heard {
    /// The cases of all calls in order, with whether the call's id was heard before.
    fn cases(&self) -> Vec<String> {
        self.calls
            .lock()
            .unwrap()
            .iter()
            .map(|(_, body)| body["data"]["case"].as_str().unwrap().into())
            .collect()
    }

    fn ids(&self) -> Vec<String> {
        self.calls.lock().unwrap().iter().map(|(id, _)| id.clone()).collect()
    }
}

async fn hear(State(heard): State<Arc<Heard>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let text = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    let (id, timestamp) = (text("webhook-id"), text("webhook-timestamp").parse::<i64>().unwrap());
    let expected = signature(&secret_of(SECRET).unwrap(), &id, timestamp, &body);
    assert_eq!(text("webhook-signature"), expected);
    heard.calls.lock().unwrap().push((id, serde_json::from_slice(&body).unwrap()));
    let does = heard.next.lock().unwrap().pop_front();
    match does {
        None => StatusCode::OK,
        Some(Does::Answers(status)) => StatusCode::from_u16(status).unwrap(),
        Some(Does::Hangs) => std::future::pending().await,
    }
}

/// A receiver on this machine, its address, and what it heard.
async fn receiver(next: &[Does]) -> (String, Arc<Heard>) {
    let heard = Arc::new(Heard { next: Mutex::new(next.iter().copied().collect()), ..Heard::default() });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/in", listener.local_addr().unwrap());
    let router = Router::new().route("/in", post(hear)).with_state(Arc::clone(&heard));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, heard)
}

struct Trial {
    desk: TestDesk,
    /// Seconds that the clock is ahead of the desk's.
    ahead: Arc<AtomicI64>,
    stop: watch::Sender<bool>,
}

impl Trial {
    fn new() -> Self {
        Self { desk: TestDesk::empty(), ahead: Arc::default(), stop: watch::Sender::new(false) }
    }

    fn start(&self, urls: &[(&str, &str)]) -> Arc<Webhooks> {
        let recipients: Vec<Value> =
            urls.iter().map(|(unit, url)| json!({"unit": unit, "url": url, "secret": SECRET})).collect();
        let settings = WebhookSettings::parse(&json!({"recipients": recipients}).to_string()).unwrap();
        let ahead = Arc::clone(&self.ahead);
        let clock: Clock = Arc::new(move || now() + SignedDuration::from_secs(ahead.load(Ordering::Relaxed)));
        let pace = Pace {
            answer: Duration::from_millis(300),
            look: Duration::from_millis(5),
            failures: 3,
            rest: Duration::from_hours(2),
            longest_rest: Duration::from_hours(2),
        };
        let dispatch = Arc::clone(self.desk.app.dispatch().unwrap());
        let webhooks = Webhooks::new(settings, dispatch, clock, pace).unwrap();
        webhooks.start(&self.stop.subscribe());
        webhooks
    }

    /// A case that goes straight to the town of a column, which is told.
    async fn dispatched(&self, id: &str, column: i32) {
        let mut body = case(id, "E0101", column);
        (body["source"], body["grade"]) = (json!("patrol"), json!("simple"));
        let answer = self.desk.post("district", "/api/v1/cases", &body).await;
        assert_eq!(answer.json()["stage"], "dispatched", "{}", answer.text());
    }

    async fn count(&self, state: &str) -> usize {
        let told = self.desk.get("district", &format!("/api/v1/outbox?state={state}")).await.json();
        told["deliveries"].as_array().unwrap().len()
    }
}

/// Waits until something holds.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..2000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("{what} did not happen");
}

#[tokio::test]
async fn a_unit_gets_its_messages_once_in_order_and_signed() {
    let (url, heard) = receiver(&[]).await;
    let trial = Trial::new();
    trial.dispatched("a", 0).await;
    let webhooks = trial.start(&[("town-1", &url)]);
    for id in ["b", "c"] {
        trial.dispatched(id, 0).await;
    }
    trial.dispatched("elsewhere", 2).await;
    until("delivery", async || trial.count("delivered").await == 3).await;
    assert_eq!(heard.cases(), ["a", "b", "c"]);
    let call = heard.calls.lock().unwrap()[0].clone();
    assert_eq!((call.1["type"].as_str(), call.1["to"].as_str()), (Some("case.dispatch"), Some("town-1")));
    assert!(call.0.starts_with(&format!("gridward-{}-", call.1["event"])), "{}", call.0);
    assert_eq!(call.1["data"]["synthetic"], false);
    assert!(!call.1.to_string().contains("secret-"), "no personal words");
    assert_eq!(trial.count("waiting").await, 1, "a unit without a url fetches its own");
    let text = webhooks.metrics();
    assert!(text.contains("gridward_webhook_calls_total{unit=\"town-1\",outcome=\"delivered\"} 3"), "{text}");
}

#[tokio::test]
async fn what_fails_or_hangs_is_sent_again_under_the_same_id_before_what_comes_after_it() {
    let (url, heard) = receiver(&[Does::Answers(500), Does::Hangs, Does::Answers(302)]).await;
    let trial = Trial::new();
    for id in ["a", "b"] {
        trial.dispatched(id, 0).await;
    }
    let webhooks = trial.start(&[("town-1", &url)]);
    // Due again after 5 minutes, 30 minutes, an hour; after three failures it rests for two hours.
    for (calls, ahead) in [(1, 400), (2, 2000), (3, 10_000)] {
        let failed = format!("outcome=\"failed\"}} {calls}");
        until("failure", async || webhooks.metrics().contains(&failed)).await;
        assert_eq!(heard.ids().len(), calls, "it waits for its time");
        assert_eq!(trial.count("waiting").await, 2);
        trial.ahead.store(ahead, Ordering::Relaxed);
    }
    until("delivery", async || trial.count("delivered").await == 2).await;
    assert_eq!(heard.cases(), ["a", "a", "a", "a", "b"]);
    assert!(heard.ids()[..4].iter().all(|id| *id == heard.ids()[0]));
}

#[tokio::test]
async fn after_failures_in_a_row_a_recipient_rests_and_then_works_again() {
    let (url, heard) = receiver(&[Does::Answers(503); 3]).await;
    let trial = Trial::new();
    trial.dispatched("a", 0).await;
    let webhooks = trial.start(&[("town-1", &url)]);
    for (calls, ahead) in [(1, 400), (2, 2000), (3, 5000)] {
        let failed = format!("outcome=\"failed\"}} {calls}");
        until("failure", async || webhooks.metrics().contains(&failed)).await;
        trial.ahead.store(ahead, Ordering::Relaxed);
    }
    assert!(webhooks.metrics().contains("state{unit=\"town-1\"} 1"), "{}", webhooks.metrics());
    // The message is due again after an hour; the recipient rests for two.
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(heard.ids().len(), 3);
    trial.ahead.store(10_000, Ordering::Relaxed);
    until("delivery", async || trial.count("delivered").await == 1).await;
    assert!(webhooks.metrics().contains("state{unit=\"town-1\"} 0"));
}

#[tokio::test]
async fn who_is_gone_is_called_no_more_until_it_has_another_address() {
    let (url, heard) = receiver(&[Does::Answers(410)]).await;
    let trial = Trial::new();
    trial.dispatched("a", 0).await;
    let webhooks = trial.start(&[("town-1", &url)]);
    until("end", async || webhooks.metrics().contains("state{unit=\"town-1\"} 2")).await;
    trial.stop.send_replace(true);
    let trial = Trial { stop: watch::Sender::new(false), ..trial };
    let again = trial.start(&[("town-1", &url)]);
    until("memory", async || again.metrics().contains("state{unit=\"town-1\"} 2")).await;
    trial.dispatched("b", 0).await;
    trial.ahead.fetch_add(86_400, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(
        (heard.cases().len(), trial.count("waiting").await),
        (1, 2),
        "nothing is lost, nothing is sent"
    );
    trial.stop.send_replace(true);
    let (moved, other) = receiver(&[]).await;
    let trial = Trial { stop: watch::Sender::new(false), ..trial };
    trial.start(&[("town-1", &moved)]);
    until("delivery", async || trial.count("delivered").await == 2).await;
    assert_eq!(other.cases(), ["a", "b"]);
}

#[tokio::test]
async fn who_hangs_or_is_not_there_holds_up_nobody_else() {
    let (slow, _) = receiver(&[Does::Hangs]).await;
    let (quick, heard) = receiver(&[]).await;
    let trial = Trial::new();
    trial.start(&[("town-1", &slow), ("town-2", &quick), ("water", "http://127.0.0.1:9/")]);
    for n in 0..5 {
        trial.dispatched(&format!("slow-{n}"), 0).await;
        trial.dispatched(&format!("quick-{n}"), 2).await;
    }
    until("delivery", async || heard.cases().len() == 5).await;
    assert_eq!(heard.cases(), ["quick-0", "quick-1", "quick-2", "quick-3", "quick-4"]);
}

#[tokio::test]
async fn what_a_unit_fetched_by_itself_is_not_sent() {
    let (url, heard) = receiver(&[Does::Answers(500)]).await;
    let trial = Trial::new();
    for id in ["a", "b"] {
        trial.dispatched(id, 0).await;
    }
    let webhooks = trial.start(&[("town-1", &url)]);
    until("failure", async || webhooks.metrics().contains("outcome=\"failed\"} 1")).await;
    let first = trial.desk.get("town-1", "/api/v1/outbox").await.json()["deliveries"][0]["number"].clone();
    let settled = json!({"results": [{"number": first}]});
    assert_eq!(trial.desk.post("town-1", "/api/v1/outbox/settle", &settled).await.status, 200);
    until("delivery", async || trial.count("delivered").await == 2).await;
    assert_eq!(heard.cases(), ["a", "b"]);
}

#[test]
fn a_recipient_that_is_no_unit_is_refused_at_start() {
    let desk = TestDesk::empty();
    let text = json!({"recipients": [{"unit": "nobody", "url": "http://h/", "secret": SECRET}]}).to_string();
    let dispatch = Arc::clone(desk.app.dispatch().unwrap());
    let made =
        Webhooks::new(WebhookSettings::parse(&text).unwrap(), dispatch, Arc::new(now), Pace::default());
    assert!(made.err().unwrap().contains("nobody is no unit"));
}
