//! The seventeen patterns of a cell through time: eight hot, eight cold, and none.

use serde::{Deserialize, Serialize};

/// Whether a bin is believed to be cold, neither, or hot: -1, 0, 1.
pub type Flag = i8;

/// What a cell has been through (时空热点模式), in Esri's wording, whose codes are +1 to +8 for hot and -1 to -8 for cold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Hot in the last step, and never before (新增).
    New,
    /// Hot without a break in the last two steps or more, never before, and in fewer than 90 % of all steps (连续).
    Consecutive,
    /// Hot in at least 90 % of the steps and in the last, and rising (加强).
    Intensifying,
    /// The same without a trend (持续).
    Persistent,
    /// The same and falling (减弱).
    Diminishing,
    /// Hot in the last step, on and off before, in fewer than 90 %, never cold (分散).
    Sporadic,
    /// Hot in the last step and cold in some step before, hot in fewer than 90 % (振荡).
    Oscillating,
    /// Not hot in the last step, but in at least 90 % of all (历史).
    Historical,
}

/// What a cell is called that is hot in its last steps only, and was cold before: both "new" (or "consecutive") and "oscillating" describe it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColdPast {
    /// New or consecutive: it has never been hot before.
    #[default]
    New,
    /// Oscillating: it has been cold before.
    Oscillating,
}

impl Category {
    /// Esri's number, from 1 to 8.
    #[must_use]
    pub fn number(self) -> i8 {
        match self {
            Self::New => 1,
            Self::Consecutive => 2,
            Self::Intensifying => 3,
            Self::Persistent => 4,
            Self::Diminishing => 5,
            Self::Sporadic => 6,
            Self::Oscillating => 7,
            Self::Historical => 8,
        }
    }

    /// The words for a code from -8 to 8, as map readers know them.
    #[must_use]
    pub fn words(code: i8) -> String {
        let name = match code.unsigned_abs() {
            1 => "New",
            2 => "Consecutive",
            3 => "Intensifying",
            4 => "Persistent",
            5 => "Diminishing",
            6 => "Sporadic",
            7 => "Oscillating",
            8 => "Historical",
            _ => return "No Pattern Detected".to_owned(),
        };
        format!("{}: {name}", if code > 0 { "Hot" } else { "Cold" })
    }
}

/// The code of a cell, from -8 to 8, and whether two descriptions fit it, so that `cold_past` decided.
///
/// `trend` is the sign of a believed trend of the cell's z: -1, 0 or 1. Of a cold cell "intensifying" means that z falls.
///
/// # Complexity
/// O(steps).
///
/// # References
/// Esri, "How Emerging Hot Spot Analysis works", `ArcGIS` Pro; `ArcMap` 10.3 called cells sporadic that are not hot in the last step, later ones do not.
#[must_use]
pub fn categorise(flags: &[Flag], trend: i8, cold_past: ColdPast) -> (i8, bool) {
    let hot = one_side(flags, 1, trend, cold_past);
    if let Some((category, ambiguous)) = hot {
        return (category.number(), ambiguous);
    }
    let cold = one_side(flags, -1, -trend, cold_past);
    cold.map_or((0, false), |(category, ambiguous)| (-category.number(), ambiguous))
}

/// The category of one side: `side` is the flag that counts as hot, `trend` above 0 means stronger.
fn one_side(flags: &[Flag], side: Flag, trend: i8, cold_past: ColdPast) -> Option<(Category, bool)> {
    let steps = flags.len();
    let on = flags.iter().filter(|flag| **flag == side).count();
    let mostly = on > 0 && on * 10 >= steps * 9;
    if flags.last() != Some(&side) {
        return mostly.then_some((Category::Historical, false));
    }
    let run = flags.iter().rev().take_while(|flag| **flag == side).count();
    let opposite = flags.contains(&-side);
    if mostly && steps > 1 {
        let category = match trend {
            1.. => Category::Intensifying,
            0 => Category::Persistent,
            ..0 => Category::Diminishing,
        };
        return Some((category, false));
    }
    if run == on {
        let category = if run == 1 { Category::New } else { Category::Consecutive };
        let category = match cold_past {
            ColdPast::Oscillating if opposite => Category::Oscillating,
            ColdPast::New | ColdPast::Oscillating => category,
        };
        return Some((category, opposite));
    }
    Some((if opposite { Category::Oscillating } else { Category::Sporadic }, false))
}

#[cfg(test)]
#[path = "category_tests.rs"]
mod tests;
