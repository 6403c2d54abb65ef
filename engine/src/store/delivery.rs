//! Messages that must reach a recipient (外发消息), with the state of each one.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::{CaseNumber, EventNumber, UnitCode};

/// How a delivery goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryState {
    /// It waits for its next attempt.
    Waiting,
    /// The recipient has it.
    Delivered,
    /// It was given up after the last attempt; a person must look.
    Dead,
}

/// A message to one recipient (外发消息).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its number, rising; the recipient drops what it has already.
    pub number: u64,
    /// The event that caused it.
    pub event: EventNumber,
    /// The case.
    pub case: CaseNumber,
    /// To whom.
    pub to: UnitCode,
    /// What, as JSON.
    pub body: String,
    /// How it goes.
    pub state: DeliveryState,
    /// Attempts so far.
    pub attempts: u32,
    /// When it is due next.
    pub next_at: Timestamp,
    /// What the last attempt said.
    pub last_error: Option<String>,
}

/// When a delivery is tried again, and when it is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// After the first failure.
    pub first: SignedDuration,
    /// After the second one; doubled after each further one.
    pub second: SignedDuration,
    /// The longest wait.
    pub longest: SignedDuration,
    /// After so many failures a person must look.
    pub attempts: u32,
}

impl Default for Backoff {
    /// 5 minutes, 30 minutes, 1 hour, 2 hours … up to a day; given up after 12 attempts, about a week. Settings.
    fn default() -> Self {
        Self {
            first: SignedDuration::from_mins(5),
            second: SignedDuration::from_mins(30),
            longest: SignedDuration::from_hours(24),
            attempts: 12,
        }
    }
}

impl Backoff {
    /// The wait after so many failures.
    #[must_use]
    pub fn wait(&self, failures: u32) -> SignedDuration {
        match failures {
            0 => SignedDuration::ZERO,
            1 => self.first,
            _ => {
                let doubled = 1_i32.checked_shl(failures - 2).and_then(|n| self.second.checked_mul(n));
                doubled.filter(|wait| *wait > SignedDuration::ZERO).unwrap_or(self.longest).min(self.longest)
            }
        }
    }
}

impl Delivery {
    /// The delivery after the recipient took it.
    #[must_use]
    pub fn delivered(mut self) -> Self {
        self.state = DeliveryState::Delivered;
        self.attempts += 1;
        self.last_error = None;
        self
    }

    /// The delivery after an attempt that failed: it waits longer each time, and is given up after the last one.
    #[must_use]
    pub fn failed(mut self, now: Timestamp, why: &str, backoff: &Backoff) -> Self {
        self.attempts += 1;
        self.last_error = Some(why.into());
        if self.attempts >= backoff.attempts {
            self.state = DeliveryState::Dead;
        }
        self.next_at = now.checked_add(backoff.wait(self.attempts)).unwrap_or(Timestamp::MAX);
        self
    }

    /// The delivery once more from the beginning, after a person looked.
    #[must_use]
    pub fn revived(mut self, now: Timestamp) -> Self {
        self.state = DeliveryState::Waiting;
        self.attempts = 0;
        self.next_at = now;
        self
    }
}

#[cfg(test)]
#[path = "delivery_tests.rs"]
mod tests;
