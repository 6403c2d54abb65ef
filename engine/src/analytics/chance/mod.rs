//! Is it chance? Random streams that no thread can disturb, tails with their ties, p-values, and control over many of them.

mod discovery;
mod streams;
mod tails;

pub use discovery::{Cutoff, Level, benjamini_hochberg, bonferroni, hot_spot_bins};
pub(in crate::analytics) use streams::halves;
pub use streams::{Stream, Streams};
pub use tails::{TIE, Tails, two_sided_normal, upper_normal};
