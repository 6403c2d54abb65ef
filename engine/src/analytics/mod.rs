//! What do the cases say? What indicators, scores and colours of warning are, as a district defines them; the printed report of a
//! period; and figures of chosen cases: series, lists of the most frequent, areas. And is it chance? The statistics.

pub mod accuracy;
pub mod autocorrelation;
pub mod chance;
pub mod definition;
pub mod effort;
pub mod emerging;
pub mod figures;
pub mod interaction;
pub mod points;
pub mod rates;
pub mod report;
pub mod scan;
pub mod surface;
pub mod trend;
pub mod weights;
