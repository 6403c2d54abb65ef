//! Kernel density (核密度) on one lattice for a bandwidth: cases per square kilometre, the same number at a spot in every
//! tile that shows it.
//!
//! The kernel is the quartic, `3/(πR²) · (1 − d²/R²)²` for distances `d` below the bandwidth `R` in metres. Its support is
//! finite, so a tile needs the cases within reach of it and no others.
//!
//! Cases are divided among the nodes of a lattice an eighth of a bandwidth apart ([`Lattice`]), in whole numbers, so that
//! their order cannot matter; each node gets the kernel over the nodes around it, in one order of its own; pixels lie
//! between nodes by cubic convolution. Nothing of this knows where a tile begins or which zoom it is of: neighbouring tiles
//! agree bit for bit, and zooming never changes a number. Where pixels are coarser than the bandwidth (half of it below 200 m) their centres are
//! summed from the definition, again in whole numbers.
//!
//! A value differs from the definition by at most one hundredth of what a lone case makes at its own place
//! ([`Bandwidth::peak_per_km2`]) for each case within the bandwidth and three nodes; the root of the mean square is a
//! fifth of that, and errors of several cases do not add up, because they have either sign. Values below half a hundredth of
//! a lone case are none.
//!
//! # References
//! B. W. Silverman (1986): Density estimation for statistics and data analysis, 4.2.1 (the kernel). M. P. Wand (1994): Fast
//! computation of multivariate kernel estimators, doi:10.1080/10618600.1994.10474656 (cases divided among nodes).

mod bandwidth;
mod direct;
mod edge;
mod field;
mod interpolate;
mod lattice;
mod mass;
mod outline;
mod pixels;
mod raster;
mod rate;
mod sources;
mod spread;
mod taps;
mod wide;

pub use bandwidth::{Bandwidth, BandwidthError};
pub use edge::EdgeShares;
pub use lattice::Lattice;
pub use outline::Outline;
pub use raster::{DensityRaster, MOST_PIXELS, RasterError, zoom_of_pixels};
pub use rate::{BREAKS, Rate};
pub use sources::{Source, Sources, WHOLE};
pub use spread::{Grounds, Group, LEAST_SPREAD_M};

use self::field::Field;
use self::pixels::Pixels;
use crate::tiles::TileAddress;

/// Pixels on a side of a density tile.
pub const SIDE_PX: usize = 1 << SIDE_BITS;

/// Binary digits of it.
const SIDE_BITS: u8 = 9;

/// The value of a pixel outside of the outline that a tile was cut along.
pub const OUTSIDE: f32 = -1.0;

/// The share of a lone case's peak below which a value is none.
const LEAST_SHARE: f64 = 0.005;

/// Density at the centres of a tile's pixels: cases per km², row by row from the north-west.
#[derive(Debug, Clone, PartialEq)]
pub struct DensityTile {
    values: Vec<f32>,
}

impl DensityTile {
    /// The density of places at a tile's pixels. Places out of reach change nothing; every place in [`Lattice::reach`] must
    /// be among them.
    ///
    /// # Complexity
    /// O(places in reach + nodes · nodes in a bandwidth squared + pixels), on all threads.
    #[must_use]
    pub fn compute(sources: &Sources, lattice: &Lattice, address: TileAddress) -> Self {
        Self::at_pixels(sources, lattice, address.zoom(), &Pixels::of(address))
    }

    fn at_pixels(sources: &Sources, lattice: &Lattice, zoom: u8, pixels: &Pixels) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "a bound for display")]
        let least = (lattice.bandwidth().peak_per_km2() * LEAST_SHARE) as f32;
        if lattice.is_coarse(zoom) {
            return Self { values: direct::sum(sources, lattice, pixels, least) };
        }
        let Some(window) = lattice.window_of(pixels, sources) else { return Self::empty() };
        let field = Field::compute(sources, lattice, window);
        Self { values: interpolate::interpolate(&field, lattice, pixels, least) }
    }

    /// Cuts a tile along an outline: pixels with their centre outside get [`OUTSIDE`].
    ///
    /// # Complexity
    /// O(pixels + edges near each row).
    #[must_use]
    pub fn cut(mut self, outline: &Outline, address: TileAddress) -> Self {
        let pixels = Pixels::of(address);
        let mut crossings = Vec::new();
        for (lat, values) in pixels.lat.iter().zip(self.values.chunks_mut(SIDE_PX)) {
            outline.crossings(*lat, &mut crossings);
            let mut passed = crossings.iter().peekable();
            let mut inside = false;
            for (lon, value) in pixels.lon.iter().zip(values) {
                while passed.next_if(|crossing| **crossing <= *lon).is_some() {
                    inside = !inside;
                }
                if !inside {
                    *value = OUTSIDE;
                }
            }
        }
        self
    }

    /// A tile without any case in reach.
    #[must_use]
    pub fn empty() -> Self {
        Self { values: vec![0.0; SIDE_PX * SIDE_PX] }
    }

    /// Cases per km², [`SIDE_PX`] rows of [`SIDE_PX`] values.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The values as the rate of a period; [`OUTSIDE`] stays below zero.
    #[must_use]
    pub fn into_rates(mut self, rate: Rate) -> Vec<f32> {
        #[expect(clippy::cast_possible_truncation, reason = "seven digits are enough for a map")]
        let factor = rate.factor() as f32;
        self.values.iter_mut().for_each(|value| *value *= factor);
        self.values
    }

    /// The largest value.
    #[must_use]
    pub fn peak(&self) -> f32 {
        self.values.iter().copied().fold(0.0, f32::max)
    }
}

/// Pixels of a zoom around the world.
fn pixels_around(zoom: u8) -> f64 {
    (1_i64 << (zoom + SIDE_BITS)) as f64
}

#[cfg(test)]
#[path = "density_tests.rs"]
mod tests;
