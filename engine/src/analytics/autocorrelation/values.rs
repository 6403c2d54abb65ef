//! The values that a statistic is asked about.

/// One finite number for each place, not all equal.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    x: Vec<f64>,
    /// The mean.
    pub mean: f64,
    /// Σ (x - mean)².
    pub squares: f64,
    /// Σ (x - mean)⁴.
    pub fourths: f64,
}

/// Why numbers are no values for a statistic.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ValuesError {
    /// Too few places.
    #[error("{n} places; at least {least} are needed for this statistic")]
    Few {
        /// Places there are.
        n: usize,
        /// Places that are needed.
        least: usize,
    },
    /// A value that is missing or no number.
    #[error(
        "row {row}: the value is {value}; a finite number is needed, leave the place out where there is none"
    )]
    NotFinite {
        /// The row.
        row: usize,
        /// The value.
        value: f64,
    },
    /// All values are the same.
    #[error("all {n} values are {value}; where nothing varies, nothing can lie together")]
    Constant {
        /// Places there are.
        n: usize,
        /// The value.
        value: f64,
    },
    /// Another number of values than of weights.
    #[error("{values} values, weights of {weights} places; one value for each place is needed")]
    Count {
        /// Values there are.
        values: usize,
        /// Rows of the weights.
        weights: usize,
    },
    /// Nobody has a neighbour.
    #[error("none of the {0} places has a neighbour; take a longer band, or the nearest places")]
    NoNeighbours(usize),
    /// A value below 0, where a sum must have a meaning.
    #[error("row {row}: the value is {value}; this statistic is for values from 0 on, such as counts")]
    Negative {
        /// The row.
        row: usize,
        /// The value.
        value: f64,
    },
    /// A value that is neither 0 nor 1.
    #[error("row {row}: the value is {value}; joins are counted between 1 (black) and 0 (white)")]
    NotBinary {
        /// The row.
        row: usize,
        /// The value.
        value: f64,
    },
}

impl Values {
    /// Values from numbers.
    ///
    /// # Errors
    /// [`ValuesError`] for fewer than four, for one that is not finite, and where all are equal.
    pub fn new(x: Vec<f64>) -> Result<Self, ValuesError> {
        let n = x.len();
        if n < 4 {
            return Err(ValuesError::Few { n, least: 4 });
        }
        if let Some((row, value)) = x.iter().enumerate().find(|(_, value)| !value.is_finite()) {
            return Err(ValuesError::NotFinite { row, value: *value });
        }
        let first = x.first().copied().unwrap_or(0.0);
        let mean = x.iter().sum::<f64>() / n as f64;
        let squares: f64 = x.iter().map(|value| (value - mean).powi(2)).sum();
        if x.iter().all(|value| value.to_bits() == first.to_bits()) || squares <= 0.0 {
            return Err(ValuesError::Constant { n, value: first });
        }
        let fourths = x.iter().map(|value| (value - mean).powi(4)).sum();
        Ok(Self { x, mean, squares, fourths })
    }

    /// The numbers.
    #[must_use]
    pub fn x(&self) -> &[f64] {
        &self.x
    }

    /// How many there are.
    #[must_use]
    pub fn n(&self) -> f64 {
        self.x.len() as f64
    }

    /// The numbers less their mean.
    #[must_use]
    pub fn centred(&self) -> Vec<f64> {
        self.x.iter().map(|value| value - self.mean).collect()
    }

    /// The curtosis b₂ = m₄ / m₂².
    #[must_use]
    pub fn curtosis(&self) -> f64 {
        self.n() * self.fourths / (self.squares * self.squares)
    }

    /// Refuses weights of another number of places, and those without any neighbour.
    ///
    /// # Errors
    /// [`ValuesError`] says which.
    pub fn fits(&self, weights: &crate::analytics::weights::Weights) -> Result<(), ValuesError> {
        if weights.len() != self.x.len() {
            return Err(ValuesError::Count { values: self.x.len(), weights: weights.len() });
        }
        if weights.pairs() == 0 { Err(ValuesError::NoNeighbours(weights.len())) } else { Ok(()) }
    }
}
