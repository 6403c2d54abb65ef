//! A named plane or geographic system, read from a PROJ string: our own transverse Mercator where its parameters allow,
//! proj4rs for everything else.

mod library;
mod parameters;

use library::Library;
use parameters::{Parameters, is_web_mercator, modern_ellipsoid, our_parameters, require_shift, unit_metres};

use super::transverse_mercator::{TransverseMercator, TransverseMercatorParameters};
use crate::measure::{LonLat, PlaneXY};

/// Why a PROJ string cannot serve.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectionError {
    /// The string is not of the form `+key=value …`.
    #[error(
        "\"{text}\" is not a PROJ string; it should look like \"+proj=tmerc +lat_0=0 +lon_0=120 +x_0=500000 +ellps=GRS80\""
    )]
    NotAProjString {
        /// What was given.
        text: String,
    },
    /// A parameter is not a number.
    #[error("+{key}={value} is not a number; write decimal degrees or metres")]
    NotANumber {
        /// The parameter.
        key: String,
        /// Its value.
        value: String,
    },
    /// The datum's shift to WGS 84 needs a grid file, which is not shipped.
    #[error(
        "the shift from {datum} to WGS 84 needs the grid file {grid}, which is not shipped; convert the data to WGS 84 first"
    )]
    NeedsGrid {
        /// The datum.
        datum: String,
        /// The grid file.
        grid: String,
    },
    /// No shift from the datum to WGS 84 is known.
    #[error(
        "no shift from {ellipsoid} to WGS 84 is known, and leaving it out costs up to hundreds of metres; give the system as a PROJ string with +towgs84=…, or fit it on control points"
    )]
    UnknownShift {
        /// The ellipsoid.
        ellipsoid: String,
    },
    /// The system is not a pair of coordinates on a map.
    #[error("{what} is not a pair of map coordinates; convert the data to longitude and latitude first")]
    NotTwoDimensional {
        /// The kind of system.
        what: String,
    },
    /// The projection is not supported.
    #[error(
        "the projection {projection} cannot be used ({reason}); convert the data to WGS 84 or a transverse Mercator plane first"
    )]
    Unsupported {
        /// The projection's PROJ name.
        projection: String,
        /// What the projection library said.
        reason: String,
    },
}

/// A system of map coordinates that can be converted to places and back.
#[derive(Debug, Clone)]
pub struct Projection {
    kind: Kind,
    /// Metres in one unit of the plane.
    metres_per_unit: f64,
}

#[derive(Debug, Clone)]
enum Kind {
    Degrees,
    TransverseMercator(Box<TransverseMercator>),
    WebMercator,
    Library(Box<Library>),
}

impl Projection {
    /// Geographic degrees on WGS 84 or an equal datum.
    pub(crate) const DEGREES: Self = Self { kind: Kind::Degrees, metres_per_unit: 1.0 };

    /// The system that a PROJ string names. The x column is always east or longitude, the y column north or latitude.
    ///
    /// Datums on the ellipsoids of WGS 84 and GRS 80 without a stated shift (CGCS2000, ETRS89, NAD83) count as WGS 84; their
    /// plates have drifted from it by up to two metres. A stated shift is applied; a missing one on an older ellipsoid is an
    /// error, never a silent zero. Axes pointing west and south (`+axis=wsu`) keep their directions.
    ///
    /// # Errors
    /// [`ProjectionError`], saying what to do with data in this system.
    pub fn from_proj_string(text: &str) -> Result<Self, ProjectionError> {
        let parameters = Parameters::parse(text)?;
        let name = parameters.get("proj").unwrap_or_default();
        if matches!(name, "geocent" | "cart") {
            return Err(ProjectionError::NotTwoDimensional { what: "a geocentric system".to_owned() });
        }
        let metres_per_unit = unit_metres(&parameters)?;
        if is_web_mercator(&parameters, name) {
            return Ok(Self { kind: Kind::WebMercator, metres_per_unit });
        }
        let ellipsoid = modern_ellipsoid(&parameters);
        let plain = parameters.get("pm").is_none() && parameters.get("axis").is_none_or(|axis| axis == "enu");
        if let (Some(ellipsoid), true) = (ellipsoid, plain) {
            if matches!(name, "longlat" | "latlong" | "latlon" | "lonlat") {
                return Ok(Self::DEGREES);
            }
            if let Some(ours) = our_parameters(&parameters, name, ellipsoid)? {
                let kind = Kind::TransverseMercator(Box::new(TransverseMercator::new(ours)));
                return Ok(Self { kind, metres_per_unit });
            }
        }
        require_shift(&parameters, ellipsoid)?;
        let library = Library::build(&parameters, name)?;
        Ok(Self { kind: Kind::Library(Box::new(library)), metres_per_unit })
    }

    /// Whether the coordinates are degrees and not lengths.
    #[must_use]
    pub fn is_geographic(&self) -> bool {
        match &self.kind {
            Kind::Degrees => true,
            Kind::Library(library) => library.is_geographic(),
            Kind::TransverseMercator(_) | Kind::WebMercator => false,
        }
    }

    /// Whether the coordinates are the degrees of a place as they stand.
    pub(crate) fn is_degrees_of_wgs84(&self) -> bool {
        matches!(self.kind, Kind::Degrees)
    }

    /// The transverse Mercator plane behind this system, where it is one of ours.
    #[must_use]
    pub fn transverse_mercator(&self) -> Option<&TransverseMercatorParameters> {
        match &self.kind {
            Kind::TransverseMercator(plane) => Some(plane.parameters()),
            _ => None,
        }
    }

    /// The place of a pair of map coordinates, in the system's own unit; `None` where the system has no such place.
    #[must_use]
    pub fn place(&self, pair: PlaneXY) -> Option<LonLat> {
        let metres = PlaneXY { x: pair.x * self.metres_per_unit, y: pair.y * self.metres_per_unit };
        let [lon, lat] = match &self.kind {
            Kind::Degrees => [pair.x, pair.y],
            Kind::TransverseMercator(plane) => plane.inverse(metres)?,
            Kind::WebMercator => crate::crs::tile::from_web_mercator_m(metres)?,
            Kind::Library(library) => library.degrees(pair)?,
        };
        let lon = if lon.abs() > 180.0 && lon.abs() < 540.0 { lon - 360.0_f64.copysign(lon) } else { lon };
        LonLat::new(lon, lat).ok()
    }

    /// The pair of map coordinates of a place, in the system's own unit; `None` where the system cannot show it.
    #[must_use]
    pub fn pair(&self, place: LonLat) -> Option<PlaneXY> {
        let metres = match &self.kind {
            Kind::Degrees => return Some(PlaneXY { x: place.lon(), y: place.lat() }),
            Kind::TransverseMercator(plane) => plane.forward(place.lon(), place.lat()),
            Kind::WebMercator => crate::crs::tile::to_web_mercator_m(place),
            Kind::Library(library) => return library.pair(place),
        };
        let pair = PlaneXY { x: metres.x / self.metres_per_unit, y: metres.y / self.metres_per_unit };
        (pair.x.is_finite() && pair.y.is_finite()).then_some(pair)
    }
}

#[cfg(test)]
#[path = "projection_tests.rs"]
mod tests;
