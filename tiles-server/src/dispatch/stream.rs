//! The log as it grows, for those who watch: one pump reads what was committed and hands it to all readers; whoever is too
//! slow is cut and resumes from the log.

use std::sync::Arc;

use gridward::cases::{ActKind, CaseHead};
use gridward::ids::EventNumber;
use tokio::sync::{Semaphore, broadcast, watch};

use super::Dispatch;
use crate::limits;

/// Most events that are read from the log at once.
const PIECE: usize = 512;

/// One event, as watchers get it.
#[derive(Debug, Clone)]
pub struct Told {
    pub number: EventNumber,
    pub act: ActKind,
    /// The case as it stands when this is told.
    pub head: Arc<CaseHead>,
}

/// The meeting place of the pump and its readers.
#[derive(Debug)]
pub struct Stream {
    live: broadcast::Sender<Told>,
    /// Places for readers.
    pub readers: Arc<Semaphore>,
}

impl Default for Stream {
    fn default() -> Self {
        let (live, _) = broadcast::channel(limits::STREAM_WAITING);
        Self { live, readers: Arc::new(Semaphore::new(limits::STREAM_READERS)) }
    }
}

impl Stream {
    /// What will be told from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Told> {
        self.live.subscribe()
    }
}

/// Hands on what becomes durable, until the writer ends. Reads nothing while nobody watches.
pub async fn pump(dispatch: Arc<Dispatch>, mut committed: watch::Receiver<EventNumber>) {
    let mut next = *committed.borrow_and_update();
    while committed.changed().await.is_ok() {
        let until = *committed.borrow_and_update();
        if dispatch.stream.live.receiver_count() == 0 {
            next = until;
            continue;
        }
        while next < until {
            let told = match told_from(&dispatch, next, until).await {
                Ok(told) => told,
                Err(fault) => {
                    tracing::error!(%fault, "the log could not be read for the stream");
                    break;
                }
            };
            let Some(last) = told.last() else { break };
            next = EventNumber(last.number.0 + 1);
            for one in told {
                // Nobody may be left to hear it.
                let _ = dispatch.stream.live.send(one);
            }
        }
        next = until;
    }
}

/// Some events of `[from, until)` from the log, in order; none where there are none.
///
/// # Errors
/// One line, when the log cannot be read.
pub async fn told_from(
    dispatch: &Arc<Dispatch>,
    from: EventNumber,
    until: EventNumber,
) -> Result<Vec<Told>, String> {
    let most = usize::try_from(until.0.saturating_sub(from.0)).unwrap_or(PIECE).min(PIECE);
    let events = dispatch
        .read(move |reader| {
            let events = reader.events_from(from, most)?;
            let mut told = Vec::with_capacity(events.len());
            for event in events {
                if let Some(head) = reader.head_at(event.case)? {
                    told.push(Told { number: event.number, act: event.act.kind(), head: Arc::new(head) });
                }
            }
            Ok(told)
        })
        .await;
    events.map_err(|problem| problem.line())
}
