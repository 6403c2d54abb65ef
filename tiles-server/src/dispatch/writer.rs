//! The one thread that writes. Everything that waits becomes durable together, with one wait for the disk.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use gridward::desk::{Command, Desk, Reply};
use gridward::store::{Store, StoreError};
use jiff::{SignedDuration, Timestamp};
use tokio::runtime::Handle;
use tokio::sync::{broadcast, oneshot, watch};

use super::stream::Told;
use super::{Seen, ViewCell};
use crate::limits;
use crate::problem::{Kind, Problem};

/// How often time is told to the desk when nothing else happens.
const TICK: Duration = Duration::from_secs(1);

/// What the writer is asked.
pub enum Message {
    /// Something for the desk.
    Command(Command, oneshot::Sender<Reply>),
    /// A document to keep.
    Document(&'static str, Vec<u8>, oneshot::Sender<Result<(), StoreError>>),
}

/// The way to the writer.
#[derive(Clone)]
pub struct Queue {
    sender: SyncSender<Message>,
    /// Gone when the thread has ended.
    idle: Weak<dyn Idle>,
    /// Commands that wait or are being done.
    asked: Arc<AtomicUsize>,
}

/// A writer that may have nothing to do.
trait Idle: Send + Sync {
    /// Does a command here and now, where nobody else has the desk; otherwise gives it back.
    fn do_now(&self, command: Command) -> Result<Option<Reply>, Box<Command>>;
}

impl Queue {
    /// Has a command done and waits until it is durable.
    ///
    /// # Errors
    /// 503 when too much waits already, or when the writer has ended.
    pub async fn ask(&self, command: Command) -> Result<Reply, Problem> {
        let asked = Asked::new(&self.asked);
        let command = match self.at_once(command, asked.alone) {
            Ok(reply) => return acknowledged(reply.ok_or_else(ended)?),
            Err(command) => *command,
        };
        let (sender, reply) = oneshot::channel();
        self.send(Message::Command(command, sender))?;
        acknowledged(reply.await.map_err(|_| ended())?)
    }

    /// Does a command on this thread, where that keeps nobody waiting: it is short, the only one, and other threads serve on
    /// while this one waits for the disk. Two threads that wake each other take as long as the disk.
    fn at_once(&self, command: Command, alone: bool) -> Result<Option<Reply>, Box<Command>> {
        let short = matches!(command, Command::Intake { .. } | Command::Act { .. });
        let idle = self.idle.upgrade().filter(|_| alone && short && others_serve());
        match idle {
            Some(idle) => idle.do_now(command),
            None => Err(Box::new(command)),
        }
    }

    /// Keeps a document and waits until it is durable.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn keep(&self, name: &'static str, body: Vec<u8>) -> Result<(), Problem> {
        let (sender, reply) = oneshot::channel();
        self.send(Message::Document(name, body, sender))?;
        let kept = reply.await.map_err(|_| ended())?;
        kept.map_err(|fault| {
            Problem::new(Kind::Busy, format!("nothing was acknowledged: {fault}")).retry_after(30)
        })
    }

    /// As [`Self::keep`], for threads that may wait.
    ///
    /// # Errors
    /// One line, where it is not on disk.
    pub fn keep_blocking(&self, name: &'static str, body: Vec<u8>) -> Result<(), String> {
        let (sender, reply) = oneshot::channel();
        self.send(Message::Document(name, body, sender)).map_err(|problem| problem.line())?;
        let kept = reply.blocking_recv().map_err(|_| "the writer ended".to_owned())?;
        kept.map_err(|fault| fault.to_string())
    }

    fn send(&self, message: Message) -> Result<(), Problem> {
        self.sender.try_send(message).map_err(|fault| match fault {
            TrySendError::Full(_) => {
                Problem::new(Kind::Busy, "more cases came in than the disk takes just now").retry_after(1)
            }
            TrySendError::Disconnected(_) => ended(),
        })
    }
}

/// Counts somebody who asks, from the question to the answer.
struct Asked<'a> {
    count: &'a AtomicUsize,
    /// Whether nobody else asked or waited then.
    alone: bool,
}

impl<'a> Asked<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        let alone = count.fetch_add(1, Ordering::Relaxed) == 0;
        Self { count, alone }
    }
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Whether the server goes on where this thread waits for the disk.
fn others_serve() -> bool {
    Handle::try_current().is_ok_and(|runtime| runtime.metrics().num_workers() > 1)
}

fn acknowledged(reply: Reply) -> Result<Reply, Problem> {
    match reply {
        Reply::Failed(fault) => {
            Err(Problem::new(Kind::Busy, format!("nothing was acknowledged: {fault}")).retry_after(30))
        }
        reply => Ok(reply),
    }
}

fn ended() -> Problem {
    Problem::new(Kind::Busy, "the server is stopping").retry_after(10)
}

/// The writer's side.
pub struct Writer<S: Store> {
    pub desk: Desk<S>,
    pub seen: Arc<ViewCell>,
    /// Those who watch.
    pub live: broadcast::Sender<Told>,
    pub clock: fn() -> Timestamp,
    /// When time was last told to the desk.
    pub ticked_at: Timestamp,
}

/// The writer as it is shared: its thread has it while commands wait, and whoever asks alone has it for the one command.
struct Shared<S: Store> {
    writer: Mutex<Writer<S>>,
    failed: watch::Sender<Option<String>>,
}

