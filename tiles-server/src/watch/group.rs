//! Those who watch the same map, and the task that tells them.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gridward::ids::CaseNumber;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::broadcast::{self, Receiver};
use tokio::time::Instant;

use super::changes::{CASES, changes};
use super::map::{Map, State};
use crate::dispatch::stream::Told;
use crate::state::App;

/// Messages that wait for one reader; one that is slower is cut.
const WAITING: usize = 64;
/// Messages that are kept for those who come back.
const KEPT: usize = 256;
/// How often the task looks whether time alone changed what is shown, and whether anybody still listens.
const IDLE: Duration = Duration::from_mins(1);

/// One message.
#[derive(Debug)]
pub struct Message {
    /// Everything up to this event is in it.
    pub event: u64,
    pub heard: Heard,
}

/// What is told.
#[derive(Debug)]
pub enum Heard {
    /// What changed, as JSON.
    Changes(String),
    /// Anything may have changed: a plan was published.
    Reset,
}

/// A reader's place.
pub struct Seat {
    /// The last event that is in what is fetched now.
    pub event: u64,
    /// What happened since the reader was last here; `None` where that is not known any more.
    pub missed: Option<Vec<Arc<Message>>>,
    /// What will happen.
    pub live: Receiver<Arc<Message>>,
}

/// All readers of a map.
pub struct Group {
    sender: broadcast::Sender<Arc<Message>>,
    past: Mutex<Past>,
}

struct Past {
    /// Every message after this event is kept.
    from: u64,
    event: u64,
    messages: VecDeque<Arc<Message>>,
}

impl Group {
    pub fn new(event: u64) -> Arc<Self> {
        let past = Past { from: event, event, messages: VecDeque::new() };
        Arc::new(Self { sender: broadcast::Sender::new(WAITING), past: Mutex::new(past) })
    }

    /// A place for one more, who heard everything up to an event, or comes for the first time.
    pub fn join(&self, last: Option<u64>) -> Seat {
        let past = self.past();
        // Under the lock: nothing is told between the past and what is live.
        let live = self.sender.subscribe();
        let since = |last: u64| {
            let messages = past.messages.iter().filter(|message| message.event > last);
            (last >= past.from).then(|| messages.cloned().collect())
        };
        Seat { event: past.event, missed: last.map_or(Some(Vec::new()), since), live }
    }

    /// Whether nobody listens.
    pub fn is_empty(&self) -> bool {
        self.sender.receiver_count() == 0
    }

    /// Tells what changes until nobody listens any more. `live` was heard from before the state was counted.
    pub async fn run(self: Arc<Self>, app: Arc<App>, map: Map, mut state: State, mut live: Receiver<Told>) {
        let mut stopping = app.stopping();
        loop {
            let first = tokio::select! {
                told = live.recv() => match told {
                    Ok(Told { case, .. }) => Some(BTreeSet::from([case])),
                    Err(RecvError::Lagged(_)) => None,
                    Err(RecvError::Closed) => return,
                },
                () = tokio::time::sleep(IDLE) => {
                    if app.watch.leave(map.key(), &self) {
                        return;
                    }
                    Some(BTreeSet::new())
                }
                _ = stopping.wait_for(|stop| *stop) => return,
            };
            let (began, numbers) = (Instant::now(), gathered(first, &mut live));
            let gap = match map.state(&app).await {
                Ok(next) => {
                    self.tell(&map, &state, &next, numbers.as_ref());
                    state = next;
                    map.gap()
                }
                Err(problem) => {
                    // The map cannot be shown any more, as when its layer left the plan: those who fetch it are told why.
                    tracing::debug!(problem = %problem.line(), "a map that is watched cannot be counted");
                    self.put(Message { event: state.event(), heard: Heard::Reset });
                    IDLE
                }
            };
            // What comes meanwhile is told together, and counting takes a third of the time at most.
            tokio::time::sleep(gap.max(began.elapsed() * 2)).await;
        }
    }

    fn tell(&self, map: &Map, before: &State, after: &State, numbers: Option<&BTreeSet<CaseNumber>>) {
        let event = after.event();
        if !after.is_of_the_same_plans(before) {
            return self.put(Message { event, heard: Heard::Reset });
        }
        match changes(map, before, after, numbers) {
            Some(told) => self.put(Message { event, heard: Heard::Changes(told) }),
            None => self.past().event = event,
        }
    }

    fn put(&self, message: Message) {
        let message = Arc::new(message);
        let mut past = self.past();
        past.event = message.event;
        past.messages.push_back(Arc::clone(&message));
        if past.messages.len() > KEPT
            && let Some(oldest) = past.messages.pop_front()
        {
            past.from = oldest.event;
        }
        // Nobody may be there just now.
        let _ = self.sender.send(message);
    }

    fn past(&self) -> std::sync::MutexGuard<'_, Past> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All cases that something happened to meanwhile; `None` where they are too many to be looked at.
fn gathered(
    numbers: Option<BTreeSet<CaseNumber>>,
    live: &mut Receiver<Told>,
) -> Option<BTreeSet<CaseNumber>> {
    let mut all = numbers;
    loop {
        match live.try_recv() {
            Ok(told) => {
                if let Some(numbers) = &mut all {
                    numbers.insert(told.case);
                }
            }
            Err(TryRecvError::Lagged(_)) => all = None,
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
        }
        if all.as_ref().is_some_and(|numbers| numbers.len() > CASES) {
            all = None;
        }
    }
    all
}
