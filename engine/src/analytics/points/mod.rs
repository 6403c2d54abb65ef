//! How places lie together: K, L and pair correlation, piles of coincident places, clusters by density.

mod dbscan;
mod hdbscan;
mod near;
mod piles;
mod ripley;

pub use dbscan::{Clusters, ClustersError, dbscan};
pub use hdbscan::{HdbscanError, MOST_PLACES, hdbscan};
pub use near::Near;
pub use piles::{Pile, piles};
pub use ripley::{Correction, Pattern, PatternError, pair_correlation, ripley};

#[cfg(test)]
pub(in crate::analytics) mod golden_for_tests;
#[cfg(test)]
mod golden_tests;
