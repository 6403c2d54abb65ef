//! What colour does a value get? Ramps that are even to the eye and to those who see few colours, and scales that are
//! declared once for all tiles and all viewers.

mod ramp;
mod scale;

#[cfg(test)]
mod sight_for_tests;

pub use ramp::{Ramp, Rgb, UnknownRamp};
pub use scale::{Scale, ScaleError};
