//! How many for how many? Rates of places that differ in size: empirical Bayes, rates for Moran's I, limits of a funnel.

mod bayes;
mod exposed;
mod funnel;
mod standard;

pub use bayes::{Prior, Smoothed, global_bayes, local_bayes};
pub use exposed::{Exposed, ExposedError};
pub use funnel::{Funnel, FunnelPlace, Limits, funnel};
pub use standard::{empirical_bayes_moran, standardised_rates};

#[cfg(test)]
mod golden_tests;
