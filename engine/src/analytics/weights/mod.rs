//! Who is near whom: spatial weights (空间权重), how they are made, and how they are written down.

mod contiguity;
mod distance;
mod files;
mod graph;
mod hexagons;

pub use contiguity::{Contiguity, contiguity};
pub use distance::{band, largest_nearest, mean_nearest, nearest};
pub use files::{FileForm, Names, WeightsFileError, read_weights, write_weights};
pub use graph::{Row, Sums, Weights, WeightsError};
pub use hexagons::hexagons;
