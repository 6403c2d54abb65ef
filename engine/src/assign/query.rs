//! What is asked: a class, a place as its source knows it, an instant.

use jiff::Timestamp;

use crate::crs::{Datum, StatedPair};
use crate::ids::{ClassCode, ComponentCode, SourceCode};
use crate::locate::Location;
use crate::measure::Metres;
use crate::rules::{CaseKind, Grade};

/// Where a case is said to be, borrowed from whoever keeps it. Every field may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Whereabouts<'a> {
    /// The pair as stated.
    pub pair: Option<StatedPair>,
    /// Its datum; the source's usual one where it is missing.
    pub datum: Option<&'a Datum>,
    /// The radius of uncertainty; the source's usual one where it is missing.
    pub accuracy: Option<Metres>,
    /// A shape in WGS 84 instead of a pair.
    pub shape: Option<&'a Location>,
    /// The address in words.
    pub address: Option<&'a str>,
    /// The component that it is about.
    pub component: Option<&'a ComponentCode>,
}

/// A question about an owner: everything that a decision may depend on, beside the versions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Query<'a> {
    /// The class.
    pub class: &'a ClassCode,
    /// The filing condition, by its number in the class.
    pub condition: Option<u8>,
    /// The kind of handling; the class's usual one where it is missing.
    pub kind: Option<CaseKind>,
    /// Where it comes from.
    pub source: &'a SourceCode,
    /// The quality grade of its information.
    pub grade: Option<Grade>,
    /// The instant for which the answer holds: it picks the time slot and starts the clock.
    pub at: Timestamp,
    /// Where it is said to be.
    pub place: Whereabouts<'a>,
}
