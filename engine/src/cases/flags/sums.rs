//! Sums of rows, and the rates that they make.

use serde::Serialize;

use super::{CaseFlags, Flag};
use crate::rules::settings::{ClosingDenominator, OnTimeAt};

/// A ratio of two sums, with the name of its definition. A rate never stands without its denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rate {
    /// What is counted.
    pub numerator: u64,
    /// Out of how many.
    pub denominator: u64,
    /// By which definition: `numerator/denominator` in the words of [`Flag`].
    pub definition: &'static str,
}

impl Rate {
    /// The share, 0 to 1; `None` out of nothing.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        (self.denominator > 0).then(|| self.numerator as f64 / self.denominator as f64)
    }
}

/// How many cases have each flag, and the sums of their counts. Sums of parts add up to the sum of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagSums {
    counts: [u64; 64],
    /// Times that units gave cases back.
    pub returns: u64,
    /// Extensions.
    pub extensions: u64,
    /// Reworks.
    pub reworks: u64,
    /// Money, in fen.
    pub reward_fen: u64,
    /// Overtime multiples, in hundredths.
    pub overtime_hundredths: u64,
    urgent_base: u64,
    urgent_archived: u64,
}

impl Default for FlagSums {
    fn default() -> Self {
        Self {
            counts: [0; 64],
            returns: 0,
            extensions: 0,
            reworks: 0,
            reward_fen: 0,
            overtime_hundredths: 0,
            urgent_base: 0,
            urgent_archived: 0,
        }
    }
}

impl FlagSums {
    /// Takes a case.
    pub fn add(&mut self, row: &CaseFlags) {
        for flag in row.iter() {
            if let Some(count) = self.counts.get_mut(flag as usize) {
                *count += 1;
            }
        }
        self.returns += u64::from(row.returns);
        self.extensions += u64::from(row.extensions);
        self.reworks += u64::from(row.reworks);
        self.reward_fen += u64::from(row.reward_fen);
        self.overtime_hundredths += u64::from(row.overtime_hundredths);
        self.urgent_base += u64::from(row.has(Flag::Urgent) && row.has(Flag::ClosingBase));
        self.urgent_archived += u64::from(row.has(Flag::Urgent) && row.has(Flag::Archived));
    }

    /// Takes the sums of other cases.
    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
        self.returns += other.returns;
        self.extensions += other.extensions;
        self.reworks += other.reworks;
        self.reward_fen += other.reward_fen;
        self.overtime_hundredths += other.overtime_hundredths;
        self.urgent_base += other.urgent_base;
        self.urgent_archived += other.urgent_archived;
    }

    /// How many cases have a flag.
    #[must_use]
    pub fn count(&self, flag: Flag) -> u64 {
        self.counts.get(flag as usize).copied().unwrap_or(0)
    }

    fn rate(&self, numerator: Flag, denominator: Flag, definition: &'static str) -> Rate {
        Rate { numerator: self.count(numerator), denominator: self.count(denominator), definition }
    }

    /// The closing rate (结案率) by one of its three denominators (D1).
    #[must_use]
    pub fn closing(&self, by: ClosingDenominator) -> Rate {
        let (denominator, definition) = match by {
            ClosingDenominator::Filed => (Flag::Filed, "archived/filed"),
            ClosingDenominator::Received => (Flag::Report, "archived/report"),
            ClosingDenominator::ShouldCloseLessDeferred => (Flag::ClosingBase, "archived/closing-base"),
        };
        self.rate(Flag::Archived, denominator, definition)
    }

    /// The closing rate under all three definitions.
    #[must_use]
    pub fn closing_by_all(&self) -> [Rate; 3] {
        [ClosingDenominator::Filed, ClosingDenominator::Received, ClosingDenominator::ShouldCloseLessDeferred]
            .map(|by| self.closing(by))
    }

    /// The on-time closing rate (按期结案率) by one of its two readings (D2), out of those that are judged.
    #[must_use]
    pub fn on_time_closing(&self, at: OnTimeAt) -> Rate {
        let (numerator, definition) = match at {
            OnTimeAt::HandlingEnd => (Flag::ArchivedHandledOnTime, "archived-handled-on-time/judged-archive"),
            OnTimeAt::Closing => (Flag::ArchivedClosedOnTime, "archived-closed-on-time/judged-archive"),
        };
        self.rate(numerator, Flag::JudgedArchive, definition)
    }

    /// The urgent closing rate (紧急案件结案率).
    #[must_use]
    pub const fn urgent_closing(&self) -> Rate {
        let definition = "archived and urgent/closing-base and urgent";
        Rate { numerator: self.urgent_archived, denominator: self.urgent_base, definition }
    }

    /// The filing rate (立案率), out of all reports.
    #[must_use]
    pub fn filing(&self) -> Rate {
        self.rate(Flag::Filed, Flag::Report, "filed/report")
    }

    /// The filing rate out of valid reports.
    #[must_use]
    pub fn filing_of_valid(&self) -> Rate {
        self.rate(Flag::Filed, Flag::Valid, "filed/valid")
    }

    /// The on-time handling rate (按期处置率).
    #[must_use]
    pub fn on_time_handling(&self) -> Rate {
        self.rate(Flag::DisposedOnTime, Flag::JudgedDispose, "disposed-on-time/judged-dispose")
    }

    /// The overtime rate (超时率): handled too late or still open after the deadline, out of those that should be handled.
    #[must_use]
    pub fn overtime(&self) -> Rate {
        let judged = self.count(Flag::JudgedDispose);
        let late = judged.saturating_sub(self.count(Flag::DisposedOnTime));
        Rate {
            numerator: late,
            denominator: judged,
            definition: "judged-dispose less disposed-on-time/judged-dispose",
        }
    }

    /// The rework rate (返工率).
    #[must_use]
    pub fn rework(&self) -> Rate {
        self.rate(Flag::Rework, Flag::Disposed, "rework/disposed")
    }

    /// The share of wrong dispatches (错派率).
    #[must_use]
    pub fn wrong_dispatch(&self) -> Rate {
        self.rate(Flag::WrongDispatch, Flag::Dispatched, "wrong-dispatch/dispatched")
    }

    /// The share of cases accepted in time.
    #[must_use]
    pub fn on_time_accepting(&self) -> Rate {
        self.rate(Flag::AcceptedOnTime, Flag::Accepted, "accepted-on-time/accepted")
    }

    /// The share of cases dispatched in time.
    #[must_use]
    pub fn on_time_dispatch(&self) -> Rate {
        self.rate(Flag::DispatchedOnTime, Flag::Dispatched, "dispatched-on-time/dispatched")
    }

    /// The share of cases verified in time.
    #[must_use]
    pub fn on_time_verification(&self) -> Rate {
        self.rate(Flag::VerifyOnTime, Flag::Verify, "verify-on-time/verify")
    }

    /// The share of cases checked in time.
    #[must_use]
    pub fn on_time_check(&self) -> Rate {
        self.rate(Flag::CheckOnTime, Flag::Check, "check-on-time/check")
    }

    /// The satisfaction (满意率), fair answers included, out of those that were reached.
    #[must_use]
    pub fn satisfaction(&self) -> Rate {
        Rate {
            numerator: self.count(Flag::Satisfied) + self.count(Flag::Fair),
            denominator: self.count(Flag::Visited),
            definition: "satisfied or fair/visited",
        }
    }

    /// The share of closed cases whose reporter was rewarded.
    #[must_use]
    pub fn rewarding(&self) -> Rate {
        self.rate(Flag::Rewarded, Flag::Archived, "rewarded/archived")
    }
}
