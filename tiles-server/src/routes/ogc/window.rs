//! The rectangle of a question (`bbox`): which cells it meets, by their shapes and not by their boxes.

use gridward::topology::{Point, Shape};

use super::crs::{Crs, Road};
use crate::problem::Problem;

const EXPECTED: &str =
    "west,south,east,north, or six numbers with heights, in the order of the axes of bbox-crs";

/// One rectangle, or the two halves of one that runs over the antimeridian.
#[derive(Debug, Clone)]
pub struct Window {
    road: Road,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Part {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
    /// West, south, east and north in degrees that hold the rectangle; `None` where that cannot be told.
    around: Option<[f64; 4]>,
}

/// Points on a side whose places bound the rectangle in degrees.
const SAMPLES: u32 = 16;

impl Window {
    /// Reads four numbers, or six of which the heights count nothing.
    ///
    /// # Errors
    /// A problem that says what would be right.
    pub fn read(text: &str, crs: Crs) -> Result<Self, Problem> {
        let wrong = |detail: String| Problem::parameter("bbox", detail, EXPECTED);
        let numbers: Option<Vec<f64>> = text
            .split(',')
            .map(|part| part.trim().parse::<f64>().ok().filter(|number| number.is_finite()))
            .collect();
        let numbers = numbers.ok_or_else(|| wrong(format!("bbox is “{text}”, which is not all numbers")))?;
        let corners = match *numbers.as_slice() {
            [a, b, c, d] | [a, b, _, c, d, _] => [a, b, c, d],
            _ => return Err(wrong(format!("bbox has {} numbers", numbers.len()))),
        };
        let [west, south, east, north] = match corners {
            [south, west, north, east] if crs.north_first() => [west, south, east, north],
            other => other,
        };
        if south > north {
            return Err(wrong(format!("bbox begins at {south} in the south and ends at {north}")));
        }
        let road = crs.road()?;
        let parts = match (west <= east, crs.is_degrees()) {
            (true, _) => vec![Part::new(&road, [west, south, east, north])],
            (false, true) => vec![
                Part::new(&road, [west, south, 180.0, north]),
                Part::new(&road, [-180.0, south, east, north]),
            ],
            (false, false) => {
                return Err(wrong(format!("bbox begins at {west} in the west and ends at {east}")));
            }
        };
        Ok(Self { road, parts })
    }

    /// Whether a place lies in the rectangle, its sides included.
    pub fn holds(&self, at: Point) -> bool {
        let mut near = self.parts.iter().filter(|part| part.may_meet(at, at));
        near.any(|part| self.road.xy(at).is_some_and(|[x, y]| part.has(x, y)))
    }

    /// Whether a shape and the rectangle have a point in common; touching counts. Vertices are converted, and edges are straight
    /// in the rectangle's system.
    pub fn meets(&self, shape: &Shape) -> bool {
        let Some((low, high)) = shape.bounds() else { return false };
        let near: Vec<&Part> = self.parts.iter().filter(|part| part.may_meet(low, high)).collect();
        if near.is_empty() {
            return false;
        }
        let rings: Option<Vec<Vec<[f64; 2]>>> =
            shape.rings().map(|ring| ring.iter().map(|p| self.road.xy(*p)).collect()).collect();
        rings.is_some_and(|rings| near.iter().any(|part| part.meets(&rings)))
    }
}

impl Part {
    fn new(road: &Road, [west, south, east, north]: [f64; 4]) -> Self {
        let mut part = Self { west, south, east, north, around: None };
        part.around = part.in_degrees(road);
        part
    }

    /// Bounds in degrees, with a margin that is wider than a side of the rectangle can bend between two samples.
    fn in_degrees(&self, road: &Road) -> Option<[f64; 4]> {
        if road.crs.is_degrees() {
            return Some([self.west, self.south, self.east, self.north]);
        }
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for step in 0..=SAMPLES {
            let share = f64::from(step) / f64::from(SAMPLES);
            let (x, y) =
                (self.west + (self.east - self.west) * share, self.south + (self.north - self.south) * share);
            for at in [[x, self.south], [x, self.north], [self.west, y], [self.east, y]] {
                let [lon, lat] = road.place(at)?;
                let [west, south, east, north] = bounds;
                bounds = [west.min(lon), south.min(lat), east.max(lon), north.max(lat)];
            }
        }
        let [west, south, east, north] = bounds;
        let margin = 1e-4 + 0.05 * (east - west).max(north - south);
        Some([west - margin, south - margin, east + margin, north + margin])
    }

    fn may_meet(&self, low: Point, high: Point) -> bool {
        let Some([west, south, east, north]) = self.around else { return true };
        #[expect(clippy::cast_precision_loss, reason = "lattice steps of a place on Earth fit 32 bits")]
        let degrees = |steps: i64| steps as f64 / gridward::crs::STEPS_PER_DEGREE;
        degrees(low.x) <= east
            && degrees(high.x) >= west
            && degrees(low.y) <= north
            && degrees(high.y) >= south
    }

    fn has(&self, x: f64, y: f64) -> bool {
        (self.west..=self.east).contains(&x) && (self.south..=self.north).contains(&y)
    }

    fn meets(&self, rings: &[Vec<[f64; 2]>]) -> bool {
        // Where no border meets the rectangle, it lies inside or outside as a whole.
        edges(rings).any(|(a, b)| self.meets_edge(a, b)) || self.corner_is_inside(rings)
    }

    fn meets_edge(&self, a: [f64; 2], b: [f64; 2]) -> bool {
        let ([ax, ay], [bx, by]) = (a, b);
        let apart = ax.max(bx) < self.west
            || ax.min(bx) > self.east
            || ay.max(by) < self.south
            || ay.min(by) > self.north;
        if apart {
            return false;
        }
        // The boxes meet: the edge does unless all corners lie on one side of its line.
        let side = |x: f64, y: f64| (bx - ax) * (y - ay) - (by - ay) * (x - ax);
        let corners = [
            side(self.west, self.south),
            side(self.east, self.south),
            side(self.east, self.north),
            side(self.west, self.north),
        ];
        corners.iter().any(|side| *side >= 0.0) && corners.iter().any(|side| *side <= 0.0)
    }

    /// Even-odd over all rings, by a ray to the east.
    fn corner_is_inside(&self, rings: &[Vec<[f64; 2]>]) -> bool {
        let (x, y) = (self.west, self.south);
        let crossed = |(a, b): &([f64; 2], [f64; 2])| {
            let ([ax, ay], [bx, by]) = (*a, *b);
            (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
        };
        edges(rings).filter(crossed).count() % 2 == 1
    }
}

/// All edges, the one that closes each ring included.
fn edges(rings: &[Vec<[f64; 2]>]) -> impl Iterator<Item = ([f64; 2], [f64; 2])> {
    rings.iter().flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)))
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
