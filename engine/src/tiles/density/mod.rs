//! Kernel density (核密度) on one lattice for the whole world: cases per square kilometre, the same number at a spot in
//! every tile that shows it.
//!
//! The kernel is the quartic, `3/(πR²) · (1 − d²/R²)²` for distances `d` below the bandwidth `R` in metres. Its support is
//! finite, so a tile needs the cases within `R` of it and no others. Sums are taken in whole numbers, modulo 2⁶⁴: they
//! cannot depend on the order of cases, on the number of threads, or on where a tile begins, so neighbouring tiles agree bit
//! for bit.
//!
//! The sweep writes, for each row of pixels, where every case's support begins and ends, and evaluates the kernel as a
//! polynomial in running sums: `O(cases · rows in reach + pixels)`, exact, without binning.
//!
//! # References
//! T. N. Chan, Z. Li, L. H. U, R. Cheng (2022): SLAM: efficient sweep line algorithms for kernel density visualization,
//! SIGMOD, doi:10.1145/3514221.3517823. B. W. Silverman (1986): Density estimation for statistics and data analysis, 4.2.1.

mod pixels;
mod strips;
mod sweep;

use crate::crs::LatticePoint;
use crate::crs::metric::local_scale;
use crate::measure::Metres;
use crate::tiles::TileAddress;

use pixels::{Row, Steps};
use sweep::Sweep;

/// Pixels on a side of a density tile.
pub const SIDE_PX: usize = 1 << SIDE_BITS;

/// Binary digits of it.
const SIDE_BITS: u8 = 9;

/// Bandwidth in steps along a row at the equator, at most; at a latitude φ it is so many over cos φ. Its fourth power times
/// the cases on one spot must fit 64 bits: 41 million cases at 31°, 5 million at 60°.
const SUPPORT_STEPS: f64 = 700.0;

/// A bandwidth (带宽), 25 m to 10 km.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Bandwidth(Metres);

/// Why a length is no bandwidth.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("a bandwidth of {metres} m is out of range; 25 to 10000 m are taken")]
pub struct BandwidthError {
    /// The length given.
    pub metres: f64,
}

impl Bandwidth {
    /// A bandwidth: the distance in metres at which a case's weight becomes zero.
    ///
    /// # Errors
    /// [`BandwidthError`] below 25 m, above 10 km, or for no number.
    pub fn new(length: Metres) -> Result<Self, BandwidthError> {
        let fits = (25.0..=10_000.0).contains(&length.0);
        fits.then_some(Self(length)).ok_or(BandwidthError { metres: length.0 })
    }

    /// The distance at which the weight becomes zero.
    #[must_use]
    pub fn metres(self) -> Metres {
        self.0
    }
}

/// Density at the centres of a tile's pixels: cases per km², row by row from the north-west.
#[derive(Debug, Clone, PartialEq)]
pub struct DensityTile {
    values: Vec<f32>,
}

impl DensityTile {
    /// The density of cases at a tile's pixels. Cases out of reach change nothing; every case within the bandwidth of the
    /// tile ([`reach`]) must be among them.
    ///
    /// # Complexity
    /// O(n · r + p) for n cases, r rows of pixels in reach of a case, p pixels. Rows are computed on all threads.
    #[must_use]
    pub fn compute(cases: &[LatticePoint], bandwidth: Bandwidth, address: TileAddress) -> Self {
        let first = [address.x(), address.y()].map(|tile| i64::from(tile) << SIDE_BITS);
        Self::from_pixel(cases, bandwidth, address.zoom(), first)
    }

    /// The same from any column and row of the world's pixels.
    fn from_pixel(cases: &[LatticePoint], bandwidth: Bandwidth, zoom: u8, [column, row]: [i64; 2]) -> Self {
        let steps = Steps::of(zoom, bandwidth);
        let rows: Vec<Row> = Row::from(row, zoom, bandwidth, steps).collect();
        Self { values: Sweep::new(cases, column, steps, &rows).run() }
    }

    /// Cases per km², [`SIDE_PX`] rows of [`SIDE_PX`] values.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The largest value.
    #[must_use]
    pub fn peak(&self) -> f32 {
        self.values.iter().copied().fold(0.0, f32::max)
    }
}

/// Two opposite corners of a box that holds every place within the bandwidth of a tile.
#[must_use]
pub fn reach(address: TileAddress, bandwidth: Bandwidth) -> (LatticePoint, LatticePoint) {
    let [west, south, east, north] = address.bounds_degrees();
    let widest = local_scale(south.abs().max(north.abs()));
    // A hundredth more, for the roundings on the way.
    let metres = bandwidth.0.0 * 1.01;
    let (dx, dy) = (metres / widest.east_m_per_degree, metres / widest.north_m_per_degree);
    let corner = |lon: f64, lat: f64| {
        let [x, y] = [lon.clamp(-180.0, 180.0), lat.clamp(-90.0, 90.0)].map(crate::crs::nearest_step);
        LatticePoint { x, y }
    };
    (corner(west - dx, south - dy), corner(east + dx, north + dy))
}

#[cfg(test)]
#[path = "density_tests.rs"]
mod tests;
