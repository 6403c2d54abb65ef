//! Uncertain places: circles, ellipses, arc bands and polygons, and the share of each that lies in each cell.
//!
//! The owner is the cell with the largest share; equal shares (to nine decimals) go to the lowest code. These are the five location
//! shapes that emergency call routing takes (NENA-STA-010.3, RFC 5491), read as areas of even likelihood.

mod disk;
mod region;

use serde::{Deserialize, Serialize};

use super::answer::{Answer, Candidate, NO_CELL, Placement, Status};
use super::locator::Locator;
use crate::measure::{LonLat, Metres};
use crate::topology::ArrangementError;

/// Answers with a smaller confidence ask to be looked at.
pub(super) const REVIEW_BELOW: f64 = 0.6;

/// The largest reach of an uncertain place: beyond it, it says nothing about cells.
const REACH_MOST: Metres = Metres(100_000.0);

/// Where a case is said to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Location {
    /// An exact place.
    Point(LonLat),
    /// Somewhere within a radius.
    Circle {
        /// The centre.
        centre: LonLat,
        /// The radius in metres; 0 is a point.
        radius: Metres,
    },
    /// Somewhere in an ellipse.
    Ellipse {
        /// The centre.
        centre: LonLat,
        /// Half the long axis, in metres.
        semi_major: Metres,
        /// Half the short axis, in metres.
        semi_minor: Metres,
        /// Direction of the long axis, degrees clockwise from north.
        orientation_degrees: f64,
    },
    /// Somewhere in a part of a ring, as a phone cell's sector gives it.
    ArcBand {
        /// The centre.
        centre: LonLat,
        /// The inner radius in metres.
        inner: Metres,
        /// The outer radius in metres.
        outer: Metres,
        /// Where the arc begins, degrees clockwise from north.
        start_degrees: f64,
        /// How far it opens clockwise, degrees, at most 360.
        opening_degrees: f64,
    },
    /// Somewhere in a polygon, its corners in order.
    Polygon(Vec<LonLat>),
}

/// Why a location cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LocationError {
    /// A number is not finite, negative or too large.
    #[error("{field} is {value}; {right} is needed")]
    Number {
        /// The field's name.
        field: &'static str,
        /// The number given.
        value: f64,
        /// What would be right.
        right: &'static str,
    },
    /// The polygon encloses nothing.
    #[error("the polygon encloses no area; three corners that are not in line are needed")]
    Empty,
    /// The polygon cannot be overlaid with the cells.
    #[error("the polygon cannot be used: {0}")]
    Overlay(#[from] ArrangementError),
}

/// Shares of a location, by cell index.
type Shares = Vec<(u32, f64)>;

impl Locator {
    /// The explained answer for a location of any shape: shares, the largest as owner, the distance of its centre to
    /// the nearest border.
    ///
    /// # Errors
    /// [`LocationError`] for numbers that make no shape.
    ///
    /// # Complexity
    /// O(borders of the cells met).
    pub fn locate_shape(&self, location: &Location) -> Result<Answer, LocationError> {
        match location {
            Location::Point(place) => Ok(self.locate(*place)),
            Location::Circle { centre, radius } | Location::Ellipse { centre, semi_major: radius, .. }
                if radius.0 == 0.0 =>
            {
                location.check()?;
                Ok(self.locate(*centre))
            }
            _ => {
                let placed = location.centre().map(|place| self.place(place));
                Ok(self.explained(&self.weighed(location, placed)?))
            }
        }
    }

    /// As [`Self::locate_shape`] by cell index, for a location with an area, the placement of its centre being known.
    pub(crate) fn weighed(
        &self,
        location: &Location,
        placed: Option<Placement>,
    ) -> Result<Weighed, LocationError> {
        location.check()?;
        let shares = match location {
            Location::Circle { centre, radius } => disk::shares(self, *centre, (*radius, *radius), 0.0),
            Location::Ellipse { centre, semi_major, semi_minor, orientation_degrees } => {
                disk::shares(self, *centre, (*semi_major, *semi_minor), *orientation_degrees)
            }
            _ => region::shares(self, location)?,
        };
        Ok(weigh(placed, shares))
    }

