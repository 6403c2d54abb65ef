//! Gridward: a district's responsibility grid (责任网格) as exact cells.
//!
//! The modules stand in a strict order; each may use only what stands above it (a test holds the order).
//! Nothing here knows HTTP, async, the clock, the environment or a random state: time, seed and storage are arguments.
//!
//! | module | the question it answers |
//! |---|---|
//! | [`measure`], [`ids`] | what is a metre, a cell code, a version? |
//! | [`crs`] | where is this coordinate really? |

#![forbid(unsafe_code)]

pub mod measure;
pub mod ids;
pub mod crs;
#[cfg(feature = "polars")]
pub mod frames;
pub mod vector_io;
