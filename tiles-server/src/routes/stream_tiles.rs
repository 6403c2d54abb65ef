//! What changes on a map, as server-sent events: so that exactly the tiles are fetched again that show something else.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use super::maps::parameters::{ConditionParameters, FigureParameters, PlanParameters};
use super::stream::{HEARTBEAT, LONGEST, RETRY};
use crate::auth::Who;
use crate::figures::parameters;
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::watch::{Heard, Map, Message, Seat, TileChanges};

/// Messages between the group and the socket.
const ON_THE_WAY: usize = 16;

/// What changes on a map, as server-sent events.
///
/// `event: ready` comes first: what is fetched from now on has everything up to its `event`. `event: tiles` says what a batch of
/// events changed, at most ten times a second. `event: reset`: anything may have changed. `event: cut` for a reader that was too slow.
/// `Last-Event-ID` resumes after that event, or resets where too much happened since. Everybody hears of everybody's map once a
/// minute at most, and of cells only.
#[utoipa::path(get, path = "/api/v1/stream/tiles", tag = "map",
    params(("layers" = Option<String>, Query, description = "Layers of the plan that are shown with figures, up to four, separated by commas; the finest of the plan where it is missing", example = "unit-grid"),
        ("zoom" = Option<u32>, Query, description = "Names the tiles of this zoom as well that have other bytes"),
        PlanParameters, FigureParameters, ConditionParameters,
        ("Last-Event-ID" = Option<u64>, Header, description = "The last event that was received")),
    responses((status = 200, body = TileChanges, content_type = "text/event-stream"), (status = 400, body = crate::problem::ProblemDocument),
        (status = 403, body = crate::problem::ProblemDocument), (status = 503, body = crate::problem::ProblemDocument)))]
pub async fn stream(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    let known: Vec<&str> = parameters().chain(["layers", "zoom", "plan", "as_of"]).collect();
    let asked = Parameters::read(request.uri(), &known)?;
    let last = request.headers().get("last-event-id").map(|id| id.to_str().unwrap_or(""));
    let last = last.map(|id| {
        let number = id.trim().parse::<u64>();
        number.map_err(|_| {
            let detail = format!("Last-Event-ID is “{id}”");
            Problem::parameter("Last-Event-ID", detail, "the id of an event")
        })
    });
    let place = Arc::clone(&app.dispatch()?.stream.readers).try_acquire_owned();
    let place = place.map_err(|_| Problem::new(Kind::Busy, "too many watch already").retry_after(30))?;
    let map = Map::read(&caller, &asked)?;
    let seat = app.watch.join(&app, map, last.transpose()?).await?;
    let (sender, receiver) = mpsc::channel(ON_THE_WAY);
    tokio::spawn(told(seat, sender, place, app.stopping()));
    let stream = Sse::new(ReceiverStream::new(receiver));
    let mut response = stream.keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A proxy that keeps answers back would keep back each event.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

type Sender = mpsc::Sender<Result<Event, Infallible>>;

/// Tells one reader until either end leaves.
async fn told(
    seat: Seat,
    sender: Sender,
    place: OwnedSemaphorePermit,
    mut stopping: tokio::sync::watch::Receiver<bool>,
) {
    tokio::select! {
        () = tell(seat, &sender) => {}
        () = tokio::time::sleep(LONGEST) => {}
        _ = stopping.wait_for(|stop| *stop) => {}
        () = sender.closed() => {}
    }
    drop(place);
}

async fn tell(seat: Seat, sender: &Sender) {
    let Seat { event, missed, mut live } = seat;
    let begin = if missed.is_some() { "ready" } else { "reset" };
    if sender.send(Ok(named(begin, event).retry(RETRY))).await.is_err() {
        return;
    }
    for message in missed.into_iter().flatten() {
        if sender.send(Ok(written(&message))).await.is_err() {
            return;
        }
    }
    let mut last = event;
    loop {
        match live.recv().await {
            Ok(message) => {
                last = message.event;
                if sender.send(Ok(written(&message))).await.is_err() {
                    return;
                }
            }
            Err(RecvError::Lagged(missed)) => {
                let hint = format!("{{\"missed\":{missed},\"resume_after\":{last}}}");
                let _ = sender.send(Ok(Event::default().event("cut").retry(RETRY).data(hint))).await;
                return;
            }
            Err(RecvError::Closed) => return,
        }
    }
}

fn written(message: &Message) -> Event {
    match &message.heard {
        Heard::Changes(text) => Event::default().event("tiles").id(message.event.to_string()).data(text),
        Heard::Reset => named("reset", message.event),
    }
}

/// An event that says up to where the reader knows all.
fn named(name: &str, event: u64) -> Event {
    Event::default().event(name).id(event.to_string()).data(format!("{{\"event\":{event}}}"))
}
