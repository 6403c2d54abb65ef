//! Emerging hot spots (新兴时空热点): the pattern of each cell through time.

use serde::Serialize;

use super::category::{Category, ColdPast, Flag, categorise};
use super::cube::{Cube, CubeError};
use super::hotspots::{HotBins, NullOf, Reference, space_time_gi};
pub use super::trend::Trend;
use super::trend::mann_kendall;
use crate::analytics::chance::{Cutoff, Level, benjamini_hochberg};
use crate::analytics::weights::Weights;

/// How emerging hot spots are found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How many steps a neighbourhood looks back.
    pub back: usize,
    /// What a bin is compared with.
    pub reference: Reference,
    /// Where p-values come from.
    pub null: NullOf,
    /// The share of false discoveries among all bins; with `corrected` off, the p-value below which a bin counts.
    pub alpha: Level,
    /// Whether `alpha` is held over all bins together.
    pub corrected: bool,
    /// The p-value below which a trend counts.
    pub trend_alpha: Level,
    /// What a cell is called that two descriptions fit.
    pub cold_past: ColdPast,
}

/// What is found of each cell, and of each of its bins.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Emerging {
    /// The p-value up to which a bin counts.
    pub p_cutoff: f64,
    /// Bins with a p-value.
    pub tests: usize,
    /// z of each bin, step by step.
    pub gi_star_z: Vec<Vec<Option<f64>>>,
    /// p of each bin.
    pub p: Vec<Vec<Option<f64>>>,
    /// -1 cold, 1 hot, of each bin.
    pub flags: Vec<Vec<Flag>>,
    /// The trend of each cell's z.
    pub mann_kendall_on_z: Vec<Trend>,
    /// The trend of each cell's counts.
    pub mann_kendall_on_counts: Vec<Trend>,
    /// The code of each cell, from -8 to 8.
    pub category_code: Vec<i8>,
    /// Its words.
    pub category: Vec<String>,
    /// Cells that two descriptions fit.
    pub ambiguous_locations_new_vs_oscillating: Vec<usize>,
}

/// The pattern of each cell. A bin without z counts as neither hot nor cold, and leaves its cell's trend.
///
/// # Errors
/// [`CubeError`] as [`space_time_gi`].
///
/// # Complexity
/// That of [`space_time_gi`], and O(cells × steps²).
pub fn emerging(cube: &Cube, cells: &Weights, settings: &Settings) -> Result<Emerging, CubeError> {
    let HotBins { z, p, .. } = space_time_gi(cube, cells, settings.back, settings.reference, settings.null)?;
    let cutoff = if settings.corrected {
        benjamini_hochberg(&p, settings.alpha)
    } else {
        let tests = p.iter().flatten().count();
        Cutoff { cutoff: settings.alpha.into(), n_rejected: tests, tests }
    };
    let flag = |(z, p): (&Option<f64>, &Option<f64>)| match (z, p) {
        (Some(z), Some(p)) if cutoff.rejects(*p) => i8::from(*z > 0.0) - i8::from(*z < 0.0),
        _ => 0,
    };
    let steps = cube.steps();
    let rows = |bins: &[Option<f64>]| bins.chunks(steps).map(<[_]>::to_vec).collect::<Vec<_>>();
    let flags: Vec<Flag> = z.iter().zip(&p).map(flag).collect();
    let flags: Vec<Vec<Flag>> = flags.chunks(steps).map(<[_]>::to_vec).collect();
    let gi_star_z = rows(&z);
    let on_z: Vec<Trend> = gi_star_z
        .iter()
        .map(|row| mann_kendall(&row.iter().flatten().copied().collect::<Vec<_>>()))
        .collect();
    let on_counts = (0..cube.cells())
        .map(|cell| mann_kendall(&cube.row(cell).iter().copied().map(f64::from).collect::<Vec<_>>()))
        .collect();
    let side = |trend: &Trend| {
        if trend.p <= settings.trend_alpha.into() {
            i8::from(trend.z > 0.0) - i8::from(trend.z < 0.0)
        } else {
            0
        }
    };
    let codes: Vec<(i8, bool)> = flags
        .iter()
        .zip(&on_z)
        .map(|(flags, trend)| categorise(flags, side(trend), settings.cold_past))
        .collect();
    let ambiguous = codes.iter().enumerate().filter(|(_, (_, ambiguous))| *ambiguous).map(|(cell, _)| cell);
    Ok(Emerging {
        p_cutoff: cutoff.cutoff,
        tests: cutoff.tests,
        p: rows(&p),
        gi_star_z,
        flags,
        mann_kendall_on_z: on_z,
        mann_kendall_on_counts: on_counts,
        category: codes.iter().map(|(code, _)| Category::words(*code)).collect(),
        ambiguous_locations_new_vs_oscillating: ambiguous.collect(),
        category_code: codes.iter().map(|(code, _)| *code).collect(),
    })
}
