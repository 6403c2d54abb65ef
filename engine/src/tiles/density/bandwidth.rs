//! How far a case reaches.

use crate::measure::Metres;

/// A bandwidth (带宽), 50 m to 10 km: the distance at which a case's weight becomes zero.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Bandwidth(Metres);

/// Why a length is no bandwidth.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("a bandwidth of {metres} m is out of range; 50 to 10000 m are taken")]
pub struct BandwidthError {
    /// The length given.
    pub metres: f64,
}

impl Bandwidth {
    /// A bandwidth from its length.
    ///
    /// # Errors
    /// [`BandwidthError`] below 50 m, above 10 km, or for no number.
    pub fn new(length: Metres) -> Result<Self, BandwidthError> {
        let fits = (50.0..=10_000.0).contains(&length.0);
        fits.then_some(Self(length)).ok_or(BandwidthError { metres: length.0 })
    }

    /// The distance at which the weight becomes zero.
    #[must_use]
    pub fn metres(self) -> Metres {
        self.0
    }

    /// What a lone case makes at its own place, cases per km²: the largest value of the kernel.
    ///
    /// # Example
    /// ```
    /// use gridward::{measure::Metres, tiles::density::Bandwidth};
    /// assert_eq!(Bandwidth::new(Metres(300.0))?.peak_per_km2().round(), 11.0);
    /// # Ok::<(), gridward::tiles::density::BandwidthError>(())
    /// ```
    #[must_use]
    pub fn peak_per_km2(self) -> f64 {
        3.0e6 / (std::f64::consts::PI * self.0.0 * self.0.0)
    }
}
