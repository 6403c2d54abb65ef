//! When steps begin and end: by the calendar, or by numbers; never by the first case.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

/// What a step is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepUnit {
    /// Days.
    Day,
    /// Weeks, from the weekday of the first day.
    Week,
    /// Months, from the day of the month of the first day.
    Month,
    /// Years.
    Year,
}

/// Steps by the calendar (按民用日历的时间步): step i is the days from first + i × length up to first + (i + 1) × length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CivilSteps {
    edges: Vec<Date>,
}

/// How much of the last step is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LastStep {
    /// The number of the step.
    pub step: usize,
    /// Days of it that are known.
    pub known_days: i32,
    /// Days it has.
    pub days: i32,
}

/// Steps of a number: step i is from `start` + i × `length`, up to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumberedSteps {
    start: f64,
    length: f64,
    steps: usize,
}

/// Why there are no such steps.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StepsError {
    /// Too few or too many.
    #[error("{0} steps; from 2 to {max} are possible", max = CivilSteps::MOST)]
    Number(usize),
    /// A length that is none.
    #[error("a step of length {0}; a finite number above 0 is needed, and a finite start")]
    Length(f64),
    /// Beyond the calendar.
    #[error("{0} steps from {1} end beyond the calendar; take an earlier first day or fewer steps")]
    Calendar(usize, Date),
}

impl CivilSteps {
    /// The most steps.
    pub const MOST: usize = 10_000;

    /// `steps` steps of `every` units, from `first` on.
    ///
    /// # Errors
    /// [`StepsError`].
    pub fn new(first: Date, unit: StepUnit, every: u16, steps: usize) -> Result<Self, StepsError> {
        if !(2..=Self::MOST).contains(&steps) {
            return Err(StepsError::Number(steps));
        }
        if every == 0 {
            return Err(StepsError::Length(0.0));
        }
        let edge = |at: usize| {
            let count = i32::try_from(at).ok()?.checked_mul(i32::from(every))?;
            first.checked_add(span(unit, count)?).ok()
        };
        let edges = (0..=steps).map(edge).collect::<Option<_>>();
        edges.map(|edges| Self { edges }).ok_or(StepsError::Calendar(steps, first))
    }

    /// The first days of all steps, and the day after the last.
    #[must_use]
    pub fn edges(&self) -> &[Date] {
        &self.edges
    }

    /// The step of a day; `None` outside. O(log steps).
    #[must_use]
    pub fn of(&self, day: Date) -> Option<u32> {
        let after = self.edges.partition_point(|edge| *edge <= day);
        (after > 0 && after < self.edges.len()).then(|| u32::try_from(after - 1).ok()).flatten()
    }

    /// The step that is known in part, when cases are known up to but not including `until`.
    #[must_use]
    pub fn partial(&self, until: Date) -> Option<LastStep> {
        let step = self.of(until)? as usize;
        let (from, to) = (*self.edges.get(step)?, *self.edges.get(step + 1)?);
        let days = |from: Date, to: Date| from.until(to).map_or(0, |span| span.get_days());
        (until > from).then(|| LastStep { step, known_days: days(from, until), days: days(from, to) })
    }
}

fn span(unit: StepUnit, count: i32) -> Option<Span> {
    match unit {
        StepUnit::Day => 0.days().try_days(count).ok(),
        StepUnit::Week => 0.weeks().try_weeks(count).ok(),
        StepUnit::Month => 0.months().try_months(count).ok(),
        StepUnit::Year => 0.years().try_years(count).ok(),
    }
}

impl NumberedSteps {
    /// Steps of a number.
    ///
    /// # Errors
    /// [`StepsError`].
    pub fn new(start: f64, length: f64, steps: usize) -> Result<Self, StepsError> {
        if !(2..=CivilSteps::MOST).contains(&steps) {
            return Err(StepsError::Number(steps));
        }
        if !(start.is_finite() && length > 0.0 && length.is_finite()) {
            return Err(StepsError::Length(length));
        }
        Ok(Self { start, length, steps })
    }

    /// ⌊(t - start) / length⌋; `None` outside.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to lie from 0 to the number of steps"
    )]
    pub fn of(&self, t: f64) -> Option<u32> {
        let step = ((t - self.start) / self.length).floor();
        (step >= 0.0 && step < self.steps as f64).then_some(step as u32)
    }

    /// How much of its last step is known, from 0 to 1, when cases are known up to `until`; `None` when all steps are whole.
    #[must_use]
    pub fn partial(&self, until: f64) -> Option<(usize, f64)> {
        let step = self.of(until)? as usize;
        let share = (until - self.start) / self.length - step as f64;
        (share > 0.0).then_some((step, share))
    }
}

#[cfg(test)]
#[path = "steps_tests.rs"]
mod tests;
