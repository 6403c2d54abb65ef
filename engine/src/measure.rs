//! Quantities with their unit in the type: positions, lengths, areas.

use serde::{Deserialize, Serialize};

/// A position in degrees, longitude first, in WGS 84 (equal to CGCS2000 at the accuracy of this engine).
///
/// Any other datum has its own road in through [`crate::crs`]; there is no constructor that guesses.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

/// Why a pair of numbers is not a position on Earth.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PositionError {
    /// A coordinate is NaN or infinite.
    #[error("{field} is {value}; a finite number of degrees is needed")]
    NotFinite {
        /// `lon` or `lat`.
        field: &'static str,
        /// The number given.
        value: f64,
    },
    /// A coordinate lies outside of ±180 or ±90 degrees.
    #[error("{field} is {value}, outside ±{limit} degrees{hint}")]
    OutOfRange {
        /// `lon` or `lat`.
        field: &'static str,
        /// The number given.
        value: f64,
        /// The largest magnitude allowed, in degrees.
        limit: f64,
        /// What may have happened: swapped axes, or a projected plane.
        hint: &'static str,
    },
}

impl LonLat {
    /// A position from degrees.
    ///
    /// # Errors
    /// [`PositionError`] when a number is not finite or outside ±180 / ±90; it says whether the axes look
    /// swapped or the numbers look like metres or feet.
    ///
    /// # Example
    /// ```
    /// use gridward::measure::LonLat;
    /// let seat = LonLat::new(121.38, 31.11)?;
    /// assert_eq!(seat.lon(), 121.38);
    /// assert!(LonLat::new(31.11, 121.38).unwrap_err().to_string().contains("swapped"));
    /// # Ok::<(), gridward::measure::PositionError>(())
    /// ```
    pub fn new(lon: f64, lat: f64) -> Result<Self, PositionError> {
        for (field, value) in [("lon", lon), ("lat", lat)] {
            if !value.is_finite() {
                return Err(PositionError::NotFinite { field, value });
            }
        }
        let hint = match (lon.abs() <= 180.0, lat.abs() <= 90.0) {
            (true, true) => return Ok(Self { lon, lat }),
            (true, false) if lat.abs() <= 180.0 && lon.abs() <= 90.0 => {
                "; are longitude and latitude swapped?"
            }
            _ if lon.abs() > 1000.0 || lat.abs() > 1000.0 => {
                "; these look like metres or feet, name their coordinate system"
            }
            _ => "",
        };
        let (field, value, limit) = if lat.abs() > 90.0 { ("lat", lat, 90.0) } else { ("lon", lon, 180.0) };
        Err(PositionError::OutOfRange { field, value, limit, hint })
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat(self) -> f64 {
        self.lat
    }
}

/// A position on a plane, in the plane's own unit (metres for every named projection), east first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PlaneXY {
    /// East, or x.
    pub x: f64,
    /// North, or y.
    pub y: f64,
}

/// A length in metres.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metres(pub f64);

/// An area in square metres.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SquareMetres(pub f64);
