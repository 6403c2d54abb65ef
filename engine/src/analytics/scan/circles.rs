//! Circles (圆形窗口) around every place: which places enter, in which order, and where a circle may end.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::settings::{ScanError, Settings};
use crate::measure::PlaneXY;

/// How places that are equally far from the centre enter a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ties {
    /// All at once: a circle holds what lies within its radius.
    Together,
    /// One after another, the lower number first.
    ByNumber,
}

/// The circles of all centres: those of one centre grow from place to place.
#[derive(Debug, Clone, PartialEq)]
pub struct Circles {
    starts: Vec<usize>,
    order: Vec<u32>,
    /// Whether a circle may end here.
    ends: Vec<bool>,
}

/// Places that all centres together may hold.
const MOST: usize = 200_000_000;

impl Circles {
    /// Circles around each place, while the weights of its members are at most the share of all and it is no larger than the radius.
    ///
    /// # Errors
    /// [`ScanError`] where places or weights cannot be used, or no circle stays within the bounds.
    ///
    /// # Complexity
    /// O(n² log n) on all threads; 5 bytes for each place in each circle of the largest size.
    pub fn new(places: &[PlaneXY], weights: &[f64], settings: &Settings) -> Result<Self, ScanError> {
        settings.check()?;
        if let Some(at) = places.iter().position(|place| !(place.x.is_finite() && place.y.is_finite())) {
            return Err(ScanError::Place(at));
        }
        let most = settings.share * weights.iter().sum::<f64>();
        let mut circles = Self { starts: vec![0], order: Vec::new(), ends: Vec::new() };
        // Block by block, so that too much is seen before it is made.
        for block in places.chunks(256) {
            let rows: Vec<_> =
                block.par_iter().map(|centre| around(*centre, places, weights, most, settings)).collect();
            for row in rows {
                circles.order.extend(row.iter().map(|(place, _)| place));
                circles.ends.extend(row.iter().map(|(_, end)| end));
                circles.starts.push(circles.order.len());
            }
            if circles.order.len() > MOST {
                return Err(ScanError::TooLarge(circles.order.len()));
            }
        }
        if circles.order.is_empty() { Err(ScanError::NoCircle(settings.share)) } else { Ok(circles) }
    }

    /// How many centres there are.
    #[must_use]
    pub fn centres(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many circles there are, the same set around two centres counted twice.
    #[must_use]
    pub fn count(&self) -> usize {
        self.ends.iter().filter(|end| **end).count()
    }

    /// The places around a centre as they enter, each with whether a circle may end with it.
    pub fn around(&self, centre: usize) -> impl Iterator<Item = (u32, bool)> {
        let range = match self.starts.get(centre..centre + 2) {
            Some([start, end]) => *start..*end,
            _ => 0..0,
        };
        let order = self.order.get(range.clone()).unwrap_or_default();
        let ends = self.ends.get(range).unwrap_or_default();
        order.iter().copied().zip(ends.iter().copied())
    }

    /// The highest sum of a number over the members of a circle.
    pub(super) fn highest(&self, of: &[f64]) -> f64 {
        let centre =
            |centre| self.around(centre).filter_map(|(place, _)| of.get(place as usize)).sum::<f64>();
        (0..self.centres()).into_par_iter().map(centre).reduce(|| 0.0, f64::max)
    }
}

/// The straight distance.
pub(super) fn distance(a: PlaneXY, b: PlaneXY) -> f64 {
    let (x, y) = (a.x - b.x, a.y - b.y);
    (x * x + y * y).sqrt()
}

fn around(
    centre: PlaneXY,
    places: &[PlaneXY],
    weights: &[f64],
    most: f64,
    settings: &Settings,
) -> Vec<(u32, bool)> {
    let reach = settings.radius.unwrap_or(f64::INFINITY);
    let mut far: Vec<(u64, u32)> = (0..)
        .zip(places)
        .map(|(at, place)| (distance(centre, *place), at))
        .filter(|(far, _)| *far <= reach)
        // Numbers from 0 on are ordered as their bits are.
        .map(|(far, at)| (far.to_bits(), at))
        .collect();
    far.sort_unstable();
    let mut row: Vec<(u32, bool)> = Vec::new();
    let mut sum = 0.0;
    let together = settings.ties == Ties::Together;
    for group in far.chunk_by(|a, b| together && a.0 == b.0) {
        sum += group.iter().filter_map(|(_, place)| weights.get(*place as usize)).sum::<f64>();
        if sum > most {
            break;
        }
        row.extend(group.iter().map(|(_, place)| (*place, false)));
        if let Some(last) = row.last_mut() {
            last.1 = true;
        }
    }
    row.shrink_to_fit();
    row
}

#[cfg(test)]
#[path = "circles_tests.rs"]
mod tests;
