//! From coordinates to lattice steps and back.

use serde::{Deserialize, Serialize};

use super::shape::{COORDINATE_LIMIT, Point, Ring};
use crate::crs::STEPS_PER_DEGREE;

/// A lattice: how many steps one unit of the coordinates (a degree, a metre, a foot) has.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Lattice {
    steps_per_unit: f64,
    spacing: f64,
}

/// Why coordinates do not fit a lattice.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LatticeError {
    /// A coordinate is NaN or infinite.
    #[error("a coordinate is {value}; every coordinate must be a finite number")]
    NotFinite {
        /// The number given.
        value: f64,
    },
    /// A coordinate lies beyond the lattice.
    #[error("the position ({x}, {y}) lies beyond the lattice; build the lattice from all positions first")]
    Beyond {
        /// East, in units.
        x: f64,
        /// North, in units.
        y: f64,
    },
}

/// Magnitudes reach at most 2^60 steps, so that differences of coordinates stay within 2^61.
const REACH_BITS: i32 = 60;
const FINEST: i32 = 1000;

impl Lattice {
    /// The lattice of published plans: 1e-7 degree.
    pub const PLAN: Self = Self { steps_per_unit: STEPS_PER_DEGREE, spacing: 0.0 };

    /// The lattice on which a file is judged: a power of two so fine that the largest coordinate takes 60 bits.
    ///
    /// A double has 53 bits, so coordinates keep every bit down to 2^-60 of the power of two above the largest one. A
    /// coordinate of at least 1/128 of the largest is exact; a smaller one is off by at most half a step, 2^-60 of the
    /// largest magnitude, which is finer than the neighbouring doubles of the largest.
    ///
    /// # Errors
    /// [`LatticeError::NotFinite`].
    ///
    /// # Example
    /// ```
    /// use gridward::topology::Lattice;
    /// let lattice = Lattice::covering([121.38, 31.11])?;
    /// let p = lattice.point(121.38, 31.11)?;
    /// assert_eq!(lattice.place(p), [121.38, 31.11]);
    /// # Ok::<(), gridward::topology::LatticeError>(())
    /// ```
    pub fn covering(coordinates: impl IntoIterator<Item = f64>) -> Result<Self, LatticeError> {
        let mut largest = 0.0f64;
        for value in coordinates {
            if !value.is_finite() {
                return Err(LatticeError::NotFinite { value });
            }
            largest = largest.max(value.abs());
        }
        let steps_per_unit = power_of_two((REACH_BITS - bits(largest)).min(FINEST));
        Ok(Self { steps_per_unit, spacing: power_of_two(REACH_BITS - 53) / steps_per_unit })
    }

    /// Steps in one unit.
    #[must_use]
    pub fn steps_per_unit(self) -> f64 {
        self.steps_per_unit
    }

    /// The distance of neighbouring doubles at the largest coordinate, in units: no writer of such a file can place a
    /// corner better. 0 for a lattice whose points are what a file means.
    #[must_use]
    pub fn spacing(self) -> f64 {
        self.spacing
    }

    /// The lattice point nearest to a position, ties to even.
    ///
    /// # Errors
    /// [`LatticeError`] for numbers that are not finite or beyond 2^61 steps.
    pub fn point(self, x: f64, y: f64) -> Result<Point, LatticeError> {
        let (steps_x, steps_y) = (x * self.steps_per_unit, y * self.steps_per_unit);
        if let Some(value) = [x, y].into_iter().find(|value| !value.is_finite()) {
            return Err(LatticeError::NotFinite { value });
        }
        if steps_x.abs() > COORDINATE_LIMIT as f64 || steps_y.abs() > COORDINATE_LIMIT as f64 {
            return Err(LatticeError::Beyond { x, y });
        }
        // In range, as just checked.
        Ok(Point::new(steps_x.round_ties_even() as i64, steps_y.round_ties_even() as i64))
    }

    /// The ring through some positions; a last position equal to the first is left out.
    ///
    /// # Errors
    /// As [`Lattice::point`].
    pub fn ring(self, positions: impl IntoIterator<Item = [f64; 2]>) -> Result<Ring, LatticeError> {
        let mut ring = positions.into_iter().map(|[x, y]| self.point(x, y)).collect::<Result<Ring, _>>()?;
        if ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        Ok(ring)
    }

    /// The position of a lattice point, to the nearest double.
    #[must_use]
    pub fn place(self, p: Point) -> [f64; 2] {
        [p.x as f64 / self.steps_per_unit, p.y as f64 / self.steps_per_unit]
    }
}

/// The least b with |value| < 2^b, or the smallest normal one.
fn bits(value: f64) -> i32 {
    // Eleven bits of exponent fit any integer.
    ((value.to_bits() >> 52) & 0x7ff) as i32 - 1022
}

fn power_of_two(exponent: i32) -> f64 {
    2.0f64.powi(exponent)
}

#[cfg(test)]
#[path = "lattice_tests.rs"]
mod tests;
