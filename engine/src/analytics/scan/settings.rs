//! What a scan is told, and why it may refuse.

use serde::{Deserialize, Serialize};

use super::circles::Ties;
use crate::analytics::chance::Streams;

/// Which windows are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rates {
    /// More cases than expected (高发).
    High,
    /// Fewer (低发).
    Low,
    /// Either.
    Both,
}

impl Rates {
    /// Whether a window with `cases` against `expected` is one of them.
    #[must_use]
    pub fn admits(self, cases: f64, expected: f64) -> bool {
        match self {
            Self::High => cases > expected,
            Self::Low => cases < expected,
            Self::Both => true,
        }
    }
}

/// How a scan is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The largest share of the population (of the cases, where there is no population) in one circle; above 0, at most 1.
    pub share: f64,
    /// The largest radius of a circle, in the plane's unit.
    pub radius: Option<f64>,
    /// How places that are equally far enter a circle.
    pub ties: Ties,
    /// Which windows are looked for.
    pub rates: Rates,
    /// How many clusters are told at most.
    pub most: usize,
    /// Whether told clusters may share places: the best circle of each centre and span of time, each set of places once. Otherwise each next one is the best that shares none with those before.
    pub overlapping: bool,
    /// Replicas of the null; 0 for no p-values.
    pub draws: u32,
    /// Where randomness comes from; each replica has its own stream.
    pub streams: Streams,
}

impl Settings {
    pub(super) fn check(&self) -> Result<(), ScanError> {
        if !(self.share > 0.0 && self.share <= 1.0) {
            return Err(ScanError::Share(self.share));
        }
        match self.radius {
            Some(radius) if !(radius >= 0.0 && radius.is_finite()) => Err(ScanError::Radius(radius)),
            _ => Ok(()),
        }
    }
}

/// Why a scan cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ScanError {
    /// Columns of different length.
    #[error("{what}: {found} numbers for {places} places; one for each place is needed")]
    Length {
        /// Which column.
        what: &'static str,
        /// How many it holds.
        found: usize,
        /// How many places there are.
        places: usize,
    },
    /// A place that stands nowhere.
    #[error("place {0}: its coordinates are no finite numbers; give both, or take the place out")]
    Place(usize),
    /// A population that is none.
    #[error("place {place}: its population is {population}; a finite number from 0 on is needed")]
    Population {
        /// Which place.
        place: usize,
        /// What was given.
        population: f64,
    },
    /// Cases where nobody is.
    #[error(
        "place {place}: {cases} cases without any population; give its population, or take the place out"
    )]
    Unpeopled {
        /// Which place.
        place: usize,
        /// Its cases.
        cases: u32,
    },
    /// Too few to compare.
    #[error("{0} cases; a scan compares a window with the rest and needs at least 2")]
    TooFew(u64),
    /// Too many to count.
    #[error("{0} cases; at most 2,000,000,000 can be counted: scan a shorter time")]
    TooMany(u64),
    /// One place.
    #[error("{0} places with population; at least 2 are needed to compare one with another")]
    OnePlace(usize),
    /// A share that is none.
    #[error("the largest share of a circle is {0}; it must be above 0 and at most 1, such as 0.5")]
    Share(f64),
    /// A radius that is none.
    #[error("the largest radius is {0}; a finite number from 0 on is needed")]
    Radius(f64),
    /// No circle is allowed.
    #[error("no circle stays within the largest share {0}; raise it, or divide the largest place")]
    NoCircle(f64),
    /// More than memory should hold.
    #[error("the circles hold {0} places in all, more than 200,000,000; lower the largest share or radius")]
    TooLarge(usize),
    /// Days times places, more than memory should hold.
    #[error(
        "{steps} steps of time at {places} places are more than 4,000,000; take longer steps, or fewer of them"
    )]
    TooLong {
        /// Steps that are scanned.
        steps: usize,
        /// Places.
        places: usize,
    },
    /// A case at no place or no step.
    #[error(
        "case {case}: place {place}, step {step}; there are {places} places and {steps} steps, counted from 0"
    )]
    Outside {
        /// Which case.
        case: usize,
        /// Its place.
        place: u32,
        /// Its step.
        step: u32,
        /// Places there are.
        places: usize,
        /// Steps there are.
        steps: usize,
    },
    /// A time of nothing.
    #[error(
        "the longest window is {longest} of {steps} steps; it must be at least 1 and shorter than all of the time"
    )]
    Duration {
        /// Longest window.
        longest: usize,
        /// Steps there are.
        steps: usize,
    },
}
