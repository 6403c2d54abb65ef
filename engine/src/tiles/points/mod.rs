//! Cases as points (点位图), for those who may see where each one is: alone at close zooms, otherwise in clusters.
//!
//! Clusters are the cells of one lattice of the world, 64 pixels wide at every zoom, that no tile's border cuts: a cluster is the
//! same in whatever tile it is asked for, lies in one tile of a zoom only, and the clusters of all tiles add up to all cases.

mod draw;
mod lattice;

pub use draw::{PointQuestion, PointTile, PointWords};

#[cfg(test)]
mod points_tests;
