//! K, L and pair correlation: how many others within a distance, against what an even chance would give.

use std::f64::consts::{FRAC_PI_2, PI};

use rayon::prelude::*;
use serde::Serialize;

use super::near::Near;
use crate::measure::PlaneXY;

/// A pair is never weighted more than this, as a circle that hardly touches the window would ask.
const MOST_WEIGHT: f64 = 100.0;

/// Points in a rectangle (点格局).
#[derive(Debug, Clone)]
pub struct Pattern {
    places: Vec<PlaneXY>,
    low: PlaneXY,
    high: PlaneXY,
}

/// How the ground beyond the border is made up for (边缘校正).
///
/// # References
/// B. D. Ripley, "Modelling spatial patterns", 1977, doi:10.1111/j.2517-6161.1977.tb01615.x. J. Ohser, "On estimators for the reduced
/// second moment measure of point processes", 1983, doi:10.1080/02331888308801687.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Correction {
    /// Not at all.
    None,
    /// Only points at least as far from the border are asked.
    Border,
    /// A pair counts by the overlap of the window with itself moved by the pair.
    Translate,
    /// A pair counts by the part of the circle through the other that lies inside.
    Isotropic,
}

/// Why there is no K.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// Too few points.
    #[error("{0} places; at least two are needed to have a distance")]
    Few(usize),
    /// A place outside the window, or none.
    #[error("row {row}: ({x}, {y}) is not inside the window; leave it out, or give a window that holds it")]
    Outside {
        /// The row.
        row: usize,
        /// East.
        x: f64,
        /// North.
        y: f64,
    },
    /// No window.
    #[error("the window has no area; give XMIN,XMAX,YMIN,YMAX with XMIN < XMAX and YMIN < YMAX")]
    Window,
    /// Distances that do not rise.
    #[error("distance {0}: distances must be finite, above 0, and rise")]
    Distances(f64),
    /// Too far for the window.
    #[error("distance {far}: at most half of the window's shorter side, {most}, can be corrected for")]
    Far {
        /// The distance.
        far: f64,
        /// The bound.
        most: f64,
    },
    /// A correction that a statistic has not.
    #[error("pair correlation has no border correction; take translate, isotropic or none")]
    NoBorder,
    /// A smoothing width that is none.
    #[error("a smoothing width of {0}; a finite length above 0 is needed")]
    Width(f64),
}

impl Pattern {
    /// Points of a rectangle.
    ///
    /// # Errors
    /// [`PatternError`] for fewer than two points, one outside, or no window.
    pub fn new(places: &[PlaneXY], low: PlaneXY, high: PlaneXY) -> Result<Self, PatternError> {
        if !(low.x < high.x
            && low.y < high.y
            && [low.x, low.y, high.x, high.y].iter().all(|side| side.is_finite()))
        {
            return Err(PatternError::Window);
        }
        if places.len() < 2 {
            return Err(PatternError::Few(places.len()));
        }
        let inside = |at: &PlaneXY| (low.x..=high.x).contains(&at.x) && (low.y..=high.y).contains(&at.y);
        if let Some((row, at)) = places.iter().enumerate().find(|(_, at)| !inside(at)) {
            return Err(PatternError::Outside { row, x: at.x, y: at.y });
        }
        Ok(Self { places: places.to_vec(), low, high })
    }

    /// The window's area.
    #[must_use]
    pub fn area(&self) -> f64 {
        (self.high.x - self.low.x) * (self.high.y - self.low.y)
    }

    /// Points to a square unit.
    #[must_use]
    pub fn intensity(&self) -> f64 {
        self.places.len() as f64 / self.area()
    }

    /// The usual smoothing width of pair correlation, 0.15/√λ (half of the kernel's support).
    ///
    /// # References
    /// D. Stoyan, H. Stoyan, "Fractals, random shapes and point fields", 1994, 284.
    #[must_use]
    pub fn stoyan_width(&self) -> f64 {
        0.15 / self.intensity().sqrt()
    }

    fn to_border(&self, at: PlaneXY) -> f64 {
        (at.x - self.low.x).min(self.high.x - at.x).min(at.y - self.low.y).min(self.high.y - at.y)
    }

    /// What a pair counts: one over the part of such pairs that the window lets be seen.
    fn weight(&self, a: PlaneXY, b: PlaneXY, distance: f64, correction: Correction) -> f64 {
        match correction {
            Correction::None | Correction::Border => 1.0,
            Correction::Translate => {
                let (wide, high) = (self.high.x - self.low.x, self.high.y - self.low.y);
                self.area() / ((wide - (a.x - b.x).abs()) * (high - (a.y - b.y).abs()))
            }
            Correction::Isotropic => (1.0 / self.arc_inside(a, distance)).min(MOST_WEIGHT),
        }
    }

    /// The part of a circle that lies inside.
    fn arc_inside(&self, at: PlaneXY, radius: f64) -> f64 {
        if radius <= 0.0 {
            return 1.0;
        }
        let sides = [self.high.x - at.x, self.high.y - at.y, at.x - self.low.x, at.y - self.low.y];
        // Half of the arc beyond each side; at a corner two of them overlap.
        let [east, north, west, south] =
            sides.map(|far| if far < radius { (far / radius).acos() } else { 0.0 });
        let corners = [(east, north), (north, west), (west, south), (south, east)];
        let twice: f64 = corners.iter().map(|(a, b)| (a + b - FRAC_PI_2).max(0.0)).sum();
        (1.0 - (2.0 * (east + north + west + south) - twice) / (2.0 * PI)).max(0.0)
    }

