//! Counts of cases in each cell at each step.

/// A space-time cube (时空立方体): one count for each cell and step. Cells without a case stay in it: nothing is what most cells hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cube {
    cells: usize,
    steps: usize,
    counts: Vec<u32>,
}

/// Why counts are no cube.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CubeError {
    /// Too few cells or steps.
    #[error("a cube of {cells} cells and {steps} steps; at least 2 cells and 2 steps are needed")]
    Small {
        /// Cells there are.
        cells: usize,
        /// Steps there are.
        steps: usize,
    },
    /// More bins than may be held.
    #[error(
        "a cube of {cells} cells and {steps} steps; at most {max} bins are held, take larger cells or longer steps",
        max = Cube::MOST
    )]
    Large {
        /// Cells there are.
        cells: usize,
        /// Steps there are.
        steps: usize,
    },
    /// Cells with other numbers of steps.
    #[error("cell {cell}: {found} steps; the first cell has {steps}, all need as many")]
    Ragged {
        /// The cell.
        cell: usize,
        /// Its steps.
        found: usize,
        /// Those of the first.
        steps: usize,
    },
    /// A case outside.
    #[error(
        "case {case}: cell {cell}, step {step}; there are {cells} cells and {steps} steps, numbered from 0"
    )]
    Outside {
        /// The case.
        case: usize,
        /// Its cell.
        cell: u32,
        /// Its step.
        step: u32,
        /// Cells there are.
        cells: usize,
        /// Steps there are.
        steps: usize,
    },
    /// Another number of cells than the weights have.
    #[error("{cells} cells, weights of {weights} places; one row of weights for each cell is needed")]
    Weights {
        /// Cells there are.
        cells: usize,
        /// Rows of the weights.
        weights: usize,
    },
    /// Weights that differ.
    #[error("weights that are not all 1; emerging hot spots count neighbours, take binary weights")]
    NotBinary,
    /// What the statistic says about the values.
    #[error(transparent)]
    Values(#[from] crate::analytics::autocorrelation::ValuesError),
    /// The neighbours of bins are no weights.
    #[error(transparent)]
    Neighbours(#[from] crate::analytics::weights::WeightsError),
    /// The exact null does not exist for these numbers.
    #[error("the exact null would take too much for these counts; take draws, such as 999")]
    NoExact,
}

impl Cube {
    /// The most bins a cube may have.
    pub const MOST: usize = 20_000_000;

    /// An empty cube.
    ///
    /// # Errors
    /// [`CubeError`] for too few and too many bins.
    pub fn empty(cells: usize, steps: usize) -> Result<Self, CubeError> {
        if cells < 2 || steps < 2 {
            return Err(CubeError::Small { cells, steps });
        }
        if cells.checked_mul(steps).is_none_or(|bins| bins > Self::MOST) {
            return Err(CubeError::Large { cells, steps });
        }
        Ok(Self { cells, steps, counts: vec![0; cells * steps] })
    }

    /// A cube from the counts of each cell, step by step.
    ///
    /// # Errors
    /// [`CubeError`] names the cell.
    pub fn from_counts(rows: &[Vec<u32>]) -> Result<Self, CubeError> {
        let steps = rows.first().map_or(0, Vec::len);
        let mut cube = Self::empty(rows.len(), steps)?;
        if let Some((cell, row)) = rows.iter().enumerate().find(|(_, row)| row.len() != steps) {
            return Err(CubeError::Ragged { cell, found: row.len(), steps });
        }
        cube.counts = rows.concat();
        Ok(cube)
    }

    /// A cube from cases, each with the numbers of its cell and its step.
    ///
    /// # Errors
    /// [`CubeError`] names the case.
    pub fn from_cases(cells: usize, steps: usize, cases: &[(u32, u32)]) -> Result<Self, CubeError> {
        let mut cube = Self::empty(cells, steps)?;
        for (case, (cell, step)) in cases.iter().copied().enumerate() {
            let inside = (cell as usize) < cells && (step as usize) < steps;
            let bin = cube.counts.get_mut(cell as usize * steps + step as usize).filter(|_| inside);
            *bin.ok_or(CubeError::Outside { case, cell, step, cells, steps })? += 1;
        }
        Ok(cube)
    }

    /// How many cells there are.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// How many steps there are.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The counts of a cell, step by step; none for a cell that does not exist.
    #[must_use]
    pub fn row(&self, cell: usize) -> &[u32] {
        self.counts.get(cell * self.steps..(cell + 1) * self.steps).unwrap_or(&[])
    }

    /// All counts, cell by cell.
    #[must_use]
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// The sums of steps `from..to` of each cell.
    #[must_use]
    pub fn sums(&self, from: usize, to: usize) -> Vec<f64> {
        let sum = |row: &[u32]| row.get(from..to).unwrap_or(&[]).iter().copied().map(f64::from).sum();
        self.counts.chunks(self.steps).map(sum).collect()
    }

    /// Cells with at least one case in at least one step: what remains when no mask says which cells belong to the district.
    #[must_use]
    pub fn occupied(&self) -> Vec<usize> {
        (0..self.cells).filter(|cell| self.row(*cell).iter().any(|count| *count > 0)).collect()
    }
}

#[cfg(test)]
#[path = "cube_tests.rs"]
mod tests;
