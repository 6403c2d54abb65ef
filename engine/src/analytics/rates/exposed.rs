//! Cases over what they are counted against.

/// Cases and exposure (暴露量) of each place: residents, households, patrol hours.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposed {
    pairs: Vec<(f64, f64)>,
    cases: f64,
    population: f64,
}

/// Why numbers are no cases with exposure.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ExposedError {
    /// Another number of cases than of exposures.
    #[error("{cases} counts of cases, {population} exposures; one of each is needed for each place")]
    Count {
        /// Counts of cases there are.
        cases: usize,
        /// Exposures there are.
        population: usize,
    },
    /// Too few places.
    #[error("{0} places; at least 2 are needed to say how rates differ")]
    Few(usize),
    /// Cases that are no count.
    #[error("row {row}: {value} cases; a finite number from 0 on is needed")]
    Cases {
        /// The row, from 0.
        row: usize,
        /// The value.
        value: f64,
    },
    /// An exposure by which nothing can be divided.
    #[error(
        "row {row}: the exposure is {value}; a finite number above 0 is needed, leave the place out where nobody is exposed"
    )]
    Population {
        /// The row, from 0.
        row: usize,
        /// The value.
        value: f64,
    },
    /// No case at all.
    #[error("no case in any of the {0} places; there is no rate to compare with")]
    NoCase(usize),
    /// Weights of another number of places.
    #[error("{places} places, weights of {weights}; one row of weights for each place is needed")]
    Weights {
        /// Places there are.
        places: usize,
        /// Rows of the weights.
        weights: usize,
    },
}

impl Exposed {
    /// Cases with exposure, one of each for each place.
    ///
    /// # Errors
    /// [`ExposedError`] says which row is wrong.
    pub fn new(cases: &[f64], population: &[f64]) -> Result<Self, ExposedError> {
        if cases.len() != population.len() {
            return Err(ExposedError::Count { cases: cases.len(), population: population.len() });
        }
        if cases.len() < 2 {
            return Err(ExposedError::Few(cases.len()));
        }
        if let Some((row, value)) =
            cases.iter().enumerate().find(|(_, value)| !(value.is_finite() && **value >= 0.0))
        {
            return Err(ExposedError::Cases { row, value: *value });
        }
        if let Some((row, value)) =
            population.iter().enumerate().find(|(_, value)| !(value.is_finite() && **value > 0.0))
        {
            return Err(ExposedError::Population { row, value: *value });
        }
        let all: f64 = cases.iter().sum();
        if all <= 0.0 {
            return Err(ExposedError::NoCase(cases.len()));
        }
        let pairs = cases.iter().copied().zip(population.iter().copied()).collect();
        Ok(Self { pairs, cases: all, population: population.iter().sum() })
    }

    /// Cases and exposure of each place.
    #[must_use]
    pub fn pairs(&self) -> &[(f64, f64)] {
        &self.pairs
    }

    /// Cases for one exposed, of each place.
    pub fn rates(&self) -> impl Iterator<Item = f64> {
        self.pairs.iter().map(|(cases, population)| cases / population)
    }

    /// All cases for all exposed.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.cases / self.population
    }

    /// All exposed.
    #[must_use]
    pub fn population(&self) -> f64 {
        self.population
    }
}
