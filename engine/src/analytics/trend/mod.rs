//! Does it rise? Trends of a series without a law assumed: Mann–Kendall, Sen's slope, one change point.

mod change;
mod kendall;
mod series;

pub use change::{Change, pettitt};
pub use kendall::{Trend, mann_kendall, seasonal_mann_kendall};
pub use series::{LONGEST, Series, SeriesError};

#[cfg(test)]
mod golden_tests;