impl<S: Store> Shared<S> {
    fn tell(&self, fault: String) {
        tracing::error!("the store failed, and nothing more is acknowledged: {fault}");
        // Callers that wait are answered by the end of their channels.
        let _ = self.failed.send(Some(fault));
    }
}

impl<S: Store> Idle for Shared<S> {
    fn do_now(&self, command: Command) -> Result<Option<Reply>, Box<Command>> {
        let Ok(mut writer) = self.writer.try_lock() else { return Err(Box::new(command)) };
        let (reply, outcome) = writer.one(command);
        drop(writer);
        if let Err(fault) = outcome {
            self.tell(fault);
        }
        Ok(reply)
    }
}

/// Starts the thread. The last sender that goes ends it; `failed` is told when the disk fails.
///
/// # Errors
/// When there is no thread to be had.
pub fn start<S: Store + 'static>(
    writer: Writer<S>,
    failed: watch::Sender<Option<String>>,
) -> std::io::Result<(Queue, std::thread::JoinHandle<()>)> {
    let (sender, receiver) = sync_channel(limits::WAITING_COMMANDS);
    let shared = Arc::new(Shared { writer: Mutex::new(writer), failed });
    let weak: Weak<Shared<S>> = Arc::downgrade(&shared);
    let run = move || {
        if let Err(fault) = run(&shared.writer, &receiver) {
            shared.tell(fault);
        }
    };
    let thread = std::thread::Builder::new().name("writer".into()).spawn(run)?;
    Ok((Queue { sender, idle: weak, asked: Arc::default() }, thread))
}

/// Does what comes until nobody can send any more.
fn run<S: Store>(writer: &Mutex<Writer<S>>, receiver: &Receiver<Message>) -> Result<(), String> {
    let mut more_to_do = false;
    loop {
        let first = if more_to_do {
            receiver.try_recv().ok()
        } else {
            match receiver.recv_timeout(TICK) {
                Ok(message) => Some(message),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        };
        let mut writer = writer.lock().map_err(|_| "a thread that had the desk ended".to_owned())?;
        let idle = first.is_none();
        writer.take(first, receiver)?;
        let now = (writer.clock)();
        if idle || more_to_do || now.duration_since(writer.ticked_at) >= SignedDuration::from_secs(1) {
            more_to_do = writer.tick(now)?;
        }
    }
}

impl<S: Store> Writer<S> {
    /// Takes everything that waits, up to a bound.
    fn take(&mut self, first: Option<Message>, receiver: &Receiver<Message>) -> Result<(), String> {
        let mut batch = Vec::new();
        let mut waiting = first;
        while let Some(message) = waiting.take() {
            match message {
                Message::Command(command, sender) => batch.push((command, sender)),
                Message::Document(name, body, sender) => {
                    self.commit(std::mem::take(&mut batch))?;
                    self.keep(name, &body, sender)?;
                }
            }
            if batch.len() < limits::BATCH {
                waiting = receiver.try_recv().ok();
            }
        }
        self.commit(batch)
    }

    /// Has a batch done, shows it, and only then answers.
    fn commit(&mut self, batch: Vec<(Command, oneshot::Sender<Reply>)>) -> Result<(), String> {
        if batch.is_empty() {
            return Ok(());
        }
        let (commands, senders): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        let replies = self.desk.handle((self.clock)(), commands);
        self.show();
        for (sender, reply) in senders.into_iter().zip(replies) {
            // A caller that left does not wait for its answer; its case is on disk all the same.
            let _ = sender.send(reply);
        }
        self.desk.broken().map_or(Ok(()), |fault| Err(fault.to_owned()))
    }

    /// Has one command done, shows it, and gives the answer.
    fn one(&mut self, command: Command) -> (Option<Reply>, Result<(), String>) {
        let mut replies = self.desk.handle((self.clock)(), vec![command]);
        self.show();
        (replies.pop(), self.desk.broken().map_or(Ok(()), |fault| Err(fault.to_owned())))
    }

    fn keep(
        &mut self,
        name: &str,
        body: &[u8],
        sender: oneshot::Sender<Result<(), StoreError>>,
    ) -> Result<(), String> {
        let kept = self.desk.keep_document(name, Some(body));
        let _ = sender.send(kept);
        self.desk.broken().map_or(Ok(()), |fault| Err(fault.to_owned()))
    }

    /// Lets time pass; whether there is more to do at once.
    fn tick(&mut self, now: Timestamp) -> Result<bool, String> {
        self.ticked_at = now;
        let ticked = match self.desk.tick(now) {
            Ok(ticked) => ticked,
            Err(fault) => {
                return if let Some(broken) = self.desk.broken() {
                    Err(broken.to_owned())
                } else {
                    // A case that cannot be worked on must not stop all others.
                    tracing::error!(%fault, "a tick was not finished");
                    Ok(false)
                };
            }
        };
        self.show();
        Ok(ticked.waiting > 0)
    }

    /// Swaps what readers see.
    fn show(&mut self) {
        let notices = self.desk.take_notices();
        let view = Arc::new(self.desk.view());
        let before = self.seen.get();
        let cases = notices.iter().map(|notice| notice.case_number);
        self.seen.lately.note(&before.view, &view, cases);
        let assigner = if view.versions == before.view.versions {
            before.assigner
        } else {
            view.assigner().unwrap_or(before.assigner)
        };
        self.seen.set(Seen { view, assigner });
        if self.live.receiver_count() == 0 {
            return;
        }
        for notice in notices {
            let told = Told { number: notice.number, case: notice.case_number, act: notice.act };
            // The last of them may just have left.
            let _ = self.live.send(told);
        }
    }
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
