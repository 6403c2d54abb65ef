//! Cases of cells spread over their ground, where single places may not be seen.

use super::sources::{Source, Sources, WHOLE};
use crate::crs::LatticePoint;
use crate::crs::metric::local_scale;
use crate::grid::Layer;
use crate::locate::{Locator, NO_CELL};
use crate::topology::Point;
use crate::topology::inscribed::largest_inscribed_circle;

/// Distance of the places that stand for ground, in metres.
const PITCH_M: f64 = 40.0;

/// The least bandwidth over spread cases, in metres: with a smaller one the places that stand for ground would show.
pub const LEAST_SPREAD_M: f64 = 100.0;

/// Places that stand for the ground of a layer's cells, evenly apart.
#[derive(Debug, Clone)]
pub struct Grounds {
    /// By cell.
    places: Vec<Vec<LatticePoint>>,
}

/// A group of cells that is shown as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its cases.
    pub cases: u32,
    /// Its cells, by index.
    pub cells: Vec<u32>,
}

impl Grounds {
    /// The ground of every cell: the places of one even pattern that lie in it, or its middle where it is smaller than that.
    ///
    /// # Complexity
    /// One location for each 1,600 m² of the layer's box.
    #[must_use]
    pub fn of(layer: &Layer, locator: &Locator) -> Self {
        let mut places = vec![Vec::new(); layer.cells().len()];
        let bounds = layer.cells().iter().filter_map(|cell| cell.shape.bounds());
        let bounds = bounds.reduce(|(a, b), (c, d)| {
            (Point::new(a.x.min(c.x), a.y.min(c.y)), Point::new(b.x.max(d.x), b.y.max(d.y)))
        });
        let Some((low, high)) = bounds else { return Self { places } };
        let scale = local_scale(low.y as f64 / crate::crs::STEPS_PER_DEGREE);
        let step = |m_per_degree: f64| {
            super::lattice::whole(PITCH_M / m_per_degree * crate::crs::STEPS_PER_DEGREE).max(1)
        };
        let (east, north) = (step(scale.east_m_per_degree), step(scale.north_m_per_degree));
        let columns: Vec<i32> = pattern(low.x, high.x, east);
        for y in pattern(low.y, high.y, north) {
            let row: Vec<LatticePoint> = columns.iter().map(|x| LatticePoint { x: *x, y }).collect();
            let (lon, lat): (Vec<f64>, Vec<f64>) = row.iter().map(|at| at.degrees()).unzip();
            let mut cells = vec![NO_CELL; row.len()];
            locator.cells_of(&lon, &lat, &mut cells);
            for (at, cell) in row.into_iter().zip(cells) {
                if let Some(places) = places.get_mut(cell as usize) {
                    places.push(at);
                }
            }
        }
        let metres = (scale.east_m_per_degree, scale.north_m_per_degree);
        for (cell, places) in layer.cells().iter().zip(&mut places).filter(|(_, places)| places.is_empty()) {
            let circles = cell.shape.polygons.iter().filter_map(|polygon| {
                largest_inscribed_circle(polygon, (metres.0 / 1e7, metres.1 / 1e7), 0.1)
            });
            let widest = circles.max_by(|a, b| a.radius_m.total_cmp(&b.radius_m));
            places.extend(widest.and_then(|circle| lattice_point(circle.centre)));
        }
        Self { places }
    }

    /// Bytes of memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.places.iter().map(|places| places.len() * size_of::<LatticePoint>() + 24).sum()
    }

    /// The cases of groups, each group's evenly over the ground of its cells: every place gets the same part, and all parts
    /// of a group are its cases.
    ///
    /// # Complexity
    /// O(places).
    #[must_use]
    pub fn spread(&self, groups: &[Group]) -> Sources {
        let mut sources = Vec::new();
        for group in groups {
            let of = |cell: &u32| self.places.get(*cell as usize).map(Vec::as_slice).unwrap_or_default();
            let count = group.cells.iter().map(|cell| of(cell).len() as u64).sum::<u64>();
            let whole = u64::from(group.cases) * u64::from(WHOLE);
            let (Some(each), Some(rest)) = (whole.checked_div(count), whole.checked_rem(count)) else {
                continue;
            };
            for (at, number) in group.cells.iter().flat_map(of).zip(0..) {
                let mut left = each + u64::from(number < rest);
                while left > 0 {
                    let weight = u32::try_from(left).unwrap_or(u32::MAX);
                    sources.push(Source { at: *at, weight });
                    left -= u64::from(weight);
                }
            }
        }
        Sources::new(&sources)
    }
}

/// Whole multiples of a step between two ends.
fn pattern(low: i64, high: i64, step: i64) -> Vec<i32> {
    let first = low.div_euclid(step);
    (first..=high.div_euclid(step)).filter_map(|at| i32::try_from(at * step).ok()).collect()
}

fn lattice_point(at: Point) -> Option<LatticePoint> {
    Some(LatticePoint { x: i32::try_from(at.x).ok()?, y: i32::try_from(at.y).ok()? })
}

#[cfg(test)]
#[path = "spread_tests.rs"]
mod tests;
