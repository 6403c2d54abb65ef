//! City systems (城市坐标系) that only their users can define: a PROJ string, or a fit on control points.
//!
//! The parameters of such systems are restricted in China and what circulates is often wrong, so none is shipped. Whoever
//! fits one sees the residual of every control point.

mod fit;

use serde::{Deserialize, Serialize};

pub use fit::{ControlPoint, FitReport, Residual};

use super::epsg::{self, EpsgError};
use super::projection::{Projection, ProjectionError};
use crate::measure::{LonLat, PlaneXY};

/// Why a local system cannot serve.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LocalError {
    /// The PROJ string cannot serve.
    #[error("local system \"{name}\": {source}")]
    Projection {
        /// The system's name.
        name: String,
        /// Why.
        source: ProjectionError,
    },
    /// The plane underneath cannot serve.
    #[error("local system \"{name}\": {source}")]
    Base {
        /// The system's name.
        name: String,
        /// Why.
        source: EpsgError,
    },
    /// A similarity needs a plane in metres underneath.
    #[error(
        "local system \"{name}\": EPSG:{base} is not a plane; name a projected system, for instance EPSG:4549"
    )]
    BaseNotPlane {
        /// The system's name.
        name: String,
        /// The code.
        base: u32,
    },
    /// Too few control points.
    #[error(
        "local system \"{name}\": {given} control points, at least {needed} are needed and one more to show an error"
    )]
    TooFewPoints {
        /// The system's name.
        name: String,
        /// How many were given.
        given: usize,
        /// How many the method needs.
        needed: usize,
    },
    /// The control points stand on one spot or in one line, or are not numbers.
    #[error(
        "local system \"{name}\": the control points do not span an area; spread them around the district"
    )]
    Degenerate {
        /// The system's name.
        name: String,
    },
    /// A control point does not exist in the base system.
    #[error(
        "local system \"{name}\": control point \"{point}\" cannot be converted; check its numbers and their order"
    )]
    BadPoint {
        /// The system's name.
        name: String,
        /// The control point.
        point: String,
    },
    /// A number of the definition is not finite, or the scale is zero.
    #[error("local system \"{name}\": the similarity's numbers must be finite and its scale above zero")]
    BadNumbers {
        /// The system's name.
        name: String,
    },
}

/// What is written in a definition file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocalDefinition {
    /// A name for messages.
    pub name: String,
    /// How the system is defined.
    pub method: LocalMethod,
    /// How well it fitted its control points, where it was fitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fit: Option<FitReport>,
}

/// The ways to define a local system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LocalMethod {
    /// A PROJ string; a 7-parameter system carries `+towgs84=` (四/七参数).
    Proj(String),
    /// A 4-parameter similarity on a named plane (四参数).
    Similarity(Similarity),
}

/// local = `local_origin` + [a −b; b a] · (base − `base_origin`): scale √(a² + b²), turned counter-clockwise by atan2(b, a).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Similarity {
    /// EPSG code of the plane underneath.
    pub base_epsg: u32,
    /// A place of the base plane, in metres.
    pub base_origin: PlaneXY,
    /// The same place in the local system.
    pub local_origin: PlaneXY,
    /// Scale times the cosine of the turn.
    pub a: f64,
    /// Scale times the sine of the turn.
    pub b: f64,
}

impl Similarity {
    fn forward(&self, base: PlaneXY) -> PlaneXY {
        let (dx, dy) = (base.x - self.base_origin.x, base.y - self.base_origin.y);
        PlaneXY {
            x: self.local_origin.x + self.a * dx - self.b * dy,
            y: self.local_origin.y + self.b * dx + self.a * dy,
        }
    }

    fn inverse(&self, local: PlaneXY) -> PlaneXY {
        let (dx, dy) = (local.x - self.local_origin.x, local.y - self.local_origin.y);
        let square = self.a * self.a + self.b * self.b;
        PlaneXY {
            x: self.base_origin.x + (self.a * dx + self.b * dy) / square,
            y: self.base_origin.y + (self.a * dy - self.b * dx) / square,
        }
    }

