//! One recipient's line: its messages in order, each until it has it or until a person must look.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use gridward::desk::{Attempt, Command, Reply};
use gridward::store::{Delivery, DeliveryState};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::sync::Notify;

use super::post::{Signed, post};
use super::signature::signature;
use super::{Pace, Recipient, Webhooks};

/// How a recipient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum LineState {
    /// It is called when there is something.
    Works = 0,
    /// It failed again and again, and is left alone for a while.
    Rests = 1,
    /// It said that it is gone; nobody calls it.
    Gone = 2,
}

/// Calls by their outcome.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counted {
    pub delivered: u64,
    pub failed: u64,
}

#[derive(Default)]
struct Inner {
    /// Numbers of messages, rising.
    waiting: VecDeque<u64>,
    failures: u32,
    rests_until: Option<Timestamp>,
    gone: bool,
    counted: Counted,
}

/// A recipient, what waits for it, and how it is.
pub struct Line {
    pub recipient: Recipient,
    inner: Mutex<Inner>,
    wake: Notify,
}

/// What a recipient gets.
#[derive(Serialize)]
struct Message<'a> {
    r#type: &'static str,
    event: u64,
    delivery: u64,
    to: &'a str,
    data: &'a RawValue,
}

impl Line {
    pub fn new(recipient: Recipient) -> Self {
        Self { recipient, inner: Mutex::default(), wake: Notify::new() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a message at the end.
    pub fn push(&self, number: u64) {
        self.inner().waiting.push_back(number);
        self.wake.notify_one();
    }

    pub fn state(&self) -> LineState {
        let inner = self.inner();
        match (inner.gone, inner.rests_until) {
            (true, _) => LineState::Gone,
            (false, Some(_)) => LineState::Rests,
            (false, None) => LineState::Works,
        }
    }

    pub fn set_gone(&self) {
        self.inner().gone = true;
    }

    pub fn waiting(&self) -> u64 {
        u64::try_from(self.inner().waiting.len()).unwrap_or(u64::MAX)
    }

    pub fn counted(&self) -> Counted {
        self.inner().counted
    }

    /// The first message; waits until there is one.
    async fn first(&self) -> u64 {
        loop {
            let first = self.inner().waiting.front().copied();
            match first {
                Some(number) => return number,
                None => self.wake.notified().await,
            }
        }
    }

    /// Takes the outcome of a call; after too many failures in a row nobody calls for a while.
    fn note(&self, now: Timestamp, failed: bool, pace: &Pace) {
        let mut inner = self.inner();
        if !failed {
            inner.counted.delivered += 1;
            (inner.failures, inner.rests_until) = (0, None);
            return;
        }
        inner.counted.failed += 1;
        inner.failures = inner.failures.saturating_add(1);
        if let Some(over) = inner.failures.checked_sub(pace.failures) {
            let rest = pace.rest.saturating_mul(1_u32.checked_shl(over).unwrap_or(u32::MAX));
            inner.rests_until = now.checked_add(rest.min(pace.longest_rest)).ok();
        }
    }

    fn rests_until(&self) -> Option<Timestamp> {
        self.inner().rests_until
    }

    fn pop(&self) {
        self.inner().waiting.pop_front();
    }
}

impl Webhooks {
    /// Brings a recipient its messages until it is gone.
    pub(super) async fn serve(&self, line: &Line) {
        while line.state() != LineState::Gone {
            let number = line.first().await;
            let delivery = match self.waiting(number).await {
                Ok(Some(delivery)) => delivery,
                Ok(None) => {
                    // Somebody fetched it, or a person settled it.
                    line.pop();
                    continue;
                }
                Err(fault) => {
                    tracing::warn!(unit = %line.recipient.unit, "message {number} cannot be read: {fault}");
                    tokio::time::sleep(self.pace.look).await;
                    continue;
                }
            };
            let due = line.rests_until().map_or(delivery.next_at, |rest| rest.max(delivery.next_at));
            let wait = due.duration_since((self.clock)());
            if wait.is_positive() {
                let wait = Duration::try_from(wait).unwrap_or(self.pace.look);
                tokio::time::sleep(wait.min(self.pace.look)).await;
                continue;
            }
            self.deliver(line, delivery).await;
        }
    }

    async fn deliver(&self, line: &Line, delivery: Delivery) {
        let outcome = match self.signed(line, &delivery) {
            Ok(message) => post(&line.recipient, message, self.pace.answer).await,
            Err(fault) => Err(fault),
        };
        if outcome == Ok(StatusCode::GONE) {
            tracing::warn!(unit = %line.recipient.unit, "the recipient is gone (410); its messages wait at /api/v1/outbox");
            self.note_gone(line).await;
            return;
        }
        let error = match outcome {
            Ok(status) if status.is_success() => None,
            Ok(status) => Some(format!("it answered {status}")),
            Err(fault) => Some(fault),
        };
        line.note((self.clock)(), error.is_some(), &self.pace);
        if let Some(error) = &error {
            tracing::warn!(unit = %line.recipient.unit, message = delivery.number, "not delivered: {error}");
        }
        if self.settle(delivery, error).await != DeliveryState::Waiting {
            line.pop();
        }
    }

    /// A message as it is sent now. Its id stays the same for ever: a recipient drops what it has.
    fn signed(&self, line: &Line, delivery: &Delivery) -> Result<Signed, String> {
        let data: &RawValue = serde_json::from_str(&delivery.body).map_err(|fault| fault.to_string())?;
        let (event, to) = (delivery.event.0, delivery.to.as_str());
        let message = Message { r#type: "case.dispatch", event, delivery: delivery.number, to, data };
        let body = serde_json::to_vec(&message).map_err(|fault| fault.to_string())?;
        let id = format!("gridward-{event}-{}", delivery.number);
        let timestamp = (self.clock)().as_second();
        let signature = signature(&line.recipient.secret, &id, timestamp, &body);
        Ok(Signed { id, timestamp, signature, body: body.into() })
    }

    /// A message, if it still waits.
    async fn waiting(&self, number: u64) -> Result<Option<Delivery>, String> {
        let found =
            self.dispatch.read(move |reader| reader.deliveries(DeliveryState::Waiting, number, 1)).await;
        let found = found.map_err(|problem| problem.line())?;
        Ok(found.into_iter().next().filter(|delivery| delivery.number == number))
    }

    /// Has it written down how a call went, however long the writer is busy; how the message stands then.
    async fn settle(&self, delivery: Delivery, error: Option<String>) -> DeliveryState {
        loop {
            let attempts = vec![Attempt { delivery: delivery.clone(), error: error.clone() }];
            match self.dispatch.done(Command::Settle { attempts }).await {
                Ok(Reply::Settled { states }) => {
                    return states.first().map_or(DeliveryState::Waiting, |(_, state)| *state);
                }
                Ok(_) => return DeliveryState::Waiting,
                Err(problem) => {
                    tracing::warn!(message = delivery.number, "not written down: {}", problem.line());
                }
            }
            tokio::time::sleep(self.pace.look).await;
        }
    }
}
