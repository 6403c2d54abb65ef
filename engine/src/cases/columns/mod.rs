//! All cases in memory as columns: the one source for tiles, statistics, queues, duplicate search and the impact of plans.
//!
//! Rows stand in runs of some 260,000 that arrived one after the other, each in chunks along a Hilbert curve, cases without a
//! place last; what came since the last merge stands behind them in small chunks in the order of arrival. Every column of a chunk is copied only when a writer changes it while a reader
//! holds it, so that a snapshot costs a few pointers, readers see one state for as long as they like, and the writer never
//! waits for them.
//!
//! Memory, with whole seconds and without rewards: at most 59 bytes in the chunks (a column that is the same in neighbouring chunks is kept once), 4 for the way from number to row, 5 to 10 for the look-up
//! by identity, and the identity's text: about 4 where those that follow one another resemble one another, otherwise its length
//! and 2. A row with fractions of seconds or a reward takes 24 more. The cells of a case are one number: the combinations of cells
//! are kept once. The digest of a case's body is the store's alone: only a retry asks for it.

mod build;
mod cell_sets;
mod changes;
mod chunk;
mod filter;
mod fold;
mod identity;
mod index_set;
mod inside;
mod lateness;
mod live;
mod near;
mod page;
mod row;
mod snapshot;
mod texts;

pub use cell_sets::CellSet;
pub use changes::{Changes, Side};
pub use chunk::{Chunk, Places};
pub use filter::{Filter, Selection};
pub use index_set::IndexSet;
pub use inside::{Inside, InsideSets};
pub use live::{ColumnsError, LiveColumns, MergeJob, Merged};
pub use near::Near;
pub use row::{NO_BODY, NO_PLACE, NO_TIME, level_number, queue_number};
pub use snapshot::Columns;

#[cfg(test)]
pub(crate) mod by_lot_for_tests;
#[cfg(test)]
#[path = "columns_tests.rs"]
mod tests;
