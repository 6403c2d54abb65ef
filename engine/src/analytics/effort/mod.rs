//! Are there more cases, or was more looked? Exposure (暴露量) and reporting bias: what patrol hours, households or road length let expect, and who
//! found the cases.

mod expected;
mod found_by;

pub use expected::{EffortError, ExpectedByExposure, Exposure, expected_by_exposure};
pub use found_by::{FoundBy, Shares, found_by};
