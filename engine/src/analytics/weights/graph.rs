//! Weights as rows of neighbours.

use serde::Serialize;

/// Spatial weights of n places: for each its neighbours, without itself, each with a weight above 0.
///
/// Rows are sorted by neighbour. Most weights are binary (二值); those take no memory of their own.
///
/// # Example
/// ```
/// use gridward::analytics::weights::Weights;
/// let chain = Weights::binary(vec![vec![1], vec![0, 2], vec![1]])?;
/// assert_eq!(chain.standardised().row(1).weights().collect::<Vec<_>>(), [0.5, 0.5]);
/// # Ok::<(), gridward::analytics::weights::WeightsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    starts: Vec<usize>,
    neighbours: Vec<u32>,
    values: Values,
}

#[derive(Debug, Clone, PartialEq)]
enum Values {
    Ones,
    /// One weight for each row: all neighbours of a row weigh the same.
    ByRow(Vec<f64>),
    Each(Vec<f64>),
}

/// Why a list is no set of weights.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// A neighbour that does not exist.
    #[error("row {row}: neighbour {neighbour}; there are {n} rows, numbered from 0")]
    NoSuchNeighbour {
        /// The row.
        row: usize,
        /// What stands there.
        neighbour: u32,
        /// How many rows there are.
        n: usize,
    },
    /// A place is its own neighbour.
    #[error("row {0}: is a neighbour of itself; leave it out, statistics with a star add it themselves")]
    Itself(usize),
    /// A neighbour stands twice in a row.
    #[error("row {row}: neighbour {neighbour} stands twice; once is right")]
    Twice {
        /// The row.
        row: usize,
        /// The neighbour.
        neighbour: u32,
    },
    /// A weight that is not a finite number above 0.
    #[error("row {row}: the weight of neighbour {neighbour} is {weight}; a finite number above 0 is needed")]
    Weight {
        /// The row.
        row: usize,
        /// The neighbour.
        neighbour: u32,
        /// The weight given.
        weight: f64,
    },
    /// More rows than numbers for them.
    #[error("{0} rows; at most {max} are possible", max = u32::MAX)]
    TooMany(usize),
}

/// The sums over all weights that the moments of global statistics need.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Sums {
    /// Σ w.
    pub s0: f64,
    /// ½ Σ (wᵢⱼ + wⱼᵢ)².
    pub s1: f64,
    /// Σᵢ (wᵢ. + w.ᵢ)².
    pub s2: f64,
}

/// The neighbours of one place.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Numbers of the neighbours, rising.
    pub neighbours: &'a [u32],
    each: Option<&'a [f64]>,
    same: f64,
}

impl<'a> Row<'a> {
    /// The weights, one for each neighbour.
    pub fn weights(&self) -> impl Iterator<Item = f64> + use<'a> {
        let (each, same) = (self.each, self.same);
        (0..self.neighbours.len()).map(move |at| each.and_then(|each| each.get(at).copied()).unwrap_or(same))
    }

    /// The one weight of all neighbours; `None` where they differ.
    #[must_use]
    pub fn same(&self) -> Option<f64> {
        self.each.is_none().then_some(self.same)
    }

    /// Neighbours with their weights.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, f64)> + use<'a> {
        self.neighbours.iter().copied().zip(self.weights())
    }

    /// Σ w.
    #[must_use]
    pub fn sum(&self) -> f64 {
        match self.each {
            None => self.same * self.neighbours.len() as f64,
            Some(each) => each.iter().sum(),
        }
    }

    /// Σ w².
    #[must_use]
    pub fn square_sum(&self) -> f64 {
        match self.each {
            None => self.same * self.same * self.neighbours.len() as f64,
            Some(each) => each.iter().map(|weight| weight * weight).sum(),
        }
    }

    /// Σ w x over the neighbours (空间滞后).
    #[must_use]
    pub fn lag(&self, x: &[f64]) -> f64 {
        let value = |at: u32| x.get(at as usize).copied().unwrap_or(0.0);
        match self.each {
            None => self.same * self.neighbours.iter().map(|at| value(*at)).sum::<f64>(),
            Some(_) => self.pairs().map(|(at, weight)| weight * value(at)).sum(),
        }
    }
}

impl Weights {
    /// Binary weights from lists of neighbours, in any order.
    ///
    /// # Errors
    /// [`WeightsError`] names the row.
    pub fn binary(lists: Vec<Vec<u32>>) -> Result<Self, WeightsError> {
        let n = lists.len();
        let mut weights = Self::empty(n)?;
        for (row, mut list) in lists.into_iter().enumerate() {
            list.sort_unstable();
            checked(row, &list, n)?;
            weights.neighbours.extend(list);
            weights.starts.push(weights.neighbours.len());
        }
        Ok(weights)
    }

    /// Weights from lists of (neighbour, weight), in any order.
    ///
    /// # Errors
    /// [`WeightsError`] names the row.
    pub fn weighted(lists: Vec<Vec<(u32, f64)>>) -> Result<Self, WeightsError> {
        let n = lists.len();
        let mut weights = Self::empty(n)?;
        let mut each = Vec::new();
        for (row, mut list) in lists.into_iter().enumerate() {
            list.sort_by_key(|(neighbour, _)| *neighbour);
            let from = weights.neighbours.len();
            for (neighbour, weight) in list {
                if !(weight > 0.0 && weight.is_finite()) {
                    return Err(WeightsError::Weight { row, neighbour, weight });
                }
                weights.neighbours.push(neighbour);
                each.push(weight);
            }
            checked(row, weights.neighbours.get(from..).unwrap_or(&[]), n)?;
            weights.starts.push(weights.neighbours.len());
        }
        if each.iter().any(|weight| weight.to_bits() != 1.0_f64.to_bits()) {
            weights.values = Values::Each(each);
        }
        Ok(weights)
    }

