//! Kernel density (核密度) on the pixels of a window, summed from its definition in doubles; corrected along a rectangle or along the
//! district's true border; the ratio of two surfaces; bandwidths that adapt to how dense the places are.
//!
//! The map's tiles have their own density ([`crate::tiles::density`]), on a lattice and within stated bounds; this one is exact and for
//! analysis.

mod adaptive;
mod kernel;
mod pixels;
mod ratio;
mod sum;
mod window;

pub use adaptive::adapted;
pub use kernel::Kernel;
pub use pixels::{MOST_PIXELS, Pixels};
pub use ratio::ratio;
pub use sum::{Edge, Event, Surface, SurfaceError, surface};
pub use window::{Window, WindowError};

#[cfg(test)]
mod golden_tests;
