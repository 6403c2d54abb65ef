//! The ground that is looked at, and how much of a kernel lies on it.

use geo::{LineString, MultiPolygon};

use super::kernel::Kernel;
use crate::measure::PlaneXY;

/// Rows of the index of edges.
const STRIPS: usize = 512;

/// A window (观测窗口): a rectangle, or areas with holes such as the district.
#[derive(Debug, Clone)]
pub struct Window {
    /// Edges by strip of y, each with the ground on its left; long ones stand in several.
    strips: Vec<Vec<(u32, [PlaneXY; 2])>>,
    low: PlaneXY,
    high: PlaneXY,
    area: f64,
}

/// Why numbers are no window.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WindowError {
    /// No ground.
    #[error(
        "the window has no area; give finite XMIN,XMAX,YMIN,YMAX with XMIN < XMAX and YMIN < YMAX, or an area with corners"
    )]
    Empty,
}

impl Window {
    /// A rectangle by two corners.
    ///
    /// # Errors
    /// [`WindowError::Empty`].
    pub fn rectangle(low: PlaneXY, high: PlaneXY) -> Result<Self, WindowError> {
        let ring = [low, PlaneXY { x: high.x, y: low.y }, high, PlaneXY { x: low.x, y: high.y }];
        if !(low.x < high.x && low.y < high.y) {
            return Err(WindowError::Empty);
        }
        Self::of_rings(&[(ring.to_vec(), true)])
    }

    /// Areas that do not overlap, with their holes.
    ///
    /// # Errors
    /// [`WindowError::Empty`].
    pub fn areas(areas: &MultiPolygon<f64>) -> Result<Self, WindowError> {
        let corners =
            |ring: &LineString<f64>| ring.coords().map(|at| PlaneXY { x: at.x, y: at.y }).collect::<Vec<_>>();
        let rings: Vec<(Vec<PlaneXY>, bool)> = areas
            .iter()
            .flat_map(|area| {
                let holes = area.interiors().iter().map(|ring| (corners(ring), false));
                std::iter::once((corners(area.exterior()), true)).chain(holes)
            })
            .collect();
        Self::of_rings(&rings)
    }

