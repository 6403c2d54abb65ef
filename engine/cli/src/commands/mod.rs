//! One file a command.

#[cfg(feature = "polars")]
pub mod assign;
pub mod check;
pub mod check_district;
#[cfg(feature = "polars")]
pub mod datum;
pub mod generate;
pub mod locate;
pub mod rules;
