//! One file a command.

#[cfg(feature = "polars")]
pub mod assign;
pub mod backup;
pub mod check;
pub mod check_district;
#[cfg(feature = "polars")]
pub mod datum;
#[cfg(feature = "polars")]
pub mod export;
#[cfg(feature = "polars")]
pub mod filing;
pub mod generate;
#[cfg(feature = "polars")]
pub mod import;
pub mod locate;
pub mod plan;
pub mod report;
pub mod rules;
#[cfg(feature = "polars")]
pub mod simulate;
pub mod stats;
pub mod verify;
