//! The datum (坐标基准) that a file's coordinates are stated in. There is no default: whoever brings coordinates says it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::epsg::{self, EpsgError};
use super::gcj02::{Bd09, Gcj02};
use super::local::LocalSystem;
use super::projection::Projection;
use crate::measure::{LonLat, PlaneXY, PositionError};

/// A pair of numbers as a file states it, before its datum is applied; kept beside the place for ever.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StatedPair {
    /// The longitude or east column.
    pub x: f64,
    /// The latitude or north column.
    pub y: f64,
}

/// What a stated pair is measured in.
///
/// CGCS2000 counts as WGS 84: they agree to centimetres at epoch 2000, and the plate has moved the ground since by about
/// 3 cm a year, which no conversion between the two names undoes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "DatumForm", into = "DatumForm")]
pub enum Datum {
    /// WGS 84 degrees, as satellite receivers give them.
    Wgs84,
    /// CGCS2000 degrees (2000国家大地坐标系).
    Cgcs2000,
    /// GCJ-02 degrees (火星坐标), as Chinese consumer maps give them.
    Gcj02,
    /// BD-09 degrees (百度坐标).
    Bd09,
    /// Any system of the EPSG database; the columns are lon, lat or east, north.
    Epsg(u32),
    /// A system that the user supplied.
    Local(Arc<LocalSystem>),
}

/// How a datum is written down.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum DatumForm {
    Name(String),
    Local(Arc<LocalSystem>),
}

impl TryFrom<DatumForm> for Datum {
    type Error = DatumNameError;

    fn try_from(form: DatumForm) -> Result<Self, DatumNameError> {
        match form {
            DatumForm::Name(name) => name.parse(),
            DatumForm::Local(system) => Ok(Self::Local(system)),
        }
    }
}

impl From<Datum> for DatumForm {
    fn from(datum: Datum) -> Self {
        match datum {
            Datum::Local(system) => Self::Local(system),
            named => Self::Name(named.to_string()),
        }
    }
}

/// A word that names no datum.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("\"{given}\" is not a datum; write wgs84, cgcs2000, gcj02, bd09 or EPSG:n{hint}")]
pub struct DatumNameError {
    given: String,
    hint: String,
}

impl FromStr for Datum {
    type Err = DatumNameError;

    /// Reads `wgs84`, `cgcs2000`, `gcj02`, `bd09` or `EPSG:n`, in either case.
    fn from_str(given: &str) -> Result<Self, DatumNameError> {
        let lower = given.trim().to_ascii_lowercase();
        let failed = |hint: String| Err(DatumNameError { given: given.to_owned(), hint });
        match lower.as_str() {
            "wgs84" | "wgs-84" => return Ok(Self::Wgs84),
            "cgcs2000" => return Ok(Self::Cgcs2000),
            "gcj02" | "gcj-02" => return Ok(Self::Gcj02),
            "bd09" | "bd-09" => return Ok(Self::Bd09),
            _ => {}
        }
        match (lower.strip_prefix("epsg:").map(str::parse::<u32>), lower.parse::<u32>()) {
            (Some(Ok(code)), _) => Ok(Self::Epsg(code)),
            (Some(Err(_)), _) => failed(", for instance EPSG:4549".to_owned()),
            (None, Ok(code)) => failed(format!("; did you mean EPSG:{code}?")),
            (None, Err(_)) => failed(String::new()),
        }
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wgs84 => f.write_str("wgs84"),
            Self::Cgcs2000 => f.write_str("cgcs2000"),
            Self::Gcj02 => f.write_str("gcj02"),
            Self::Bd09 => f.write_str("bd09"),
            Self::Epsg(code) => write!(f, "EPSG:{code}"),
            Self::Local(system) => write!(f, "local:{}", system.name()),
        }
    }
}

/// Why a stated pair is no place.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CoordinateError {
    /// The pair is no longitude and latitude.
    #[error("{0}")]
    Position(#[from] PositionError),
    /// The plane has no such place.
    #[error("x {x}, y {y} is no place of {datum}{hint}")]
    OutsidePlane {
        /// The east column.
        x: f64,
        /// The north column.
        y: f64,
        /// The datum.
        datum: String,
        /// What may have happened.
        hint: &'static str,
    },
}

impl Datum {
    /// A converter for many pairs: what depends only on the datum is worked out once.
    ///
    /// # Errors
    /// [`EpsgError`] when the code is unknown or its system is not supported.
    pub fn converter(&self) -> Result<Converter, EpsgError> {
        let road = match self {
            Self::Wgs84 | Self::Cgcs2000 => Road::Degrees,
            Self::Gcj02 => Road::Gcj02,
            Self::Bd09 => Road::Bd09,
            Self::Epsg(code) => {
                let projection = epsg::projection(*code)?;
                if projection.is_degrees_of_wgs84() {
                    Road::Degrees
                } else {
                    Road::Plane(Box::new(projection))
                }
            }
            Self::Local(system) => Road::Local(Arc::clone(system)),
        };
        Ok(Converter { datum: self.clone(), road })
    }
}

/// Turns stated pairs of one datum into places, and back.
#[derive(Debug, Clone)]
pub struct Converter {
    datum: Datum,
    road: Road,
}

