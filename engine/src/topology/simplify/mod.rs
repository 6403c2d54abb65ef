//! Simplification for display: which vertices of the borders can nobody see at this scale?
//!
//! Visvalingam and Whyatt's method on shared arcs: the vertex whose triangle with its two neighbours is smallest goes
//! first. Nodes stay, and a vertex stays while another vertex lies in its triangle, so that borders never cross and the
//! result is a coverage with the same cells and the same neighbours.

mod eliminate;
mod scales;
mod vertex_columns;

pub use scales::ArcScales;

use super::arcs::SharedArcs;
use super::ground::Ground;
use super::shape::Point;
use eliminate::{Elimination, NEVER};

/// What may be removed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimplifyOptions {
    /// A vertex may go when its triangle has at most the area of a square of this side, in lattice steps of y.
    pub tolerance_steps: f64,
    /// Length of a step of x over the length of a step of y: cos(latitude) for degrees, 1 for a plane.
    pub x_scale: f64,
    /// Leave the borders alone that have a shape on one side only.
    pub keep_outer_border: bool,
}

impl SimplifyOptions {
    /// A tolerance in steps on a plane; outer borders are simplified too.
    #[must_use]
    pub fn planar(tolerance_steps: f64) -> Self {
        Self { tolerance_steps, x_scale: 1.0, keep_outer_border: false }
    }

    /// A tolerance in metres, as lattice steps measure near a position; outer borders are simplified too.
    #[must_use]
    pub fn metres(ground: Ground, near: Point, tolerance_m: f64) -> Self {
        let (east_m, north_m) = ground.metres_per_step(near);
        Self { tolerance_steps: tolerance_m / north_m, x_scale: east_m / north_m, keep_outer_border: false }
    }
}

/// Why a coverage was not simplified.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SimplifyError {
    /// The tolerance is negative or not a number.
    #[error("the tolerance is {steps} steps: give zero or a positive number")]
    Tolerance {
        /// The value that was given.
        steps: f64,
    },
    /// The scale of x is not positive.
    #[error("the scale of x is {scale}: give cos(latitude), between 0 and 1, or 1 for a plane")]
    Scale {
        /// The value that was given.
        scale: f64,
    },
}

/// The coverage with fewer vertices: same shapes, same nodes, same neighbours, no crossing.
///
/// Vertices go in the order of their triangle's area, equal areas in the order of their positions; a vertex that is held
/// back by another one in its triangle is tried again when that one has gone. The result does not depend on the order
/// of the shapes. Rings keep at least three vertices; two arcs never become the same segment.
///
/// # Errors
/// [`SimplifyError`] for a tolerance or scale that is out of range.
///
/// # Complexity
/// O(n log n) for n vertices.
///
/// # References
/// M. Visvalingam, J. D. Whyatt (1993), Line generalisation by repeated elimination of points,
/// doi:10.1179/000870493786962263
pub fn simplify(arcs: &SharedArcs, options: &SimplifyOptions) -> Result<SharedArcs, SimplifyError> {
    let limit_area = area_limit(options)?;
    let gone_at = Elimination::new(arcs, options, limit_area).run();
    Ok(arcs.thinned(|step| gone_at[step] == NEVER))
}

/// The largest triangle that may go, in square steps of y.
fn area_limit(options: &SimplifyOptions) -> Result<f64, SimplifyError> {
    let SimplifyOptions { tolerance_steps: steps, x_scale: scale, .. } = *options;
    if steps.is_nan() || steps < 0.0 {
        return Err(SimplifyError::Tolerance { steps });
    }
    if !(scale > 0.0 && scale.is_finite()) {
        return Err(SimplifyError::Scale { scale });
    }
    Ok(steps * steps)
}

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod simplify_tests;