    fn empty(n: usize) -> Result<Self, WeightsError> {
        if u32::try_from(n).is_err() {
            return Err(WeightsError::TooMany(n));
        }
        let mut starts = Vec::with_capacity(n + 1);
        starts.push(0);
        Ok(Self { starts, neighbours: Vec::new(), values: Values::Ones })
    }

    /// How many places there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many pairs (i, j) are neighbours; both ways count.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.neighbours.len()
    }

    /// The neighbours of a place; none for a number that no place has. O(1).
    #[must_use]
    pub fn row(&self, at: usize) -> Row<'_> {
        let range = match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => *start..*end,
            _ => 0..0,
        };
        let neighbours = self.neighbours.get(range.clone()).unwrap_or(&[]);
        match &self.values {
            Values::Ones => Row { neighbours, each: None, same: 1.0 },
            Values::ByRow(by_row) => {
                Row { neighbours, each: None, same: by_row.get(at).copied().unwrap_or(0.0) }
            }
            Values::Each(each) => Row { neighbours, each: each.get(range), same: 0.0 },
        }
    }

    /// All rows in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).map(|at| self.row(at))
    }

    /// Whether all weights are 1.
    #[must_use]
    pub fn is_binary(&self) -> bool {
        self.values == Values::Ones
    }

    /// The same neighbours, with the weights of each row divided by their sum (行标准化).
    #[must_use]
    pub fn standardised(&self) -> Self {
        let values = match &self.values {
            Values::Each(_) => {
                let scaled = self.rows().flat_map(|row| {
                    let sum = row.sum();
                    row.weights().map(move |weight| weight / sum)
                });
                Values::Each(scaled.collect())
            }
            Values::Ones | Values::ByRow(_) => {
                let shares = self.rows().map(|row| match row.neighbours.len() {
                    0 => 0.0,
                    count => 1.0 / count as f64,
                });
                Values::ByRow(shares.collect())
            }
        };
        Self { starts: self.starts.clone(), neighbours: self.neighbours.clone(), values }
    }

    /// Places without a neighbour (孤岛), rising.
    #[must_use]
    pub fn islands(&self) -> Vec<u32> {
        (0_u32..).zip(self.rows()).filter(|(_, row)| row.neighbours.is_empty()).map(|(at, _)| at).collect()
    }

    /// The weights the other way: j's row holds wᵢⱼ for each i. O(pairs).
    #[must_use]
    pub fn transposed(&self) -> Self {
        let mut lists: Vec<Vec<(u32, f64)>> = vec![Vec::new(); self.len()];
        for (at, row) in (0_u32..).zip(self.rows()) {
            for (neighbour, weight) in row.pairs() {
                if let Some(list) = lists.get_mut(neighbour as usize) {
                    list.push((at, weight));
                }
            }
        }
        let mut starts = vec![0];
        let (mut neighbours, mut each) = (Vec::new(), Vec::new());
        for list in lists {
            for (at, weight) in list {
                neighbours.push(at);
                each.push(weight);
            }
            starts.push(neighbours.len());
        }
        let values = if self.is_binary() { Values::Ones } else { Values::Each(each) };
        Self { starts, neighbours, values }
    }

    /// Whether wᵢⱼ = wⱼᵢ for all pairs.
    #[must_use]
    pub fn is_symmetric(&self) -> bool {
        let other = self.transposed();
        self.rows().zip(other.rows()).all(|(own, other)| own.pairs().eq(other.pairs()))
    }

    /// The sums that the moments of global statistics need. O(pairs).
    #[must_use]
    pub fn sums(&self) -> Sums {
        let transposed = self.transposed();
        let (mut s0, mut s1, mut s2) = (0.0, 0.0, 0.0);
        for (row, column) in self.rows().zip(transposed.rows()) {
            s0 += row.sum();
            s2 += (row.sum() + column.sum()).powi(2);
            s1 += both_ways(&row, &column);
        }
        Sums { s0, s1: s1 / 2.0, s2 }
    }
}

/// Σⱼ (wᵢⱼ + wⱼᵢ)² over the places that are in either row.
fn both_ways(row: &Row<'_>, column: &Row<'_>) -> f64 {
    let (mut own, mut other) = (row.pairs().peekable(), column.pairs().peekable());
    let mut sum = 0.0;
    while let Some(at) = own.peek().into_iter().chain(other.peek()).map(|(at, _)| *at).min() {
        let weight = own.next_if(|(own, _)| *own == at).map_or(0.0, |(_, weight)| weight);
        let back = other.next_if(|(other, _)| *other == at).map_or(0.0, |(_, weight)| weight);
        sum += (weight + back).powi(2);
    }
    sum
}

fn checked(row: usize, sorted: &[u32], n: usize) -> Result<(), WeightsError> {
    if let Some(neighbour) = sorted.iter().copied().find(|neighbour| *neighbour as usize >= n) {
        return Err(WeightsError::NoSuchNeighbour { row, neighbour, n });
    }
    if sorted.iter().any(|neighbour| *neighbour as usize == row) {
        return Err(WeightsError::Itself(row));
    }
    match sorted.windows(2).find(|pair| pair.first() == pair.last()).and_then(|pair| pair.first()) {
        Some(neighbour) => Err(WeightsError::Twice { row, neighbour: *neighbour }),
        None => Ok(()),
    }
}

#[cfg(test)]
#[path = "graph_tests.rs"]
mod tests;
