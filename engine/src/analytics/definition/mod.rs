//! `indicators.json` and `colours.json`: what is counted, what it is divided by, how it is scored and coloured.
//!
//! Nothing of it is code, because sources of the trade disagree: a published rate names the definition that it follows, and
//! two definitions may stand side by side.

mod colours;
mod indicators;
mod load;
mod mark;
mod scores;

pub use colours::{COLOURS_SCHEMA, CaseColours, Colour, ColoursFile, PaletteEntry, UnitColours};
pub use indicators::{Among, Choice, Form, INDICATORS_SCHEMA, Indicator, IndicatorsFile, Terms};
pub use load::{
    COLOURS_FILE, INDICATORS_FILE, load_colours, load_indicators, parse_colours, parse_indicators,
};
pub use mark::{Amount, Mark};
pub use scores::{Charge, ScoreLevel, ScoreLine, ScoreTable};