    fn explained(&self, weighed: &Weighed) -> Answer {
        let at = weighed.placement;
        let candidate = |&(cell, share): &(u32, f64)| {
            Some(Candidate { code: self.code(cell)?.clone(), share: share.min(1.0) })
        };
        Answer {
            code: self.code(at.cell).cloned(),
            status: at.status,
            border_m: Some(at.border_m).filter(|m| !m.is_nan()),
            rival: self.code(at.rival).cloned(),
            confidence: weighed.confidence,
            review: weighed.confidence < REVIEW_BELOW,
            candidates: weighed.shares.iter().filter_map(candidate).collect(),
        }
    }
}

/// The answer for shares, by cell index.
pub(crate) struct Weighed {
    /// The owner, how it was found, the distance of the centre to the nearest border, the rival.
    pub placement: Placement,
    /// The owner's share.
    pub confidence: f64,
    shares: Shares,
}

/// The answer for shares: the largest owns.
fn weigh(placed: Option<Placement>, mut shares: Shares) -> Weighed {
    shares.retain(|&(_, share)| share > 1e-9);
    shares.sort_by(|a, b| rounded(b.1).total_cmp(&rounded(a.1)).then(a.0.cmp(&b.0)));
    let (owner, confidence) = shares.first().copied().unwrap_or((NO_CELL, 1.0));
    let status = match placed {
        _ if owner == NO_CELL => Status::Outside,
        Some(at) if at.cell == owner => at.status,
        _ => Status::Inside,
    };
    let second = shares.get(1).map(|&(cell, _)| cell);
    let rival = second.or_else(|| placed.map(|at| at.rival).filter(|&cell| cell != owner));
    let placement = Placement {
        cell: owner,
        status,
        border_m: placed.map_or(f64::NAN, |at| at.border_m),
        rival: rival.unwrap_or(NO_CELL),
    };
    Weighed { placement, confidence: confidence.min(1.0), shares }
}

fn rounded(share: f64) -> f64 {
    (share * 1e9).round()
}

impl Location {
    /// The middle of the location, from which the distance to the border is told.
    #[must_use]
    pub fn centre(&self) -> Option<LonLat> {
        match self {
            Self::Point(centre)
            | Self::Circle { centre, .. }
            | Self::Ellipse { centre, .. }
            | Self::ArcBand { centre, .. } => Some(*centre),
            Self::Polygon(corners) => region::middle(corners),
        }
    }

    fn check(&self) -> Result<(), LocationError> {
        const LENGTH: &str = "a length from 0 to 100,000 m";
        let length = |field, Metres(value)| {
            let fits = (0.0..=REACH_MOST.0).contains(&value);
            if fits { Ok(()) } else { Err(LocationError::Number { field, value, right: LENGTH }) }
        };
        let angle = |field, value: f64, right| {
            let fits = value.is_finite() && value.abs() <= 360.0;
            if fits { Ok(()) } else { Err(LocationError::Number { field, value, right }) }
        };
        match self {
            Self::Point(_) => Ok(()),
            Self::Circle { radius, .. } => length("accuracy_m", *radius),
            Self::Ellipse { semi_major, semi_minor, orientation_degrees, .. } => {
                length("semi_major_m", *semi_major)?;
                length("semi_minor_m", *semi_minor)?;
                if semi_minor.0 <= 0.0 && semi_major.0 > 0.0 {
                    let right = "a length above 0";
                    return Err(LocationError::Number { field: "semi_minor_m", value: semi_minor.0, right });
                }
                angle("orientation_degrees", *orientation_degrees, "an angle within ±360 degrees")
            }
            Self::ArcBand { inner, outer, start_degrees, opening_degrees, .. } => {
                length("inner_m", *inner)?;
                length("outer_m", *outer)?;
                if outer.0 <= inner.0 {
                    let right = "a radius larger than inner_m";
                    return Err(LocationError::Number { field: "outer_m", value: outer.0, right });
                }
                angle("start_degrees", *start_degrees, "an angle within ±360 degrees")?;
                if *opening_degrees <= 0.0 {
                    let right = "an angle above 0, at most 360 degrees";
                    return Err(LocationError::Number {
                        field: "opening_degrees",
                        value: *opening_degrees,
                        right,
                    });
                }
                angle("opening_degrees", *opening_degrees, "an angle above 0, at most 360 degrees")
            }
            Self::Polygon(corners) => {
                if corners.len() < 3 {
                    Err(LocationError::Empty)
                } else {
                    Ok(())
                }
            }
        }
    }
}