    fn is_sound(&self) -> bool {
        let numbers = [
            self.base_origin.x,
            self.base_origin.y,
            self.local_origin.x,
            self.local_origin.y,
            self.a,
            self.b,
        ];
        numbers.iter().all(|number| number.is_finite()) && self.a.hypot(self.b) > 0.0
    }
}

/// A local system, ready to convert.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "LocalDefinition", into = "LocalDefinition")]
pub struct LocalSystem {
    definition: LocalDefinition,
    projection: Projection,
}

impl PartialEq for LocalSystem {
    fn eq(&self, other: &Self) -> bool {
        self.definition == other.definition
    }
}

impl TryFrom<LocalDefinition> for LocalSystem {
    type Error = LocalError;

    fn try_from(definition: LocalDefinition) -> Result<Self, LocalError> {
        let name = || definition.name.clone();
        let projection = match &definition.method {
            LocalMethod::Proj(text) => Projection::from_proj_string(text)
                .map_err(|source| LocalError::Projection { name: name(), source })?,
            LocalMethod::Similarity(similarity) => {
                if !similarity.is_sound() {
                    return Err(LocalError::BadNumbers { name: name() });
                }
                base_plane(&definition.name, similarity.base_epsg)?
            }
        };
        Ok(Self { definition, projection })
    }
}

impl From<LocalSystem> for LocalDefinition {
    fn from(system: LocalSystem) -> Self {
        system.definition
    }
}

fn base_plane(name: &str, base: u32) -> Result<Projection, LocalError> {
    let plane =
        epsg::projection(base).map_err(|source| LocalError::Base { name: name.to_owned(), source })?;
    if plane.is_geographic() {
        return Err(LocalError::BaseNotPlane { name: name.to_owned(), base });
    }
    Ok(plane)
}

impl LocalSystem {
    /// The system that a PROJ string names.
    ///
    /// # Errors
    /// [`LocalError::Projection`].
    ///
    /// # Example
    /// ```
    /// use gridward::{crs::LocalSystem, measure::LonLat};
    /// let city = LocalSystem::from_proj_string("city",
    ///     "+proj=tmerc +lat_0=0 +lon_0=121.4644444 +k=1 +x_0=0 +y_0=-3457147.81 +ellps=GRS80 +units=m")?;
    /// let at = city.pair(LonLat::new(121.38, 31.11)?).unwrap();
    /// assert_eq!((at.x.round(), at.y.round()), (-8055.0, -13975.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_proj_string(name: &str, text: &str) -> Result<Self, LocalError> {
        Self::try_from(LocalDefinition {
            name: name.to_owned(),
            method: LocalMethod::Proj(text.to_owned()),
            fit: None,
        })
    }

    /// The system's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.definition.name
    }

    /// What the system is, to be written to a file.
    #[must_use]
    pub fn definition(&self) -> &LocalDefinition {
        &self.definition
    }

    /// How well the system fitted its control points, where it was fitted.
    #[must_use]
    pub fn fit_report(&self) -> Option<&FitReport> {
        self.definition.fit.as_ref()
    }

    /// Whether the coordinates are degrees and not lengths.
    #[must_use]
    pub fn is_geographic(&self) -> bool {
        self.projection.is_geographic()
    }

    /// The place of a pair in this system; `None` where there is none.
    #[must_use]
    pub fn place(&self, local: PlaneXY) -> Option<LonLat> {
        match &self.definition.method {
            LocalMethod::Proj(_) => self.projection.place(local),
            LocalMethod::Similarity(similarity) => self.projection.place(similarity.inverse(local)),
        }
    }

    /// The pair of a place in this system; `None` where it cannot be shown.
    #[must_use]
    pub fn pair(&self, place: LonLat) -> Option<PlaneXY> {
        let base = self.projection.pair(place)?;
        match &self.definition.method {
            LocalMethod::Proj(_) => Some(base),
            LocalMethod::Similarity(similarity) => Some(similarity.forward(base)),
        }
    }
}

#[cfg(test)]
#[path = "local_tests.rs"]
mod tests;
