//! Density of cases (核密度) as the server shows it: what is asked for, from which cases, for whom; kept until a case changes.

mod gathered;
mod shelf;
mod surface;
mod wish;

pub use gathered::{Basis, Gathered};
pub use shelf::Shelves;
pub use surface::{Span, Surface};
pub use wish::{Edge, Form, PARAMETERS, Wish};

/// The name that tiles and legend are asked by.
pub const LAYER: &str = "density";

#[cfg(test)]
mod density_tests;
