//! The log as it grows, for those who watch. Whoever is too slow is cut and resumes from the log.

use std::sync::Arc;

use gridward::cases::ActKind;
use gridward::ids::{CaseNumber, EventNumber};
use tokio::sync::{Semaphore, broadcast};

use super::Dispatch;
use crate::limits;

/// Most events that are read from the log at once.
const PIECE: usize = 512;

/// One event, as watchers hear of it; what they may see of the case is looked up for each of them.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    pub number: EventNumber,
    pub case: CaseNumber,
    pub act: ActKind,
}

/// The meeting place of the writer and those who watch.
#[derive(Debug)]
pub struct Stream {
    live: broadcast::Sender<Told>,
    /// Places for those who watch.
    pub readers: Arc<Semaphore>,
}

impl Stream {
    /// A stream, and the writer's end of it.
    pub fn new() -> (Self, broadcast::Sender<Told>) {
        let (live, _) = broadcast::channel(limits::STREAM_WAITING);
        let stream = Self { live: live.clone(), readers: Arc::new(Semaphore::new(limits::STREAM_READERS)) };
        (stream, live)
    }

    /// What will be told from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Told> {
        self.live.subscribe()
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
    let events = dispatch.read(move |reader| reader.events_from(from, most)).await;
    let told = |event: gridward::cases::Event| Told {
        number: event.number,
        case: event.case,
        act: event.act.kind(),
    };
    events.map(|events| events.into_iter().map(told).collect()).map_err(|problem| problem.line())
}