#[derive(Debug, Clone)]
enum Road {
    Degrees,
    Gcj02,
    Bd09,
    Plane(Box<Projection>),
    Local(Arc<LocalSystem>),
}

/// Places of two columns, row by row, and the rows that have none.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvertedColumns {
    /// One entry a row.
    pub places: Vec<Option<LonLat>>,
    /// Row (0-based) and reason of each `None`, in row order.
    pub rejected: Vec<(usize, CoordinateError)>,
}

impl Converter {
    /// The datum converted from.
    #[must_use]
    pub fn datum(&self) -> &Datum {
        &self.datum
    }

    /// Whether stated pairs are degrees and not lengths.
    #[must_use]
    pub fn is_geographic(&self) -> bool {
        match &self.road {
            Road::Degrees | Road::Gcj02 | Road::Bd09 => true,
            Road::Plane(projection) => projection.is_geographic(),
            Road::Local(system) => system.is_geographic(),
        }
    }

    /// Whether a line that is straight in the stated coordinates is straight in lon/lat, so that it needs no densifying.
    #[must_use]
    pub fn keeps_lines(&self) -> bool {
        matches!(self.road, Road::Degrees)
    }

    /// The place of a stated pair.
    ///
    /// # Errors
    /// [`CoordinateError`] when the pair is not finite or no place of the datum.
    ///
    /// # Example
    /// ```
    /// use gridward::crs::{Datum, StatedPair};
    /// let converter = "bd09".parse::<Datum>()?.converter()?;
    /// let place = converter.place(StatedPair { x: 121.39123878, y: 31.11374437 })?;
    /// assert!((place.lon() - 121.38).abs() < 2e-8 && (place.lat() - 31.11).abs() < 2e-8);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn place(&self, stated: StatedPair) -> Result<LonLat, CoordinateError> {
        let pair = PlaneXY { x: stated.x, y: stated.y };
        let place = match &self.road {
            Road::Degrees => return Ok(LonLat::new(stated.x, stated.y)?),
            Road::Gcj02 => return Ok(Gcj02::new(stated.x, stated.y)?.to_wgs84()),
            Road::Bd09 => return Ok(Bd09::new(stated.x, stated.y)?.to_wgs84()),
            Road::Plane(projection) => projection.place(pair),
            Road::Local(system) => system.place(pair),
        };
        place.ok_or_else(|| self.outside(stated))
    }

    /// The pair that states a place in this datum; `None` where the datum cannot show it.
    #[must_use]
    pub fn stated(&self, place: LonLat) -> Option<StatedPair> {
        let (x, y) = match &self.road {
            Road::Degrees => (place.lon(), place.lat()),
            Road::Gcj02 => {
                let shown = Gcj02::from_wgs84(place);
                (shown.lon(), shown.lat())
            }
            Road::Bd09 => {
                let shown = Bd09::from_wgs84(place);
                (shown.lon(), shown.lat())
            }
            Road::Plane(projection) => projection.pair(place).map(|at| (at.x, at.y))?,
            Road::Local(system) => system.pair(place).map(|at| (at.x, at.y))?,
        };
        Some(StatedPair { x, y })
    }

    /// The places of two columns of equal length (a longer one is cut); in parallel, the same result at any thread count.
    #[must_use]
    pub fn place_columns(&self, xs: &[f64], ys: &[f64]) -> ConvertedColumns {
        let place = |(&x, &y): (&f64, &f64)| self.place(StatedPair { x, y }).ok();
        let places: Vec<Option<LonLat>> =
            xs.par_iter().zip(ys.par_iter()).with_min_len(4096).map(place).collect();
        let missing =
            places.iter().zip(xs.iter().zip(ys)).enumerate().filter(|(_, (place, _))| place.is_none());
        let rejected = missing
            .filter_map(|(row, (_, (&x, &y)))| {
                self.place(StatedPair { x, y }).err().map(|error| (row, error))
            })
            .collect();
        ConvertedColumns { places, rejected }
    }

    fn outside(&self, stated: StatedPair) -> CoordinateError {
        if let Some((field, value)) =
            [("x", stated.x), ("y", stated.y)].into_iter().find(|(_, v)| !v.is_finite())
        {
            return PositionError::NotFinite { field, value }.into();
        }
        let zone_number = (13_000_000.0..46_000_000.0).contains(&stated.x) && stated.y.abs() <= 1.0e7;
        let hint = if zone_number {
            "; its easting seems to carry a zone number: name the plane with the zone, for instance EPSG:4528 in place of EPSG:4549"
        } else if (13_000_000.0..46_000_000.0).contains(&stated.y) {
            "; are east and north swapped?"
        } else if stated.x.abs() <= 1_000_000.0 && stated.y.abs() <= 1.0e7 {
            "; does the plane expect a zone number in front of the easting?"
        } else {
            "; check the coordinate system and the order of the columns"
        };
        CoordinateError::OutsidePlane { x: stated.x, y: stated.y, datum: self.datum.to_string(), hint }
    }
}

#[cfg(test)]
#[path = "datum_tests.rs"]
mod tests;
