//! A series of numbers at equal steps.

/// The longest series that is looked at pair by pair.
pub const LONGEST: usize = 10_000;

/// Numbers at equal steps, where some may be missing; at least four are there.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    steps: usize,
    known: Vec<(usize, f64)>,
}

/// Why numbers are no series for a test.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SeriesError {
    /// Too few numbers.
    #[error("{0} numbers; at least 4 are needed to speak of a trend")]
    Short(usize),
    /// Too many steps.
    #[error("{0} steps; at most {LONGEST} can be compared pair by pair, take longer steps")]
    Long(usize),
    /// A value that is no number.
    #[error("step {step}: the value is {value}; a finite number is needed, or none where it is missing")]
    NotFinite {
        /// The step, from 0.
        step: usize,
        /// The value.
        value: f64,
    },
    /// A season that cannot be.
    #[error("{seasons} seasons in a series of {steps} steps; from 2 on, and at least two rounds are needed")]
    Seasons {
        /// Seasons that were asked for.
        seasons: usize,
        /// Steps there are.
        steps: usize,
    },
}

impl Series {
    /// A series from its steps; `None` where the number is missing.
    ///
    /// # Errors
    /// [`SeriesError`] for fewer than four numbers, for too many steps, and for what is not finite.
    pub fn new(steps: &[Option<f64>]) -> Result<Self, SeriesError> {
        if steps.len() > LONGEST {
            return Err(SeriesError::Long(steps.len()));
        }
        let known: Vec<(usize, f64)> =
            steps.iter().enumerate().filter_map(|(step, value)| Some((step, (*value)?))).collect();
        if let Some((step, value)) = known.iter().find(|(_, value)| !value.is_finite()) {
            return Err(SeriesError::NotFinite { step: *step, value: *value });
        }
        if known.len() < 4 {
            return Err(SeriesError::Short(known.len()));
        }
        Ok(Self { steps: steps.len(), known })
    }

    /// Steps with their numbers.
    #[must_use]
    pub fn known(&self) -> &[(usize, f64)] {
        &self.known
    }

    /// How many steps there are.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// How many steps have no number.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.steps - self.known.len()
    }

    /// Whether all numbers are the same.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        self.known
            .windows(2)
            .all(|pair| matches!(pair, [(_, one), (_, other)] if one.total_cmp(other).is_eq()))
    }
}
