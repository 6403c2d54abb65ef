//! Do like values lie together? Local and global spatial autocorrelation (空间自相关), with moments and with permutations.

mod counts;
mod enumerate;
mod geary;
mod gi;
mod global;
mod joins;
mod moran;
mod null;
mod profile;
mod values;

pub use counts::exact_by_counting;
pub use enumerate::exact_by_enumeration;
pub use geary::{LocalGeary, local_geary};
pub use gi::{Gi, gi};
pub use global::{Geary, GeneralG, Moran, geary, general_g, moran};
pub use joins::{JoinCount, Joins, join_counts, local_joins};
pub use moran::{Divisor, LocalMoments, LocalMoran, Quadrant, local_moran};
pub use null::{Null, lag_tails};
pub use profile::{AtDistance, DistanceProfile, distance_profile};
pub use values::{Values, ValuesError};

#[cfg(test)]
mod golden_tests;
