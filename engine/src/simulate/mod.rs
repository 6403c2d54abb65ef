//! Invented ground and invented cases, seeded and marked synthetic: coverages and streets to try a district with.
//!
//! Everything here is a pure function of its specification and a seed, the same bit for bit on every machine: decisions
//! about geometry are made on integers, or with the basic IEEE operations and square roots only.

pub mod cases;
pub mod coverage;
pub mod district;
mod random;
pub mod streets;

pub use random::{SplitMix64, smooth_noise};
