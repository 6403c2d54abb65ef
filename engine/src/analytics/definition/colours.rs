//! Colours of warning (分色预警): green, blue, red.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::grid::Title;
use crate::rules::UnitKind;

/// The value of `schema` that this version reads.
pub const COLOURS_SCHEMA: &str = "gridward/colours/1";

/// A colour of warning. China's usual scale of alerts has other colours; these are the district's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Colour {
    /// 绿: on target.
    Green,
    /// 蓝: at risk.
    Blue,
    /// 红: overdue, or below the limit.
    Red,
}

/// `colours.json`: when a unit and a case turn green, blue or red.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColoursFile {
    /// `gridward/colours/1`.
    pub schema: String,
    /// Where the thresholds come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Title>,
    /// What each colour looks like; all three, each once.
    pub palette: Vec<PaletteEntry>,
    /// Colours of units.
    pub units: Vec<UnitColours>,
    /// Colours of single cases.
    pub cases: CaseColours,
}

/// What a colour looks like, with a second sign for those who do not see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaletteEntry {
    /// The colour.
    pub colour: Colour,
    /// Its name for people.
    pub title: Title,
    /// As `#rrggbb`.
    #[schemars(regex(pattern = r"^#[0-9a-f]{6}$"))]
    pub hex: String,
    /// The second sign.
    pub sign: String,
}

/// The colour of units of some kinds, by one indicator over the last days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitColours {
    /// The kinds of units.
    pub kinds: Vec<UnitKind>,
    /// The definition of an indicator of `indicators.json`.
    pub indicator: String,
    /// Over how many days before now.
    pub days: u16,
    /// Green on the good side of this value, the value itself with it.
    pub green_at: f64,
    /// Red on the bad side of this value; blue between.
    pub red_at: f64,
    /// How far a value must pass a threshold before the colour changes back, so that it does not flicker.
    pub hysteresis: f64,
    /// With fewer cases in the denominator the colour is green: too few to say.
    pub least_cases: u32,
    /// Whether no public record says so.
    #[serde(default)]
    pub setting: bool,
}

/// The colour of a case by the share of its time that is used; red is a case past its deadline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseColours {
    /// Blue from this share of the limit on, 0 to 1.
    pub blue_from: f64,
    /// Whether no public record says so.
    #[serde(default)]
    pub setting: bool,
}

impl UnitColours {
    /// The colour of a value after another colour: a threshold is passed back only by more than the hysteresis.
    ///
    /// # Complexity
    /// O(1).
    #[must_use]
    pub fn colour_of(&self, value: f64, cases: u32, lower_is_better: bool, before: Option<Colour>) -> Colour {
        if cases < self.least_cases {
            return Colour::Green;
        }
        let sign = if lower_is_better { -1.0 } else { 1.0 };
        let goodness = |threshold: f64| sign * (value - threshold);
        let needed = |is_better: bool| if is_better { self.hysteresis } else { 0.0 };
        let green = goodness(self.green_at) >= needed(before.is_some_and(|before| before != Colour::Green));
        let above_red = goodness(self.red_at) >= needed(before == Some(Colour::Red));
        match (green, above_red) {
            (true, _) => Colour::Green,
            (false, true) => Colour::Blue,
            (false, false) => Colour::Red,
        }
    }
}

#[cfg(test)]
#[path = "colours_tests.rs"]
mod tests;
