//! The kernel at the nodes around one.

use super::lattice::Lattice;
use crate::crs::STEPS_PER_DEGREE;
use crate::crs::metric::local_scale;

/// How much of a neighbour is taken away on either side to make up for dividing a case among its four nodes, which spreads it
/// by a sixth of a squared node distance on each axis, on average.
const SHARPENING: f64 = 1.0 / 12.0;

/// Weights of the nodes around a node in one row: cases per km² for a case there. The same to the east and to the west, to the
/// north and to the south.
#[derive(Debug, Clone, Default)]
pub(super) struct Taps {
    /// By rows away, each by columns away; what follows is zero. In a node's own column half of its weight, because both
    /// sides take it.
    pub rows: Vec<Vec<f32>>,
}

impl Taps {
    /// The weights of a row of nodes: what the definition says, with the metres of that row's latitude, made sharper by
    /// what the division among nodes blurs, and of mass one.
    ///
    /// # Complexity
    /// O(nodes in a bandwidth squared).
    pub fn of(lattice: &Lattice, row: i64) -> Self {
        let scale = local_scale(lattice.latitude(row));
        let [east, north] = lattice.step.map(|step| step as f64 / STEPS_PER_DEGREE);
        let (east_m, north_m) = (east * scale.east_m_per_degree, north * scale.north_m_per_degree);
        let metres = lattice.bandwidth().metres().0;
        let nodes = |step_m: f64| super::lattice::whole((metres / step_m).ceil()).clamp(1, 1 << 10);
        let (columns, rows) = (nodes(east_m), nodes(north_m));
        let kernel = |dx: i64, dy: i64| {
            let (x, y) = (dx as f64 * east_m / metres, dy as f64 * north_m / metres);
            let rest = 1.0 - x * x - y * y;
            if rest > 0.0 { rest * rest } else { 0.0 }
        };
        let across = |dx: i64, dy: i64| {
            kernel(dx, dy) * (1.0 + 2.0 * SHARPENING) - (kernel(dx - 1, dy) + kernel(dx + 1, dy)) * SHARPENING
        };
        let sharp = |dx: i64, dy: i64| {
            across(dx, dy) * (1.0 + 2.0 * SHARPENING) - (across(dx, dy - 1) + across(dx, dy + 1)) * SHARPENING
        };
        let raw: Vec<Vec<f64>> =
            (0..=rows).map(|dy| (0..=columns).map(|dx| sharp(dx, dy)).collect()).collect();
        let twice = |at: usize| if at == 0 { 1.0 } else { 2.0 };
        let row_sum = |row: &Vec<f64>| row.iter().enumerate().map(|(dx, tap)| tap * twice(dx)).sum::<f64>();
        let sum: f64 = raw.iter().enumerate().map(|(dy, row)| row_sum(row) * twice(dy)).sum();
        let unit = 1e6 / (sum * east_m * north_m);
        let narrow = |row: Vec<f64>| {
            let used = row.iter().rposition(|tap| *tap != 0.0).map_or(0, |last| last + 1);
            #[expect(clippy::cast_possible_truncation, reason = "seven digits are enough for a map")]
            let tap = |(dx, tap): (usize, f64)| (tap * unit / twice(1 - dx.min(1))) as f32;
            row.into_iter().take(used).enumerate().map(tap).collect()
        };
        Self { rows: raw.into_iter().map(narrow).collect() }
    }
}
