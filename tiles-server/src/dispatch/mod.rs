//! Dispatch: the writer's thread, what readers see, and what stands beside the store.

pub mod attachments;
pub mod audit;
pub mod case_info;
pub mod conditions;
pub mod decision;
pub mod demo;
pub mod lately;
pub mod names;
pub mod opening;
pub mod row_sight;
pub mod rows;
pub mod seeing;
pub mod stream;
pub mod writer;
pub mod written;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use gridward::assign::{Assigner, Assignment};
use gridward::cases::{CaseHead, CaseState, Stage};
use gridward::desk::{CaseRecord, Command, Refusal, Reply, Versions, View};
use gridward::ids::{CaseId, CaseNumber};
use gridward::store::{StoreError, StoreReader};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::Semaphore;

use crate::limits;
use crate::problem::{Kind, Problem};
use names::Names;

/// Readers of the log beside the writer.
const READERS: usize = 4;

/// What readers see of this moment, swapped whole.
#[derive(Clone)]
pub struct Seen {
    pub view: Arc<View>,
    /// Whoever answers under the versions in force.
    pub assigner: Arc<Assigner>,
}

/// Where the writer puts what it shows.
pub struct ViewCell {
    seen: RwLock<Seen>,
    /// What the last strokes changed.
    pub lately: Arc<lately::Lately>,
}

impl ViewCell {
    pub fn new(seen: Seen) -> Self {
        Self { seen: RwLock::new(seen), lately: Arc::default() }
    }

    pub fn get(&self) -> Seen {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set(&self, seen: Seen) {
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = seen;
    }
}

/// Everything that routes need for cases.
pub struct Dispatch {
    queue: writer::Queue,
    seen: Arc<ViewCell>,
    readers: Mutex<Vec<Box<dyn StoreReader>>>,
    places: Semaphore,
    zone: TimeZone,
    scopes: seeing::Scopes,
    pub stream: stream::Stream,
    pub attachments: attachments::Attachments,
    pub audit: audit::Audit,
    /// The district's folder, from which versions are published.
    pub folder: PathBuf,
    /// The store's file; what is unpacked lies beside it for a while.
    pub store: PathBuf,
}

/// What a dispatch is made of.
pub struct Parts {
    pub queue: writer::Queue,
    pub seen: Arc<ViewCell>,
    pub readers: Vec<Box<dyn StoreReader>>,
    pub stream: stream::Stream,
    pub zone: TimeZone,
    pub store: PathBuf,
    pub folder: PathBuf,
}

impl Dispatch {
    /// # Errors
    /// One line: when the files or the record of readings beside the store cannot be read, or it is broken.
    pub fn new(parts: Parts) -> Result<Self, String> {
        Ok(Self {
            queue: parts.queue,
            seen: parts.seen,
            places: Semaphore::new(parts.readers.len()),
            readers: Mutex::new(parts.readers),
            zone: parts.zone,
            scopes: seeing::Scopes::default(),
            stream: parts.stream,
            attachments: attachments::Attachments::beside(&parts.store).map_err(|fault| fault.to_string())?,
            audit: audit::Audit::beside(&parts.store).map_err(|fault| fault.to_string())?,
            folder: parts.folder,
            store: parts.store,
        })
    }

    /// How many readers a store is asked for.
    pub const fn readers_wanted() -> usize {
        READERS
    }

    /// The snapshot of this moment; a request takes it once.
    pub fn view(&self) -> Arc<View> {
        self.seen.get().view
    }

    /// Whoever answers now.
    pub fn assigner(&self) -> Arc<Assigner> {
        self.seen.get().assigner
    }

    /// What the last strokes changed, for those who follow.
    pub fn lately(&self) -> Arc<lately::Lately> {
        Arc::clone(&self.seen.lately)
    }

    /// View and assigner of one moment.
    pub fn seen_now(&self) -> Seen {
        self.seen.get()
    }

    /// Whoever answers at an instant, as it is known now.
    ///
    /// # Errors
    /// A problem where nothing is in force then.
    pub fn assigner_at(&self, at: Timestamp, now: Timestamp) -> Result<Arc<Assigner>, Problem> {
        let Seen { view, assigner } = self.seen.get();
        let versions = view.world.as_of(at, now.max(view.at)).map_err(|fault| {
            Problem::body_field(
                "at",
                fault.to_string(),
                "an instant at which plan, rules and calendar are in force",
            )
        })?;
        if view.versions == Some(versions) {
            return Ok(assigner);
        }
        view.world.assigner(versions).map_err(|fault| internal(&fault))
    }

    /// Whoever made a decision; where that version cannot be read any more, whoever answers now.
    ///
    /// # Errors
    /// A fault inside the server.
    pub fn assigner_of(&self, assignment: &Assignment) -> Result<Arc<Assigner>, Problem> {
        let Seen { view, assigner } = self.seen.get();
        let versions = Versions::of(assignment);
        if view.versions == Some(versions) {
            return Ok(assigner);
        }
        view.world.assigner(versions).map_err(|fault| internal(&fault))
    }

    /// The names of an assigner's versions.
    pub const fn names<'a>(&'a self, assigner: &'a Assigner) -> Names<'a> {
        Names { assigner, zone: &self.zone }
    }

    /// An instant in the district's time.
    pub fn local(&self, at: Timestamp) -> String {
        names::local(&self.zone, at)
    }

