//! Tables of cases that were handled elsewhere (历史案件): rows become cases with their past.
//!
//! A row that has an identity, a class column and an instant of report is never lost: a coordinate that cannot be used is
//! listed and the case comes in without a place, to stand in the queue of those that need one.

mod columns;
mod instant;
mod read;

pub use columns::{FIELDS, PastColumns, PastField};
pub use instant::InstantReader;
pub use read::PastReader;
