//! The log as it grows, as server-sent events: resumable, bounded, and cut where a reader is too slow.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use gridward::assign::QueueName;
use gridward::ids::{EventNumber, UnitCode};
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use crate::auth::Who;
use crate::dispatch::decision::{queue_of, queue_word};
use crate::dispatch::stream::{Told, told_from};
use crate::dispatch::{Dispatch, is_overdue};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// How often a silent stream shows that it lives.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long a stream lasts at most; its reader then resumes, with a token that still counts.
pub(super) const LONGEST: Duration = Duration::from_hours(1);
/// How long a cut reader should wait before it resumes.
pub(super) const RETRY: Duration = Duration::from_secs(2);
/// Events between the sender and the socket.
const ON_THE_WAY: usize = 64;

/// One event as it is sent.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StreamEvent<'a> {
    number: u64,
    #[schema(value_type = String)]
    case: &'a str,
    #[schema(example = "dispatch")]
    act: &'static str,
    /// Where the case stands after it.
    #[schema(example = "dispatched")]
    stage: &'static str,
    /// Who must act now.
    #[schema(value_type = Option<String>)]
    unit: Option<&'a str>,
    queue: Option<&'static str>,
    due_at: Option<String>,
    overdue: bool,
}

/// What one reader wants and may see.
struct Reader {
    dispatch: Arc<Dispatch>,
    caller: Arc<crate::auth::Caller>,
    unit: Option<u16>,
    queue: Option<QueueName>,
    sender: mpsc::Sender<Result<Event, Infallible>>,
    /// The next number that was not told yet.
    next: EventNumber,
}

/// What happens, as server-sent events: `event: case` with `id`, `event: cut` for a reader that was too slow.
///
/// `Last-Event-ID` resumes after that event, from the log.
#[utoipa::path(get, path = "/api/v1/stream", tag = "cases",
    params(("unit" = Option<String>, Query, description = "Only cases that this unit must act on"),
        ("queue" = Option<String>, Query, description = "Only cases in this queue"),
        ("Last-Event-ID" = Option<u64>, Header, description = "The last event that was received")),
    responses((status = 200, body = StreamEvent, content_type = "text/event-stream"),
        (status = 401, body = crate::problem::ProblemDocument), (status = 503, body = crate::problem::ProblemDocument)))]
pub async fn stream(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    caller.works_here()?;
    let asked = Parameters::read(request.uri(), &["unit", "queue"])?;
    let dispatch = Arc::clone(app.dispatch()?);
    let place = Arc::clone(&dispatch.stream.readers).try_acquire_owned();
    let place = place.map_err(|_| Problem::new(Kind::Busy, "too many watch already").retry_after(30))?;
    let unit = match asked.text("unit") {
        Some(code) => Some(dispatch.unit_position(&UnitCode::new(code)).ok_or_else(|| {
            Problem::parameter("unit", format!("there is no unit {code}"), "a code of /api/v1/units")
        })?),
        None => None,
    };
    let queue = match asked.text("queue") {
        Some(word) => Some(queue_of(word).ok_or_else(|| {
            let expected = "unowned, unlocated, contested or unclassified";
            Problem::parameter("queue", format!("queue is “{word}”"), expected)
        })?),
        None => None,
    };
    // What is told from now on is heard before the log is read, so that nothing falls between.
    let live = dispatch.stream.subscribe();
    let end = dispatch.view().next_event;
    let next = match request.headers().get("last-event-id").map(|id| id.to_str().unwrap_or("")) {
        Some(id) => {
            let last: u64 = id.trim().parse().map_err(|_| {
                Problem::parameter("Last-Event-ID", format!("Last-Event-ID is “{id}”"), "the id of an event")
            })?;
            EventNumber(last.saturating_add(1).min(end.0))
        }
        None => end,
    };
    let (sender, receiver) = mpsc::channel(ON_THE_WAY);
    let reader = Reader { dispatch, caller, unit, queue, sender, next };
    tokio::spawn(reader.run(live, place, app.stopping()));
    let stream = Sse::new(ReceiverStream::new(receiver));
    let mut response = stream.keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A proxy that keeps answers back would keep back each event.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

impl Reader {
    async fn run(
        mut self,
        live: broadcast::Receiver<Told>,
        place: OwnedSemaphorePermit,
        mut stopping: tokio::sync::watch::Receiver<bool>,
    ) {
        // Before all else, how soon to come back when the line breaks.
        let _ = self.sender.send(Ok(Event::default().retry(RETRY).comment("gridward"))).await;
        let sender = self.sender.clone();
        tokio::select! {
            () = self.tell(live) => {}
            () = tokio::time::sleep(LONGEST) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
            () = sender.closed() => {}
        }
        drop(place);
    }

    async fn tell(&mut self, mut live: broadcast::Receiver<Told>) {
        if !self.catch_up().await {
            return;
        }
        loop {
            match live.recv().await {
                Ok(told) => {
                    if told.number < self.next {
                        continue;
                    }
                    self.next = EventNumber(told.number.0 + 1);
                    if !self.send(&told).await {
                        return;
                    }
                }
                Err(broadcast::error::RecvError::Lagged(missed)) => {
                    let hint =
                        format!("{{\"missed\":{missed},\"resume_after\":{}}}", self.next.0.saturating_sub(1));
                    let _ = self.sender.send(Ok(Event::default().event("cut").retry(RETRY).data(hint))).await;
                    return;
                }
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    }

    /// Tells what is in the log already; whether the reader is still there.
    async fn catch_up(&mut self) -> bool {
        loop {
            let end = self.dispatch.view().next_event;
            if self.next >= end {
                return true;
            }
            let Ok(piece) = told_from(&self.dispatch, self.next, end).await else { return false };
            let Some(last) = piece.last().map(|told| told.number) else { return true };
            self.next = EventNumber(last.0 + 1);
            for told in &piece {
                if !self.send(told).await {
                    return false;
                }
            }
        }
    }

    /// Sends an event if it is wanted and may be seen; whether the reader is still there.
    async fn send(&self, told: &Told) -> bool {
        let view = self.dispatch.view();
        let Some(head) = view.columns.head(told.case) else { return true };
        let wanted = self.unit.is_none_or(|unit| unit == head.unit)
            && self.queue.is_none_or(|queue| Some(queue) == head.queue);
        if !wanted || !self.dispatch.tells(&self.caller, &head) {
            return true;
        }
        let event = StreamEvent {
            number: told.number.0,
            case: head.id.as_str(),
            act: told.act.as_str(),
            stage: head.stage.as_str(),
            unit: view.world.codes().units.code(head.unit).map(UnitCode::as_str),
            queue: head.queue.map(queue_word),
            due_at: head.due_at.map(|at| self.dispatch.local(at)),
            overdue: is_overdue(&head, view.at),
        };
        let data = serde_json::to_string(&event).unwrap_or_default();
        let event = Event::default().event("case").id(told.number.0.to_string()).data(data);
        self.sender.send(Ok(event)).await.is_ok()
    }
}
