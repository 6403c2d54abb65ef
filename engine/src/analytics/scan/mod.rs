//! Where, and since when, are there more cases than chance gives? Scan statistics (扫描统计): windows of every size over every place, and one
//! p-value for the best of them all.

mod bounds;
mod circles;
mod lanes;
mod permutation;
mod poisson;
mod settings;
mod windows;

pub use circles::{Circles, Ties};
pub use permutation::{SpaceTime, SpaceTimeScan, Span, space_time};
pub use poisson::{PoissonScan, poisson};
pub use settings::{Rates, ScanError, Settings};
pub use windows::{Cluster, log_likelihood_ratio};

#[cfg(test)]
mod golden_tests;
