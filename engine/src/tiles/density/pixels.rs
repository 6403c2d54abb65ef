//! Where the centres of pixels lie: columns and rows of the whole world at a zoom, so that a spot has one place whichever
//! tile shows it.

use super::{Bandwidth, SIDE_BITS, SIDE_PX};
use crate::crs::metric::local_scale;
use crate::crs::{STEPS_PER_DEGREE, nearest_step};

/// Lattice steps around the world.
const WORLD_STEPS: f64 = 3.6e9;

/// Ground around the equator in metres.
const EQUATOR_M: f64 = std::f64::consts::TAU * crate::crs::metric::SEMI_MAJOR_M;

/// How places along the rows of a zoom are counted: in steps of which a power of two make a pixel, east of the antimeridian.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    /// Binary digits of the steps in a pixel.
    pub bits: u8,
    /// Steps in a lattice step.
    per_lattice_step: f64,
    /// Steps in a degree.
    per_degree: f64,
}

impl Steps {
    pub fn of(zoom: u8, bandwidth: Bandwidth) -> Self {
        let pixels = (1_i64 << (zoom + SIDE_BITS)) as f64;
        let pixel_m = EQUATOR_M / pixels;
        // As many as keep the bandwidth at the equator below the limit; at least one.
        let mut bits = 0;
        while bits < 16 && bandwidth.metres().0 / pixel_m * f64::from(2_u32 << bits) <= super::SUPPORT_STEPS {
            bits += 1;
        }
        let around = pixels * f64::from(1_u32 << bits);
        Self { bits, per_lattice_step: around / WORLD_STEPS, per_degree: around / 360.0 }
    }

    /// The place of a longitude, which counts lattice steps from Greenwich.
    pub fn place(self, lon: i32) -> i64 {
        let exact = (f64::from(lon) + WORLD_STEPS / 2.0) * self.per_lattice_step;
        #[expect(clippy::cast_possible_truncation, reason = "at most 2⁴³ around the world")]
        let place = exact.round() as i64;
        place
    }

    /// From a column's west side to its centre.
    pub fn half(self) -> i64 {
        (1 << self.bits) >> 1
    }
}

/// A row of pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// The latitude of its centres in lattice steps.
    pub lat: i32,
    /// The bandwidth along the row in steps, squared.
    pub support: f64,
    /// The bandwidth across rows in lattice steps.
    pub reach: f64,
    /// Cases per km² for each unit of the sums.
    pub density: f64,
}

impl Row {
    /// As many rows as a tile has, from one of the world's at a zoom, north first.
    pub fn from(first: i64, zoom: u8, bandwidth: Bandwidth, steps: Steps) -> impl Iterator<Item = Self> {
        let pixels = (1_i64 << (zoom + SIDE_BITS)) as f64;
        (first..).take(SIDE_PX).map(move |pixel| Self::at((pixel as f64 + 0.5) / pixels, bandwidth, steps))
    }

    /// At a share of the world's height from the north.
    fn at(share: f64, bandwidth: Bandwidth, steps: Steps) -> Self {
        let degrees = ((0.5 - share) * std::f64::consts::TAU).sinh().atan().to_degrees();
        let lat = nearest_step(degrees);
        let scale = local_scale(f64::from(lat) / STEPS_PER_DEGREE);
        let metres = bandwidth.metres().0;
        let along = metres / scale.east_m_per_degree * steps.per_degree;
        let support = along * along;
        let density = 3.0e6 / (std::f64::consts::PI * metres * metres) / (support * support);
        Self { lat, support, reach: metres / scale.north_m_per_degree * STEPS_PER_DEGREE, density }
    }
}