    fn of_rings(rings: &[(Vec<PlaneXY>, bool)]) -> Result<Self, WindowError> {
        let all = || rings.iter().flat_map(|(ring, _)| ring.iter().copied());
        let least = |of: fn(PlaneXY) -> f64| all().map(of).fold(f64::INFINITY, f64::min);
        let most = |of: fn(PlaneXY) -> f64| all().map(of).fold(f64::NEG_INFINITY, f64::max);
        let low = PlaneXY { x: least(|at| at.x), y: least(|at| at.y) };
        let high = PlaneXY { x: most(|at| at.x), y: most(|at| at.y) };
        let mut window = Self { strips: vec![Vec::new(); STRIPS], low, high, area: 0.0 };
        let mut number = 0_u32;
        for (ring, outer) in rings {
            let doubled = doubled_area(ring);
            window.area += if *outer { doubled.abs() } else { -doubled.abs() } / 2.0;
            let turn = (doubled > 0.0) != *outer;
            for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)).filter(|(a, b)| a != b) {
                let edge = if turn { [*b, *a] } else { [*a, *b] };
                let (from, to) = (window.strip(a.y.min(b.y)), window.strip(a.y.max(b.y)));
                for strip in window.strips.iter_mut().take(to + 1).skip(from) {
                    strip.push((number, edge));
                }
                number = number.saturating_add(1);
            }
        }
        let fits = window.area.is_finite() && window.area > 0.0;
        fits.then_some(window).ok_or(WindowError::Empty)
    }

    /// Its area, in square units of the plane.
    #[must_use]
    pub fn area(&self) -> f64 {
        self.area
    }

    /// The corners of its box.
    #[must_use]
    pub fn corners(&self) -> [PlaneXY; 2] {
        [self.low, self.high]
    }

    fn strip(&self, y: f64) -> usize {
        let share = (y - self.low.y) / (self.high.y - self.low.y);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates at 0")]
        let strip = (share * STRIPS as f64) as usize;
        strip.min(STRIPS - 1)
    }

    /// Whether a place lies inside. O(edges of its strip).
    #[must_use]
    pub fn holds(&self, at: PlaneXY) -> bool {
        if at.y < self.low.y || at.y > self.high.y {
            return false;
        }
        let edges = self.strips.get(self.strip(at.y)).map(Vec::as_slice).unwrap_or_default();
        let crossed = edges.iter().filter(|(_, [a, b])| {
            (a.y <= at.y) != (b.y <= at.y) && a.x + (b.x - a.x) * ((at.y - a.y) / (b.y - a.y)) <= at.x
        });
        crossed.count() % 2 == 1
    }

    /// Whether a place lies inside or on the border.
    #[must_use]
    pub fn holds_closed(&self, at: PlaneXY) -> bool {
        let reach = 1e-9 * (self.high.x - self.low.x).max(self.high.y - self.low.y);
        self.holds(at) || self.near(at, reach).any(|edge| from_edge(at, edge) <= reach)
    }

    /// The share of a kernel around a place that lies on the window: exact for the quartic and for Epanechnikov's, to 1e-9 for the
    /// gaussian.
    ///
    /// All ground is seen from the place as wedges under the edges; what of the kernel lies beyond an edge has a closed form, and an edge
    /// out of reach leaves nothing beyond it.
    ///
    /// # Complexity
    /// O(edges within reach, and those of their strips).
    #[must_use]
    pub fn share(&self, at: PlaneXY, kernel: Kernel, bandwidth: f64) -> f64 {
        // On an edge, inside and outside cannot be told; the share does not jump there, so look beside it.
        let tiny = 1e-9 * bandwidth;
        let on = self.near(at, tiny).any(|edge| from_edge(at, edge) <= tiny);
        let at = if on { PlaneXY { x: at.x + 3.1 * tiny, y: at.y + 7.3 * tiny } } else { at };
        let reach = kernel.reach(bandwidth);
        let inside = if self.holds(at) { 1.0 } else { 0.0 };
        let lost: f64 = self.near(at, reach).map(|edge| lost(at, edge, kernel, bandwidth)).sum();
        (inside - lost).clamp(0.0, 1.0)
    }

    /// The edges whose box comes within reach, each once.
    fn near(&self, at: PlaneXY, reach: f64) -> impl Iterator<Item = [PlaneXY; 2]> + '_ {
        let (from, to) = (self.strip(at.y - reach), self.strip(at.y + reach));
        (from..=to).flat_map(move |strip| {
            let edges = self.strips.get(strip).map(Vec::as_slice).unwrap_or_default();
            edges.iter().map(|(_, edge)| *edge).filter(move |[a, b]| {
                let first = self.strip(a.y.min(b.y)).max(from);
                first == strip
                    && a.x.min(b.x) - reach <= at.x
                    && a.x.max(b.x) + reach >= at.x
                    && a.y.min(b.y) - reach <= at.y
                    && a.y.max(b.y) + reach >= at.y
            })
        })
    }
}

fn doubled_area(ring: &[PlaneXY]) -> f64 {
    let Some(first) = ring.first() else { return 0.0 };
    let cross =
        |(a, b): (&PlaneXY, &PlaneXY)| (a.x - first.x) * (b.y - first.y) - (b.x - first.x) * (a.y - first.y);
    ring.iter().zip(ring.iter().cycle().skip(1)).map(cross).sum()
}

/// The line of an edge as seen from a place: its signed distance (positive with the place on the left), and where along it, from the
/// foot, the edge begins and ends.
fn seen(at: PlaneXY, [a, b]: [PlaneXY; 2]) -> [f64; 3] {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length = (dx * dx + dy * dy).sqrt();
    let (east, north) = (dx / length, dy / length);
    let along = |end: PlaneXY| (end.x - at.x) * east + (end.y - at.y) * north;
    let p = (at.y - a.y) * east - (at.x - a.x) * north;
    [p, along(a), along(b)]
}

fn from_edge(at: PlaneXY, edge: [PlaneXY; 2]) -> f64 {
    let [p, from, to] = seen(at, edge);
    let past = if from > 0.0 { from } else { (-to).max(0.0) };
    (p * p + past * past).sqrt()
}

fn lost(at: PlaneXY, edge: [PlaneXY; 2], kernel: Kernel, bandwidth: f64) -> f64 {
    let [p, from, to] = seen(at, edge);
    let reach = kernel.reach(bandwidth);
    let half = (reach * reach - p * p).max(0.0).sqrt();
    let (from, to) = (from.max(-half), to.min(half));
    if from >= to || p.abs() < 1e-13 * bandwidth {
        return 0.0;
    }
    kernel.beyond(p.abs(), from, to, bandwidth).copysign(p)
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
