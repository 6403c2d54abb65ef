//! How many, when, of what, and where? Exact counts of chosen cases in one pass over the columns, and what of them may be told.
//!
//! [`Chosen`] says which cases are meant, a [`Tallying`] what is counted of each: [`SeriesTally`] by period, [`DimensionTally`] by
//! class, source, unit or stage, [`CellTally`] how many cells they lie in; a pair of them is counted in the same pass.
//! [`withhold`] keeps small counts of one answer back; [`Published`] is what everybody may be told, whatever else is asked.

mod area;
mod block;
#[cfg(test)]
mod case_for_tests;
mod cells;
mod chosen;
mod dimension;
mod period;
mod published;
mod series;
mod withhold;

pub use area::{Area, AreaError};
pub use block::{Block, Week};
pub use cells::CellTally;
pub use chosen::{Chosen, Tallying};
pub use dimension::{Dimension, DimensionTally};
pub use period::{MOST_PERIODS, Period, PeriodError, Step};
pub use published::{Nodes, Published, Told};
pub use series::{CaseTally, SeriesTally, Slots, extent};
pub use withhold::{Withheld, withhold};
