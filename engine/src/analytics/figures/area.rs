//! A drawn area (框选范围): which places lie in it, exactly.

use crate::crs::LatticePoint;
use crate::ids::CellCode;
use crate::locate::{Locator, LocatorError, LocatorOptions};
use crate::measure::{LonLat, Metres};
use crate::topology::defects::{RingFault, ring_faults};
use crate::topology::{Ground, Lattice, LatticeError, Point, Polygon, Ring, Shape};

/// An area on the lattice, ready to be asked. Its border belongs to it, that of its holes too.
#[derive(Debug)]
pub struct Area {
    shape: Shape,
    locator: Locator,
}

/// Why rings are no area.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AreaError {
    /// Too many corners.
    #[error("the area has {corners} corners; at most {most} are taken")]
    TooManyCorners {
        /// How many there are.
        corners: usize,
        /// How many may be.
        most: usize,
    },
    /// Nothing is enclosed.
    #[error("the area has no ring; one with three different positions is needed")]
    Empty,
    /// The last position of a ring is not its first.
    #[error("ring {ring} is not closed; its last position must repeat the first")]
    Unclosed {
        /// Which ring, counted from 0 over all polygons.
        ring: usize,
    },
    /// A position is not on Earth.
    #[error("ring {ring}, position {position} is not a longitude and latitude: {fault}")]
    Position {
        /// Which ring.
        ring: usize,
        /// Which position of it, from 0.
        position: usize,
        /// What is wrong.
        fault: String,
    },
    /// The rings do not make a polygon.
    #[error("at {lon}, {lat}: {what}")]
    Ring {
        /// Where, in degrees.
        lon: f64,
        /// Where, in degrees.
        lat: f64,
        /// What is wrong there.
        what: &'static str,
    },
    /// It cannot be searched.
    #[error(transparent)]
    Locator(#[from] LocatorError),
    /// A position fits no lattice.
    #[error(transparent)]
    Lattice(#[from] LatticeError),
}

impl Area {
    /// Most corners of an area.
    pub const MOST_CORNERS: usize = 10_000;

    /// An area from polygons as GeoJSON has them: rings of longitude and latitude, the outer one first, closed.
    ///
    /// # Errors
    /// [`AreaError`] names the ring or the place at fault.
    ///
    /// # Complexity
    /// O(n log n) in corners.
    pub fn new(polygons: &[Vec<Vec<[f64; 2]>>]) -> Result<Self, AreaError> {
        let corners = polygons.iter().flatten().map(Vec::len).sum();
        if corners > Self::MOST_CORNERS {
            return Err(AreaError::TooManyCorners { corners, most: Self::MOST_CORNERS });
        }
        let mut number = 0;
        let mut shape = Shape::default();
        for rings in polygons {
            let mut own = Vec::with_capacity(rings.len());
            for positions in rings {
                own.push(ring(number, positions)?);
                number += 1;
            }
            let mut own = own.into_iter();
            let exterior = own.next().ok_or(AreaError::Empty)?;
            shape.polygons.push(Polygon { exterior, interiors: own.collect() });
        }
        if shape.polygons.is_empty() {
            return Err(AreaError::Empty);
        }
        if let Some(RingFault { kind, at }) = ring_faults(&shape).into_iter().next() {
            let [lon, lat] = Lattice::PLAN.place(at);
            return Err(AreaError::Ring { lon, lat, what: kind.message() });
        }
        // What a sliver between parts encloses is not drawn: no gap is given to anybody.
        let options = LocatorOptions { gap_width: Metres(0.0) };
        let (locator, _) = Locator::build(vec![(CellCode::new("area"), shape.clone())], options)?;
        Ok(Self { shape, locator })
    }

    /// Whether a place lies in it or on its border. Exact.
    #[must_use]
    pub fn holds(&self, place: LatticePoint) -> bool {
        let (lon, lat) = place.degrees();
        LonLat::new(lon, lat).is_ok_and(|place| self.locator.cell_of(place).is_some())
    }

    /// Two opposite corners of its box, for [`Filter::within`](crate::cases::columns::Filter::within).
    #[must_use]
    pub fn corners(&self) -> (LatticePoint, LatticePoint) {
        let (low, high) = self.shape.bounds().unwrap_or((Point::new(0, 0), Point::new(0, 0)));
        let corner = |at: Point| LatticePoint {
            x: i32::try_from(at.x).unwrap_or(i32::MAX),
            y: i32::try_from(at.y).unwrap_or(i32::MAX),
        };
        (corner(low), corner(high))
    }

    /// Its size in km².
    #[must_use]
    pub fn km2(&self) -> f64 {
        self.shape.polygons.iter().map(|polygon| Ground::PLAN.area_m2(polygon)).sum::<f64>() / 1e6
    }

    /// The shape on the lattice.
    #[must_use]
    pub const fn shape(&self) -> &Shape {
        &self.shape
    }
}

fn ring(number: usize, positions: &[[f64; 2]]) -> Result<Ring, AreaError> {
    for (at, [lon, lat]) in positions.iter().enumerate() {
        LonLat::new(*lon, *lat).map_err(|fault| AreaError::Position {
            ring: number,
            position: at,
            fault: fault.to_string(),
        })?;
    }
    if positions.first() != positions.last() {
        return Err(AreaError::Unclosed { ring: number });
    }
    Ok(Lattice::PLAN.ring(positions.iter().copied())?)
}

#[cfg(test)]
#[path = "area_tests.rs"]
mod tests;
