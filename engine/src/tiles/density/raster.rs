//! A density as one grid of pixels in degrees, for files: the same pixels as those of tiles in degrees.

use super::lattice::Lattice;
use super::outline::Outline;
use super::rate::Rate;
use super::sources::Sources;
use super::{DensityTile, OUTSIDE, SIDE_PX};
use crate::crs::metric::local_scale;
use crate::measure::Metres;
use crate::tiles::{MAX_ZOOM, MIN_ZOOM, TileAddress, WorldMap};

/// Most pixels of a grid.
pub const MOST_PIXELS: usize = 1 << 24;

/// Metres in a degree to the north, about, anywhere.
const M_PER_DEGREE: f64 = 111_195.0;

/// Cases per km² and 30 days in a grid of degrees (密度栅格), row by row from the north-west.
#[derive(Debug, Clone, PartialEq)]
pub struct DensityRaster {
    /// Longitude of the western edge.
    pub west: f64,
    /// Latitude of the northern edge.
    pub north: f64,
    /// Degrees of a pixel's side.
    pub pixel_degrees: f64,
    /// Pixels in a row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
    /// The values; below zero where a pixel lies outside of the border that the density is corrected to.
    pub values: Vec<f32>,
}

/// Why there is no grid.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RasterError {
    /// Pixels of a side that no zoom has.
    #[error("pixels of {0} m; from {finest:.1} to {coarsest:.0} m are possible", finest = side_m(MAX_ZOOM), coarsest = side_m(MIN_ZOOM))]
    Side(f64),
    /// More pixels than a file should have.
    #[error("{pixels} pixels; at most {MOST_PIXELS} are written, take larger ones")]
    Many {
        /// How many it would be.
        pixels: usize,
    },
}

/// Metres of a pixel of a zoom, northwards.
fn side_m(zoom: u8) -> f64 {
    360.0 / super::pixels_around(zoom) * M_PER_DEGREE
}

/// The coarsest zoom whose pixels, northwards, are no longer than so many metres.
///
/// # Errors
/// [`RasterError::Side`] where no zoom has such pixels.
pub fn zoom_of_pixels(side: Metres) -> Result<u8, RasterError> {
    let fine = (MIN_ZOOM..=MAX_ZOOM).find(|zoom| side_m(*zoom) <= side.0 * (1.0 + 1e-9));
    fine.filter(|_| side.0 <= side_m(MIN_ZOOM) * 2.0).ok_or(RasterError::Side(side.0))
}

impl DensityRaster {
    /// The density of places in a rectangle (west, south, east, north in degrees) and as far around it as a case in it is seen; every
    /// place that shows there must be among the places. With an outline, pixels outside of it are below zero.
    ///
    /// # Errors
    /// [`RasterError::Many`] beyond [`MOST_PIXELS`].
    ///
    /// # Complexity
    /// That of its tiles, one after the other, each on all threads.
    pub fn compute(
        (sources, lattice): (&Sources, &Lattice),
        outline: Option<&Outline>,
        bounds: [f64; 4],
        rate: Rate,
        zoom: u8,
    ) -> Result<Self, RasterError> {
        let pixel_degrees = 360.0 / super::pixels_around(zoom);
        let [first, end] = pixels_of(seen_around(bounds, lattice), pixel_degrees);
        let [columns, rows] = [end[0] - first[0], end[1] - first[1]];
        let pixels = columns.saturating_mul(rows);
        if pixels > MOST_PIXELS {
            return Err(RasterError::Many { pixels });
        }
        let mut values = vec![0.0; pixels];
        for tile_y in first[1] / SIDE_PX..end[1].div_ceil(SIDE_PX) {
            for tile_x in first[0] / SIDE_PX..end[0].div_ceil(SIDE_PX) {
                let Some(address) = address(zoom, tile_x, tile_y) else { continue };
                let mut tile = DensityTile::compute(sources, lattice, address);
                if let Some(outline) = outline {
                    tile = tile.cut(outline, address);
                }
                let rates = tile.into_rates(rate);
                for (row, own) in (tile_y * SIDE_PX..).zip(rates.chunks(SIDE_PX)) {
                    let Some(row) = row.checked_sub(first[1]).filter(|row| *row < rows) else { continue };
                    let line = values.chunks_mut(columns.max(1)).nth(row).unwrap_or(&mut []);
                    let left = (tile_x * SIDE_PX).saturating_sub(first[0]);
                    let skipped = first[0].saturating_sub(tile_x * SIDE_PX);
                    let to = line.iter_mut().skip(left);
                    to.zip(own.iter().skip(skipped)).for_each(|(to, value)| *to = value.max(OUTSIDE));
                }
            }
        }
        let [x, y] = first.map(|pixel| pixel as f64 * pixel_degrees);
        Ok(Self { west: x - 180.0, north: 90.0 - y, pixel_degrees, columns, rows, values })
    }
}

/// A rectangle and as far around it as a case in it is seen: the bandwidth, and the nodes that a case and a pixel lie between.
fn seen_around([west, south, east, north]: [f64; 4], lattice: &Lattice) -> [f64; 4] {
    let scale = local_scale(south.abs().max(north.abs()).min(86.0));
    let metres = lattice.bandwidth().metres().0 * 2.0;
    let (dx, dy) = (metres / scale.east_m_per_degree, metres / scale.north_m_per_degree);
    [west - dx, south - dy, east + dx, north + dy]
}

/// The first pixel and the one after the last, columns from the antimeridian and rows from the North Pole.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels around the world, held to it"
)]
fn pixels_of([west, south, east, north]: [f64; 4], pixel_degrees: f64) -> [[usize; 2]; 2] {
    let pixel = |degrees: f64, whole: f64| degrees.clamp(0.0, whole) / pixel_degrees;
    [
        [pixel(west + 180.0, 360.0).floor() as usize, pixel(90.0 - north, 180.0).floor() as usize],
        [pixel(east + 180.0, 360.0).ceil() as usize, pixel(90.0 - south, 180.0).ceil() as usize],
    ]
}

fn address(zoom: u8, x: usize, y: usize) -> Option<TileAddress> {
    let [x, y] = [u32::try_from(x).ok()?, u32::try_from(y).ok()?];
    TileAddress::on_world(WorldMap::Degrees, zoom.into(), x, y).ok()
}

#[cfg(test)]
#[path = "raster_tests.rs"]
mod tests;
