//! What is getting hotter, and what has cooled? Cells through time: a space-time cube (时空立方体), Gi* that looks back, the trend of each cell, the
//! seventeen patterns that planners know, and what many looks at noise would show.

mod category;
mod cube;
mod hotspots;
mod looks;
mod pattern;
mod steps;
mod trend;

pub use category::{Category, ColdPast, Flag, categorise};
pub use cube::{Cube, CubeError};
pub use hotspots::{BinTails, HotBins, NullOf, Reference, space_time_gi, space_time_weights};
pub use looks::{Looks, LooksError, repeated_looks};
pub use pattern::{Emerging, Settings, Trend, emerging};
pub use steps::{CivilSteps, LastStep, NumberedSteps, StepUnit, StepsError};

#[cfg(test)]
mod golden_tests;
