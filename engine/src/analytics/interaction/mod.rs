//! Do cases that are close in space come close in time? Knox and the near-repeat table (时空交互).

mod knox;
mod near_repeat;
mod pairs;
mod tables;
mod times;

pub use knox::{Knox, knox};
pub use near_repeat::{NearRepeat, near_repeat};
pub use pairs::{InteractionError, MOST_PAIRS};

#[cfg(test)]
mod golden_tests;
