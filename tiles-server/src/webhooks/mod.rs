//! Messages that are brought to the units' own systems (外发推送): one line a recipient, in order, until it has each of them.
//!
//! The store knows what waits and since when; here stands who is called, and a task for each that calls. The convention is that of
//! Standard Webhooks, so that a receiver checks the signature with a library that it has.
//!
//! # References
//! Standard Webhooks 1.0.0, <https://www.standardwebhooks.com/>.

mod line;
mod post;
mod settings;
mod signature;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gridward::ids::UnitCode;
use gridward::store::DeliveryState;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::dispatch::Dispatch;
use crate::problem::Problem;
use line::{Line, LineState};
pub use settings::{Recipient, WebhookSettings};

/// The document of the recipients that want nothing more.
const GONE: &str = "webhooks-gone";
/// Messages that are looked through at once.
const PAGE: usize = 500;

/// How long things take.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Longest time for one call: to connect, to send, to be answered.
    pub answer: Duration,
    /// How often is looked for new messages and for those that are due.
    pub look: Duration,
    /// After so many failures in a row the line is opened (熔断) …
    pub failures: u32,
    /// … for so long, doubled with each further one …
    pub rest: Duration,
    /// … up to this.
    pub longest_rest: Duration,
}

impl Default for Pace {
    /// 15 s an answer; after 5 failures in a row 5 minutes of rest, doubled up to an hour. Settings.
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(15),
            look: Duration::from_secs(1),
            failures: 5,
            rest: Duration::from_mins(5),
            longest_rest: Duration::from_hours(1),
        }
    }
}

/// A recipient that answered that it is gone (410). It is called again under another address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Gone {
    unit: UnitCode,
    url: String,
    at: Timestamp,
}

/// Tells the time; another one in tests.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// All recipients that are called.
pub struct Webhooks {
    dispatch: Arc<Dispatch>,
    clock: Clock,
    pace: Pace,
    lines: BTreeMap<UnitCode, Arc<Line>>,
    gone: Mutex<Vec<Gone>>,
}

impl Webhooks {
    /// Recipients that are not called yet.
    ///
    /// # Errors
    /// One line, where a recipient is no unit of the district.
    pub fn new(
        settings: WebhookSettings,
        dispatch: Arc<Dispatch>,
        clock: Clock,
        pace: Pace,
    ) -> Result<Arc<Self>, String> {
        let unknown = settings.recipients.iter().find(|one| dispatch.unit_position(&one.unit).is_none());
        if let Some(Recipient { unit, .. }) = unknown {
            return Err(format!("--webhooks: {unit} is no unit of the district; /api/v1/units lists them"));
        }
        let line = |recipient: Recipient| (recipient.unit.clone(), Arc::new(Line::new(recipient)));
        let lines = settings.recipients.into_iter().map(line).collect();
        Ok(Arc::new(Self { dispatch, clock, pace, lines, gone: Mutex::default() }))
    }

    /// Calls them until the server stops: one task for each, and one that finds what is for whom.
    pub fn start(self: &Arc<Self>, stopping: &watch::Receiver<bool>) {
        let (own, mut stop) = (Arc::clone(self), stopping.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = own.run() => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        });
    }

    #[expect(clippy::infinite_loop, reason = "it ends with the task that selects on it")]
    async fn run(self: &Arc<Self>) {
        self.read_gone().await;
        let mut tasks = tokio::task::JoinSet::new();
        for line in self.lines.values().filter(|line| line.state() != LineState::Gone) {
            let (own, line) = (Arc::clone(self), Arc::clone(line));
            tasks.spawn(async move { own.serve(&line).await });
        }
        let (mut from, mut seen) = (0, None);
        loop {
            // Messages come with events; where nothing happened the disk is left alone.
            let events = self.dispatch.view().next_event;
            if seen != Some(events) {
                match self.find(from).await {
                    Ok((next, false)) => {
                        from = next;
                        continue;
                    }
                    Ok((next, true)) => (from, seen) = (next, Some(events)),
                    Err(problem) => tracing::warn!("messages to units cannot be read: {}", problem.line()),
                }
            }
            tokio::time::sleep(self.pace.look).await;
        }
    }

    /// Puts the waiting messages from a number on into the lines of their recipients; where to go on, and whether that was all.
    async fn find(&self, from: u64) -> Result<(u64, bool), Problem> {
        let found =
            self.dispatch.read(move |reader| reader.deliveries(DeliveryState::Waiting, from, PAGE)).await?;
        let next = found.last().map_or(from, |last| last.number + 1);
        let whole = found.len() < PAGE;
        for delivery in found {
            if let Some(line) = self.lines.get(&delivery.to) {
                line.push(delivery.number);
            }
        }
        Ok((next, whole))
    }

    /// Which recipients said that they are gone.
    async fn read_gone(&self) {
        let kept = loop {
            match self.dispatch.read(|reader| reader.document(GONE)).await {
                Ok(kept) => break kept,
                Err(problem) => tracing::warn!("recipients cannot be read: {}", problem.line()),
            }
            tokio::time::sleep(self.pace.look).await;
        };
        let gone: Vec<Gone> = kept.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        for one in &gone {
            if let Some(line) = self.lines.get(&one.unit).filter(|line| line.recipient.url == one.url) {
                tracing::warn!(unit = %one.unit, "the recipient is gone since {}; give it another url", one.at);
                line.set_gone();
            }
        }
        *self.gone.lock().unwrap_or_else(PoisonError::into_inner) = gone;
    }

    /// Notes that a recipient is gone, until that is on disk.
    async fn note_gone(&self, line: &Line) {
        line.set_gone();
        let (unit, url) = (line.recipient.unit.clone(), line.recipient.url.clone());
        let body = {
            let mut gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
            gone.retain(|one| one.unit != unit);
            gone.push(Gone { unit, url, at: (self.clock)() });
            serde_json::to_vec(&*gone).unwrap_or_default()
        };
        while let Err(problem) = self.dispatch.keep(GONE, body.clone()).await {
            tracing::warn!("that a recipient is gone cannot be kept: {}", problem.line());
            tokio::time::sleep(self.pace.look).await;
        }
    }

    /// What was sent to whom, in the Prometheus text format.
    pub fn metrics(&self) -> String {
        let mut text = String::new();
        let mut family = |name: &str, kind: &str, help: &str, value: &dyn Fn(&Line) -> Vec<(String, u64)>| {
            text +=
                &format!("# HELP gridward_webhook_{name} {help}\n# TYPE gridward_webhook_{name} {kind}\n");
            for (unit, line) in &self.lines {
                for (labels, value) in value(line) {
                    text += &format!("gridward_webhook_{name}{{unit=\"{unit}\"{labels}}} {value}\n");
                }
            }
        };
        family("calls_total", "counter", "Calls by their outcome.", &|line| {
            let counted = line.counted();
            vec![
                (",outcome=\"delivered\"".into(), counted.delivered),
                (",outcome=\"failed\"".into(), counted.failed),
            ]
        });
        family("waiting", "gauge", "Messages that wait.", &|line| vec![(String::new(), line.waiting())]);
        family("state", "gauge", "0 works, 1 rests after failures, 2 gone (410).", &|line| {
            vec![(String::new(), u64::from(line.state() as u8))]
        });
        text
    }
}

#[cfg(test)]
mod webhooks_tests;
