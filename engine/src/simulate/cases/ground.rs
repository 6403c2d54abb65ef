//! The ground on which cases lie: cells with a synthetic density of people.

use super::choose::Weighted;
use crate::crs::STEPS_PER_DEGREE;
use crate::grid::Layer;
use crate::ids::CellIndex;
use crate::locate::Locator;
use crate::measure::LonLat;
use crate::simulate::{SplitMix64, smooth_noise};
use crate::topology::{Ground, Point};

/// Metres over which the synthetic density of people changes.
const DENSITY_SCALE_M: f64 = 1_500.0;
/// Metres over which it changes inside a neighbourhood.
const STREET_SCALE_M: f64 = 300.0;
/// Metres in a degree of latitude, near enough for invented places.
const DEGREE_M: f64 = 111_000.0;
/// Draws until a place that must lie in a cell is given up.
const TRIES: usize = 64;

/// One layer of one plan, ready to draw from.
pub struct LayerGround<'a> {
    /// The cells.
    pub layer: &'a Layer,
    /// Where each place lies.
    pub locator: &'a Locator,
    boxes: Vec<[f64; 4]>,
    density: Vec<f64>,
    by_density: Weighted,
}

impl<'a> LayerGround<'a> {
    /// A layer with a density drawn from a seed. O(vertices).
    #[must_use]
    pub fn new(layer: &'a Layer, locator: &'a Locator, seed: u64) -> Self {
        let boxes: Vec<_> =
            layer.cells().iter().map(|cell| cell.shape.bounds().map_or([0.0; 4], box_of)).collect();
        let density: Vec<f64> = layer
            .cells()
            .iter()
            .zip(&boxes)
            .map(|(cell, &[west, south, east, north])| {
                let area: f64 = cell.shape.polygons.iter().map(|part| Ground::PLAN.area_m2(part)).sum();
                area * people_per_m2(west.midpoint(east), south.midpoint(north), seed)
            })
            .collect();
        let by_density = Weighted::new(density.iter().copied());
        Self { layer, locator, boxes, density, by_density }
    }

    /// The people of each cell, relative to each other, in the order of the layer.
    #[must_use]
    pub fn density(&self) -> &[f64] {
        &self.density
    }

    /// A place in a cell drawn by density; `None` where the cells leave no room.
    pub fn draw(&self, random: &mut SplitMix64) -> Option<LonLat> {
        let cell = u32::try_from(self.by_density.draw(random)).ok()?;
        self.draw_in(CellIndex(cell), random)
    }

    /// A place in a cell, evenly over its area.
    pub fn draw_in(&self, cell: CellIndex, random: &mut SplitMix64) -> Option<LonLat> {
        let &[west, south, east, north] = self.boxes.get(cell.0 as usize)?;
        (0..TRIES)
            .filter_map(|_| LonLat::new(random.between(west, east), random.between(south, north)).ok())
            .find(|&place| self.locator.cell_of(place) == Some(cell))
    }
}

fn box_of((low, high): (Point, Point)) -> [f64; 4] {
    [low.x, low.y, high.x, high.y].map(|steps| steps as f64 / STEPS_PER_DEGREE)
}

/// Synthetic people per m², relative: smooth, with a long tail.
fn people_per_m2(lon: f64, lat: f64, seed: u64) -> f64 {
    let (x, y) = (lon * DEGREE_M * cosine(lat), lat * DEGREE_M);
    let wide = 1.0 + smooth_noise(seed, x / DENSITY_SCALE_M, y / DENSITY_SCALE_M);
    let fine = 1.0 + smooth_noise(seed ^ 1, x / STREET_SCALE_M, y / STREET_SCALE_M);
    0.05 + wide * wide * (0.3 + fine * fine)
}

/// A place a random step away, evenly over a disc.
#[must_use]
pub fn step(from: LonLat, radius_m: f64, random: &mut SplitMix64) -> Option<LonLat> {
    let (x, y) = (0..TRIES)
        .map(|_| (random.between(-1.0, 1.0), random.between(-1.0, 1.0)))
        .find(|(x, y)| x * x + y * y <= 1.0)?;
    let lon = from.lon() + x * radius_m / (DEGREE_M * cosine(from.lat()));
    LonLat::new(lon, from.lat() + y * radius_m / DEGREE_M).ok()
}

/// The cosine of degrees up to 90, to 1e-4, from basic operations only: the same bits on every machine.
fn cosine(degrees: f64) -> f64 {
    let square = (degrees * std::f64::consts::PI / 180.0) * (degrees * std::f64::consts::PI / 180.0);
    let series = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0)));
    series.max(1e-3)
}
