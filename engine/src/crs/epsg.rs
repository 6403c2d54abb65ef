//! Systems by their EPSG code.
//!
//! The input columns are always longitude then latitude, or east then north, whatever axis order the EPSG database gives a
//! code: `EPSG:4326` means lon, lat here, and the X (north) and Y (east) of the Chinese planes go into the y and x column.
//! CGCS2000 planes: 4513–4533 carry the zone number (带号) in front of the easting, 4534–4554 do not; 3° zones. 4491–4501 and
//! 4502–4512 are the 6° zones, likewise.

use super::projection::{Projection, ProjectionError};

/// Why an EPSG code cannot serve.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EpsgError {
    /// No such code is known.
    #[error(
        "EPSG:{code} is not a known coordinate system; CGCS2000 planes are EPSG:4513 to 4554, WGS 84 is EPSG:4326"
    )]
    Unknown {
        /// The code.
        code: u32,
    },
    /// The system is known but cannot be converted.
    #[error("EPSG:{code} cannot be used: {source}")]
    Unusable {
        /// The code.
        code: u32,
        /// Why.
        source: ProjectionError,
    },
}

/// The system that an EPSG code names.
///
/// # Errors
/// [`EpsgError`] for an unknown code, or one whose projection or datum shift is not supported; it says which.
///
/// # Example
/// ```
/// use gridward::{crs::epsg, measure::PlaneXY};
/// let zone = epsg::projection(4549)?;
/// let place = zone.place(PlaneXY { x: 631_650.331, y: 3_443_989.334 }).unwrap();
/// assert!((place.lon() - 121.38).abs() < 1e-8 && (place.lat() - 31.11).abs() < 1e-8);
/// # Ok::<(), gridward::crs::EpsgError>(())
/// ```
///
/// # References
/// EPSG Geodetic Parameter Dataset (IOGP), by way of the crs-definitions crate.
pub fn projection(code: u32) -> Result<Projection, EpsgError> {
    let definition = u16::try_from(code)
        .ok()
        .and_then(crs_definitions::from_code)
        .filter(|definition| !definition.proj4.trim().is_empty())
        .ok_or(EpsgError::Unknown { code })?;
    Projection::from_proj_string(definition.proj4).map_err(|source| EpsgError::Unusable { code, source })
}

#[cfg(test)]
#[path = "epsg_tests.rs"]
mod tests;
