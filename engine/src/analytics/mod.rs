//! What do the cases say? What indicators, scores and colours of warning are, as a district defines them; the printed report of a
//! period; and figures of chosen cases: series, lists of the most frequent, areas.

pub mod autocorrelation;
pub mod chance;
pub mod definition;
pub mod figures;
pub mod rates;
pub mod report;
pub mod trend;
pub mod weights;
