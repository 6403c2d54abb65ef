//! Scales (分级): at which values colours change. A scale is declared, never taken from a single tile.

use super::{Ramp, Rgb};

/// Classes of values, each with a colour: below the first break, from each break to the next, from the last on.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    breaks: Vec<f64>,
    ramp: Ramp,
}

/// Why numbers are no breaks.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ScaleError {
    /// None, or more than a legend can show.
    #[error("a scale has 1 to 15 breaks, not {0}")]
    Number(usize),
    /// A number that is none, or not above the one before.
    #[error("breaks must rise; {value} stands after {before}")]
    Order {
        /// The break.
        value: f64,
        /// The break before.
        before: f64,
    },
}

impl Scale {
    /// A scale from its breaks.
    ///
    /// # Errors
    /// [`ScaleError`] without breaks, with more than 15, or when they do not rise.
    pub fn new(breaks: Vec<f64>, ramp: Ramp) -> Result<Self, ScaleError> {
        if !(1..=15).contains(&breaks.len()) {
            return Err(ScaleError::Number(breaks.len()));
        }
        let mut before = f64::NEG_INFINITY;
        for &value in &breaks {
            if !value.is_finite() || value <= before {
                return Err(ScaleError::Order { value, before });
            }
            before = value;
        }
        Ok(Self { breaks, ramp })
    }

    /// Breaks 1, 2, 5, 10, 20, 50 … up to the largest value that occurs, at most 9 of them: the highest ones.
    #[must_use]
    pub fn up_to(largest: f64, ramp: Ramp) -> Self {
        let rising = (0_i32..16).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10_f64.powi(power)));
        let mut breaks: Vec<f64> = rising.take_while(|at| *at <= largest.max(1.0)).collect();
        let skipped = breaks.len().saturating_sub(9);
        breaks.drain(..skipped);
        Self { breaks, ramp }
    }

    /// At which values the class changes, rising.
    #[must_use]
    pub fn breaks(&self) -> &[f64] {
        &self.breaks
    }

    /// The ramp.
    #[must_use]
    pub fn ramp(&self) -> Ramp {
        self.ramp
    }

    /// The class of a value, 0 below the first break. O(log n).
    #[must_use]
    pub fn class(&self, value: f64) -> usize {
        self.breaks.partition_point(|at| *at <= value)
    }

    /// The colour of a class. Colours stand at even distances on the ramp.
    #[must_use]
    pub fn colour(&self, class: usize) -> Rgb {
        self.ramp.at(class as f64 / self.breaks.len().max(1) as f64)
    }
}

#[cfg(test)]
#[path = "scale_tests.rs"]
mod tests;
