//! The report of a period (运行报告): figures as a district prints them, computed from the cases and held against the print.
//!
//! A figure is data: what is counted, out of what, over which period, and what a publication says. A rate never stands
//! without its denominator, and where the print and the cases differ the report says so instead of choosing.

mod compute;
mod definition;
mod tally;

pub use compute::{Ground, Line, Verdict, report};
pub use definition::{Figure, FigureKind, FigurePeriod, Measure, ReportSpec, Selection};
pub use tally::{Tallies, TallyError};