    fn check(&self, radii: &[f64]) -> Result<(), PatternError> {
        let mut last = 0.0;
        for radius in radii {
            if !(radius.is_finite() && *radius > last) {
                return Err(PatternError::Distances(*radius));
            }
            last = *radius;
        }
        let most = (self.high.x - self.low.x).min(self.high.y - self.low.y) / 2.0;
        if last > most { Err(PatternError::Far { far: last, most }) } else { Ok(()) }
    }
}

/// Ripley's K at distances (closed: exactly as far counts); `None` where no point is left to be asked. L is √(K/π), and of complete chance
/// K is πr².
///
/// K = |W| / (n(n−1)) · Σ over ordered pairs of their weights; with the border correction Σ over points i at least r from the border of
/// their others within r, over (n/|W| · such points).
///
/// # Errors
/// [`PatternError`] for distances that do not rise or are too long.
///
/// # Complexity
/// O(n + pairs within the last distance), on all threads; the same bits at any number of them.
pub fn ripley(
    pattern: &Pattern,
    correction: Correction,
    radii: &[f64],
) -> Result<Vec<Option<f64>>, PatternError> {
    pattern.check(radii)?;
    let near = Near::new(&pattern.places, radii.last().copied().unwrap_or(0.0));
    let n = pattern.places.len() as f64;
    let asked = |(row, at): (usize, &PlaneXY)| {
        let mut sums = vec![0.0; radii.len()];
        near.within(*at, |other, distance| {
            if other == row {
                return;
            }
            let weight =
                pattern.places.get(other).map_or(0.0, |b| pattern.weight(*at, *b, distance, correction));
            let first = radii.partition_point(|radius| *radius < distance);
            if let Some(sum) = sums.get_mut(first) {
                *sum += weight;
            }
        });
        sums
    };
    let of_points: Vec<Vec<f64>> = pattern.places.par_iter().enumerate().map(asked).collect();
    let border: Vec<f64> = pattern.places.iter().map(|at| pattern.to_border(*at)).collect();
    let k = |(at, radius): (usize, &f64)| {
        let of_point = |sums: &Vec<f64>| sums.iter().take(at + 1).sum::<f64>();
        if correction != Correction::Border {
            return Some(pattern.area() / (n * (n - 1.0)) * of_points.iter().map(of_point).sum::<f64>());
        }
        let far = || border.iter().zip(&of_points).filter(|(border, _)| *border >= radius);
        let count = far().count();
        let sum: f64 = far().map(|(_, sums)| of_point(sums)).sum();
        (count > 0).then(|| sum / (pattern.intensity() * count as f64))
    };
    Ok(radii.iter().enumerate().map(k).collect())
}

/// The pair correlation g (对相关函数) at distances: 1 under complete chance, above where pairs so far apart are too many. Smoothed by
/// Epanechnikov's kernel of half width `width`.
///
/// # Errors
/// [`PatternError`] for distances or a width that are none, and for the border correction.
///
/// # Complexity
/// O(n + pairs within the last distance), on all threads.
///
/// # References
/// D. Stoyan, H. Stoyan, "Fractals, random shapes and point fields", 1994, 284.
pub fn pair_correlation(
    pattern: &Pattern,
    correction: Correction,
    radii: &[f64],
    width: f64,
) -> Result<Vec<f64>, PatternError> {
    pattern.check(radii)?;
    if correction == Correction::Border {
        return Err(PatternError::NoBorder);
    }
    if !(width.is_finite() && width > 0.0) {
        return Err(PatternError::Width(width));
    }
    let near = Near::new(&pattern.places, radii.last().copied().unwrap_or(0.0) + width);
    let n = pattern.places.len() as f64;
    let asked = |(row, at): (usize, &PlaneXY)| {
        let mut sums = vec![0.0; radii.len()];
        near.within(*at, |other, distance| {
            if other == row {
                return;
            }
            let weight =
                pattern.places.get(other).map_or(0.0, |b| pattern.weight(*at, *b, distance, correction));
            let first = radii.partition_point(|radius| *radius < distance - width);
            for (radius, sum) in radii.iter().zip(&mut sums).skip(first) {
                let off = (radius - distance) / width;
                if off > 1.0 {
                    break;
                }
                *sum += weight * 0.75 * (1.0 - off * off).max(0.0) / width;
            }
        });
        sums
    };
    let of_points: Vec<Vec<f64>> = pattern.places.par_iter().enumerate().map(asked).collect();
    let g = |(at, radius): (usize, &f64)| {
        let sum: f64 = of_points.iter().filter_map(|sums| sums.get(at)).sum();
        pattern.area() / (n * (n - 1.0)) * sum / (2.0 * PI * radius)
    };
    Ok(radii.iter().enumerate().map(g).collect())
}

#[cfg(test)]
#[path = "ripley_tests.rs"]
mod tests;