    /// Has a command done; refusals become problems.
    ///
    /// # Errors
    /// What was refused, with what would be right; 503 where nothing was acknowledged.
    pub async fn done(&self, command: Command) -> Result<Reply, Problem> {
        match self.queue.ask(command).await? {
            Reply::Refused(refusal) => Err(refused(&refusal)),
            reply => Ok(reply),
        }
    }

    /// Keeps a document.
    ///
    /// # Errors
    /// 503 where it is not on disk.
    pub async fn keep(&self, name: &'static str, body: Vec<u8>) -> Result<(), Problem> {
        self.queue.keep(name, body).await
    }

    /// Keeps a document before there is anybody to serve.
    ///
    /// # Errors
    /// One line, where it is not on disk.
    pub fn keep_before_serving(&self, name: &'static str, body: Vec<u8>) -> Result<(), String> {
        self.queue.keep_blocking(name, body)
    }

    /// Reads the log, on a thread that may wait for the disk.
    ///
    /// # Errors
    /// A fault inside the server.
    pub async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&dyn StoreReader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let _place = self.places.acquire().await.map_err(|fault| internal(&fault))?;
        let own = Arc::clone(self);
        let task = tokio::task::spawn_blocking(move || {
            let pool = || own.readers.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(reader) = pool().pop() else { return Err(StoreError::io("read", "no reader is left")) };
            let answer = question(reader.as_ref());
            pool().push(reader);
            answer
        });
        task.await.map_err(|fault| internal(&fault))?.map_err(|fault| internal(&fault))
    }

    /// A case as it now stands, folded from its history.
    ///
    /// # Errors
    /// A fault inside the server.
    pub async fn record(self: &Arc<Self>, number: CaseNumber) -> Result<Option<Arc<CaseRecord>>, Problem> {
        self.read(move |reader| {
            // The row first: what comes between the two looks is then only in the history.
            let Some(mut head) = reader.head_at(number)? else { return Ok(None) };
            let events = reader.history(number)?;
            let events =
                events.get(..usize::try_from(head.revision).unwrap_or(usize::MAX)).unwrap_or(&events);
            let state = CaseState::replay(events)
                .map_err(|fault| StoreError::corrupt(format!("case number {}", number.0), fault))?;
            let Some(state) = state else { return Ok(None) };
            head.revision = state.revision;
            Ok(Some(Arc::new(CaseRecord { head, state })))
        })
        .await
    }

    /// Cases, queues and the stream in the Prometheus text format; counts only.
    pub fn metrics(&self) -> String {
        let view = self.view();
        let gauge = |name: &str, help: &str, value: u64| {
            format!("# HELP gridward_{name} {help}\n# TYPE gridward_{name} gauge\ngridward_{name} {value}\n")
        };
        let cases = u64::try_from(view.columns.len()).unwrap_or(u64::MAX);
        let readers = limits::STREAM_READERS.saturating_sub(self.stream.readers.available_permits());
        let mut text = gauge("cases", "Cases in the store.", cases);
        text += &gauge("events", "Events in the log.", view.next_event.0);
        text += &gauge("cases_open", "Cases that are not over.", view.counts.open.into());
        text += &gauge("cases_overdue", "Open cases past their deadline.", view.counts.overdue.into());
        text +=
            &gauge("stream_readers", "Readers of the stream.", u64::try_from(readers).unwrap_or(u64::MAX));
        text += "# HELP gridward_queue_cases Cases without an owner, by queue.\n# TYPE gridward_queue_cases gauge\n";
        for (queue, count) in &view.counts.queues {
            text += &format!(
                "gridward_queue_cases{{queue=\"{}\"}} {}\n",
                decision::queue_word(*queue),
                count.count
            );
        }
        text
    }

    /// There is no such case, or none that the caller may know of.
    pub fn no_such(id: &CaseId) -> Problem {
        Problem::new(Kind::NoSuchCase, format!("there is no case {id}")).field("id")
    }
}

/// A fault that is told in the log and not to the caller.
fn internal(fault: &dyn std::fmt::Display) -> Problem {
    tracing::error!(%fault, "a fault inside the server");
    Problem::new(Kind::Internal, "the fault is in the server's log under this x-request-id")
}

/// A reply that does not fit its command; a fault of this program.
pub fn unexpected(_: &Reply) -> Problem {
    internal(&"the desk gave an answer of another kind")
}

/// A refusal as a problem.
fn refused(refusal: &Refusal) -> Problem {
    let text = refusal.to_string();
    match refusal {
        Refusal::Conflict { .. } => Problem::new(Kind::OtherBody, text).field("id"),
        Refusal::NoCase(id) => Dispatch::no_such(id),
        Refusal::Unlawful { unlawful, .. } => {
            let lawful = unlawful.lawful.iter().map(|act| act.as_str()).collect();
            Problem::new(Kind::UnlawfulTransition, text).field("act").lawful(lawful)
        }
        Refusal::Revision { is, .. } => {
            Problem::new(Kind::RevisionConflict, text).field("revision").expected(is.to_string())
        }
        Refusal::Value { field, value, right } => {
            Problem::body_field(field, format!("{field} is “{value}”"), right.clone())
        }
        Refusal::NotReady(_) => Problem::new(Kind::Busy, text).retry_after(60),
        _ => Problem::new(Kind::Refused, text),
    }
}

/// Whether the deadline is past while a unit has the case.
pub fn is_overdue(head: &CaseHead, now: Timestamp) -> bool {
    let running = matches!(head.stage, Stage::Dispatched | Stage::Handling | Stage::Returned);
    running && head.due_at.is_some_and(|due| now > due)
}
