//! The lattice: cell borders live on integer multiples of 1e-7 degree (1.1 cm in latitude).
//!
//! On integers every predicate is exact, so an answer cannot differ between machines, thread counts or orders.

use serde::{Deserialize, Serialize};

use crate::measure::LonLat;

/// Lattice steps in one degree.
pub const STEPS_PER_DEGREE: f64 = 1e7;

/// 1.5 · 2^52: adding it to a double of magnitude below 2^51 leaves the nearest integer, ties to even, in the low bits.
const ROUNDING: f64 = 6_755_399_441_055_744.0;

/// A position on the lattice, in steps of 1e-7 degree, longitude first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LatticePoint {
    /// Longitude in steps; ±1.8e9.
    pub x: i32,
    /// Latitude in steps; ±0.9e9.
    pub y: i32,
}

impl LatticePoint {
    /// The lattice position nearest to a place, ties to even, at most half a step (5.6 mm) away on each axis.
    ///
    /// # Example
    /// ```
    /// use gridward::{crs::LatticePoint, measure::LonLat};
    /// let p = LatticePoint::nearest(LonLat::new(121.38, 31.110_000_04)?);
    /// assert_eq!((p.x, p.y), (1_213_800_000, 311_100_000));
    /// # Ok::<(), gridward::measure::PositionError>(())
    /// ```
    #[must_use]
    pub fn nearest(place: LonLat) -> Self {
        Self { x: nearest_step(place.lon()), y: nearest_step(place.lat()) }
    }

    /// The place in degrees: the double nearest to the lattice position.
    #[must_use]
    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.x) / STEPS_PER_DEGREE, f64::from(self.y) / STEPS_PER_DEGREE)
    }
}

/// The lattice step nearest to a number of degrees, ties to even. Meaningful for |degrees| ≤ 214; the caller has checked.
///
/// Written with an addition in place of `round_ties_even`, which is a library call on the baseline x86-64 target.
#[inline]
#[must_use]
pub(crate) fn nearest_step(degrees: f64) -> i32 {
    nearest(degrees * STEPS_PER_DEGREE)
}

/// The whole number nearest to one of magnitude below 2^31, ties to even.
#[inline]
#[must_use]
pub(crate) fn nearest(number: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "the low 32 bits of the sum are the rounded integer")]
    let whole = (number + ROUNDING).to_bits() as u32;
    whole.cast_signed()
}
