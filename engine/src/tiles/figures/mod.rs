//! What is the figure of a cell? Exact counts over the columns of cases, measures with their denominators, and what may be
//! shown to whom.

mod groups;
mod measure;
mod shown;
mod tally;

pub use groups::{Groups, Merged};
pub use measure::{Exposure, Figure, Measure, Missing, Period, UnknownMeasure};
pub use shown::{Basis, Shown, ShownCell};
pub use tally::{CellOf, Tallies, Tally};
