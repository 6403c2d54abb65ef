//! A case as it comes in (上报).

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use super::event::PrivateText;
use crate::crs::{Datum, StatedPair};
use crate::ids::{CaseId, ClassCode, ComponentCode, SourceCode};
use crate::locate::Location;
use crate::measure::Metres;
use crate::rules::{CaseKind, Grade};

/// Where a case is said to be: whatever the source knows. All of it is kept for ever, as it was stated.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StatedPlace {
    /// The pair as stated.
    pub pair: Option<StatedPair>,
    /// Its datum; needed with a pair.
    #[serde(with = "crate::crs::datum_text")]
    pub datum: Option<Datum>,
    /// The radius of uncertainty.
    pub accuracy: Option<Metres>,
    /// A shape in WGS 84 instead of a pair: ellipse, arc band, polygon.
    pub shape: Option<Location>,
    /// The address in words.
    pub address: Option<PrivateText>,
    /// The component that it is about.
    pub component: Option<ComponentCode>,
}

/// Who reported, where the source says it. Kept in the side table only.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reporter {
    /// Name.
    pub name: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
}

/// A case as its source sends it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intake {
    /// The identity that the sender made; the same identity with the same body is the same case.
    pub id: CaseId,
    /// Its class.
    pub class: ClassCode,
    /// The filing condition, by its number in the class, where the sender knows it.
    pub condition: Option<u8>,
    /// The kind of handling, where the sender knows it; the class's usual one otherwise.
    pub kind: Option<CaseKind>,
    /// Where it is said to be.
    pub place: StatedPlace,
    /// When it was reported.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub reported_at: Timestamp,
    /// Where it comes from.
    pub source: SourceCode,
    /// The quality grade of its information, where the sender gives one.
    pub grade: Option<Grade>,
    /// What was said.
    pub text: Option<PrivateText>,
    /// Who reported, as JSON of [`Reporter`].
    pub reporter: Option<PrivateText>,
    /// Whether it is invented (合成): for a demonstration, a test, a simulation. It stays so for ever. The last field: a log
    /// from before it existed ends before it.
    #[serde(default, deserialize_with = "last")]
    pub synthetic: bool,
}

/// The last bit of a case; where its bytes end before it, it is not set.
#[expect(clippy::unnecessary_wraps, reason = "serde wants a result")]
fn last<'de, D: Deserializer<'de>>(bytes: D) -> Result<bool, D::Error> {
    Ok(bool::deserialize(bytes).unwrap_or(false))
}

#[cfg(test)]
#[path = "intake_tests.rs"]
mod tests;
