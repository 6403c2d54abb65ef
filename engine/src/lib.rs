//! Gridward: a district's responsibility grid (责任网格) as exact cells.
//!
//! The modules stand in a strict order; each may use only what stands above it (a test holds the order).
//! Nothing here knows HTTP, async, the clock, the environment or a random state: time, seed and storage are arguments.
//!
//! | module | the question it answers |
//! |---|---|
//! | [`measure`], [`ids`] | what is a metre, a cell code, a version? |
//! | [`crs`] | where is this coordinate really? |
//! | [`topology`] | do these polygons tile the plane? |
//! | [`grid`] | which cells exist, in which layers and hierarchy, in which plan, since when? |
//! | [`locate`] | which cell holds this place? |
//! | [`calendar`] | when is this due? |
//! | [`rules`] | who answers for this class here at this time, by when, at which level? |
//! | [`assign`] | case → owner, with reasons |
//! | [`cases`] | what is a case, which transitions are lawful? |
//! | [`store`] | what is on disk? |
//! | [`desk`] | what happens to a message? |
//! | [`analytics`] | what do the cases say? |
//! | [`tiles`] | what does this tile show? |
//! | [`simulate`] | what would a district look like that nobody has mapped? |

#![forbid(unsafe_code)]
#![warn(clippy::print_stderr)]
#![cfg_attr(
    test,
    allow(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::disallowed_methods,
        clippy::float_cmp,
        clippy::items_after_statements,
        clippy::panic,
        clippy::string_slice,
        clippy::unreadable_literal,
        clippy::unwrap_used,
        reason = "tests count small, compare exactly, quote published vectors, and are told where reference data lies"
    )
)]

pub mod analytics;
pub mod assign;
pub mod calendar;
pub mod cases;
pub mod crs;
pub mod desk;
#[cfg(feature = "polars")]
pub mod frames;
pub mod grid;
pub mod ids;
pub mod locate;
pub mod measure;
pub mod rules;
pub mod simulate;
pub mod store;
pub mod tiles;
pub mod topology;
pub mod vector_io;
