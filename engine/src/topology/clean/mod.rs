//! Repair on import: what must change so that these shapes tile the plane?
//!
//! Borders that run within the snapping distance of one another are pulled together, everything is cut where it meets,
//! and each face that no shape or several shapes cover is given to one of them. Every change is listed.

mod borders;
mod inscribed;
mod merge;
mod missing;
mod report;
mod snap;

pub use missing::insert_missing_vertices;
pub use report::{Repair, RepairKind, RepairReport};

use super::arrangement::Arrangement;
use super::assemble::{AssembleError, assemble};
use super::noding::ArrangementError;
use super::shape::Shape;

/// Which of the shapes that cover a face keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MergeStrategy {
    /// The one with the longest border along the face, as far as faces are given away already.
    #[default]
    LongestBorder,
    /// The one with the largest area.
    MaxArea,
    /// The one with the smallest area.
    MinArea,
    /// The one that stands first in the input.
    MinIndex,
}

/// How far a repair may go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CleanOptions {
    /// Vertices and borders this close are the same, in lattice steps of y.
    pub snap_steps: f64,
    /// Gaps whose largest inscribed circle has at most this diameter are filled, in lattice steps of y.
    pub gap_width_steps: f64,
    /// Who gets an overlap. A gap always goes to the neighbour with the longest border along it.
    pub overlaps: MergeStrategy,
    /// Length of a step of x over the length of a step of y: cos(latitude) for degrees, 1 for a plane.
    pub x_scale: f64,
}

impl Default for CleanOptions {
    /// Overlaps are resolved, gaps and near misses are left.
    fn default() -> Self {
        Self { snap_steps: 0.0, gap_width_steps: 0.0, overlaps: MergeStrategy::default(), x_scale: 1.0 }
    }
}

/// Why shapes could not be repaired.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CleanError {
    /// A distance is negative or not a number.
    #[error("the {option} is {steps} steps: give zero or a positive number")]
    Distance {
        /// Which one.
        option: &'static str,
        /// The value that was given.
        steps: f64,
    },
    /// The scale of x is not positive.
    #[error("the scale of x is {scale}: give cos(latitude), between 0 and 1, or 1 for a plane")]
    Scale {
        /// The value that was given.
        scale: f64,
    },
    /// The borders could not be cut where they meet.
    #[error(transparent)]
    Arrangement(#[from] ArrangementError),
    /// The repaired faces did not become polygons.
    #[error(transparent)]
    Assemble(#[from] AssembleError),
}

/// Repaired shapes: one for each shape of the input, empty where nothing was left of it, and what was done.
///
/// The result has no overlap and shares its borders vertex for vertex; every vertex where borders met is kept. A shape
/// covers a place even-odd, so spikes and lines without area vanish. Among equals the shape with the lower index gets
/// a face; faces are judged from west to east. Vertices move only when snapping is asked for.
///
/// # Errors
/// [`CleanError`] for options out of range and for input that cannot be cut on this lattice.
///
/// # Complexity
/// O(n log n) for n vertices, and O(v · c) for a gap with v vertices of which c circles are tried.
pub fn clean(shapes: &[Shape], options: &CleanOptions) -> Result<(Vec<Shape>, RepairReport), CleanError> {
    check(options)?;
    let mut report = RepairReport::default();
    let snapped = snap::snap(shapes, options, &mut report);
    let (faces, noding) = Arrangement::build(&snapped)?;
    report.noding = noding;
    let owners = merge::owners(&faces, shapes.len(), options, &mut report);
    let cleaned = assemble(&borders::chains(&faces, &owners), shapes.len())?;
    for (index, (before, after)) in (0..).zip(shapes.iter().zip(&cleaned)) {
        if after.polygons.is_empty() && !before.polygons.is_empty() {
            report.add_emptied(index, before, options.x_scale);
        }
    }
    Ok((cleaned, report))
}

fn check(options: &CleanOptions) -> Result<(), CleanError> {
    let distances =
        [("snapping distance", options.snap_steps), ("largest gap width", options.gap_width_steps)];
    for (option, steps) in distances {
        if !(steps >= 0.0 && steps.is_finite()) {
            return Err(CleanError::Distance { option, steps });
        }
    }
    let scale = options.x_scale;
    if !(scale > 0.0 && scale.is_finite()) {
        return Err(CleanError::Scale { scale });
    }
    Ok(())
}

#[cfg(test)]
mod clean_tests;
#[cfg(test)]
mod golden_tests;
