//! Eight boxes or borders side by side, measured by vector instructions.

use crate::crs::LatticePoint;

/// Borders of a leaf and children of a node.
pub(super) const FAN: usize = 8;

/// Eight boxes, or eight borders: their lower left and upper right corners, or their two ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Eight {
    ax: [i32; FAN],
    ay: [i32; FAN],
    bx: [i32; FAN],
    by: [i32; FAN],
}

/// Metres of one lattice step east and north at some latitude.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepMetres {
    /// Metres of one step east.
    pub east: f64,
    /// Metres of one step north.
    pub north: f64,
}

impl Eight {
    /// Up to eight boxes or borders; the last one fills what is left.
    pub fn of(group: &[[i32; 4]]) -> Self {
        let at = |i: usize, corner: usize| group.get(i).or(group.last()).map_or(0, |own| own[corner]);
        let column = |corner: usize| std::array::from_fn(|i| at(i, corner));
        Self { ax: column(0), ay: column(1), bx: column(2), by: column(3) }
    }

    /// Squared distance in m² from a position to each box, up to 3 steps too small and within 1e-6 of itself.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "the search's slack covers it"
    )]
    #[expect(
        clippy::needless_range_loop,
        reason = "five arrays go in step, and the loop becomes vector code"
    )]
    pub fn squared_gaps(&self, p: LatticePoint, scale: StepMetres) -> [f32; FAN] {
        let (east, north) = (2.0 * scale.east as f32, 2.0 * scale.north as f32);
        let mut gaps = [0.0; FAN];
        for i in 0..FAN {
            // Halves, so that no difference overflows; one is taken off for the bits lost.
            let gap = |low: i32, at: i32, high: i32| {
                let (low, at, high) = (low >> 1, at >> 1, high >> 1);
                let (below, above) = (low.wrapping_sub(at) as f32, at.wrapping_sub(high) as f32);
                let outside = if below > above { below } else { above } - 1.0;
                if outside > 0.0 { outside } else { 0.0 }
            };
            let (x, y) = (gap(self.ax[i], p.x, self.bx[i]) * east, gap(self.ay[i], p.y, self.by[i]) * north);
            gaps[i] = x * x + y * y;
        }
        gaps
    }

    /// Squared distance in m² from a position to each border.
    #[inline]
    #[expect(
        clippy::needless_range_loop,
        reason = "five arrays go in step, and the loop becomes vector code"
    )]
    pub fn squared_distances(&self, p: LatticePoint, scale: StepMetres) -> [f64; FAN] {
        let (px, py) = (f64::from(p.x), f64::from(p.y));
        let mut distances = [0.0; FAN];
        for i in 0..FAN {
            let (ax, ay) =
                ((f64::from(self.ax[i]) - px) * scale.east, (f64::from(self.ay[i]) - py) * scale.north);
            let (bx, by) =
                ((f64::from(self.bx[i]) - px) * scale.east, (f64::from(self.by[i]) - py) * scale.north);
            distances[i] = to_segment((ax, ay), (bx, by));
        }
        distances
    }
}

/// Squared distance from the origin to a segment. The same bits from every segment whose nearest point is the same end.
#[inline]
pub(super) fn to_segment((ax, ay): (f64, f64), (bx, by): (f64, f64)) -> f64 {
    let (dx, dy) = (bx - ax, by - ay);
    let along = -(ax * dx + ay * dy);
    let length = dx * dx + dy * dy;
    let cross = ax * dy - ay * dx;
    let (from_a, from_b, between) = (ax * ax + ay * ay, bx * bx + by * by, cross * cross / length);
    let inner = if along >= length { from_b } else { between };
    if along <= 0.0 { from_a } else { inner }
}
