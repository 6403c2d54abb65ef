//! What is the figure of a cell? Exact counts over the columns of cases, measures with their denominators, and what may be
//! shown to whom.

mod measure;
mod merge;
mod shown;
mod tally;

pub use measure::{Exposure, Figure, Measure, Missing, Period, UnknownMeasure};
pub use merge::{Merged, merged};
pub use shown::{Basis, Shown, ShownCell};
pub use tally::{CellOf, Tallies, Tally};
