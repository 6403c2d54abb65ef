//! Where cases come from (案件来源), and how well each source knows the place.

use serde::{Deserialize, Serialize};

use crate::crs::Datum;
use crate::grid::Title;
use crate::ids::SourceCode;
use crate::measure::Metres;

/// How a source states the place of a case (位置质量).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum LocationQuality {
    /// A satellite position of the person on the spot.
    Gps,
    /// A position that a geocoder gave for an address.
    Geocoded,
    /// The address as text.
    AddressText,
    /// The cell of the phone network.
    PhoneCell,
    /// Nothing.
    None,
}

/// A source of cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its code.
    pub code: SourceCode,
    /// Its name.
    pub name: Title,
    /// How it states places.
    pub location: LocationQuality,
    /// The datum in which it states them, where a case says nothing else.
    pub datum: Option<Datum>,
    /// The radius of uncertainty where a case says nothing else.
    pub accuracy: Option<Metres>,
    /// Whether it is people from outside the administration; its reports are verified before they are filed.
    pub public: bool,
}
