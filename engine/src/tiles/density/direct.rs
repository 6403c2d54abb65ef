//! Pixels that are coarse beside the bandwidth: few centres lie within reach of a case, and each gets its weight directly.

use rayon::prelude::*;

use super::SIDE_PX;
use super::lattice::{Lattice, whole};
use super::pixels::Pixels;
use super::sources::{Source, Sources, WHOLE};
use crate::crs::metric::local_scale;
use crate::crs::{LatticePoint, STEPS_PER_DEGREE, nearest};

/// Rows of pixels that one thread fills at a time.
const ROWS_AT_ONCE: usize = 32;

/// The kernel's largest value in the sums.
const PEAK: f64 = 65_536.0;

/// A row of pixels with its metres.
struct Row {
    lat: f64,
    /// Bandwidths in a lattice step, east and north.
    east: f64,
    north: f64,
    /// Lattice steps in a bandwidth, east.
    reach: f64,
}

impl Row {
    fn of(lat: f64, metres: f64) -> Self {
        let scale = local_scale(lat / STEPS_PER_DEGREE);
        let share = |m_per_degree: f64| m_per_degree / STEPS_PER_DEGREE / metres;
        let east = share(scale.east_m_per_degree);
        Self { lat, east, north: share(scale.north_m_per_degree), reach: 1.0 / east }
    }
}

/// The density at the centres of pixels, from the definition; smaller values than `least` are none. Sums are whole numbers.
///
/// # Complexity
/// O(places in reach · pixels within the bandwidth of one).
pub(super) fn sum(sources: &Sources, lattice: &Lattice, pixels: &Pixels, least: f32) -> Vec<f32> {
    let metres = lattice.bandwidth().metres().0;
    let rows: Vec<Row> = pixels.lat.iter().map(|lat| Row::of(*lat, metres)).collect();
    let unit = lattice.bandwidth().peak_per_km2() / PEAK / f64::from(WHOLE);
    let mut values = vec![0.0_f32; SIDE_PX * rows.len()];
    let bands = values.par_chunks_mut(SIDE_PX * ROWS_AT_ONCE).zip(rows.par_chunks(ROWS_AT_ONCE));
    bands.for_each(|(values, rows)| {
        let mut sums = vec![0_u64; values.len()];
        let (low, high) = around(rows, pixels);
        let Some(pitch) = Pitch::of(rows, &pixels.lon) else { return };
        sources.within(low, high).for_each(|source| add(source, rows, &pitch, &pixels.lon, &mut sums));
        for (value, sum) in values.iter_mut().zip(sums) {
            #[expect(clippy::cast_possible_truncation, reason = "seven digits are enough for a map")]
            let density = (sum as f64 * unit) as f32;
            *value = if density < least { 0.0 } else { density };
        }
    });
    values
}

/// A box that holds every place within reach of some rows.
fn around(rows: &[Row], pixels: &Pixels) -> (LatticePoint, LatticePoint) {
    let lats = || rows.iter().map(|row| row.lat);
    let reach = |share: fn(&Row) -> f64| rows.iter().map(|row| 1.0 / share(row)).fold(0.0, f64::max) + 1.0;
    let (dx, dy) = (reach(|row| row.east), reach(|row| row.north));
    let ([west, _], [east, _]) = pixels.steps();
    let (south, north) = (lats().fold(f64::MAX, f64::min), lats().fold(f64::MIN, f64::max));
    let corner = |x: f64, y: f64| {
        let step = |at: f64, most: f64| i32::try_from(whole(at.clamp(-most, most))).unwrap_or(0);
        LatticePoint { x: step(x, 1.8e9), y: step(y, 0.9e9) }
    };
    (corner(west - dx, south - dy), corner(east + dx, north + dy))
}

/// Rows and columns of pixels, evenly apart: where to begin with a place.
struct Pitch {
    /// The first row's latitude and a bandwidth more, and rows in a lattice step.
    north: f64,
    rows: f64,
    /// The first column's longitude, and columns in a lattice step.
    west: f64,
    columns: f64,
}

impl Pitch {
    fn of(rows: &[Row], lon: &[f64]) -> Option<Self> {
        let (north, south) = (rows.first()?, rows.last()?);
        let (west, east) = (*lon.first()?, *lon.last()?);
        // Rows of a band are evenly apart but for a few hundredths of one.
        let height = (north.lat - south.lat).max(1.0);
        Some(Self {
            north: north.lat - 1.05 / north.north,
            rows: (rows.len() as f64 - 1.0) / height,
            west,
            columns: (SIDE_PX as f64 - 1.0) / (east - west),
        })
    }
}

/// Adds a place's weights. Rows and columns begin where they may be near enough; each centre is then judged exactly.
fn add(source: &Source, rows: &[Row], pitch: &Pitch, lon: &[f64], sums: &mut [u64]) {
    let (x, y, weight) = (f64::from(source.at.x), f64::from(source.at.y), u64::from(source.weight));
    let begin = index((pitch.north - y) * pitch.rows).saturating_sub(1);
    let (near, sums) = (rows.get(begin..), sums.get_mut(begin * SIDE_PX..));
    for (row, sums) in near.into_iter().flatten().zip(sums.into_iter().flat_map(|s| s.chunks_mut(SIDE_PX))) {
        let dy = (row.lat - y) * row.north;
        let left = 1.0 - dy * dy;
        if left <= 0.0 {
            if dy < 0.0 {
                break;
            }
            continue;
        }
        let middle = x - pitch.west;
        let from = index((middle - row.reach) * pitch.columns);
        let to = (index((middle + row.reach) * pitch.columns) + 2).min(SIDE_PX);
        let (Some(lon), Some(sums)) = (lon.get(from..to), sums.get_mut(from..to)) else { continue };
        for (lon, sum) in lon.iter().zip(sums) {
            let dx = (lon - x) * row.east;
            let rest = (left - dx * dx).max(0.0);
            *sum += weight * u64::from(nearest(rest * rest * PEAK).unsigned_abs());
        }
    }
}

/// The whole part of a place among rows or columns; 0 before the first.
fn index(place: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates at 0")]
    let index = place as usize;
    index
}
